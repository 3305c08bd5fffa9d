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
  - An application needs the permission C(Ti.ReadWrite) or C(Ti.ReadWrite.All), and a person C(Ti.ReadWrite).
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
  contains:
    id: {description: 'Id of the indicator, a number as text.', returned: always, type: str, sample: '995'}
    indicatorValue:
      description: The hash, thumbprint, address, domain or URL.
      returned: always
      type: str
      sample: 220e7d15b0b3d7fac48f2bd61114db1022197f7f
    indicatorType:
      description: >-
        What the value is. Known values are V(FileSha1), V(FileSha256), V(FileMd5), V(CertificateThumbprint), V(IpAddress), V(DomainName)
        and V(Url); others can come.
      returned: always
      type: str
      sample: FileSha1
    action:
      description: >-
        What happens when it is met. V(Alert) and V(AlertAndBlock) are retired names of V(Audit) and V(BlockAndRemediate). Known values are
        V(Allowed), V(Audit), V(Warn), V(Block), V(BlockAndRemediate), V(Alert) and V(AlertAndBlock); others can come.
      returned: always
      type: str
      sample: Block
    application:
      description: The application that it was created for, in the words of whoever created it. It never changes.
      returned: when known
      type: str
      sample: demo-test
    externalId: {description: Correlation id of whoever created it., returned: when known, type: str, sample: b91d0f4e}
    title: {description: Title of the alerts that it raises., returned: when known, type: str, sample: Beacon server}
    description: {description: What it is about., returned: when known, type: str, sample: Used by the loader of incident 4711}
    severity:
      description: Severity of the alerts that it raises. Known values are V(Informational), V(Low), V(Medium) and V(High); others can come.
      returned: when known
      type: str
      sample: High
    recommendedActions: {description: What to do about such an alert., returned: when known, type: str, sample: Isolate the device}
    generateAlert: {description: Whether it raises alerts., returned: when known, type: bool, sample: true}
    expirationTime:
      description: When it ends, to the second; null if it never does.
      returned: when known
      type: str
      sample: '2026-12-12T00:00:00Z'
    rbacGroupNames:
      description: Names of the device groups that it is for; empty means all devices.
      returned: when known
      type: list
      elements: str
      sample: [Servers]
    rbacGroupIds: {description: Ids of these groups., returned: when known, type: list, elements: str, sample: ['14']}
    mitreTechniques: {description: Ids of MITRE techniques., returned: when known, type: list, elements: str, sample: [T1566.002]}
    educateUrl:
      description: Page that a warned or blocked person is led to.
      returned: when known
      type: str
      sample: https://intranet.contoso.com/phishing
    createdBy:
      description: 'Who created it: id of an application, or name of a user.'
      returned: when known
      type: str
      sample: 45097602-1234-5678-1234-9f453233e62c
    createdByDisplayName: {description: Name of that application or user., returned: when known, type: str, sample: SecOps automation}
    createdBySource:
      description: How it was created. Known values are V(PublicApi) and V(Portal); others can come.
      returned: when known
      type: str
      sample: PublicApi
    source: {description: 'Name of that application or user, in older records.', returned: when known, type: str, sample: TestPrdApp}
    sourceType:
      description: Who that was, in older records. Known values are V(AadApp) and V(User); others can come.
      returned: when known
      type: str
      sample: AadApp
    creationTimeDateTimeUtc: {description: When it was created., returned: when known, type: str, sample: '2018-10-24T10:54:23.2009016Z'}
    lastUpdateTime: {description: When it was last changed., returned: when known, type: str, sample: '2019-10-24T10:54:23.2009016Z'}
    lastUpdatedBy: {description: Who changed it last., returned: when known, type: str, sample: TestPrdApp}
    category: {description: A number that the service keeps with it., returned: when known, type: int, sample: 1}
    historicalDetection: {description: Whether past events are searched for it., returned: when known, type: bool, sample: false}
    lookBackPeriod: {description: How far back past events are searched., returned: when known, type: raw}
    bypassDurationHours: {description: Hours for which a person can get past a warning., returned: when known, type: int}
    notificationId: {description: Id of the notification that a person is shown., returned: when known, type: str}
    notificationBody: {description: Text of that notification., returned: when known, type: str}
    version: {description: Version of the file that it is about., returned: when known, type: str}
    certificateInfo: {description: The certificate that it is about., returned: when known, type: raw}
    additionalInfo: {description: What else the service keeps with it., returned: when known, type: raw}
  # END GENERATED
# BEGIN GENERATED error
error:
  description: >-
    Why the task failed, for a program. The sentence for a person is in C(msg). L(The guide on
    errors,https://github.com/secops-collections/defender/blob/main/docs/guides/errors.md) has its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description: >-
        Sort of the failure. Branch on this and not on the text. It is V(OptionError), V(MissingLibrary), V(AuthError), V(TransportError),
        V(IncompleteListing), V(Throttled), V(ApiError), V(NotFound), V(Forbidden), V(QueryFailed), V(Conflict), V(ActionConflict),
        V(ActionFailed) or V(ActionTimeout).
      returned: always
      type: str
      sample: Forbidden
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
