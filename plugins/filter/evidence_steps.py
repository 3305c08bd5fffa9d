# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter evidence_steps."""

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_steps
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: The machines from which something can be fetched
description:
  - Picks from the result of a task for many machines those where the action ended well.
positional: outcome
options:
  _input:
    description: What P(secops.defender.evidence_plan#filter) returned.
    type: dict
    required: true
  outcome:
    description: The result of M(secops.defender.defender_machine_package) or M(secops.defender.defender_live_response), failed or not.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Download each package into its machine's folder
  secops.defender.defender_machine_package:
    action_ids: ["{{ machine.action_id }}"]
    dest: "/srv/evidence/{{ machine.folder }}"
  loop: "{{ plan | secops.defender.evidence_steps(collected) }}"
  loop_control:
    loop_var: machine
"""

RETURN = r"""
_value:
  description: One entry per machine with C(machine_id), C(folder) and C(action_id).
  type: list
  elements: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._evidence import steps


def evidence_steps(plan: Mapping[str, Any], outcome: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the machines from which something can be fetched."""
    return steps(plan, outcome)


class FilterModule:
    """The filter evidence_steps."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"evidence_steps": evidence_steps}
