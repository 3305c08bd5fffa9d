# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter triage_plan."""

from __future__ import annotations

DOCUMENTATION = r"""
name: triage_plan
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Decide what to write back to alerts, which are duplicates, and what to hand over
description:
  - Decides which alerts are changed, closed as duplicates of another one or left as they are, groups those that want the same, and applies a brake.
  - Makes no request. What the settings hold that cannot be understood is told as a refusal.
positional: report, settings
options:
  _input:
    description: Alerts as M(secops.defender.defender_alert_info) returns them.
    type: list
    elements: dict
    required: true
  report:
    description: What P(secops.defender.triage#filter) made of them; empty to check the settings alone.
    type: dict
    required: true
  settings:
    description:
      - C(run), the name of the run, which comments begin with, and C(max_changes), the most alerts that may change.
      - C(write_back), C(close_duplicates), C(prevalence) and C(hand_over), as the role P(secops.defender.triage_alerts#role) documents them.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Plan
  ansible.builtin.set_fact:
    plan: "{{ found.alerts | secops.defender.triage_plan(triage, settings) }}"
  vars:
    settings:
      run: Incident 4711
      max_changes: 50
      close_duplicates: {hours: 24}
"""

RETURN = r"""
_value:
  description:
    - C(changes) of alerts, some with the C(rule) that leaves them out; C(calls), each with the C(alert_ids) for a task of
      M(secops.defender.defender_alert) and what is C(wanted) of them; C(look_up), the values to read statistics of by kind; C(hand_over), ids of alerts
      and the C(filter) that gives them; and C(refusal), a sentence, empty when there is none.
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._triage_plan import plan


def triage_plan(
    alerts: Sequence[Mapping[str, Any]], report: Mapping[str, Any], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the plan for alerts that were scored."""
    return plan(alerts, (report.get("data") or {}).get("alerts") or (), settings)


class FilterModule:
    """The filter triage_plan."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"triage_plan": triage_plan}
