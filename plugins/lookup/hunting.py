# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup hunting."""

from __future__ import annotations

DOCUMENTATION = r"""
name: hunting
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Look up the rows that an advanced hunting query finds
description:
  - Asks the raw events of the last 30 days a question in the Kusto Query Language (KQL) and returns the rows.
  - An expression is evaluated as often as it is used, and each time the query costs computing time. Use
    M(secops.defender.defender_hunting_query) where one result serves several tasks, or belongs into a file.
options:
  _terms:
    description: The query. Several are asked one after the other, each with all of O(parameters), and their rows are put together.
    type: list
    elements: str
    required: true
notes:
  # BEGIN GENERATED permissions
  - With O(api=graph), an application or a person needs the permission C(ThreatHunting.Read.All).
  - With O(api=endpoint), an application needs the permission C(AdvancedQuery.Read.All), and a person C(AdvancedQuery.Read).
  # END GENERATED
  - Options that are not given come from the environment of Ansible itself. C(module_defaults) and the C(environment) of a task do not reach a lookup.
seealso:
  - module: secops.defender.defender_hunting_query
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.hunting
"""

EXAMPLES = r"""
- name: Isolate every machine that a file ran on
  secops.defender.defender_machine_isolation:
    machines: "{{ query('secops.defender.hunting', ran_on, parameters={'wanted': file_hash}) | map(attribute='DeviceId') | unique }}"
    comment: Loader found, incident 4711
  vars:
    ran_on: DeviceProcessEvents | where SHA1 == wanted

- name: Tell how many alerts there were since Monday
  ansible.builtin.debug:
    msg: "{{ (query('secops.defender.hunting', 'AlertInfo | where Timestamp > since | count', parameters=asked) | first).Count }}"
  vars:
    asked: {since: {datetime: "2026-05-11T00:00:00Z"}}

- name: Go on only if nothing was deleted during the last hour
  ansible.builtin.assert:
    that: query('secops.defender.hunting', "DeviceProcessEvents | where ProcessCommandLine has 'delete shadows'", timespan='PT1H') == []
"""

RETURN = r"""
_raw:
  description:
    - The rows, a dictionary each, typed as M(secops.defender.defender_hunting_query) does it. C(query) always gives a list; C(lookup) gives
      a single row as it is.
  type: list
  elements: dict
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.secops.defender.plugins.module_utils._errors import DefenderError
from ansible_collections.secops.defender.plugins.module_utils._hunting import hunted


class LookupModule(LookupBase):
    """Rows of hunting queries."""

    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Return the rows that the queries find."""
        try:
            return [row for query in terms for row in hunted(str(query), kwargs)]
        except DefenderError as error:
            raise AnsibleLookupError(f"secops.defender.hunting: {error}") from None
