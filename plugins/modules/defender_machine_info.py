#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine_info
short_description: Read machines of Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Lists machines with filters, finds them by id, name, address or tag, and tells whether they are isolated, restricted or being scanned.
  - A listing is complete or the task fails; it is never silently short.
options:
  machines:
    description:
      - Machines to read, each named by id, DNS name (any case, full or first label) or IP address. An unknown one is an error.
        Excludes the filters.
      - Ids cost least. A name or an address needs the whole list, since nothing else shows that it means several machines.
    type: list
    elements: str
  duplicates:
    description: What to do when a name in O(machines) means several machines. V(newest) takes the one with the latest C(lastSeen).
    type: str
    choices: [error, newest, all]
    default: error
  computer_dns_name:
    description: Only machines with exactly this DNS name, as the service compares it. Use O(machines) to find a machine whatever the case.
    type: str
  computer_dns_name_startswith:
    description: Only machines whose DNS name starts with this text.
    type: str
  version:
    description: Only machines with this version of the operating system, for instance V(22H2). A text, not a number.
    type: str
  device_value:
    description: Only machines with one of these values.
    type: list
    elements: str
    choices: [Normal, Low, High]
  aad_device_id:
    description: Only the machine with this Microsoft Entra device id.
    type: str
  last_seen_after:
    description: Only machines whose last full report came at this time or later (ISO 8601, UTC when no zone is given).
    type: str
  last_seen_before:
    description: Only machines whose last full report came before this time (ISO 8601, UTC when no zone is given).
    type: str
  exposure_level:
    description: Only machines with one of these exposure levels.
    type: list
    elements: str
    choices: ["None", Low, Medium, High]
  onboarding_status:
    description: Only machines with one of these onboarding statuses, for instance V(Onboarded) or V(CanBeOnboarded).
    type: list
    elements: str
  last_ip_address:
    description: Only machines whose last internal IP address is this.
    type: str
  health_status:
    description: Only machines with one of these health statuses, for instance V(Active) or V(ImpairedCommunication).
    type: list
    elements: str
  os_platform:
    description: Only machines with one of these platforms, for instance V(Windows11) or V(Ubuntu). The API's list is open.
    type: list
    elements: str
  risk_score:
    description: Only machines with one of these risk scores.
    type: list
    elements: str
    choices: ["None", Informational, Low, Medium, High]
  rbac_group_id:
    description: Only machines in one of the machine groups with these ids.
    type: list
    elements: int
  tags:
    description: Only machines that carry at least one of these tags. Compared by this module after the other filters.
    type: list
    elements: str
  ip_address:
    description: Find the machines that had this internal IP address at O(seen_at), give or take 15 minutes. Excludes the filters.
    type: str
  seen_at:
    description: Time for O(ip_address), within the past 30 days (ISO 8601, UTC when no zone is given).
    type: str
  tag:
    description: Find the machines with this tag by the API's own search. Excludes the filters.
    type: str
  tag_startswith:
    description: Whether O(tag) is only the beginning of the tag.
    type: bool
    default: false
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
  include:
    description:
      - What else to read for each machine, put into the machine under the same name.
      - V(response_state) is derived from past machine actions, since the API has no property for it. It costs one listing for any number of machines.
        V(alerts) and V(logon_users) cost one request per machine each.
    type: list
    elements: str
    choices: [alerts, logon_users, response_state]
    default: []
notes:
  # BEGIN GENERATED permissions
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_isolation
  - plugin: secops.defender.defender_machines
    plugin_type: inventory
  - name: List machines API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-machines
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: List the active machines at high risk
  secops.defender.defender_machine_info:
    risk_score: [High]
    health_status: [Active]
  register: at_risk

- name: Tell whether two machines are isolated
  secops.defender.defender_machine_info:
    machines:
      - srv-files-01.contoso.com
      - 10.20.3.17
    include: [response_state]
  register: suspects

- name: Find who had an address at the time of a connection
  secops.defender.defender_machine_info:
    ip_address: 10.20.3.17
    seen_at: "2026-03-14T02:10:00Z"
  register: holders

- name: List the machines with a tag
  secops.defender.defender_machine_info:
    tag: finance
  register: finance
"""

RETURN = r"""
machines:
  description: The machines.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains machine and included
  # END GENERATED
# BEGIN GENERATED error
# END GENERATED
"""

from ansible_collections.secops.defender.plugins.module_utils._machine_info import MACHINE_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = MACHINE_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
