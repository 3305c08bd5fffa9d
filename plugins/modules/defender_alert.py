#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_alert
short_description: Change alerts, or raise one on an event
version_added: 0.1.0
description:
  - Sets status, assignment and verdict of alerts, adds a comment, and writes only what differs from what is there.
  - Alerts that need the same change share a request, 500 at a time; the service takes 10 of those requests a minute. A single alert takes a request
    of its own, of which there can be 100 a minute.
  - Or it raises an alert on an event that hunting has shown, unless an alert of the same title is open on the machine.
  - After an answer that was lost on the way it reads the alerts again, and writes only what is still missing. No comment is added twice.
options:
  state:
    description:
      - V(updated) changes the alerts in O(alert_ids). Options that are not given are left alone.
      - V(created) raises an alert on an event. Where an alert of O(title) is open on O(machine), that one is returned as it is, and nothing is
        sent; the service would merge the two. Resolved alerts do not count. The service starts an automated investigation of an alert that was raised.
    type: str
    choices: [updated, created]
    default: updated
  alert_ids:
    description: Ids of the alerts to change. An unknown one fails the task before anything is written. An empty list changes nothing.
    type: list
    elements: str
  status:
    description: Where work on the alerts stands. With V(Resolved) the service sets C(resolvedTime), with another it takes it away.
    type: str
    choices: [New, InProgress, Resolved]
  assigned_to:
    description:
      - Who works on the alerts, as a user principal name. Case does not matter in the comparison.
      - The API documents no way to take an assignment back, so an empty text is refused.
    type: str
  classification:
    description: The verdict of an analyst.
    type: str
    choices: [TruePositive, InformationalExpectedActivity, FalsePositive]
  determination:
    description:
      - The reason of the verdict. The portal offers some for each O(classification).
      - For V(classification=TruePositive) these are V(MultiStagedAttack), V(MaliciousUserActivity), V(CompromisedUser), V(Malware), V(Phishing),
        V(UnwantedSoftware) and V(Other).
      - For V(classification=InformationalExpectedActivity) these are V(SecurityTesting), V(LineOfBusinessApplication), V(ConfirmedActivity) and V(Other).
      - For V(classification=FalsePositive) these are V(NotMalicious), V(InsufficientData) and V(Other).
      - The service takes other pairs as well, which gives a warning.
      - V(ConfirmedUserActivity) is the same as V(ConfirmedActivity), and V(Clean) the same as V(NotMalicious). Microsoft's pages differ in these names,
        and each request is sent with the names of its own page.
    type: str
    choices:
      - MultiStagedAttack
      - MaliciousUserActivity
      - CompromisedUser
      - Malware
      - Phishing
      - UnwantedSoftware
      - Other
      - SecurityTesting
      - LineOfBusinessApplication
      - ConfirmedActivity
      - ConfirmedUserActivity
      - NotMalicious
      - Clean
      - InsufficientData
  comment:
    description:
      - A comment to add. An alert that holds a comment of the same text gets no second one, whoever wrote it and whenever,
        because the service does not document as whom it shows an application.
      - Say something of its own, such as the number of an incident, where the same could be said again later.
    type: str
  machine:
    description: The machine of the event, by id (C(DeviceId) in hunting), DNS name or IP address. For O(state=created).
    type: str
  duplicates:
    description: What to do when O(machine) means several machines. V(newest) takes the one with the latest C(lastSeen).
    type: str
    choices: [error, newest]
    default: error
  report_id:
    description: C(ReportId) of the event, as hunting shows it. For O(state=created).
    type: str
  event_time:
    description:
      - C(Timestamp) of the event, as hunting shows it (ISO 8601, UTC when no zone is given). For O(state=created).
      - All seven digits after the dot count. Put it in quotes, since YAML by itself makes a time of it, which holds six. The service answers
        with 404 where machine, time and report id fit no event.
    type: str
  severity:
    description: How bad it is. For O(state=created).
    type: str
    choices: [Low, Medium, High]
  title:
    description: The title of the alert. For O(state=created).
    type: str
  description:
    description: What was seen and what it can mean. For O(state=created).
    type: str
  category:
    description: The stage of the attack. For O(state=created).
    type: str
    choices:
      - General
      - CommandAndControl
      - Collection
      - CredentialAccess
      - DefenseEvasion
      - Discovery
      - Exfiltration
      - Exploit
      - Execution
      - InitialAccess
      - LateralMovement
      - Malware
      - Persistence
      - PrivilegeEscalation
      - Ransomware
      - SuspiciousActivity
  recommended_action:
    description: What to do about it. For O(state=created).
    type: str
