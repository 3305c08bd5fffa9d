#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine_restriction
short_description: Restrict machines to applications signed by Microsoft, or lift it
version_added: 0.1.0
description:
  - Brings machines into the state restricted, in which only applications signed by Microsoft run, or unrestricted, and waits until it is so.
  - Looks at the past actions of each machine first and submits nothing that is already so or already under way.
  - After an answer that was lost on the way it looks again before it sends again.
  - One machine's failure does not keep the others from being dealt with. The result tells for each machine what was done.
  - The service restricts machines with Windows 10 1709 or newer, or Windows 11, and Defender Antivirus.
options:
  state:
    description: The state to bring about.
    type: str
    choices: [restricted, unrestricted]
    default: restricted
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - An application or a person needs the permission C(Machine.RestrictExecution).
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_info
  - module: secops.defender.defender_machine_isolation
  - module: secops.defender.defender_machine_action
  - name: Restrict app execution API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/restrict-code-execution
extends_documentation_fragment:
  - secops.defender.acting
  - secops.defender.acting.states
  - secops.defender.machines.named
  - secops.defender.waiting
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.acts
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Let only Microsoft's applications run on a machine, and wait until it is so
  secops.defender.defender_machine_restriction:
    machines: [lt-sales-07.contoso.com]
    comment: Unknown tool was started from a mail, incident 4711
  register: restriction

- name: Restrict all machines with a malicious file, and do not wait
  secops.defender.defender_machine_restriction:
    machines: "{{ spread.files[0].machines | map(attribute='id') }}"
    comment: "Ransomware on several machines, incident 4711"
    max_machines: 50
    wait: false

- name: Lift the restriction of an earlier task
  secops.defender.defender_machine_restriction:
    machines: "{{ restriction.results | map(attribute='machine_id') }}"
    state: unrestricted
    comment: Cleaned and checked, incident 4711
"""

RETURN = r"""
results:
  description: What was found and done, one entry per machine. Returned when the task fails, too.
  returned: when the machines could be found
  type: list
  elements: dict
  # BEGIN GENERATED contains machine_state_result
  contains:
    machine_id: {description: Id of the machine., returned: always, type: str, sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07}
    computer_dns_name: {description: DNS name of the machine., returned: always, type: str, sample: mymachine1.contoso.com}
    changed: {description: 'Whether a request was accepted, or would be sent in check mode.', returned: always, type: bool, sample: true}
    action:
      description: >-
        The action that brought the state about or stands for it, null if there is none. The same keys as in
        RV(secops.defender.defender_machine_action_info#module:machine_actions).
      returned: always
      type: dict
    decided_from:
      description: Why this was done.
      returned: always
      type: dict
      contains:
        decision:
          description: What was decided. It is V(submit), V(adopt), V(nothing) or V(refuse).
          returned: always
          type: str
          sample: submit
        reason:
          description: The reason, in one sentence.
          returned: always
          type: str
          sample: No past action says that the machine is isolated.
        action_id:
          description: The past action that it was decided from.
          returned: always
          type: str
          sample: 5382f7ea-7557-4ab7-9782-d50480024a4e
    msg:
      description: What went wrong with this machine.
      returned: when this machine failed
      type: str
      sample: 'mymachine1.contoso.com: a release is still open.'
    error:
      description: The same for a program, with the keys that error has for the whole task.
      returned: when this machine failed
      type: dict
      sample: {kind: ActionConflict}
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
from ansible_collections.secops.defender.plugins.module_utils._runners import action
from ansible_collections.secops.defender.plugins.module_utils._tables.restriction import RESTRICTION

TASK = action(RESTRICTION)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
