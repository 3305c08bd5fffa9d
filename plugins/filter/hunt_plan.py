# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter hunt_plan."""

from __future__ import annotations

DOCUMENTATION = r"""
name: hunt_plan
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Decide which queries of a library to ask, and with which values
description:
  - Reads the queries, chooses those that are wanted, and gives each its parameters. Nothing is asked.
  - The guide on hunting describes the form of the files.
positional: wanted
options:
  _input:
    description: The texts of the files, by their paths.
    type: dict
    required: true
  wanted:
    description:
      - C(queries), C(techniques) and C(tactics) choose queries. Without them, those are chosen that need what is given.
      - C(indicators), C(machines), C(users) and C(parameters) give values; C(indicator) is what indicators of found files are to have.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Plan a hunt for what destroys backups
  ansible.builtin.set_fact:
    plan: "{{ texts | secops.defender.hunt_plan({'techniques': ['T1490']}) }}"
"""

RETURN = r"""
_value:
  description:
    - C(queries) to ask, each with its C(text) and C(parameters), those C(skipped) with the reason, and C(refusal), a sentence, empty when there is none.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._hunt_plan import hunt_plan as planned


def hunt_plan(texts: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan."""
    return planned(texts, wanted)


class FilterModule:
    """The filter hunt_plan."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"hunt_plan": hunt_plan}
