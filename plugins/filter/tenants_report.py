# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter tenants_report."""

from __future__ import annotations

DOCUMENTATION = r"""
name: tenants_report
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Put the reports of several tenants together as one
description:
  - Makes one report of those that a role made of each tenant. A tenant that failed is told first, and hides no other.
positional: role, title, now
options:
  _input:
    description:
      - For each tenant C(tenant), as P(secops.defender.tenants#filter) gives it, C(report), the report of the role, empty where there is none, and
        C(failure), one sentence, empty when nothing failed.
    type: list
    elements: dict
    required: true
  role:
    description: The role that made the reports.
    type: str
    required: true
  title:
    description: The title of the report.
    type: str
    required: true
  now:
    description: The time that the report is made at.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Put them together
  ansible.builtin.set_fact:
    report: "{{ told | secops.defender.tenants_report('report_posture', 'Posture', now(utc=true)) }}"
"""

RETURN = r"""
_value:
  description:
    - The report. C(data.tenants) holds for each tenant id its C(name), C(lead), C(failure) and C(data), which is the data of its own report.
      C(data.failure) names the tenants that failed, in one sentence.
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._tenants_report import (
    tenants_report as together,
)
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp


def tenants_report(told: Sequence[Mapping[str, Any]], role: str, title: str, now: Any) -> dict[str, Any]:
    """Return the report of all."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.tenants_report: now is '{now}', which is no time.")
    return together(told, role, title, stamp(when))


class FilterModule:
    """The filter tenants_report."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"tenants_report": tenants_report}
