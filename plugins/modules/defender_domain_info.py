#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_domain_info
short_description: Read what belongs to domains, from Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Reads the alerts of domains, the machines that talked to them, and how common they are.
  - The API has no record of a domain, only what belongs to it. So nothing is asked without O(include), and a domain that
    the service does not know has no alerts, no machines and a prevalence of 0.
options:
  domains:
    description: The domains by host name, without scheme, port and path. One named twice is read once.
    type: list
    elements: str
    required: true
  include:
    description:
      - What to read for each domain, put into the domain under the same name. Each costs one request per domain.
      - For V(machines) the service gives 500 at most and does not tell whether there are more.
    type: list
    elements: str
    choices: [alerts, machines, stats]
    default: []
  look_back_hours:
    description: How many hours back the statistics count, from V(1) to V(720). The service counts 720 hours when it is not given. Only for V(stats).
    type: int
notes:
  # BEGIN GENERATED permissions
  - With O(include=alerts), an application needs the permission C(Alert.ReadWrite.All), and a person C(Alert.ReadWrite).
  - >-
    With O(include=machines), an application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person
    C(Machine.Read) or C(Machine.ReadWrite).
  - With O(include=stats), an application or a person needs the permission C(URL.Read.All).
  # END GENERATED
seealso:
  - module: secops.defender.defender_alert_info
  - module: secops.defender.defender_machine_info
  - name: Get domain statistics API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-domain-statistics
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Tell how common a domain is
  secops.defender.defender_domain_info:
    domains: [login.example.net]
    include: [stats]
  register: domain

- name: Find the machines that talked to a domain
  secops.defender.defender_domain_info:
    domains: [login.example.net]
    include: [machines]
  register: talkers

- name: Read everything about the domains of an alert, statistics of the last two days
  secops.defender.defender_domain_info:
    domains: "{{ alert.alerts[0].domains | map(attribute='host') }}"
    include: [alerts, machines, stats]
    look_back_hours: 48
  register: context
"""

RETURN = r"""
domains:
  description: The domains, in the order they were named in.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains domain and included
  contains:
    host: {description: Host name., returned: always, type: str, sample: login.example.net}
    alerts:
      description: The alerts that the domain is part of. The same keys as in RV(secops.defender.defender_alert_info#module:alerts).
      returned: when asked for with include
      type: list
      elements: dict
    machines:
      description: >-
        The machines that talked to the domain, 500 at most. The same keys as in RV(secops.defender.defender_machine_info#module:machines).
      returned: when asked for with include
      type: list
      elements: dict
    stats:
      description: How common the domain is.
      returned: when asked for with include
      type: dict
      contains:
        host: {description: Host name., returned: always, type: str, sample: example.com}
        organizationPrevalence:
          description: Number of machines of the tenant that it was seen on.
          returned: when known
          type: int
          sample: 4070
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
from ansible_collections.secops.defender.plugins.module_utils._tables.domains import DOMAINS

TASK = lookup(DOMAINS)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
