# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter posture."""

from __future__ import annotations

DOCUMENTATION = r"""
name: posture
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Count machines, open alerts and past actions of a tenant and report
description:
  - Counts machines by health, risk, exposure, platform, onboarding, device group and age, finds stale machines and names that several ids have,
    counts open alerts by age and severity and actions by type and outcome, and returns a report.
  - Makes no request. What could not be collected is named in the report and hides nothing else.
positional: now, settings
options:
  _input:
    description:
      - Results of modules, failed or not. C(machines) of M(secops.defender.defender_machine_info), C(alerts) of
        M(secops.defender.defender_alert_info), C(actions) of M(secops.defender.defender_machine_action_info).
      - One that is left out, empty or skipped was not asked for. Resolved alerts are not counted.
    type: dict
    required: true
  now:
    description: The time that ages are counted from, and that the report is made at.
    type: raw
    required: true
  settings:
    description:
      - C(stale_days), from how many days without being seen on a machine is stale, 30 by default; C(action_days), how many days of actions count, 7 by
        default; C(rows), the most machines, alerts, actions or names that are told of a kind, 50 by default.
    type: dict
    default: {}
  title:
    description: The title of the report.
    type: str
    default: Posture
"""

EXAMPLES = r"""
- name: Report on the machines alone
  ansible.builtin.set_fact:
    report: "{{ {'machines': found} | secops.defender.posture(now(utc=true), {'stale_days': 14}) }}"
"""

RETURN = r"""
_value:
  description:
    - The report. C(data.machines), C(data.alerts) and C(data.actions) hold the numbers, null for what was not collected; C(data.failure) says in one
      sentence what could not be. C(docs/schemas/report.json) of the collection describes it.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._posture import posture as found_in
from ansible_collections.secops.defender.plugins.plugin_utils._posture import settings_of
from ansible_collections.secops.defender.plugins.plugin_utils._posture_report import posture_report
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp


def posture(
    found: Mapping[str, Any], now: Any, settings: Mapping[str, Any] | None = None, title: str = "Posture"
) -> dict[str, Any]:
    """Return the report of what was found."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.posture: now is '{now}', which is no time.")
    try:
        return posture_report(found_in(found, when, settings_of(settings or {})), title, stamp(when))
    except ValueError as error:
        raise AnsibleFilterError(f"secops.defender.posture: {error}") from error


class FilterModule:
    """The filter posture."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"posture": posture}
