#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine_action_info
short_description: Read machine actions of Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Lists what was done to machines (isolations, scans, collected packages and so on) with filters, or reads single actions by id.
  - A listing is complete or the task fails; it is never silently short.
options:
  action_ids:
    description: Ids of the actions to read. A missing one is an error. Excludes the filters.
    type: list
    elements: str
  machine_id:
    description: Only actions on the machines with these ids.
    type: list
    elements: str
  type:
    description: Only actions of these types.
    type: list
    elements: str
    choices:
      - RunAntiVirusScan
      - Offboard
      - LiveResponse
      - CollectInvestigationPackage
      - Isolate
      - Unisolate
      - StopAndQuarantineFile
      - RestrictCodeExecution
      - UnrestrictCodeExecution
  status:
    description:
      - Only actions with one of these statuses. V(Pending) and V(InProgress) are open; V(Succeeded), V(Failed), V(TimeOut) and V(Cancelled) are ends.
    type: list
    elements: str
  requestor:
    description: Only actions that this user or application asked for.
    type: str
  created_after:
    description: Only actions created at this time or later (ISO 8601, UTC when no zone is given).
    type: str
  created_before:
    description: Only actions created before this time (ISO 8601, UTC when no zone is given).
    type: str
  filter:
    description:
      - An OData filter as the API takes it, for what the other options cannot say. It is put in brackets and combined with them by C(and).
      - See U(https://learn.microsoft.com/defender-endpoint/api/exposed-apis-odata-samples) for the operators and properties.
    type: str
  limit:
    description:
      - The most records to return. Reading stops as soon as there are enough.
      - Without it every record is returned, however many pages that takes, or the task fails.
    type: int
notes:
  # BEGIN GENERATED permissions
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_action
  - name: List machine actions API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-machineactions-collection
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: List what is still under way
  secops.defender.defender_machine_action_info:
    status: [Pending, InProgress]
  register: open_actions

- name: List the isolations and releases of one machine
  secops.defender.defender_machine_action_info:
    machine_id:
      - 1e5bc9d7e413ddd7902c2932e418702b84d0cc07
    type: [Isolate, Unisolate]
  register: past

- name: Read one action
  secops.defender.defender_machine_action_info:
    action_ids:
      - 5382f7ea-7557-4ab7-9782-d50480024a4e
"""

RETURN = r"""
machine_actions:
  description: The actions, newest first as the API gives them.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains machine_action
  # END GENERATED
# BEGIN GENERATED error
# END GENERATED
"""

from ansible_collections.secops.defender.plugins.module_utils._module import run
from ansible_collections.secops.defender.plugins.module_utils._runners import info
from ansible_collections.secops.defender.plugins.module_utils._tables.machine_actions import MACHINE_ACTIONS

TASK = info(MACHINE_ACTIONS)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
