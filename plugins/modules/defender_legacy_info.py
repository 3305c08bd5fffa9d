#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_legacy_info
short_description: Read alerts, machines and what belongs to them from the preview API of 2017
version_added: 0.1.0
description:
  - Reads alerts, machines, users, domains, IP addresses and files from the routes that the first pages of the API documented in 2017,
    in the shapes of that time.
  - Use it only for what the current API no longer has. The other info modules read the current API; the guide on legacy routes says which
    module reads what.
  - A listing is complete or the task fails; it is never silently short.
options:
  kind:
    description: What to read.
    type: str
    choices: [alerts, machines, users, domains, ips, files]
    required: true
  ids:
    description:
      - What to read by id, each once; an alert or a machine by its id, a user by account name with or without its domain
        (V(contoso\\user1)), a file by SHA-1, SHA-256 or MD5, a domain or an address by itself.
      - Without it alerts and machines are listed. The others cannot be listed.
    type: list
    elements: str
  found_as:
    description: Internal IP address or full DNS name of machines to find. With O(kind=machines) only, and together with O(seen_at).
    type: str
  seen_at:
    description: When the machines were seen with it, give or take 16 minutes and within the last 30 days (ISO 8601, UTC when no zone is given).
    type: str
  include:
    description:
      - What to read for each record, put into the record under the same name. Each costs one request per record.
      - Alerts have V(machine), V(user), V(actor), V(files), V(ips) and V(domains), machines V(alerts) and V(logon_users), users V(alerts) and
        V(machines), and the others V(alerts), V(machines) and V(stats).
    type: list
    elements: str
    choices: [machine, user, actor, files, ips, domains, alerts, logon_users, machines, stats]
    default: []
  limit:
    description:
      - The most records to list (C($top)). Without it every record is listed, however many pages that takes.
    type: int
  skip:
    description: How many records to leave out at the beginning of a listing (C($skip)).
    type: int
  select:
    description: The only properties to list (C($select)). C(id) is always among them.
    type: list
    elements: str
  expand:
    description: What a listing brings along in the same request (C($expand)). Alerts can bring their V(machine).
    type: list
    elements: str
    choices: [machine]
    default: []
  count:
    description: Whether to ask how many records there are (C($count)), which costs one request more.
    type: bool
    default: false
notes:
  # BEGIN GENERATED permissions
  - No permission is documented for what this asks of Microsoft Graph.
  # END GENERATED
seealso:
  - module: secops.defender.defender_actor_info
  - module: secops.defender.defender_alert_info
  - module: secops.defender.defender_machine_info
  - module: secops.defender.defender_user_info
  - module: secops.defender.defender_domain_info
  - module: secops.defender.defender_ip_info
  - module: secops.defender.defender_file_info
extends_documentation_fragment:
  - secops.defender.legacy
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Read the newest alerts, each with its machine
  secops.defender.defender_legacy_info:
    legacy_version: testwdatppreview
    kind: alerts
    limit: 20
    expand: [machine]
  register: newest

- name: See which domains were ever seen
  secops.defender.defender_legacy_info:
    legacy_version: testwdatppreview
    kind: domains
    ids: [example.com, login.example.net]
    include: [machines, stats]
  register: seen

- name: Find the machine that had a name at a time
  secops.defender.defender_legacy_info:
    legacy_version: testwdatppreview
    kind: machines
    found_as: lt-sales-07.contoso.com
    seen_at: "{{ incident_time }}"
