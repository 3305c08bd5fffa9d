# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter contain_selection."""

from __future__ import annotations

DOCUMENTATION = r"""
name: contain_selection
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: The machines that a triage report, a list or an inventory group names
description:
  - Returns which machines to look at, or a sentence that says why there are none to be had.
positional: hostvars, sources, min_score, stages
options:
  sources:
    description:
      - C(triage), the report of a triage; C(machines), a list of ids, names and addresses; C(group), an inventory group; C(undo), the report of
        an earlier containment, which selects what that run sent a request for. One of them is used.
      - With C(tenant), reports of several tenants count as far as they are of this one, and hosts of the group whose variable C(defender_tenant_id) names
        another are left alone.
    type: dict
    required: true
  stages:
    description:
      - C(general), the stages of a machine, and C(by_value), a dictionary of stages by the value of the machine, which counts before. The stages are
        C(isolate), C(restrict) and C(scan). A run that is undone names its stages itself.
    type: dict
    default: {general: [isolate]}
extends_documentation_fragment:
  - secops.defender.selection
"""

EXAMPLES = r"""
- name: Select the machines that score 80 or more
  ansible.builtin.set_fact:
    selected: "{{ groups | secops.defender.contain_selection(hostvars, {'triage': triage_alerts_report}, min_score=80) }}"
"""

RETURN = r"""
_value:
  description: >-
    C(machines), the references; C(scores) by machine id; C(source) in words; C(stages), which each machine gets; C(refusal), a sentence, empty
    when there is none.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._containment import Sources, selection
from ansible_collections.secops.defender.plugins.plugin_utils._selection import common_sources
from ansible_collections.secops.defender.plugins.plugin_utils._stages import ISOLATE, Choice


def contain_selection(
    groups: Mapping[str, Any],
    hostvars: Mapping[str, Any],
    sources: Mapping[str, Any],
    min_score: float | str = 0,
    stages: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the machines that the one given source names."""
    given = Sources(
        triage=sources.get("triage"),
        undo=sources.get("undo"),
        tenant=str(sources.get("tenant") or ""),
        **common_sources(groups, hostvars, sources),
    )
    asked = stages or {}
    choice = Choice(asked.get("general", (ISOLATE,)), asked.get("by_value") or {})
    return selection(given, float(min_score), choice)


class FilterModule:
    """The filter contain_selection."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"contain_selection": contain_selection}
