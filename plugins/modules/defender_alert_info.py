#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_alert_info
short_description: Read alerts of Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Lists alerts with filters, or reads single ones by id, and enriches them with the machine, user, files, IP addresses and domains that they are about.
  - A listing is complete or the task fails; it is never silently short.
options:
  alert_ids:
    description:
      - Ids of the alerts to read. A missing one is an error. Excludes the filters.
    type: list
    elements: str
  severity:
    description: Only alerts with one of these severities.
    type: list
    elements: str
    choices: [UnSpecified, Informational, Low, Medium, High]
  status:
    description: Only alerts with one of these statuses.
    type: list
    elements: str
    choices: [Unknown, New, InProgress, Resolved]
  category:
    description: Only alerts in one of these categories, for instance V(Execution) or V(LateralMovement). The API's list is open.
    type: list
    elements: str
  detection_source:
    description: Only alerts from one of these sources, for instance V(WindowsDefenderAtp) or V(WindowsDefenderAv).
    type: list
    elements: str
  assigned_to:
    description: Only alerts assigned to this owner.
    type: str
  machine_id:
    description:
      - Only alerts of the machine with this id. They are read by the machine's own route, which takes no filters; this module applies the others.
        Excludes O(filter).
    type: str
  incident_id:
    description: Only alerts of the incident with this id.
    type: int
  investigation_id:
    description: Only alerts of the automated investigation with this id.
    type: int
  created_after:
    description: Only alerts created at this time or later (ISO 8601, UTC when no zone is given).
    type: str
  created_before:
    description: Only alerts created before this time (ISO 8601, UTC when no zone is given).
    type: str
  updated_after:
    description: Only alerts last updated at this time or later (ISO 8601, UTC when no zone is given).
    type: str
  updated_before:
    description: Only alerts last updated before this time (ISO 8601, UTC when no zone is given).
    type: str
  expand_evidence:
    description: Whether a listing returns the evidence of each alert; without it C(evidence) is empty. Alerts read by O(alert_ids) always carry it.
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
      - What else to read for each alert, put into the alert under the same name. Each costs one request per alert.
      - C(machine) and C(user) are null where there is none, C(files), C(ips) and C(domains) are lists.
    type: list
    elements: str
    choices: [machine, user, files, ips, domains]
    default: []
notes:
  # BEGIN GENERATED permissions
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_info
  - name: List alerts API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-alerts
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: List the new alerts of high severity, with their evidence
  secops.defender.defender_alert_info:
    severity: [High]
    status: [New]
    expand_evidence: true
  register: alarming

- name: Read one alert with the machine and the user it is about
  secops.defender.defender_alert_info:
    alert_ids:
      - da637472900382838869_1364969609
    include: [machine, user]
  register: alert

- name: List what came up since yesterday and is not an automated test
  secops.defender.defender_alert_info:
    created_after: "{{ '%Y-%m-%dT%H:%M:%SZ' | strftime(now(utc=true).timestamp() - 86400, utc=true) }}"
    filter: category ne 'SuspiciousActivity'
    limit: 100
  register: recent
"""

RETURN = r"""
alerts:
  description: The alerts, newest first as the API gives them.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains alert and included
  # END GENERATED
# BEGIN GENERATED error
# END GENERATED
"""

from ansible_collections.secops.defender.plugins.module_utils._alert_info import ALERT_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = ALERT_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
