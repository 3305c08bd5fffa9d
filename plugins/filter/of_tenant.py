# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter of_tenant."""

from __future__ import annotations

DOCUMENTATION = r"""
name: of_tenant
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Take one tenant's report out of a report of several
description:
  - A report of one tenant, and whatever is no report, is returned as it is. Of a report of several tenants the part of one is returned, in the form that
    the role gives it for one tenant; it tells of nothing when the tenant is not among them.
positional: tenant_id, option
options:
  _input:
    description: A report.
    type: raw
    required: true
  tenant_id:
    description: The tenant. A report of several tenants is refused when it is empty.
    type: str
    default: ""
  option:
    description: What to call the report when it is refused.
    type: str
    default: report
"""

EXAMPLES = r"""
- name: Look at what was found in one tenant
  ansible.builtin.debug:
    msg: "{{ (triage_alerts_report | secops.defender.of_tenant('6ffd7d47-6aa6-4c2f-8d5c-6a1d3a0c1f02')).data.machines }}"
"""

RETURN = r"""
_value:
  description: The report of the tenant.
  type: raw
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.plugin_utils._tenants import of_tenant as part_of


def of_tenant(document: Any, tenant_id: str = "", option: str = "report") -> Any:
    """Return the report of a tenant."""
    try:
        return part_of(document, tenant_id, option)
    except OptionError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter of_tenant."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"of_tenant": of_tenant}
