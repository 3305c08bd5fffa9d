# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup machine."""

from __future__ import annotations

DOCUMENTATION = r"""
name: machine
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Look up machines of Microsoft Defender for Endpoint by id, DNS name or IP address
description:
  - Returns the record of each machine that is named, with the keys that M(secops.defender.defender_machine_info) returns.
  - A name that no machine has, or that means several, is an error which lists the candidates.
  - Names are told from the whole list of machines, ids are asked for by id. Each lookup is a listing of its own, so name all machines in one
    lookup, and use M(secops.defender.defender_machine_info) where one result serves several tasks.
options:
  _terms:
    description: Id, DNS name (full or its first label, in any case) or IP address of each machine.
    type: list
    elements: str
    required: true
  duplicates:
    description: What to do when a name means several machines. V(newest) takes the one with the latest C(lastSeen).
    type: str
    choices: [error, newest, all]
    default: error
  include:
    description:
      - What else to read for each machine, put into the record under the same name.
      - V(response_state) tells whether the machine is isolated, restricted or being scanned. It is derived from past machine actions.
    type: list
    elements: str
    choices: [response_state]
    default: []
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  # END GENERATED
  - Options that are not given come from the environment of Ansible itself. C(module_defaults) and the C(environment) of a task do not reach a lookup.
seealso:
  - module: secops.defender.defender_machine_info
  - plugin: secops.defender.isolated
    plugin_type: test
extends_documentation_fragment:
  - secops.defender.connection
"""

EXAMPLES = r"""
- name: Tell who is logged on where the alert came from
  ansible.builtin.debug:
    msg: "{{ lookup('secops.defender.machine', 'ws-fin-014').lastIpAddress }}"

- name: Go on only if the file server is isolated
  ansible.builtin.assert:
    that: lookup('secops.defender.machine', 'srv-file-01.corp.contoso.com', include=['response_state']) is secops.defender.isolated

- name: Isolate the machines behind some addresses, the newest where one was set up anew
  secops.defender.defender_machine_isolation:
    machines: "{{ query('secops.defender.machine', *addresses, duplicates='newest') | map(attribute='id') }}"
    comment: Command and control traffic, incident 4711
"""

RETURN = r"""
_raw:
  description:
    - The records of the machines in the order of the names, each once. C(lookup) gives one record as it is, C(query) always a list.
  type: list
  elements: dict
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.secops.defender.plugins.module_utils._errors import DefenderError
from ansible_collections.secops.defender.plugins.module_utils._machine_lookup import looked_up


def flattened(terms: Sequence[Any]) -> Iterator[Any]:
    """Yield the terms, and what stands in those that are lists."""
    for term in terms:
        yield from term if isinstance(term, (list, tuple)) else (term,)


class LookupModule(LookupBase):
    """Machines by id, DNS name or IP address."""

    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Return the records of the machines that the terms name."""
        try:
            return looked_up([str(name) for name in flattened(terms)], kwargs)
        except DefenderError as error:
            raise AnsibleLookupError(f"secops.defender.machine: {error}") from None
