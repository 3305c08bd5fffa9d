#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_indicator_info
short_description: Read indicators of Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Lists the active indicators (of files, certificates, IP addresses, domains and URLs) with filters, or reads single ones by id.
  - A listing is complete or the task fails; it is never silently short. Indicators that have expired are not in it.
options:
  indicator_ids:
    description:
      - Ids of the indicators to read. A missing one is an error. Excludes the filters.
      - The API has no way to get one by its id, so they are picked from the whole listing.
    type: list
    elements: str
  value:
    description:
      - Only indicators with one of these values, spelled as they were created.
      - More than 20 values are looked up in the whole listing instead of being asked for.
    type: list
    elements: str
  type:
    description: Only indicators of these types.
    type: list
    elements: str
    choices: [FileSha1, FileSha256, FileMd5, CertificateThumbprint, IpAddress, DomainName, Url]
  action:
    description: Only indicators with one of these actions.
    type: list
    elements: str
    choices: [Allowed, Audit, Warn, Block, BlockAndRemediate, Alert, AlertAndBlock]
  severity:
    description: Only indicators with one of these severities.
    type: list
    elements: str
    choices: [Informational, Low, Medium, High]
  application:
    description: Only indicators that were created for one of these applications. It is the name that O(secops.defender.defender_indicator#module:scope) gives.
    type: list
    elements: str
  title:
    description: Only indicators with this title.
    type: str
  created_by:
    description: Only indicators that were created by one of these, each an application's id or a user's name.
    type: list
    elements: str
  created_by_display_name:
    description: Only indicators that were created by an application or user with one of these names.
    type: list
    elements: str
  generate_alert:
    description: Only indicators that raise alerts, or only those that do not. Without it both.
    type: bool
  rbac_group_names:
    description:
      - Only indicators that are for at least one of these device groups by name. Those for all devices name no group.
      - The groups are compared by this module, so the whole listing is read.
    type: list
    elements: str
  created_after:
    description: Only indicators created at this time or later (ISO 8601, UTC when no zone is given).
    type: str
  created_before:
    description: Only indicators created before this time (ISO 8601, UTC when no zone is given).
    type: str
  expires_after:
    description: Only indicators that end at this time or later (ISO 8601, UTC when no zone is given). Those that never end are not among them.
    type: str
  expires_before:
    description: Only indicators that end before this time (ISO 8601, UTC when no zone is given).
    type: str
notes:
  - With C(Ti.ReadWrite.All) an application sees every indicator, with C(Ti.ReadWrite) alone those that it created itself.
  # BEGIN GENERATED permissions
  # END GENERATED
seealso:
  - module: secops.defender.defender_indicator
  - name: List indicators API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-ti-indicators-collection
extends_documentation_fragment:
  - secops.defender.listing
  - secops.defender.listing.limited
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: List what is blocked and will end this week
  secops.defender.defender_indicator_info:
    action: [Block, BlockAndRemediate]
    expires_before: "{{ '%Y-%m-%dT%H:%M:%SZ' | strftime(now(utc=true).timestamp() + 604800, utc=true) }}"
  register: ending

- name: Find out what is there about an address and a file
  secops.defender.defender_indicator_info:
    value:
      - 203.0.113.66
      - 814c539952476051abc64e02626c136b9bda830f
  register: known

- name: List what one feed has put there for the servers
  secops.defender.defender_indicator_info:
    application: [partner-feed]
    rbac_group_names: [Servers]
  register: feed
"""

RETURN = r"""
indicators:
  description: The indicators, in the order of the API.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains indicator
  # END GENERATED
# BEGIN GENERATED error
# END GENERATED
"""

from ansible_collections.secops.defender.plugins.module_utils._indicator_info import INDICATOR_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = INDICATOR_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
