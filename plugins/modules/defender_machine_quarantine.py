#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine_quarantine
short_description: Stop a file on machines and put it into quarantine
version_added: 0.1.0
description:
  - Has machines stop the processes of one file, remove it and keep it in quarantine, and waits until it is so.
  - The file is named by its SHA-1, since the service takes nothing else. M(secops.defender.defender_file_info) tells the SHA-1 for a SHA-256.
  - A quarantine of the same file that is under way is waited for, and one that succeeded within O(max_age) counts, so that a second run
    starts nothing. C(decided_from) in the result says so. Quarantines of other files neither count nor are in the way.
  - After an answer that was lost on the way it looks again before it sends again.
  - One machine's failure does not keep the others from being dealt with. The result tells for each machine what was done.
  - The service does this on machines with Windows 10 1703 or newer, or Windows 11, and not to files that Microsoft or another trusted publisher signed.
options:
  sha1:
    description: The SHA-1 of the file, 40 hexadecimal digits. Anything else is refused before anything is sent.
    type: str
    required: true
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - An application or a person needs the permission C(Machine.StopAndQuarantine).
  # END GENERATED
  - Both permissions are needed together, although the reference reads as if one were enough.
seealso:
  - module: secops.defender.defender_file_info
  - module: secops.defender.defender_machine_isolation
  - module: secops.defender.defender_machine_action
  - name: Stop and quarantine file API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/stop-and-quarantine-file
extends_documentation_fragment:
  - secops.defender.acting
  - secops.defender.acting.jobs
  - secops.defender.machines.named
  - secops.defender.waiting
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.acts
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Stop a file on one machine and wait until it is in quarantine
  secops.defender.defender_machine_quarantine:
    machines: [lt-sales-07.contoso.com]
    sha1: 4388963aaa83afe2042a46a3c017ad50bdcdafb3
    comment: Dropped by a mail attachment, incident 4711

- name: Find the machines that have a file
  secops.defender.defender_file_info:
    files: [4388963aaa83afe2042a46a3c017ad50bdcdafb3]
    include: [machines]
  register: spread

- name: Put it into quarantine on all of them, and do not wait
  secops.defender.defender_machine_quarantine:
    machines: "{{ spread.files[0].machines | map(attribute='id') }}"
    sha1: "{{ spread.files[0].sha1 }}"
    comment: Ransomware on several machines, incident 4711
    max_machines: 50
    wait: false
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

from ansible_collections.secops.defender.plugins.module_utils._machine_quarantine import MACHINE_QUARANTINE
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = MACHINE_QUARANTINE


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
