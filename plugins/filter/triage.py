# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter triage."""

from __future__ import annotations

DOCUMENTATION = r"""
name: triage
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Score alerts, group them by machine and report
description:
  - Scores each alert by weights, says which points came from what, orders alerts and machines worst first and returns a report.
  - Makes no request. The better the alerts are enriched (RV(ignore:machine), RV(ignore:user)), the more rules can give points.
positional: weights, now
options:
  _input:
    description: Alerts as M(secops.defender.defender_alert_info) returns them.
    type: list
    elements: dict
    required: true
  weights:
    description:
      - Points by rule; a rule that is left out gives none. An unknown rule is an error.
      - The rules C(severity), C(category), C(status), C(investigation), C(machine_risk), C(machine_exposure) and C(machine_value) hold points by
        the word that the service uses; case does not matter.
      - C(domain_admin) is the points for a domain administrator as user, C(more_alerts) holds C(each) and C(most), C(recent) a list of C(hours) and C(points).
    type: dict
    required: true
  now:
    description: The time that the age of an alert is counted from, and that the report is made at.
    type: raw
    required: true
  title:
    description: The title of the report.
    type: str
    default: Alert triage
  asked:
    description: What the alerts were asked for with; told in the report.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Score what was found
  ansible.builtin.set_fact:
    triage: "{{ found.alerts | secops.defender.triage({'severity': {'High': 40, 'Medium': 20}}, now(utc=true)) }}"

- name: Name the machine to look at first
  ansible.builtin.debug:
    msg: "{{ triage.data.machines[0].computer_dns_name }} scores {{ triage.data.machines[0].score }}"
"""

RETURN = r"""
_value:
  description:
    - The report. C(data.machines) and C(data.alerts) hold the scores, worst first. C(docs/schemas/report.json) of the collection describes it.
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp
from ansible_collections.secops.defender.plugins.plugin_utils._triage import triage as found_in
from ansible_collections.secops.defender.plugins.plugin_utils._triage_report import triage_report


def triage(
    alerts: Sequence[Mapping[str, Any]],
    weights: Mapping[str, Any],
    now: Any,
    title: str = "Alert triage",
    asked: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the triage report of alerts."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.triage: now is '{now}', which is no time.")
    try:
        found = found_in(alerts, weights, when)
    except ValueError as error:
        raise AnsibleFilterError(f"secops.defender.triage: {error}") from error
    return triage_report(found, {"title": title, "generated": stamp(when)}, asked or {}, weights)


class FilterModule:
    """The filter triage."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"triage": triage}
