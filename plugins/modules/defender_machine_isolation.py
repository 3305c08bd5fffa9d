#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine_isolation
short_description: Isolate machines from the network, or release them
version_added: 0.1.0
description:
  - Brings machines into the state isolated or released and waits until it is so.
  - Looks at the past actions of each machine first and submits nothing that is already so or already under way. A second isolation of an isolated
    machine is known to hang and to win later against a release, so running a task twice must not send it twice, and does not.
  - After an answer that was lost on the way it looks again before it sends again.
  - One machine's failure does not keep the others from being dealt with. The result tells for each machine what was done.
options:
  machines:
    description: The machines, each named by id, DNS name (any case, full or first label) or IP address.
    type: list
    elements: str
    required: true
  state:
    description: The state to bring about.
    type: str
    choices: [isolated, released]
    default: isolated
  comment:
    description: Why; the service keeps it with the action.
    type: str
    required: true
  isolation_type:
    description:
      - How to isolate. V(selective) leaves Outlook, Teams and Skype connected, on Windows only. V(unmanaged_device) contains a machine that is not onboarded.
      - Ignored with O(state=released).
    type: str
    choices: [full, selective, unmanaged_device]
    default: full
  duplicates:
    description: What to do when a name in O(machines) means several machines. V(newest) takes the one with the latest C(lastSeen).
    type: str
    choices: [error, newest, all]
    default: error
  wait:
    description: Whether to wait until the actions ended. Without waiting the task ends as soon as they are accepted.
    type: bool
    default: true
  wait_timeout:
    description: Seconds to wait in all. The service itself gives up only after about three days.
    type: float
    default: 900
  poll_interval:
    description: Seconds between two looks. One look is one request, however many actions are waited for.
    type: float
    default: 10
  force:
    description:
      - Submit an action whatever the past actions say. Running the task again submits again.
    type: bool
    default: false
  max_machines:
    description: The most machines that one task may touch. More are refused before anything is written.
    type: int
    default: 10
notes:
  # BEGIN GENERATED permissions
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_info
  - module: secops.defender.defender_machine_action
  - name: Isolate machine API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/isolate-machine
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.acts
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Isolate two machines and wait until they are
  secops.defender.defender_machine_isolation:
    machines:
      - lt-sales-07.contoso.com
      - 1e5bc9d7e413ddd7902c2932e418702b84d0cc07
    comment: Hands-on-keyboard activity, incident 4711
  register: containment

- name: Isolate all but mail and chat, and do not wait
  secops.defender.defender_machine_isolation:
    machines: [lt-sales-07]
    isolation_type: selective
    comment: Suspicious sign-in, the user must stay reachable
    wait: false

- name: Release the machines of an earlier task
  secops.defender.defender_machine_isolation:
    machines: "{{ containment.results | map(attribute='machine_id') }}"
    state: released
    comment: Cleaned and checked, incident 4711
"""

RETURN = r"""
results:
  description: What was found and done, one entry per machine. Returned when the task fails, too.
  returned: when the machines could be found
  type: list
  elements: dict
  # BEGIN GENERATED contains isolation_result
  # END GENERATED
# BEGIN GENERATED error
# END GENERATED
"""

from ansible_collections.secops.defender.plugins.module_utils._module import run
from ansible_collections.secops.defender.plugins.module_utils._runners import action
from ansible_collections.secops.defender.plugins.module_utils._tables.isolation import ISOLATION

TASK = action(ISOLATION)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