"""

RETURN = r"""
records:
  description: The records, those of O(ids) in the order they were named in. Which keys one has depends on O(kind).
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains legacy_record and included
  contains:
    id:
      description: >-
        Id: of an alert or a machine, the name of a user, or an address. A domain has C(host) in its place, and a file its hashes.
      returned: when known
      type: str
      sample: '636396039176847743_89954699'
    severity: {description: Severity of an alert., returned: when known, type: str, sample: Medium}
    status: {description: Status of an alert., returned: when known, type: str, sample: New}
    title: {description: Title of an alert., returned: when known, type: str, sample: Malware was detected}
    description:
      description: What happened, of an alert.
      returned: when known
      type: str
      sample: Malware associated with ZINC has been detected.
    recommendedAction:
      description: What to do about an alert.
      returned: when known
      type: str
      sample: Update AV signatures and run a full scan.
    category: {description: Category of an alert., returned: when known, type: str, sample: Malware}
    alertCreationTime: {description: When an alert was created., returned: when known, type: str, sample: '2017-08-23T00:09:43.9057955Z'}
    computerDnsName: {description: DNS name of a machine. It can be empty., returned: when known, type: str, sample: mymachine1.contoso.com}
    firstSeen: {description: When a machine was first seen., returned: when known, type: str, sample: '2017-07-06T01:25:04.9480498Z'}
    osPlatform: {description: Platform of a machine., returned: when known, type: str, sample: Windows10}
    osVersion: {description: Version of a machine's operating system., returned: when known, type: str, sample: 10.0.0.0}
    accountSid:
      description: Security identifier of a user.
      returned: when known
      type: str
      sample: S-1-5-21-72051607-1745760036-109187956-93922
    accountName: {description: Account name of a user. It can be empty., returned: when known, type: str, sample: user1}
    accountDomainName: {description: Domain of a user's account. It can be empty., returned: when known, type: str, sample: contoso}
    host: {description: A domain., returned: when known, type: str, sample: example.com}
    sha1: {description: SHA-1 of a file., returned: when known, type: str, sample: adae3732709d2178c8895c9be39c445b5e76d587}
    sha256:
      description: SHA-256 of a file.
      returned: when known
      type: str
      sample: 413c58c8267d2c8648d8f6384bacc2ae9c929b2b96578b6860b5087cd1bd6462
    md5: {description: MD5 of a file., returned: when known, type: str, sample: 7f05a371d2beffb3784fd2199f81d730}
    globalPrevalence: {description: How common a file is in the world., returned: when known, type: int, sample: 180022}
    globalFirstObserved:
      description: When a file was first seen in the world.
      returned: when known
      type: str
      sample: '2017-09-19T03:51:27.6785431Z'
    machine:
      description: The machine of an alert. The same keys as in RV(secops.defender.defender_legacy_info#module:records).
      returned: when asked for with include
      type: dict
    user:
      description: The user of an alert. The same keys as in RV(secops.defender.defender_legacy_info#module:records).
      returned: when asked for with include
      type: dict
    actor:
      description: The actor that an alert is put down to. The same keys as in RV(secops.defender.defender_actor_info#module:actors).
      returned: when asked for with include
      type: dict
    files:
      description: The files of an alert. The same keys as in RV(secops.defender.defender_legacy_info#module:records).
      returned: when asked for with include
      type: list
      elements: dict
    ips:
      description: The addresses of an alert. The same keys as in RV(secops.defender.defender_legacy_info#module:records).
      returned: when asked for with include
      type: list
      elements: dict
    domains:
      description: The domains of an alert. The same keys as in RV(secops.defender.defender_legacy_info#module:records).
      returned: when asked for with include
      type: list
      elements: dict
    alerts:
      description: The alerts of anything but an alert. The same keys as in RV(secops.defender.defender_legacy_info#module:records).
      returned: when asked for with include
      type: list
      elements: dict
    logon_users:
      description: Who logged on to a machine. The same keys as in RV(secops.defender.defender_legacy_info#module:records).
      returned: when asked for with include
      type: list
      elements: dict
    machines:
      description: >-
        The machines of a user, domain, address or file. The same keys as in RV(secops.defender.defender_legacy_info#module:records).
      returned: when asked for with include
      type: list
      elements: dict
    stats:
      description: How common a domain, address or file is.
      returned: when asked for with include
      type: dict
      contains:
        host: {description: The domain. Only of a domain., returned: when known, type: str, sample: example.com}
        ipAddress: {description: The address. Only of an address., returned: when known, type: str, sample: 104.80.104.128}
        sha1: {description: The file. Only of a file., returned: when known, type: str, sample: adae3732709d2178c8895c9be39c445b5e76d587}
        orgPrevalence: {description: 'Number of machines in the organization, as text.', returned: when known, type: str, sample: '106398'}
        orgFirstSeen:
          description: When it was first seen in the organization.
          returned: when known
          type: str
          sample: '2017-07-30T13:29:50Z'
        orgLastSeen:
          description: When it was last seen in the organization.
          returned: when known
          type: str
          sample: '2017-08-29T13:29:31Z'
        topFileNames:
          description: The names that the file has most often. Only of a file.
          returned: when known
          type: list
          elements: str
          sample: [chrome.exe, old_chrome.exe]
  # END GENERATED
missing:
  description: Those of O(ids) that the service does not know.
  returned: success
  type: list
  elements: str
  sample: [login.example.net]
count:
  description: How many records there are as the service counts, null if it does not say.
  returned: with O(count) and a listing
  type: int
  sample: 1234
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

from ansible_collections.secops.defender.plugins.module_utils._legacy import LEGACY_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = LEGACY_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
