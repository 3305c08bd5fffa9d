# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter evidence_report."""

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_report
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Report what a collection of evidence brought
description:
  - Puts the plan and the results of its tasks side by side, machine by machine.
positional: outcomes, now, settings
options:
  _input:
    description: What P(secops.defender.evidence_plan#filter) returned.
    type: dict
    required: true
  outcomes:
    description:
      - What P(secops.defender.evidence_manifests#filter) took, C(package), the result of M(secops.defender.defender_machine_package), C(manifests), what
        that filter returned, and C(manifests_written), the result of writing them in a loop over C(written_path). What is missing was not done.
    type: dict
    required: true
  now:
    description: The time of the collection.
    type: raw
    required: true
  settings:
    description: C(title), the title of the report; C(dir), where the folders are; C(check_mode), whether the tasks ran in check mode.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Report
  ansible.builtin.set_fact:
    report: "{{ plan | secops.defender.evidence_report(outcomes, now(utc=true), {'dir': '/srv/evidence'}) }}"
"""

RETURN = r"""
_value:
  description:
    - The report. C(data.machines) tells of each machine how each part ended and which files there are, C(data.failure) what went wrong in one sentence.
      C(docs/schemas/report.json) of the collection describes it.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._evidence_account import evidence_account
from ansible_collections.secops.defender.plugins.plugin_utils._evidence_report import (
    evidence_report as report_of,
)
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp


def evidence_report(
    plan: Mapping[str, Any],
    outcomes: Mapping[str, Any],
    now: Any,
    settings: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the report of a collection of evidence."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.evidence_report: now is '{now}', which is no time.")
    given = settings or {}
    told = evidence_account(plan, outcomes, str(given.get("dir") or ""), bool(given.get("check_mode")))
    return report_of(told, str(given.get("title") or "Evidence"), stamp(when))


class FilterModule:
    """The filter evidence_report."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"evidence_report": evidence_report}
