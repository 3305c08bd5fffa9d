# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter tenants."""

from __future__ import annotations

DOCUMENTATION = r"""
name: tenants
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Check a list of tenants and give each a name
description:
  - Takes what a person writes for tenants, and says in one sentence that names the option what is none, or is there twice.
positional: option
options:
  _input:
    description: Tenants, each an id, which is a GUID, or a mapping of C(tenant_id) and C(name); or ids in one text, separated by commas.
    type: raw
    required: true
  option:
    description: What to call the list when it is refused.
    type: str
    default: tenants
"""

EXAMPLES = r"""
- name: Go through the tenants
  ansible.builtin.debug:
    msg: "{{ item.name }}"
  loop: "{{ ([{'name': 'Contoso', 'tenant_id': '6ffd7d47-6aa6-4c2f-8d5c-6a1d3a0c1f02'}] | secops.defender.tenants).tenants }}"
"""

RETURN = r"""
_value:
  description:
    - C(tenants), for each C(tenant_id), C(name), and C(label), the name as it can be part of the name of a file or group.
    - C(refusal), one sentence, empty when there is none; C(tenants) is empty then.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.plugin_utils._tenants import tenants_of


def tenants(given: Any, option: str = "tenants") -> dict[str, Any]:
    """Return the tenants, or what is wrong with them."""
    try:
        return {"tenants": [tenant._asdict() for tenant in tenants_of(given, option)], "refusal": ""}
    except OptionError as error:
        return {"tenants": [], "refusal": str(error)}


class FilterModule:
    """The filter tenants."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"tenants": tenants}
