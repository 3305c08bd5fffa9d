# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter contain_plan."""

from __future__ import annotations

DOCUMENTATION = r"""
name: contain_plan
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Plan a containment and apply its brakes
description:
  - Decides which machines are brought into a state, which are left out by a rule, and whether all of it is refused.
positional: selection
options:
  _input:
    description: Machines as M(secops.defender.defender_machine_info) returns them with O(secops.defender.defender_machine_info#module:include=response_state).
    type: list
    elements: dict
    required: true
  selection:
    description: >-
      What P(secops.defender.contain_selection#filter) returned. Ids in its C(unknown) are of machines that the tenant no longer knows; they are
      left out and named. A sentence in its C(problem) says why the machines could not be looked at, and refuses all.
    type: dict
    required: true
  state:
    description: The state to bring about.
    type: str
    choices: [isolated, released]
    default: isolated
  brakes:
    description: >-
      C(max), the most machines; C(never_tags) and C(never_groups), tags and device groups of machines that are left out. A machine named outright is
      refused rather than left out, and may always be released.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Plan
  ansible.builtin.set_fact:
    plan: "{{ found.machines | secops.defender.contain_plan(selected, 'isolated', {'max': 5, 'never_tags': ['never-isolate']}) }}"
"""

RETURN = r"""
_value:
  description: >-
    C(machines) to deal with, each with its C(stages), and their ids by stage in C(targets); machines C(left_out) with the C(rule); and C(refusal), a
    sentence, empty when there is none.
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._containment import Brakes, plan


def contain_plan(
    machines: Sequence[Mapping[str, Any]], selection: Mapping[str, Any], state: str, brakes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the plan for the machines that were found."""
    never_tags, never_groups = brakes.get("never_tags") or (), brakes.get("never_groups") or ()
    return plan(machines, selection, state, Brakes(int(brakes["max"]), never_tags, never_groups))


class FilterModule:
    """The filter contain_plan."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"contain_plan": contain_plan}
