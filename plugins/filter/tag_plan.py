# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter tag_plan."""

from __future__ import annotations

DOCUMENTATION = r"""
name: tag_plan
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Decide by rules which tags and which value machines should have
description:
  - Applies rules to machines, applies brakes, and groups the machines that want the same, so that few tasks do it.
  - Each rule sees what the rules before it did, and a later rule wins. The rules are gone through until nothing changes any more; rules that undo each
    other without end are refused.
positional: rules, brakes, now
options:
  _input:
    description: Machines as M(secops.defender.defender_machine_info) returns them.
    type: list
    elements: dict
    required: true
  rules:
    description:
      - Rules with C(name), C(match), and C(tags), C(remove_tags) or C(device_value). The README of the role P(secops.defender.tag_machines#role) has all
        conditions that C(match) can hold.
    type: list
    elements: dict
    required: true
  brakes:
    description: C(max), the most machines that may change; C(never_tags) and C(never_groups), tags and device groups of machines that are left out.
    type: dict
    required: true
  now:
    description: The time that ages are counted from.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Plan
  ansible.builtin.set_fact:
    plan: "{{ found.machines | secops.defender.tag_plan(rules, {'max': 100}, now(utc=true)) }}"
  vars:
    rules:
      - name: Servers
        match: {os_platform: WindowsServer*}
        tags: [server]
"""

RETURN = r"""
_value:
  description:
    - C(machines) that are to change, machines C(left_out) with the C(rule), C(calls), the options of M(secops.defender.defender_machine) for each task, how
      often each of C(rules) matched, what was C(overruled), and C(refusal), a sentence, empty when there is none.
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._containment import Brakes
from ansible_collections.secops.defender.plugins.plugin_utils._tagging import tag_plan as planned
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment


def tag_plan(
    machines: Sequence[Mapping[str, Any]], rules: Any, brakes: Mapping[str, Any], now: Any
) -> dict[str, Any]:
    """Return the plan for the machines."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.tag_plan: now is '{now}', which is no time.")
    never_tags, never_groups = brakes.get("never_tags") or (), brakes.get("never_groups") or ()
    return planned(machines, rules, Brakes(int(brakes["max"]), never_tags, never_groups), when)


class FilterModule:
    """The filter tag_plan."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"tag_plan": tag_plan}
