# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter hunt_tally."""

from __future__ import annotations

DOCUMENTATION = r"""
name: hunt_tally
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Add what a query found to what others found before
description:
  - Counts the rows of an answer by machine, so that a hunt of many queries needs to keep little.
positional: query, answer, rows
options:
  _input:
    description: What this filter returned for the queries before; an empty list at first.
    type: list
    elements: dict
    required: true
  query:
    description: One of the C(queries) of P(secops.defender.hunt_plan#filter).
    type: dict
    required: true
  answer:
    description: The result of M(secops.defender.defender_hunting_query), failed or not.
    type: dict
    required: true
  rows:
    description: The most rows to keep of a query and a machine.
    type: int
    default: 5
"""

EXAMPLES = r"""
- name: Keep what was found
  ansible.builtin.set_fact:
    outcomes: "{{ outcomes | default([]) | secops.defender.hunt_tally(plan.queries[0], answer) }}"
"""

RETURN = r"""
_value:
  description: The outcomes. C(stops) of the last one tells that asking further has no sense, as when the quota is used up.
  type: list
  elements: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._hunt_tally import tallied


def hunt_tally(
    outcomes: Sequence[Mapping[str, Any]], query: Mapping[str, Any], answer: Mapping[str, Any], rows: int = 5
) -> list[dict[str, Any]]:
    """Return the outcomes with one more."""
    return tallied(outcomes, query, answer, int(rows))


class FilterModule:
    """The filter hunt_tally."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"hunt_tally": hunt_tally}
