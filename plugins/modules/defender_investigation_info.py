#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_investigation_info
short_description: Read automated investigations of Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Lists automated investigations with filters, or reads single ones by their own id or by the id of an alert that triggered one.
  - A listing is complete or the task fails; it is never silently short.
options:
  investigation_ids:
    description: Ids of the investigations to read, as text. A missing one is an error. Excludes the filters.
    type: list
    elements: str
  alert_ids:
    description:
      - Ids of alerts whose investigations to read, each once. An alert that has triggered none is an error. Excludes the filters.
      - For alerts that may have none use O(triggering_alert_id).
    type: list
    elements: str
  state:
    description:
      - Only investigations in one of these states. V(Queued), V(Running), V(PendingApproval) and V(PendingResource) are open; see the
        result for the others.
    type: list
    elements: str
  machine_id:
    description: Only investigations of the machines with these ids.
    type: list
    elements: str
  triggering_alert_id:
    description: Only investigations that one of these alerts has triggered. An alert that has triggered none is no error.
    type: list
    elements: str
  started_after:
    description: Only investigations that began at this time or later (ISO 8601, UTC when no zone is given).
    type: str
  started_before:
    description: Only investigations that began before this time (ISO 8601, UTC when no zone is given).
    type: str
notes:
  # BEGIN GENERATED permissions
  - An application needs the permission C(Alert.Read.All) or C(Alert.ReadWrite.All), and a person C(Alert.Read) or C(Alert.ReadWrite).
  # END GENERATED
seealso:
  - module: secops.defender.defender_investigation
  - module: secops.defender.defender_alert_info
  - name: List investigations API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-investigation-collection
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
- name: List the investigations that wait for a decision
  secops.defender.defender_investigation_info:
    state: [PendingApproval]
  register: waiting

- name: See whether one machine is under investigation
  secops.defender.defender_investigation_info:
    machine_id: [1e5bc9d7e413ddd7902c2932e418702b84d0cc07]
    state: [Queued, Running, PendingApproval, PendingResource]
    limit: 1
  register: under_way

- name: Read the investigation that an alert has triggered
  secops.defender.defender_investigation_info:
    alert_ids: [da637139166940871892_-598649278]
"""

RETURN = r"""
investigations:
  description: The investigations, in the order of the API.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains investigation
  contains:
    id: {description: 'Id of the investigation, a number as text.', returned: always, type: str, sample: '63017'}
    startTime: {description: When it began., returned: when known, type: str, sample: '2020-01-06T14:11:34Z'}
    endTime: {description: 'When it ended, null as long as it has not.', returned: when known, type: str, sample: '2020-01-06T14:18:04Z'}
    state:
      description: >-
        How far it got. V(Queued), V(Running), V(PendingApproval) and V(PendingResource) are open. Known values are V(Unknown),
        V(Terminated), V(SuccessfullyRemediated), V(Benign), V(Failed), V(PartiallyRemediated), V(Running), V(PendingApproval),
        V(PendingResource), V(PartiallyInvestigated), V(TerminatedByUser), V(TerminatedBySystem), V(Queued), V(InnerFailure),
        V(PreexistingAlert), V(UnsupportedOs), V(UnsupportedAlertType) and V(SuppressedAlert); others can come.
      returned: when known
      type: str
      sample: Running
    cancelledBy: {description: Who cancelled it., returned: when known, type: str, sample: analyst@contoso.com}
    statusDetails: {description: More about the state., returned: when known, type: str, sample: Waits for a decision on 2 actions}
    machineId:
      description: Id of the machine that is investigated.
      returned: when known
      type: str
      sample: a69a22debe5f274d8765ea3c368d00762e057b30
    computerDnsName: {description: DNS name of that machine., returned: when known, type: str, sample: desktop-gtrcon0}
    triggeringAlertId:
      description: Id of the alert that triggered it.
      returned: when known
      type: str
      sample: da637139166940871892_-598649278
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

from ansible_collections.secops.defender.plugins.module_utils._investigation_info import INVESTIGATION_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = INVESTIGATION_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