notes:
  # BEGIN GENERATED permissions
  - An application needs the permission C(Alert.Read.All) or C(Alert.ReadWrite.All), and a person C(Alert.Read) or C(Alert.ReadWrite).
  - An application needs the permission C(Alert.ReadWrite.All), and a person C(Alert.ReadWrite).
  - >-
    With O(state=created), an application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read)
    or C(Machine.ReadWrite).
  # END GENERATED
seealso:
  - module: secops.defender.defender_alert_info
  - name: Update alert API
    description: What changes one alert.
    link: https://learn.microsoft.com/defender-endpoint/api/update-alert
  - name: Batch update alerts API
    description: What changes many.
    link: https://learn.microsoft.com/defender-endpoint/api/batch-update-alerts
  - name: Create alert API
    description: What raises one.
    link: https://learn.microsoft.com/defender-endpoint/api/create-alert-by-reference
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.acts
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Take the new alerts of an incident
  secops.defender.defender_alert:
    alert_ids: "{{ found.alerts | selectattr('status', 'equalto', 'New') | map(attribute='id') }}"
    status: InProgress
    assigned_to: analyst@contoso.com

- name: Close what the red team did
  secops.defender.defender_alert:
    alert_ids: "{{ found.alerts | map(attribute='id') }}"
    status: Resolved
    classification: InformationalExpectedActivity
    determination: SecurityTesting
    comment: Exercise of the red team, change 8151

- name: Raise an alert on an event that hunting has found
  secops.defender.defender_alert:
    state: created
    machine: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07
    report_id: "20776"
    event_time: "2026-05-12T17:30:52.2143638Z"
    severity: High
    title: Logon key of another host
    description: A key was added to authorized_keys by a process that is no login.
    category: Persistence
    recommended_action: Remove the key and look for its owner.
  register: raised
"""

RETURN = r"""
results:
  description: What was found and done, one entry per alert. Returned when the task fails, too.
  returned: when the alerts could be read
  type: list
  elements: dict
  # BEGIN GENERATED contains alert_change_result
  contains:
    alert_id:
      description: Id of the alert.
      returned: always, but not for an alert that check mode would raise
      type: str
      sample: da637472900382838869_1364969609
    machine_id:
      description: Id of the machine.
      returned: when an alert was to be raised
      type: str
      sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07
    name:
      description: Title with the alert's id or the machine's name, as it stands in messages and in the diff.
      returned: always
      type: str
      sample: Suspicious PowerShell command line (da637472900382838869_1364969609)
    changed: {description: 'Whether something was written, or would be in check mode.', returned: always, type: bool, sample: true}
    before:
      description: What was asked about, as it was found; null where there was no open alert. The comment is null while the alert lacks it.
      returned: always
      type: dict
      sample: {status: New, comment: null}
    after:
      description: The same as it should be.
      returned: always
      type: dict
      sample: {status: Resolved, comment: Was a test of the red team}
    alert:
      description: >-
        The alert as it was read after the work, null if it could not be read. The same keys as in
        RV(secops.defender.defender_alert_info#module:alerts).
      returned: unless in check mode
      type: dict
    msg:
      description: What went wrong with this alert.
      returned: when this alert failed
      type: str
      sample: 'update_alert: the service answered 400 InvalidInput.'
    error:
      description: The same for a program, with the keys that error has for the whole task.
      returned: when this alert failed
      type: dict
      sample: {kind: ApiError}
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
from ansible_collections.secops.defender.plugins.module_utils._new_alert import ALERT_TASK

TASK = ALERT_TASK


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
