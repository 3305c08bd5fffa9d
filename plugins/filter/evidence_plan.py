# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter evidence_plan."""

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_plan
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Plan a collection of evidence and apply its brakes
description:
  - Decides from which machines evidence is collected and into which folder each, which are left out by a rule, and whether all of it is refused.
positional: selection, wish, brakes
options:
  _input:
    description: Machines as M(secops.defender.defender_machine_info) returns them.
    type: list
    elements: dict
    required: true
  selection:
    description: >-
      What P(secops.defender.evidence_selection#filter) returned. Ids in its C(unknown) are of machines that the tenant no longer knows; they are
      left out and named.
    type: dict
    required: true
  wish:
    description: C(parts), the parts to collect, and C(commands), commands of live response to run.
    type: dict
    required: true
  brakes:
    description: >-
      C(max), the most machines; C(never_tags) and C(never_groups), tags and device groups of machines that are left out. A machine named outright is
      refused rather than left out.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Plan
  ansible.builtin.set_fact:
    plan: "{{ found.machines | secops.defender.evidence_plan(selected, {'parts': ['alerts']}, {'max': 10}) }}"
"""

RETURN = r"""
_value:
  description:
    - C(machines) to collect from, each with its C(folder), machines C(left_out) with the C(rule), the C(parts), and C(refusal), a sentence, empty when
      there is none.
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._containment import Brakes
from ansible_collections.secops.defender.plugins.plugin_utils._evidence_plan import Wish, plan


def evidence_plan(
    machines: Sequence[Mapping[str, Any]],
    selection: Mapping[str, Any],
    wish: Mapping[str, Any],
    brakes: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the plan for the machines that were found."""
    never_tags, never_groups = brakes.get("never_tags") or (), brakes.get("never_groups") or ()
    wanted = Wish(wish.get("parts") or (), wish.get("commands") or ())
    return plan(machines, selection, wanted, Brakes(int(brakes["max"]), never_tags, never_groups))


class FilterModule:
    """The filter evidence_plan."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"evidence_plan": evidence_plan}
