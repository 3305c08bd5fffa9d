#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine
short_description: Set tags and the value of machines
version_added: 0.1.0
description:
  - Gives machines tags and a value, or takes tags from them, and writes only where something differs.
  - Many machines take few requests. A tag of up to 500 machines is one request, so a tag of 10,000 machines is 20.
  - A value has no such request and takes one for each machine. A value and the whole set of tags go into one request.
  - After an answer that was lost on the way it reads the machines again, and writes only what is still missing.
options:
  machines:
    description: The machines, each named by id, DNS name (any case, full or first label) or IP address.
    type: list
    elements: str
    required: true
  tags:
    description:
      - The tags, in upper and lower case as they should be.
      - An empty list takes every tag away with O(tags_mode=exact), and changes nothing otherwise.
    type: list
    elements: str
  tags_mode:
    description:
      - What O(tags) means. V(add) and V(remove) leave the other tags alone, V(exact) leaves only these.
      - With V(exact) a machine's whole set of tags can be written at once. A tag that somebody else sets between reading and writing
        is then lost.
    type: str
    choices: [add, remove, exact]
    default: add
  device_value:
    description: How valuable the machines are. Defender counts it into exposure and priority.
    type: str
    choices: [Normal, Low, High]
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - An application needs the permission C(Machine.ReadWrite.All), and a person C(Machine.ReadWrite).
  # END GENERATED
  - It can take minutes until lists of machines in the portal show a new tag.
seealso:
  - module: secops.defender.defender_machine_info
  - name: Add or remove machine tags API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/add-or-remove-machine-tags
  - name: Update machine API
    description: What sets tags and value at once.
    link: https://learn.microsoft.com/defender-endpoint/api/update-machine-method
extends_documentation_fragment:
  - secops.defender.machines.named
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.acts
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Mark the machines of an incident
  secops.defender.defender_machine:
    machines: "{{ found.alerts | map(attribute='machineId') | unique }}"
    tags: [Incident 4711]

- name: Take the mark away again
  secops.defender.defender_machine:
    machines: "{{ groups['defender_tag_Incident_4711'] }}"
    tags: [Incident 4711]
    tags_mode: remove

- name: Domain controllers are worth most, and carry just these tags
  secops.defender.defender_machine:
    machines: [srv-dc-01, srv-dc-02]
    tags: [Tier 0, Never isolate]
    tags_mode: exact
    device_value: High
"""

RETURN = r"""
results:
  description: What was found and done, one entry per machine. Returned when the task fails, too.
  returned: when the machines could be found
  type: list
  elements: dict
  # BEGIN GENERATED contains machine_change_result
  contains:
    machine_id: {description: Id of the machine., returned: always, type: str, sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07}
    name:
      description: DNS name and id, as they stand in messages and in the diff.
      returned: always
      type: str
      sample: mymachine1.contoso.com (1e5bc9d7e413ddd7902c2932e418702b84d0cc07)
    changed: {description: 'Whether something was written, or would be in check mode.', returned: always, type: bool, sample: true}
    before:
      description: 'What was asked about, as it was found: machineTags, deviceValue or both.'
      returned: always
      type: dict
      sample: {machineTags: [Tier 1]}
    after:
      description: The same as it should be.
      returned: always
      type: dict
      sample: {machineTags: [Tier 1, Incident 4711]}
    msg:
      description: What went wrong with this machine.
      returned: when this machine failed
      type: str
      sample: 'set_device_value: HTTP 500 from the service.'
    error:
      description: The same for a program, with the keys that error has for the whole task.
      returned: when this machine failed
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

from ansible_collections.secops.defender.plugins.module_utils._machine import MACHINE
from ansible_collections.secops.defender.plugins.module_utils._module import run
from ansible_collections.secops.defender.plugins.module_utils._runners import state

TASK = state(MACHINE)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
