#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_investigation
short_description: Start automated investigations of machines, which Microsoft has retired
version_added: 0.1.0
description:
  - Starts an automated investigation of each machine and returns as soon as it is accepted. The service takes minutes to days for it and
    can wait for a person's decision, so this module does not wait.
  - Microsoft ended starting investigations by hand on 2026-09-01. A service that refuses for that reason makes the task fail, and the
    message says so. Use M(secops.defender.defender_machine_scan) with a full scan instead, as Microsoft suggests.
  - Looks at the investigations of each machine first. An open one is adopted, and one that came to a result within O(max_age) counts, so
    that a second run starts nothing. C(decided_from) in the result says so.
  - After an answer that was lost on the way it looks again before it sends again.
  - One machine's failure does not keep the others from being dealt with. The result tells for each machine what was done.
  - The service takes 50 requests an hour. It investigates machines with Windows 10 1709 or newer, Windows 11, or Windows Server 2019 or newer.
options:
  machines:
    description: The machines, each named by id, DNS name (any case, full or first label) or IP address.
    type: list
    elements: str
    required: true
  comment:
    description: Why; the service keeps it with the investigation.
    type: str
    required: true
  max_machines:
    description: The most machines that one task may touch. More are refused before anything is written.
    type: int
    default: 10
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - An application needs the permission C(Alert.Read.All) or C(Alert.ReadWrite.All), and a person C(Alert.Read) or C(Alert.ReadWrite).
  - An application needs the permission C(Alert.ReadWrite.All), and a person C(Alert.ReadWrite).
  # END GENERATED
seealso:
  - module: secops.defender.defender_investigation_info
  - module: secops.defender.defender_machine_scan
  - name: Start investigation API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/initiate-autoir-investigation
extends_documentation_fragment:
  - secops.defender.acting.jobs
  - secops.defender.machines.named
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.acts
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Have a machine investigated
  secops.defender.defender_investigation:
    machines: [lt-sales-07.contoso.com]
    comment: Unknown tool was started from a mail, incident 4711
  register: started

- name: See how far it is
  secops.defender.defender_investigation_info:
    investigation_ids: "{{ started.results | map(attribute='investigation.id') }}"

- name: Scan the machines where investigations can no longer be started
  secops.defender.defender_machine_scan:
    machines: [lt-sales-07.contoso.com]
    scan_type: full
    comment: Unknown tool was started from a mail, incident 4711
    wait: false
"""

RETURN = r"""
results:
  description: What was found and done, one entry per machine. Returned when the task fails, too.
  returned: when the machines could be found
  type: list
  elements: dict
  # BEGIN GENERATED contains investigation_result
  contains:
    machine_id: {description: Id of the machine., returned: always, type: str, sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07}
    computer_dns_name: {description: DNS name of the machine., returned: always, type: str, sample: mymachine1.contoso.com}
    changed: {description: 'Whether an investigation was started, or would be in check mode.', returned: always, type: bool, sample: true}
    investigation:
      description: >-
        The investigation that was started or stands for it, null if there is none. The same keys as in
        RV(secops.defender.defender_investigation_info#module:investigations).
      returned: always
      type: dict
    decided_from:
      description: Why this was done.
      returned: always
      type: dict
      contains:
        decision: {description: 'What was decided. It is V(submit), V(adopt) or V(nothing).', returned: always, type: str, sample: adopt}
        reason: {description: 'The reason, in one sentence.', returned: always, type: str, sample: Investigation 63017 is already Running.}
        investigation_id: {description: The investigation that it was decided from., returned: always, type: str, sample: '63017'}
    msg:
      description: What went wrong with this machine.
      returned: when this machine failed
      type: str
      sample: 'start_investigation: the service answered 403 DisallowedOperation.'
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

from ansible_collections.secops.defender.plugins.module_utils._investigating import INVESTIGATION
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = INVESTIGATION


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
