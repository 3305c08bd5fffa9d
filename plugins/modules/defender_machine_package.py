#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine_package
short_description: Collect investigation packages of machines and download them
version_added: 0.1.0
description:
  - Has machines collect an investigation package, waits until it is there, and downloads it. A package is an archive of what a machine
    knows about itself, such as autostarts, connections, processes and logs.
  - A collection that is under way is waited for, and one that succeeded within O(max_age) counts, so that a second run starts nothing.
    C(decided_from) in the result says so.
  - A file is written whole or not at all, readable by its owner alone, and only if it differs from what is there. A link that expires on the way is asked
    for anew. Links are never shown.
  - In a directory O(dest) a package is downloaded once. A file that is named after its action is taken for it; remove the file to download it again.
  - With O(action_ids) it takes up collections of earlier tasks, waits for them and downloads them.
  - After an answer that was lost on the way it looks again before it sends again.
  - One machine's failure does not keep the others from being dealt with. The result tells for each machine what was done.
options:
  machines:
    description: The machines, each named by id, DNS name (any case, full or first label) or IP address. Needed unless O(action_ids) is given.
    type: list
    elements: str
    required: false
  action_ids:
    description:
      - Actions that collect packages, in place of machines. Nothing is collected, and O(comment), O(max_age), O(duplicates) and O(max_machines) do not count.
    type: list
    elements: str
  comment:
    description: Why; the service keeps it with the action. Needed with O(machines).
    type: str
    required: false
  dest:
    description:
      - Where the packages go. In a directory that exists each gets a file that is named after its machine and action. Anything else is the name
        of a file for one package, in a directory that exists.
      - What cannot be written to is refused before anything is sent.
      - Without it packages are collected, and stay with the service until they are downloaded with O(action_ids) or the service lets them go.
      - The files are written where the task runs, which is the controller unless it runs elsewhere. A path that does not begin at the root
        begins where Ansible was started.
    type: path
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - With O(machines), an application or a person needs the permission C(Machine.CollectForensics).
  - >-
    With O(dest), an application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person
    C(Machine.CollectForensics).
  # END GENERATED
  - The service hands out 2 links to packages a minute and 120 an hour to one application. So many packages take their time, which is no part of
    O(wait_timeout) nor of O(retry_budget).
  - Downloads come from another host than the API's, which gets no token. It is reached with O(ca_path), O(validate_certs) and O(timeout) as well.
seealso:
  - module: secops.defender.defender_machine_info
  - module: secops.defender.defender_machine_action
  - module: secops.defender.defender_machine_isolation
  - name: Collect investigation package API
    description: One API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/collect-investigation-package
  - name: Get package SAS URI API
    description: The other API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-package-sas-uri
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
- name: Collect a package and keep it with the evidence
  secops.defender.defender_machine_package:
    machines: [lt-sales-07.contoso.com]
    comment: Unknown tool was started from a mail, incident 4711
    dest: /srv/evidence/4711/
    wait_timeout: 3600
  register: evidence

- name: Collect packages of several machines, and do not wait
  secops.defender.defender_machine_package:
    machines: "{{ found.alerts | map(attribute='machineId') | unique }}"
    comment: Ransomware on several machines, incident 4711
    max_machines: 50
    wait: false
  register: packages

- name: Download them later
  secops.defender.defender_machine_package:
    action_ids: "{{ packages.results | selectattr('action') | map(attribute='action.id') }}"
    dest: /srv/evidence/4711/
    wait_timeout: 14400
"""

RETURN = r"""
results:
  description: What was found and done, one entry per machine or action. Returned when the task fails, too.
  returned: when the machines or actions could be found
  type: list
  elements: dict
  # BEGIN GENERATED contains machine_package_result
  contains:
    machine_id: {description: Id of the machine., returned: always, type: str, sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07}
    computer_dns_name: {description: DNS name of the machine., returned: always, type: str, sample: mymachine1.contoso.com}
    changed:
      description: Whether a request was accepted or a file written, or would be in check mode.
      returned: always
      type: bool
      sample: true
    action:
      description: >-
        The action that was submitted or waited for, null if there is none. One that counts already is named in decided_from. The same keys
        as in RV(secops.defender.defender_machine_action_info#module:machine_actions).
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
          sample: No past action says that the machine was packaged.
        action_id:
          description: The past action that it was decided from.
          returned: always
          type: str
          sample: 5382f7ea-7557-4ab7-9782-d50480024a4e
    package:
      description: The file that the package is, null where none was downloaded.
      returned: always
      type: dict
      contains:
        path:
          description: Where it is.
          returned: always
          type: str
          sample: /srv/evidence/mymachine1.contoso.com_5382f7ea-7557-4ab7-9782-d50480024a4e.zip
        size: {description: 'Size in bytes, null in check mode where there is no file yet.', returned: always, type: int, sample: 4718592}
        sha256:
          description: SHA-256 in hex, null in check mode where there is no file yet.
          returned: always
          type: str
          sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    msg:
      description: What went wrong with this machine.
      returned: when this machine failed
      type: str
      sample: CollectInvestigationPackage 5382f7ea-7557-4ab7-9782-d50480024a4e ended as Failed; see the machine in the portal.
    error:
      description: The same for a program, with the keys that error has for the whole task.
      returned: when this machine failed
      type: dict
      sample: {kind: ActionFailed}
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

from ansible_collections.secops.defender.plugins.module_utils._machine_package import MACHINE_PACKAGE
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = MACHINE_PACKAGE


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
