#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_user_info
short_description: Read what belongs to users, from Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Reads the alerts of users and the machines that they logged on to.
  - The API has no record of a user alone, only what belongs to the account name. So nothing is asked without O(include), and a user whom
    the service does not know has no alerts and no machines.
  - What the service tells of a user is read beside an alert or a machine, with M(secops.defender.defender_alert_info) or
    M(secops.defender.defender_machine_info).
options:
  users:
    description: The users by account name alone, V(user1) for V(user1@contoso.com). One named twice is read once.
    type: list
    elements: str
    required: true
  include:
    description:
      - What to read for each user, put into the user under the same name. Each costs one request per user.
    type: list
    elements: str
    choices: [alerts, machines]
    default: []
notes:
  # BEGIN GENERATED permissions
  - >-
    With O(include=alerts), an application needs the permission C(Alert.Read.All) or C(Alert.ReadWrite.All), and a person C(Alert.Read) or
    C(Alert.ReadWrite).
  - With O(include=machines), an application needs the permission C(Machine.ReadWrite.All), and a person C(Machine.ReadWrite).
  # END GENERATED
seealso:
  - module: secops.defender.defender_alert_info
  - module: secops.defender.defender_machine_info
  - name: List user related alerts API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-user-related-alerts
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: List the alerts of a user
  secops.defender.defender_user_info:
    users: [user1]
    include: [alerts]
  register: user

- name: Find the machines that two users logged on to
  secops.defender.defender_user_info:
    users: [user1, svc_backup]
    include: [machines]
  register: logons

- name: Read everything about the user of an alert
  secops.defender.defender_user_info:
    users: ["{{ alert.alerts[0].user.accountName }}"]
    include: [alerts, machines]
  register: context
"""

RETURN = r"""
users:
  description: The users, in the order they were named in.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains account and included
  contains:
    accountName: {description: 'Account name, as it was asked for.', returned: always, type: str, sample: user1}
    alerts:
      description: The alerts that the user is part of. The same keys as in RV(secops.defender.defender_alert_info#module:alerts).
      returned: when asked for with include
      type: list
      elements: dict
    machines:
      description: The machines that the user logged on to. The same keys as in RV(secops.defender.defender_machine_info#module:machines).
      returned: when asked for with include
      type: list
      elements: dict
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
from ansible_collections.secops.defender.plugins.module_utils._tables.users import USERS

TASK = lookup(USERS)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
