# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter hunt_report."""

from __future__ import annotations

DOCUMENTATION = r"""
name: hunt_report
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Report what a hunt found
description:
  - Puts the outcomes of queries together, machine by machine and file by file.
positional: outcome, now, settings
options:
  _input:
    description: What P(secops.defender.hunt_plan#filter) returned.
    type: dict
    required: true
  outcome:
    description: The result of the loop of M(secops.defender.defender_hunting_query) over the C(queries) of the plan, failed or not; empty when it was not run.
    type: dict
    required: true
  now:
    description: The time that the report is made at.
    type: raw
    required: true
  settings:
    description:
      - C(title), the title of the report; C(min_score), from which score on machines are handed over, 60 by default; C(indicator), what indicators of
        found files have beside their value and type, without which there are none; C(rows), how many rows are kept of a query and a machine, 5 by default;
        C(table_rows), the most machines in a table, 200 by default.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Report
  ansible.builtin.set_fact:
    report: "{{ plan | secops.defender.hunt_report(answers, now(utc=true), {'indicator': {'action': 'Audit', 'generate_alert': true}}) }}"
"""

RETURN = r"""
_value:
  description:
    - The report. C(data.machines) tells the hits of each machine, C(data.queries) how each query ended, C(data.failure) what went wrong in one
      sentence. C(docs/schemas/report.json) of the collection describes it.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_account import Choices, hunt_account
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_report import hunt_report as report_of
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp


def hunt_report(
    plan: Mapping[str, Any],
    outcome: Mapping[str, Any],
    now: Any,
    settings: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the report."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.hunt_report: now is '{now}', which is no time.")
    chosen = {
        "title": "Hunt",
        "min_score": 60,
        "indicator": {},
        "rows": 5,
        "table_rows": 200,
        **(settings or {}),
    }
    choices = Choices(float(chosen["min_score"]), chosen["indicator"], int(chosen["rows"]))
    return report_of(
        hunt_account(plan, outcome, choices), str(chosen["title"]), stamp(when), int(chosen["table_rows"])
    )


class FilterModule:
    """The filter hunt_report."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"hunt_report": hunt_report}
