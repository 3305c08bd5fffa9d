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
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_action
  - name: List machine actions API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-machineactions-collection
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
  contains:
    id: {description: 'Id of the action, a GUID.', returned: always, type: str, sample: 5382f7ea-7557-4ab7-9782-d50480024a4e}
    type:
      description: >-
        What the action does. Known values are V(RunAntiVirusScan), V(Offboard), V(LiveResponse), V(CollectInvestigationPackage),
        V(Isolate), V(Unisolate), V(StopAndQuarantineFile), V(RestrictCodeExecution) and V(UnrestrictCodeExecution); others can come.
      returned: always
      type: str
      sample: Isolate
    scope:
      description: >-
        How far it goes: V(Full) or V(Selective) for an isolation, V(Quick) or V(Full) for a scan. Right after the start it can be null.
      returned: when known
      type: str
      sample: Full
    status:
      description: >-
        How far it got. All but V(Pending) and V(InProgress) are final. Known values are V(Pending), V(InProgress), V(Succeeded), V(Failed),
        V(TimeOut) and V(Cancelled); others can come.
      returned: always
      type: str
      sample: Succeeded
    title: {description: 'A title, if the requestor gave one.', returned: when known, type: str}
    requestor:
      description: 'Who asked for it: a user name, or the id or name of an application.'
      returned: when known
      type: str
      sample: analyst@contoso.com
    requestorComment:
      description: The comment that was given.
      returned: when known
      type: str
      sample: Contained because of incident 4711
    requestSource:
      description: Where it was asked for. Known values are V(Portal) and V(PublicApi); others can come.
      returned: when known
      type: str
      sample: PublicApi
    machineId: {description: Id of the machine., returned: when known, type: str, sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07}
    computerDnsName: {description: DNS name of the machine., returned: when known, type: str, sample: mymachine1.contoso.com}
    creationDateTimeUtc: {description: When it was asked for., returned: when known, type: str, sample: '2019-01-02T14:39:38.2262283Z'}
    lastUpdateDateTimeUtc:
      description: When its status last changed.
      returned: when known
      type: str
      sample: '2019-01-02T14:40:44.6596267Z'
    cancellationRequestor: {description: Who cancelled it., returned: when known, type: str, sample: analyst@contoso.com}
    cancellationComment: {description: Why it was cancelled., returned: when known, type: str, sample: Wrong machine}
    cancellationDateTimeUtc: {description: When it was cancelled., returned: when known, type: str, sample: '2019-01-02T14:40:44.6596266Z'}
    errorHResult: {description: 'Error code of Windows, V(0) if there was none.', returned: when known, type: int, sample: 0}
    externalId: {description: Correlation id of the requestor., returned: when known, type: str, sample: b91d0f4e}
    relatedFileInfo:
      description: The file that the action is about.
      returned: when known
      type: dict
      contains:
        fileIdentifier: {description: Hash of the file., returned: when known, type: str, sample: 8563f95b2f8a284fc99da44500cd51a77c1ff36c}
        fileIdentifierType:
          description: Kind of the hash. Known values are V(Sha1), V(Sha256) and V(Md5); others can come.
          returned: when known
          type: str
          sample: Sha1
    commands:
      description: Commands of a live response session; empty for every other type.
      returned: when known
      type: list
      elements: dict
      contains:
        index: {description: 'Place in the session, counted from 0.', returned: when known, type: int, sample: 0}
        startTime: {description: When the command started., returned: when known, type: str, sample: '2021-02-04T15:36:52.7788848Z'}
        endTime: {description: When it ended., returned: when known, type: str, sample: '2021-02-04T15:37:08.4339107Z'}
        commandStatus:
          description: How far it got. Known values are V(Created), V(Completed) and V(Failed); others can come.
          returned: when known
          type: str
          sample: Completed
        errors:
          description: Error texts. They can be there although the command completed.
          returned: when known
          type: list
          elements: str
          sample: []
        command:
          description: The command and its parameters.
          returned: when known
          type: dict
          sample: {type: GetFile, params: [{key: Path, value: 'C:\temp\a.txt'}]}
    troubleshootInfo: {description: 'What went wrong, in the words of the service.', returned: when known, type: str}
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

from ansible_collections.secops.defender.plugins.module_utils._module import run
from ansible_collections.secops.defender.plugins.module_utils._runners import info
from ansible_collections.secops.defender.plugins.module_utils._tables.machine_actions import MACHINE_ACTIONS

TASK = info(MACHINE_ACTIONS)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
