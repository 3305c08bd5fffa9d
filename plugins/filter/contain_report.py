# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter contain_report."""

from __future__ import annotations

DOCUMENTATION = r"""
name: contain_report
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Report what a containment did
description:
  - Puts the plan, the results of its tasks and a second look at the machines side by side, machine by machine and stage by stage.
positional: outcomes, seen, now
options:
  _input:
    description: What P(secops.defender.contain_plan#filter) returned.
    type: dict
    required: true
  outcomes:
    description:
      - The results of M(secops.defender.defender_machine_isolation), M(secops.defender.defender_machine_restriction) and
        M(secops.defender.defender_machine_scan), failed or not, as C(isolate), C(restrict) and C(scan). Those that were not run are empty or missing.
    type: dict
    required: true
  seen:
    description: The result of M(secops.defender.defender_machine_info) afterwards; empty when nobody looked.
    type: dict
    required: true
  now:
    description: The time that the report is made at.
    type: raw
    required: true
  title:
    description: The title of the report.
    type: str
    default: Containment
"""

EXAMPLES = r"""
- name: Report
  ansible.builtin.set_fact:
    report: "{{ plan | secops.defender.contain_report({'isolate': isolation}, seen, now(utc=true)) }}"
"""

RETURN = r"""
_value:
  description:
    - The report. C(data.machines) tells the fate of each machine, C(data.failure) what went wrong in one sentence. C(docs/schemas/report.json) of the
      collection describes it.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._account import account
from ansible_collections.secops.defender.plugins.plugin_utils._contain_report import (
    contain_report as report_of,
)
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp


def contain_report(
    plan: Mapping[str, Any],
    outcomes: Mapping[str, Any],
    seen: Mapping[str, Any],
    now: Any,
    title: str = "Containment",
) -> dict[str, Any]:
    """Return the report of a containment."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.contain_report: now is '{now}', which is no time.")
    return report_of(account(plan, outcomes, seen), title, stamp(when))


class FilterModule:
    """The filter contain_report."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"contain_report": contain_report}
