#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_ip_info
short_description: Read what belongs to IP addresses, from Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Reads the alerts of IP addresses, and how common the addresses are.
  - The API has no record of an address, only what belongs to it. So nothing is asked without O(include), and an address that
    the service does not know has no alerts and a prevalence of 0.
  - M(secops.defender.defender_machine_info) finds the machine that had an internal address at a time.
options:
  ips:
    description: The IPv4 or IPv6 addresses. One named twice is read once.
    type: list
    elements: str
    required: true
  include:
    description:
      - What to read for each address, put into the address under the same name. Each costs one request per address.
    type: list
    elements: str
    choices: [alerts, stats]
    default: []
  look_back_hours:
    description: How many hours back the statistics count, from V(1) to V(720). The service counts 720 hours when it is not given. Only for V(stats).
    type: int
notes:
  # BEGIN GENERATED permissions
  - >-
    With O(include=alerts), an application needs the permission C(Alert.Read.All) or C(Alert.ReadWrite.All), and a person C(Alert.Read) or
    C(Alert.ReadWrite).
  - With O(include=stats), an application or a person needs the permission C(Ip.Read.All).
  # END GENERATED
seealso:
  - module: secops.defender.defender_alert_info
  - module: secops.defender.defender_machine_info
  - name: Get IP statistics API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-ip-statistics
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Tell how common an address is
  secops.defender.defender_ip_info:
    ips: [203.0.113.66]
    include: [stats]
  register: address

- name: List the alerts of two addresses
  secops.defender.defender_ip_info:
    ips:
      - 203.0.113.66
      - 2001:db8:bad::53
    include: [alerts]
  register: alarming

- name: Tell how common the addresses of an alert were during the last day
  secops.defender.defender_ip_info:
    ips: "{{ alert.alerts[0].ips | map(attribute='id') }}"
    include: [stats]
    look_back_hours: 24
  register: prevalence
"""

RETURN = r"""
ips:
  description: The addresses in their usual short form, in the order they were named in.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains ip and included
  contains:
    id: {description: IPv4 or IPv6 address., returned: always, type: str, sample: 104.80.104.128}
    alerts:
      description: The alerts that the address is part of. The same keys as in RV(secops.defender.defender_alert_info#module:alerts).
      returned: when asked for with include
      type: list
      elements: dict
    stats:
      description: How common the address is.
      returned: when asked for with include
      type: dict
      contains:
        ipAddress: {description: IPv4 or IPv6 address., returned: always, type: str, sample: 10.209.67.177}
        organizationPrevalence:
          description: Number of machines of the tenant that it was seen on.
          returned: when known
          type: int
          sample: 27
        orgFirstSeen: {description: When it was first seen in the tenant., returned: when known, type: str, sample: '2017-07-30T13:23:48Z'}
        orgLastSeen: {description: When it was last seen in the tenant., returned: when known, type: str, sample: '2017-08-29T13:09:05Z'}
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

from ansible_collections.secops.defender.plugins.module_utils._lookup import lookup
from ansible_collections.secops.defender.plugins.module_utils._module import run
from ansible_collections.secops.defender.plugins.module_utils._tables.ips import IPS

TASK = lookup(IPS)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
