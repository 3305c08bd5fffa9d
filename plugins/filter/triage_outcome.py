# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter triage_outcome."""

from __future__ import annotations

DOCUMENTATION = r"""
name: triage_outcome
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Complete the report of a triage with what was written
description:
  - Puts what a triage planned and the results of its tasks side by side, alert by alert, and adds them to the report of what was found.
positional: plan, outcomes, check_mode
options:
  _input:
    description: The report, as P(secops.defender.triage#filter) made it.
    type: dict
    required: true
  plan:
    description: What P(secops.defender.triage_plan#filter) returned.
    type: dict
    required: true
  outcomes:
    description:
      - C(changes), the result of a loop of M(secops.defender.defender_alert) over the calls of the plan; C(listing), that of
        M(secops.defender.defender_alert_info); and C(file), C(domain) and C(ip), as P(secops.defender.triage_prevalence#filter) takes them. Those that
        were not run are empty or missing.
    type: dict
    required: true
  check_mode:
    description: Whether the tasks ran in check mode.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Report
  ansible.builtin.set_fact:
    report: "{{ triage | secops.defender.triage_outcome(plan, {'changes': changes}) }}"
"""

RETURN = r"""
_value:
  description:
    - The report. C(data.changes) tells what became of each alert that was to change, C(data.failure) what went wrong in one sentence.
      C(docs/schemas/report.json) of the collection describes it.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._triage_outcome import completed


def triage_outcome(
    report: Mapping[str, Any],
    plan: Mapping[str, Any],
    outcomes: Mapping[str, Any],
    check_mode: bool = False,
) -> dict[str, Any]:
    """Return the completed report."""
    return completed(report, plan, outcomes, check_mode)


class FilterModule:
    """The filter triage_outcome."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"triage_outcome": triage_outcome}
