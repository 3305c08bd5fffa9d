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
  ip_address:
    description: Find the machines that had this internal IP address at O(seen_at), give or take 15 minutes. Excludes the filters.
    type: str
  seen_at:
    description: Time for O(ip_address), within the past 30 days (ISO 8601, UTC when no zone is given).
    type: str
  find_with:
    description:
      - The API's function that O(ip_address) is looked for with. V(find) is the older one, which looks 16 minutes around O(seen_at) and is
        documented for applications only.
    type: str
    choices: [findbyip, find]
    default: findbyip
  tag:
    description: Find the machines with this tag by the API's own search. Excludes the filters.
    type: str
  tag_startswith:
    description: Whether O(tag) is only the beginning of the tag.
    type: bool
    default: false
  include:
    description:
      - What else to read for each machine, put into the machine under the same name.
      - V(response_state) is derived from past machine actions, since the API has no property for it. It costs one listing for any number of machines.
        V(alerts), V(logon_users) and V(software) cost one request per machine each.
      - V(alert_count) tells how many alerts there are without reading them. It costs two requests per machine.
    type: list
    elements: str
    choices: [alerts, logon_users, software, response_state, alert_count]
    default: []
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - >-
    With O(find_with=find), an application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All) for what a person cannot do
    at all.
  - >-
    With O(include=alerts) or O(include=alert_count), an application needs the permission C(Alert.Read.All) or C(Alert.ReadWrite.All), and a
    person C(Alert.Read) or C(Alert.ReadWrite).
  - With O(include=logon_users), an application or a person needs the permission C(User.Read.All).
  - With O(include=software), an application needs the permission C(Software.Read.All), and a person C(Software.Read).
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_isolation
  - plugin: secops.defender.defender_machines
    plugin_type: inventory
  - name: List machines API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-machines
