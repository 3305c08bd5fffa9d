# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter indicator_brakes."""

from __future__ import annotations

DOCUMENTATION = r"""
name: indicator_brakes
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Tell what a plan for indicators would change, and refuse what is too much
description:
  - Puts a plan beside what M(secops.defender.defender_indicator) says in check mode that it would change, and applies brakes.
positional: look, brakes
options:
  _input:
    description: What P(secops.defender.indicator_plan#filter) returned.
    type: dict
    required: true
  look:
    description: The result of the loop of M(secops.defender.defender_indicator) over the C(calls) of the plan in check mode.
    type: dict
    required: true
  brakes:
    description:
      - C(max_changes), the most indicators that may be added, changed and removed; C(max_removed), the most that may be removed; C(allow_empty), whether all
        may be removed because nothing is wanted any more.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: See whether it is too much
  ansible.builtin.set_fact:
    plan: "{{ plan | secops.defender.indicator_brakes(looked, {'max_changes': 500, 'max_removed': 50, 'allow_empty': false}) }}"
"""

RETURN = r"""
_value:
  description: The plan with its C(changes), how many indicators are C(unchanged), those that are C(expired), and C(refusal).
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._feed_account import Brakes, weighed


def indicator_brakes(
    plan: Mapping[str, Any], look: Mapping[str, Any], brakes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the plan, weighed."""
    limits = Brakes(int(brakes["max_changes"]), int(brakes["max_removed"]), bool(brakes["allow_empty"]))
    return weighed(plan, look, limits)


class FilterModule:
    """The filter indicator_brakes."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"indicator_brakes": indicator_brakes}
