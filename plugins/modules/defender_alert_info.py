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
  include:
    description:
      - What else to read for each alert, put into the alert under the same name. Each costs one request per alert, V(machine) one per machine.
      - C(machine) and C(user) are null where there is none, C(files), C(ips) and C(domains) are lists.
    type: list
    elements: str
    choices: [machine, user, files, ips, domains]
    default: []
notes:
  # BEGIN GENERATED permissions
  - An application needs the permission C(Alert.Read.All) or C(Alert.ReadWrite.All), and a person C(Alert.Read) or C(Alert.ReadWrite).
  - >-
    With O(include=machine), an application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person
    C(Machine.Read) or C(Machine.ReadWrite).
  - With O(include=user), an application or a person needs the permission C(User.Read.All).
  - With O(include=files), an application or a person needs the permission C(File.Read.All).
  - With O(include=ips), an application or a person needs the permission C(Ip.Read.All).
  - With O(include=domains), an application or a person needs the permission C(URL.Read.All).
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_info
  - name: List alerts API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-alerts
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
  contains:
    id:
      description: Id of the alert. It ends in a number that can be negative.
      returned: always
      type: str
      sample: da637472900382838869_1364969609
    title:
      description: Name of the detection.
      returned: when known
      type: str
      sample: Low-reputation arbitrary code executed by signed executable
    description:
      description: What was seen and what it can mean. It can hold line breaks.
      returned: when known
      type: str
      sample: Binaries signed by Microsoft can be used to run low-reputation arbitrary code.
    severity:
      description: How bad it is. Known values are V(UnSpecified), V(Informational), V(Low), V(Medium) and V(High); others can come.
      returned: when known
      type: str
      sample: High
    status:
      description: Where work on the alert stands. Known values are V(Unknown), V(New), V(InProgress) and V(Resolved); others can come.
      returned: when known
      type: str
      sample: New
    category:
      description: Stage of the attack. The service was seen to send the text V(null).
      returned: when known
      type: str
      sample: Execution
    classification:
      description: >-
        Verdict of an analyst. Known values are V(TruePositive), V(InformationalExpectedActivity) and V(FalsePositive); others can come.
      returned: when known
      type: str
      sample: TruePositive
    determination:
      description: >-
        Reason of the verdict. Known values are V(MultiStagedAttack), V(MaliciousUserActivity), V(CompromisedUser), V(Malware), V(Phishing),
        V(UnwantedSoftware), V(SecurityTesting), V(LineOfBusinessApplication), V(ConfirmedActivity), V(ConfirmedUserActivity),
        V(NotMalicious), V(Clean), V(InsufficientData) and V(Other); others can come.
      returned: when known
      type: str
      sample: Malware
    detectionSource: {description: Which sensor or product raised it., returned: when known, type: str, sample: WindowsDefenderAtp}
    detectorId: {description: Id of the detector., returned: when known, type: str, sample: 17e10bbc-3a68-474a-8aad-faef14d43952}
    threatFamilyName: {description: Family of the threat., returned: when known, type: str, sample: CobaltStrike}
    threatName: {description: Name of the threat., returned: when known, type: str, sample: 'HackTool:Win32/CobaltStrike'}
    mitreTechniques:
      description: Techniques of MITRE ATT&CK, by id.
      returned: when known
      type: list
      elements: str
      sample: [T1064, T1085]
    assignedTo: {description: Who works on it., returned: when known, type: str, sample: analyst@contoso.com}
    incidentId: {description: Id of the incident that the alert belongs to., returned: when known, type: int, sample: 1126093}
    investigationId: {description: Id of the automated investigation., returned: when known, type: int, sample: 63004}
    investigationState:
      description: >-
        State of the automated investigation. Known values are V(Unknown), V(Terminated), V(SuccessfullyRemediated), V(Benign), V(Failed),
        V(PartiallyRemediated), V(Running), V(PendingApproval), V(PendingResource), V(PartiallyInvestigated), V(TerminatedByUser),
        V(TerminatedBySystem), V(Queued), V(InnerFailure), V(PreexistingAlert), V(UnsupportedOs), V(UnsupportedAlertType) and
        V(SuppressedAlert); others can come.
      returned: when known
      type: str
      sample: Queued
    alertCreationTime: {description: When the alert was raised., returned: when known, type: str, sample: '2021-01-26T20:33:57.7220239Z'}
    firstEventTime:
      description: When the first of its events happened.
      returned: when known
      type: str
      sample: '2021-01-26T20:31:32.9562661Z'
    lastEventTime:
      description: When the last of its events happened.
      returned: when known
      type: str
      sample: '2021-01-26T20:31:33.0577322Z'
    lastUpdateTime: {description: When the alert was last changed., returned: when known, type: str, sample: '2021-01-26T20:33:59.2Z'}
    resolvedTime: {description: When its status became V(Resolved)., returned: when known, type: str, sample: '2021-01-27T09:12:41.11Z'}
    machineId:
      description: Id of the machine that the alert is about.
      returned: when known
      type: str
      sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07
    computerDnsName: {description: DNS name of that machine., returned: when known, type: str, sample: mymachine1.contoso.com}
    rbacGroupName: {description: Device group of that machine., returned: when known, type: str, sample: Servers}
    aadTenantId: {description: Id of the tenant., returned: when known, type: str, sample: a839b112-1253-6432-9bf6-94542403f21c}
    relatedUser:
      description: The user whom the alert names first.
      returned: when known
      type: dict
      contains:
        userName: {description: Account name., returned: when known, type: str, sample: temp123}
        domainName: {description: Domain of the account., returned: when known, type: str, sample: CONTOSO}
    comments:
      description: What people and automation noted on the alert.
      returned: when known
      type: list
      elements: dict
      contains:
        comment: {description: The text., returned: always, type: str, sample: Confirmed with the owner of the machine.}
        createdBy:
          description: 'Who wrote it: a user name, or the name of an application.'
          returned: when known
          type: str
          sample: analyst@contoso.com
        createdTime: {description: When it was written., returned: when known, type: str, sample: '2021-01-26T01:00:37.8404534Z'}
    evidence:
      description: What the alert rests on. Empty in a listing unless it was asked for.
      returned: when known
      type: list
      elements: dict
      contains:
        entityType:
          description: >-
            What kind of thing this is. Known values are V(User), V(Process), V(File), V(Ip), V(Url) and V(Registry); others can come.
          returned: always
          type: str
          sample: Process
        evidenceCreationTime:
          description: When it was attached to the alert.
          returned: when known
          type: str
          sample: '2021-01-26T20:33:58.42Z'
        sha1:
          description: SHA-1 of the file, 40 hexadecimal digits.
          returned: when known
          type: str
          sample: 8563f95b2f8a284fc99da44500cd51a77c1ff36c
        sha256:
          description: SHA-256 of the file, 64 hexadecimal digits.
          returned: when known
          type: str
          sample: dc0ade0c95d6db98882bc8fa6707e64353cd6f7767ff48d6a81a6c2aef21c608
        fileName: {description: Name of the file without its folder., returned: when known, type: str, sample: suspicious.dll}
        filePath: {description: Folder of the file., returned: when known, type: str, sample: 'c:\temp'}
        processId: {description: Process id on the machine., returned: when known, type: int, sample: 3276}
        processCommandLine:
          description: Command line of the process.
          returned: when known
          type: str
          sample: rundll32.exe  c:\temp\suspicious.dll,RepeatAfterMe
        processCreationTime:
          description: When the process started.
          returned: when known
          type: str
          sample: '2021-01-26T20:31:32.9581596Z'
        parentProcessId: {description: Process id of the parent., returned: when known, type: int, sample: 8420}
        parentProcessCreationTime:
          description: When the parent started.
          returned: when known
          type: str
          sample: '2021-01-26T20:31:32.9004163Z'
        parentProcessFileName: {description: File name of the parent., returned: when known, type: str, sample: rundll32.exe}
        parentProcessFilePath: {description: Folder of the parent's file., returned: when known, type: str, sample: 'C:\Windows\System32'}
        ipAddress: {description: IPv4 or IPv6 address., returned: when known, type: str, sample: 104.80.104.128}
        url: {description: URL or host name., returned: when known, type: str, sample: login.example.net}
        registryKey:
          description: Registry key without its hive.
          returned: when known
          type: str
          sample: SOFTWARE\Microsoft\Windows\CurrentVersion\Run
        registryHive: {description: Registry hive., returned: when known, type: str, sample: HKEY_LOCAL_MACHINE}
        registryValueType: {description: Type of the registry value., returned: when known, type: str, sample: String}
        registryValue: {description: The registry value., returned: when known, type: str, sample: updater}
        accountName: {description: Account name of the user., returned: when known, type: str, sample: temp123}
        domainName: {description: Domain of the account., returned: when known, type: str, sample: CONTOSO}
        userSid:
          description: Security identifier of the account.
          returned: when known
          type: str
          sample: S-1-5-21-11111607-1111760036-109187956-75141
        aadUserId:
          description: Object id of the user in Microsoft Entra.
          returned: when known
          type: str
          sample: 11118379-2a59-1111-ac3c-a51eb4a3c627
        userPrincipalName: {description: User principal name., returned: when known, type: str, sample: temp123@contoso.com}
        detectionStatus:
          description: >-
            What protection did about it. Known values are V(Detected), V(Prevented), V(Blocked) and V(Remediated); others can come.
          returned: when known
          type: str
          sample: Detected
    machine:
      description: >-
        The machine that the alert is about, or null. The same keys as in RV(secops.defender.defender_machine_info#module:machines).
      returned: when asked for with include
      type: dict
    user:
      description: The user whom the alert is about, or null.
      returned: when asked for with include
      type: dict
      contains:
        id: {description: 'Domain and account name, joined by a backslash.', returned: always, type: str, sample: contoso\user1}
        accountName: {description: Account name., returned: when known, type: str, sample: user1}
        accountDomain: {description: Domain of the account., returned: when known, type: str, sample: contoso}
        accountSid:
          description: Security identifier. Only beside an alert.
          returned: when known
          type: str
          sample: S-1-5-21-72051607-1745760036-109187956-93922
        firstSeen: {description: When the user was first seen., returned: when known, type: str, sample: '2019-12-18T08:02:54Z'}
        lastSeen: {description: When the user was last seen., returned: when known, type: str, sample: '2020-01-06T08:01:48Z'}
        mostPrevalentMachineId:
          description: Id of the machine that the user is on most. Only beside an alert.
          returned: when known
          type: str
          sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07
        leastPrevalentMachineId:
          description: Id of the machine that the user is on least. Only beside an alert.
          returned: when known
          type: str
          sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07
        logonTypes: {description: How the user logs on., returned: when known, type: str, sample: Interactive}
        logOnMachinesCount:
          description: Number of machines that the user logged on to. Only beside an alert.
          returned: when known
          type: int
          sample: 8
        isDomainAdmin:
          description: Whether the user administers a domain. It was seen as text, too.
          returned: when known
          type: raw
          sample: false
        isOnlyNetworkUser: {description: Whether the user only logs on over the network., returned: when known, type: raw, sample: false}
    files:
      description: The files that the alert is about. The same keys as in RV(secops.defender.defender_file_info#module:files).
      returned: when asked for with include
      type: list
      elements: dict
    ips:
      description: The IP addresses that the alert is about.
      returned: when asked for with include
      type: list
      elements: dict
      contains:
        id: {description: IPv4 or IPv6 address., returned: always, type: str, sample: 104.80.104.128}
    domains:
      description: The domains that the alert is about.
      returned: when asked for with include
      type: list
      elements: dict
      contains:
        host: {description: Host name., returned: always, type: str, sample: login.example.net}
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

from ansible_collections.secops.defender.plugins.module_utils._alert_info import ALERT_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = ALERT_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
