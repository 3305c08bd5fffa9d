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
  parameters:
    description:
      - Values for the query. Each becomes a C(let) statement before the query, which uses it by its name. A value never becomes part of
        the query's text, so that nothing in it can change what is asked. A name that the query does not use is an error.
      - A text becomes a C(string), a whole number a C(long), another number a C(real), a truth a C(bool), and a list a C(dynamic) array.
      - >-
        A dictionary with one key names the type, which is V(string), V(long), V(real), V(bool), V(datetime) or V(timespan), for instance
        C({datetime: "2026-05-14T00:00:00Z"}). Times must be given so, since Ansible hands them over as texts.
      - Where a table has a column of the same name, KQL means the column. Choose other names.
    type: dict
    default: {}
  timespan:
    description:
      - The time to look at, as V(P7D), V(PT12H), the time it begins with, or two of these with C(/) between, such as
        V(2026-05-01T00:00:00Z/P2D). A C(Timestamp) in the query narrows it further. The service looks back 30 days by itself and no further.
      - Only with O(api=graph).
    type: str
  api:
    description:
      - Where the query is asked.
      - V(graph) is Microsoft Graph, which needs a permission and a token of its own. Credentials serve both; an O(access_token) must be one
        for Graph.
      - V(endpoint) is the older route of Defender for Endpoint. Microsoft has been retiring it since January 2026; an answer that says it is
        gone is told as such.
    type: str
    choices: [graph, endpoint]
    default: graph
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
