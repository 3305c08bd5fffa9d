# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter indicator_plan."""

from __future__ import annotations

DOCUMENTATION = r"""
name: indicator_plan
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Plan what to make of a tenant's indicators from what files want
description:
  - Checks what files want, puts what several want together, fills in what they do not say, and keeps back what must never be blocked and what
    somebody else has made.
positional: records, settings, now
options:
  _input:
    description: What P(secops.defender.indicator_feeds#filter) returned.
    type: dict
    required: true
  records:
    description: The indicators of the tenant, as M(secops.defender.defender_indicator_info) returns them.
    type: list
    elements: dict
    required: true
  settings:
    description:
      - The inputs of the role P(secops.defender.manage_indicators#role) without the name of the role before them. C(title) and C(description) are the
        templates.
    type: dict
    required: true
  now:
    description: The time that the ends of indicators are counted from.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Plan
  ansible.builtin.set_fact:
    plan: "{{ found | secops.defender.indicator_plan(present.indicators, settings, now(utc=true)) }}"
"""

RETURN = r"""
_value:
  description:
    - C(calls), the options of M(secops.defender.defender_indicator) for each task, the C(indicators) that are wanted, what is C(left_out) and why, the
      C(files), and C(refusal), a sentence, empty when there is none.
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._feed_plan import indicator_plan as planned
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment


def indicator_plan(
    found: Mapping[str, Any], records: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], now: Any
) -> dict[str, Any]:
    """Return the plan."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.indicator_plan: now is '{now}', which is no time.")
    return planned(found, records, settings, when)


class FilterModule:
    """The filter indicator_plan."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"indicator_plan": indicator_plan}
