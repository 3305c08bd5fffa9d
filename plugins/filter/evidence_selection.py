# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter evidence_selection."""

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_selection
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: The machines that a report, a list or an inventory group names
description:
  - Returns which machines to look at, or a sentence that says why there are none to be had.
positional: hostvars, sources, min_score
options:
  sources:
    description:
      - C(report), a report of a role of this collection that tells of machines one by one; C(machines), a list of ids, names and addresses; C(group),
        an inventory group. One of them is used.
      - With C(tenant), a report of several tenants counts as far as it is of this one, and hosts of the group whose variable C(defender_tenant_id) names
        another one do not count.
    type: dict
    required: true
extends_documentation_fragment:
  - secops.defender.selection
"""

EXAMPLES = r"""
- name: Select the machines that were contained
  ansible.builtin.set_fact:
    selected: "{{ groups | secops.defender.evidence_selection(hostvars, {'report': contain_machines_report}) }}"
"""

RETURN = r"""
_value:
  description: C(machines), the references; C(source) in words; C(refusal), a sentence, empty when there is none.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._evidence_plan import Sources, selection
from ansible_collections.secops.defender.plugins.plugin_utils._selection import common_sources
from ansible_collections.secops.defender.plugins.plugin_utils._tenants import of_tenant


def evidence_selection(
    groups: Mapping[str, Any],
    hostvars: Mapping[str, Any],
    sources: Mapping[str, Any],
    min_score: float | str = 0,
) -> dict[str, Any]:
    """Return the machines that the one given source names."""
    tenant = str(sources.get("tenant") or "")
    report = of_tenant(sources.get("report"), tenant, "collect_evidence_source")
    given = Sources(report=report, **common_sources(groups, hostvars, sources))
    return selection(given, float(min_score))


class FilterModule:
    """The filter evidence_selection."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"evidence_selection": evidence_selection}
