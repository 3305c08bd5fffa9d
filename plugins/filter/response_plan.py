# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter response_plan."""

from __future__ import annotations

DOCUMENTATION = r"""
name: response_plan
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Plan a response to alerts by a policy
description:
  - Returns one effect for each action on each target that the rules of a policy ask for, with the rules and alerts behind it, and whether it may run.
  - With an approved plan only what was approved and still follows from the alerts may run.
  - Of a policy that is not as it should be nothing is planned; the refusal is a sentence that names the place.
positional: policy, now
options:
  _input:
    description: >-
      Alerts as M(secops.defender.defender_alert_info) returns them with O(secops.defender.defender_alert_info#module:expand_evidence) and with
      C(machine) and C(domains) included.
    type: list
    elements: dict
    required: true
  policy:
    description: The policy. The role P(secops.defender.respond_to_alerts#role) describes it.
    type: dict
    required: true
  now:
    description: The time, for the brake of business hours.
    type: raw
    required: true
  approval:
    description: An approved plan, which is the report of an earlier run of the role; nothing when there is none.
    type: raw
"""

EXAMPLES = r"""
- name: Plan
  ansible.builtin.set_fact:
    plan: "{{ found.alerts | secops.defender.response_plan(policy, now(utc=true)) }}"
"""

RETURN = r"""
_value:
  description:
    - C(effects), each with C(key), C(action), C(target), C(name), C(machine_id), C(options), C(rules), C(alert_ids), C(verdict) and C(reason).
    - A C(verdict) is C(run), C(held) until it is approved, C(left_out) by a brake, C(gone) or C(not_approved) against an approved plan.
    - C(refusal) is a sentence that forbids all of it, empty when there is none.
    - C(include) is what the policy needs of alerts, as M(secops.defender.defender_alert_info) takes it.
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.module_utils._errors import DefenderError
from ansible_collections.secops.defender.plugins.module_utils._schemas import check
from ansible_collections.secops.defender.plugins.plugin_utils._policy_schema import POLICY
from ansible_collections.secops.defender.plugins.plugin_utils._response import approved, plan
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment


def response_plan(
    alerts: Sequence[Mapping[str, Any]], policy: Any, now: Any, approval: Any = None
) -> dict[str, Any]:
    """Return the plan that a policy makes of alerts."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.response_plan: now is '{now}', which is no time.")
    try:
        check("policy", policy, POLICY)
        made = plan(policy, alerts, when)
    except (DefenderError, ValueError) as error:
        return {"effects": [], "refusal": str(error)}
    return approved(made, _effects(approval)) if approval else made


def _effects(approval: Any) -> Sequence[Mapping[str, Any]]:
    known = isinstance(approval, Mapping) and approval.get("report") == "respond_to_alerts"
    data = approval["data"] if known else None
    if not isinstance(data, Mapping) or "effects" not in data:
        raise AnsibleFilterError(
            "secops.defender.response_plan: approval is not a report of respond_to_alerts."
        )
    return list(data["effects"])


class FilterModule:
    """The filter response_plan."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"response_plan": response_plan}
