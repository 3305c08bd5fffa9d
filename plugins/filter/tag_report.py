# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter tag_report."""

from __future__ import annotations

DOCUMENTATION = r"""
name: tag_report
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Report what rules of tags and values did
description:
  - Puts the plan and the results of M(secops.defender.defender_machine) side by side, machine by machine.
positional: outcome, now, settings
options:
  _input:
    description: What P(secops.defender.tag_plan#filter) returned.
    type: dict
    required: true
  outcome:
    description: The result of the loop of M(secops.defender.defender_machine) over the C(calls) of the plan, failed or not; empty when it was not run.
    type: dict
    required: true
  now:
    description: The time that the report is made at.
    type: raw
    required: true
  settings:
    description: C(title), the title of the report; C(check_mode), whether the tasks ran in check mode; C(rows), the most machines in a table, 200 by default.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Report
  ansible.builtin.set_fact:
    report: "{{ plan | secops.defender.tag_report(tagged, now(utc=true), {'check_mode': ansible_check_mode}) }}"
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
from ansible_collections.secops.defender.plugins.plugin_utils._tag_account import tag_account
from ansible_collections.secops.defender.plugins.plugin_utils._tag_report import tag_report as report_of
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp


def tag_report(
    plan: Mapping[str, Any], outcome: Mapping[str, Any], now: Any, settings: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the report."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.tag_report: now is '{now}', which is no time.")
    chosen = {"title": "Tags and values", "check_mode": False, "rows": 200, **(settings or {})}
    told = tag_account(plan, outcome, bool(chosen["check_mode"]))
    return report_of(told, str(chosen["title"]), stamp(when), int(chosen["rows"]))


class FilterModule:
    """The filter tag_report."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"tag_report": tag_report}
