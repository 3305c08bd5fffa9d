#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine_offboard
short_description: Offboard machines from Defender for Endpoint
version_added: 0.1.0
description:
  - Has machines leave the service, and waits until they did. Their sensor stops, and they are neither protected nor seen any more.
  - No request brings a machine back; it has to be onboarded on the machine itself. So O(confirm) has to say that this is meant.
  - A machine that is not onboarded, by its C(onboardingStatus), is left alone. So is one whose offboarding is under way or succeeded within
    O(max_age), since its record can take days to tell. C(decided_from) in the result says so.
  - After an answer that was lost on the way it looks again before it sends again.
  - One machine's failure does not keep the others from being dealt with. The result tells for each machine what was done.
  - The service offboards machines with Windows 10 1703 or newer, Windows 11, Windows Server 2019 or newer, and Windows Server 2012 R2 and 2016
    with the unified agent, and refuses macOS and Linux.
  - The sensor is stopped and what onboarded the machine stays in its registry.
options:
  confirm:
    description: Say V(true) when the machines are meant to leave the service. Without it nothing is sent.
    type: bool
    default: false
  max_age:
    description:
      - Seconds for which an offboarding that succeeded counts. The same machine is not offboarded again before, and the result says why.
      - With V(0) it is done again on every run, unless it is under way or the machine is not onboarded. Say so for a machine that was onboarded anew.
    type: float
    default: 604800
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - An application or a person needs the permission C(Machine.Offboard).
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_info
  - module: secops.defender.defender_machine_action
  - name: Offboard machine API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/offboard-machine-api
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
- name: Offboard a machine and wait until it is done
  secops.defender.defender_machine_offboard:
    machines: [srv-old-03.contoso.com]
    comment: Retired, change 1138
    confirm: true

- name: Find the machines with a tag
  secops.defender.defender_machine_info:
    tag: retired
  register: retired

- name: Offboard all of them, and do not wait
  secops.defender.defender_machine_offboard:
    machines: "{{ retired.machines | map(attribute='id') }}"
    comment: Retired, change 1138
    confirm: true
    max_machines: 40
    wait: false
  register: offboarding

- name: Wait for them later
  secops.defender.defender_machine_action:
    action_ids: "{{ offboarding.results | selectattr('action') | map(attribute='action.id') }}"
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

from ansible_collections.secops.defender.plugins.module_utils._machine_offboard import MACHINE_OFFBOARD
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = MACHINE_OFFBOARD


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
