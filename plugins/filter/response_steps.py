# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter response_steps."""

from __future__ import annotations

DOCUMENTATION = r"""
name: response_steps
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: The tasks that one action of a response takes
description:
  - Puts the targets that need the same into one step, so that many machines or alerts are one task.
  - An alert is assigned only when everything else that it asked for went well, which is told from the outcomes of the actions before.
positional: action, outcomes
options:
  _input:
    description: What P(secops.defender.response_plan#filter) returned.
    type: dict
    required: true
  action:
    description: The action, for instance C(isolate).
    type: str
    required: true
  outcomes:
    description: By action, what its task has registered in a loop over its steps.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Isolate
  secops.defender.defender_machine_isolation:
    machines: "{{ item.targets }}"
    isolation_type: "{{ item.options.isolation_type }}"
    comment: "{{ item.rules | join(', ') }}"
  loop: "{{ plan | secops.defender.response_steps('isolate', {}) }}"
  register: isolated
"""

RETURN = r"""
_value:
  description: One entry for each task, with C(options), C(targets), C(effects), C(alert_ids) and C(rules).
  type: list
  elements: dict
"""

from collections.abc import Callable

from ansible_collections.secops.defender.plugins.plugin_utils._response_outcome import steps


class FilterModule:
    """The filter response_steps."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filter under its name."""
        return {"response_steps": steps}