extends_documentation_fragment:
  - secops.defender.machines.filters
  - secops.defender.machines.named
  - secops.defender.listing
  - secops.defender.listing.limited
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
  contains:
    id:
      description: Id of the machine, most often 40 hexadecimal digits.
      returned: always
      type: str
      sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07
    computerDnsName:
      description: DNS name, short or fully qualified, in any case. It is not unique.
      returned: when known
      type: str
      sample: mymachine1.contoso.com
    firstSeen: {description: When the machine was first seen., returned: when known, type: str, sample: '2018-08-02T14:55:03.7791856Z'}
    lastSeen:
      description: When the last full report came in. A machine sends one about every 24 hours.
      returned: when known
      type: str
      sample: '2018-08-02T14:55:03.7791856Z'
    osPlatform: {description: Operating system. The list of names is open., returned: when known, type: str, sample: Windows11}
    osVersion: {description: Not filled by the service. The version stands in version., returned: when known, type: str}
    osProcessor: {description: Processor. Superseded by osArchitecture., returned: when known, type: str, sample: x64}
    osArchitecture:
      description: Width of the architecture. Known values are V(32-bit) and V(64-bit); others can come.
      returned: when known
      type: str
      sample: 64-bit
    version:
      description: 'Version of the operating system. It is text: V(20.4) and V(20.04) both occur.'
      returned: when known
      type: str
      sample: 22H2
    osBuild: {description: Build number of Windows. Nearly always null elsewhere., returned: when known, type: int, sample: 22621}
    lastIpAddress:
      description: Last internal IP address. Several machines can have the same one.
      returned: when known
      type: str
      sample: 172.17.230.209
    lastExternalIpAddress:
      description: Last address towards the internet, IPv4 or IPv6.
      returned: when known
      type: str
      sample: 167.220.196.71
    ipAddresses:
      description: Addresses of the network interfaces, loopback and link-local ones included.
      returned: when known
      type: list
      elements: dict
      contains:
        ipAddress: {description: IPv4 or IPv6 address. It can be empty., returned: when known, type: str, sample: 172.17.230.209}
        macAddress:
          description: 'Hardware address, hexadecimal digits without separators: 12 of them, 16 for tunnels.'
          returned: when known
          type: str
          sample: 000C29C5A1B2
        type: {description: Kind of interface., returned: when known, type: str, sample: Ethernet}
        operationalStatus:
          description: Whether the interface works. Known values are V(Up), V(Down) and V(Unknown); others can come.
          returned: when known
          type: str
          sample: Up
    healthStatus:
      description: >-
        Whether the sensor reports. Known values are V(Active), V(Inactive), V(ImpairedCommunication), V(NoSensorData),
        V(NoSensorDataImpairedCommunication) and V(Unknown); others can come.
      returned: when known
      type: str
      sample: Active
    onboardingStatus:
      description: >-
        Whether the machine is onboarded. A machine that is not can be V(Active) all the same. Known values are V(Onboarded),
        V(CanBeOnboarded), V(Unsupported) and V(InsufficientInfo); others can come.
      returned: when known
      type: str
      sample: Onboarded
    riskScore:
      description: >-
        Risk, from the alerts that are open. V(None) is a text. Known values are V(None), V(Informational), V(Low), V(Medium) and V(High);
        others can come.
      returned: when known
      type: str
      sample: High
    exposureLevel:
      description: >-
        Exposure, from its weaknesses. V(None) is a text. Known values are V(None), V(Low), V(Medium) and V(High); others can come.
      returned: when known
      type: str
      sample: Medium
    deviceValue:
      description: How much the machine matters to its owner. Known values are V(Normal), V(Low) and V(High); others can come.
      returned: when known
      type: str
      sample: Normal
    machineTags:
      description: Tags. An empty text can be among them.
      returned: when known
      type: list
      elements: str
      sample: [tier0, finance]
    rbacGroupId: {description: Id of the device group. V(0) stands for none., returned: when known, type: int, sample: 140}
    rbacGroupName: {description: Name of the device group., returned: when known, type: str, sample: Servers}
    aadDeviceId: {description: Device id in Microsoft Entra., returned: when known, type: str, sample: 80fe8ff8-2624-418e-9591-41f0491218f9}
    isAadJoined: {description: Whether the machine is joined to Microsoft Entra., returned: when known, type: bool, sample: true}
    agentVersion: {description: Version of the sensor., returned: when known, type: str, sample: 10.8760.22621.3447}
    defenderAvStatus:
      description: State of the antivirus. Not on a documentation page; it comes and goes.
      returned: when known
      type: str
      sample: Updated
    managedBy: {description: Who manages the security settings., returned: when known, type: str, sample: Intune}
    managedByStatus: {description: State of that management., returned: when known, type: str, sample: Success}
    mergedIntoMachineId:
      description: Id of the machine that this record was merged into.
      returned: when known
      type: str
      sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07
    isPotentialDuplication:
      description: Whether the service takes the record for a second one of a machine.
      returned: when known
      type: bool
      sample: false
    isExcluded:
      description: Whether the machine is excluded from the vulnerability views.
      returned: when known
      type: bool
      sample: false
    exclusionReason: {description: Why it is excluded., returned: when known, type: str, sample: OutOfScope}
    vmMetadata:
      description: Where a cloud machine lives.
      returned: when known
      type: dict
      contains:
        vmId: {description: Id of the virtual machine., returned: when known, type: str, sample: 9f5a0a43-5a22-4c0b-8c1e-6b7b2b7f4f0e}
        cloudProvider: {description: The cloud., returned: when known, type: str, sample: Azure}
        resourceId:
          description: Resource id in that cloud.
          returned: when known
          type: str
          sample: /subscriptions/0000/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1
        subscriptionId:
          description: Subscription. It can be null while the resource id names one.
          returned: when known
          type: str
          sample: 6c6bd4d5-0f0b-4e34-8c2b-d4b1a1f4ad4a
    alerts:
      description: The alerts of the machine. The same keys as in RV(secops.defender.defender_alert_info#module:alerts).
      returned: when asked for with include
      type: list
      elements: dict
    logon_users:
      description: Users who logged on to the machine.
      returned: when asked for with include
      type: list
      elements: dict
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
    software:
      description: The software on the machine.
      returned: when asked for with include
      type: list
      elements: dict
      contains:
        id:
          description: Vendor and name, joined by a sign of the service's own.
          returned: always
          type: str
          sample: microsoft-_-internet_explorer
        name: {description: Name., returned: when known, type: str, sample: internet_explorer}
        vendor: {description: Vendor., returned: when known, type: str, sample: microsoft}
        weaknesses: {description: Number of its known vulnerabilities., returned: when known, type: int, sample: 67}
        publicExploit: {description: Whether one of them has an exploit that is public., returned: when known, type: bool, sample: true}
        activeAlert: {description: Whether an alert that is open is about it., returned: when known, type: bool, sample: false}
        exposedMachines: {description: Number of machines of the tenant that it exposes., returned: when known, type: int, sample: 42115}
        impactScore:
          description: How much it adds to the exposure score of the tenant.
          returned: when known
          type: float
          sample: 46.2037163
    response_state:
      description: Whether the machine is isolated, restricted or being scanned.
      returned: when asked for with include
      type: dict
      contains:
        isolated: {description: Whether the machine is isolated., returned: always, type: bool, sample: true}
        isolation_type:
          description: Type of the isolation, null without one. Known values are V(Full) and V(Selective); others can come.
          returned: always
          type: str
          sample: Full
        isolation_pending: {description: Whether an isolation or a release is still open., returned: always, type: bool, sample: false}
        restricted: {description: Whether only signed applications may run., returned: always, type: bool, sample: false}
        restriction_pending: {description: Whether a restriction or its removal is still open., returned: always, type: bool, sample: false}
        scanning: {description: Whether an antivirus scan is open., returned: always, type: bool, sample: false}
        derived_from:
          description: Ids of the actions that decided, null where there was none.
          returned: always
          type: dict
          contains:
            isolation:
              description: Id of the action that decided about the isolation.
              returned: always
              type: str
              sample: 5382f7ea-7557-4ab7-9782-d50480024a4e
            restriction:
              description: Id of the action that decided about the restriction.
              returned: always
              type: str
              sample: 5382f7ea-7557-4ab7-9782-d50480024a4e
            scan:
              description: Id of the action that decided about the scan.
              returned: always
              type: str
              sample: 5382f7ea-7557-4ab7-9782-d50480024a4e
    alert_count:
      description: How many alerts the machine has.
      returned: when asked for with include
      type: dict
      contains:
        all: {description: All alerts of the machine., returned: always, type: int, sample: 12}
        unresolved: {description: Those that are not resolved., returned: always, type: int, sample: 3}
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

from ansible_collections.secops.defender.plugins.module_utils._machine_info import MACHINE_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = MACHINE_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
