#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine_scan
short_description: Scan machines with Defender Antivirus
version_added: 0.1.0
description:
  - Has Defender Antivirus scan machines, and waits until the scans ended.
  - A scan that is under way is waited for, and one that succeeded within O(max_age) counts, so that a second run starts nothing.
    C(decided_from) in the result says so. A quick scan does not count for a full one, nor a full one for a quick one.
  - A scan of the other type that is under way keeps a machine from being scanned, since the service runs one at a time.
  - After an answer that was lost on the way it looks again before it sends again.
  - One machine's failure does not keep the others from being dealt with. The result tells for each machine what was done.
  - The service scans machines with Windows 10 1709 or newer, or Windows 11, also when Defender Antivirus is in passive mode.
options:
  scan_type:
    description: What to scan. V(quick) looks where malware usually stays, V(full) at everything, which can take hours.
    type: str
    choices: [quick, full]
    default: quick
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - An application or a person needs the permission C(Machine.Scan).
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_info
  - module: secops.defender.defender_machine_action
  - module: secops.defender.defender_machine_isolation
  - name: Run antivirus scan API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/run-av-scan
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
- name: Scan a machine and wait until it is done
  secops.defender.defender_machine_scan:
    machines: [lt-sales-07.contoso.com]
    comment: Unknown tool was started from a mail, incident 4711
    wait_timeout: 3600

- name: Start a full scan of every machine that an alert was about, and do not wait
  secops.defender.defender_machine_scan:
    machines: "{{ found.alerts | map(attribute='machineId') | unique }}"
    comment: Ransomware on several machines, incident 4711
    scan_type: full
    max_age: 86400
    max_machines: 50
    wait: false
  register: scans

- name: Wait for these scans later
  secops.defender.defender_machine_action:
    action_ids: "{{ scans.results | selectattr('action') | map(attribute='action.id') }}"
    wait_timeout: 14400
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
from ansible_collections.secops.defender.plugins.module_utils._runners import job
from ansible_collections.secops.defender.plugins.module_utils._tables.scan import SCAN

TASK = job(SCAN)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
