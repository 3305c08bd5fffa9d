#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_live_response
short_description: Run scripts on machines, and put files on them and fetch files from them
version_added: 0.1.0
description:
  - Runs commands of live response on machines, waits until they ended, and fetches what they left behind.
  - Files that are put on a machine and scripts that are run there come from the library; see O(upload_missing).
  - The same commands that are under way on a machine are waited for, and those that succeeded within O(max_age) count, so that a second run
    starts nothing and gives the same results. C(decided_from) in the result says so. That a script in the library was replaced in between is
    not noticed; give O(max_age=0) to run it all the same.
  - A machine has one session at a time. Other commands that are under way keep a machine from its turn. Sessions that were opened in the portal
    cannot be seen by the API.
  - The service takes 10 sessions a minute and has 25 open at once. More machines get their turn as the pace and ended sessions allow.
  - After an answer that was lost on the way it looks again before it sends again, so that no machine gets a second session.
  - One machine's failure does not keep the others from being dealt with. The result tells for each machine and each command what was done.
  - After a command that failed the service skips the rest. A script is ended after 10 minutes. A machine that is off gets its session when it is
    back, within 3 days.
  - Cancel sessions with M(secops.defender.defender_machine_action).
options:
  commands:
    description:
      - What to do on each machine. The service wants every C(put_file) before the first C(run_script), and every C(run_script) before the first
        C(get_file).
      - A command of C(type) V(put_file) has C(file_name), the name of a file in the library that is put on the machine.
      - A command of C(type) V(run_script) has C(script_name), the name of a script in the library, and can have C(args), its arguments in one text.
      - A command of C(type) V(get_file) has C(path), the absolute path of a file on the machine.
      - The commands are checked before anything is sent.
    type: list
    elements: dict
    required: true
  dest:
    description:
      - A folder where this task runs, which is the controller, for the files that V(get_file) fetches. It must be there.
      - Each file is called after the machine's id, the place of its command and its own name. It is written whole or not at all, with the mode
        V(0600). One that is there with the same content is left as it is.
      - Without it files stay with the service.
    type: path
  upload_missing:
    description:
      - Local files, and folders with files, from which those are uploaded to the library that the commands need and the library lacks.
      - What the library has is left as it is, whatever its content. Nothing is uploaded when nothing will be run.
      - Without it the library is not looked at, and the service refuses commands whose files are missing.
    type: list
    elements: path
  wait_timeout:
    description:
      - Seconds to wait in all. The service itself gives up only after about three days.
      - Waiting for room when 25 sessions are open is bounded by the same number of seconds, on its own.
    type: float
    default: 900
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - An application or a person needs the permission C(Machine.LiveResponse).
  - An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.LiveResponse).
  - With O(upload_missing), an application or a person needs the permission C(Library.Manage).
  # END GENERATED
seealso:
  - module: secops.defender.defender_library_file
  - module: secops.defender.defender_machine_action
  - module: secops.defender.defender_machine_isolation
  - name: Run live response commands API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/run-live-response
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
- name: List the processes of a machine
  secops.defender.defender_live_response:
    machines: [lt-sales-07.contoso.com]
    comment: Unknown tool was started from a mail, incident 4711
    commands:
      - type: run_script
        script_name: list-processes.ps1
        args: -All
  register: listed

- name: Dump a process and fetch the dump, with a script that the library may lack
  secops.defender.defender_live_response:
    machines: [srv-sql-02]
    comment: Memory of the suspicious service, incident 4711
    commands:
      - type: put_file
        file_name: dump-tool.exe
      - type: run_script
        script_name: minidump.ps1
        args: OfficeClickToRun
      - type: get_file
        path: C:\Windows\Temp\OfficeClickToRun.dmp.zip
    upload_missing:
      - "{{ playbook_dir }}/live-response"
    dest: /srv/evidence/4711
    wait_timeout: 3600

- name: Look for a file on many machines, and fail where the script says so
  secops.defender.defender_live_response:
    machines: "{{ groups['defender_onboarded'] }}"
    comment: Hunt for the loader, incident 4711
    commands:
      - type: run_script
        script_name: find-loader.ps1
    max_machines: 200
    wait_timeout: 7200
  register: hunt
  failed_when: hunt is failed or hunt.results | map(attribute='commands', default=[]) | flatten | rejectattr('exit_code', 'equalto', 0) | list
"""

RETURN = r"""
results:
  description: What was found and done, one entry per machine. Returned when the task fails, too.
  returned: when the machines could be found
  type: list
  elements: dict
  # BEGIN GENERATED contains live_response_result
  contains:
    machine_id: {description: Id of the machine., returned: always, type: str, sample: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07}
    computer_dns_name: {description: DNS name of the machine., returned: always, type: str, sample: mymachine1.contoso.com}
    changed:
      description: Whether a session was started, or would be in check mode, or a local file was written or would be.
      returned: always
      type: bool
      sample: true
    action:
      description: >-
        The session, null if none was started or waited for. The same keys as in
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
          sample: nothing
        reason:
          description: The reason, in one sentence.
          returned: always
          type: str
          sample: LiveResponse 988cc94e-7a8f-4b28-ab65-54970c5d5018 succeeded 300 s ago, which is within max_age (3600 s).
        action_id:
          description: The past session that it was decided from.
          returned: always
          type: str
          sample: 988cc94e-7a8f-4b28-ab65-54970c5d5018
    commands:
      description: What became of each command, in their order.
      returned: when the session has ended
      type: list
      elements: dict
      contains:
        index: {description: 'Place of the command, counted from 0.', returned: always, type: int, sample: 0}
        command:
          description: The command, as it was given.
          returned: always
          type: dict
          sample: {type: run_script, script_name: list-processes.ps1}
        status:
          description: >-
            How far it got. After a command that failed the rest stays V(Created). Known values are V(Created), V(Completed) and V(Failed);
            others can come.
          returned: always
          type: str
          sample: Completed
        errors:
          description: What the service says went wrong; it can say so of a command that completed.
          returned: always
          type: list
          elements: str
          sample: []
        started: {description: When the command began., returned: always, type: str, sample: '2021-02-04T15:36:52.7788848Z'}
        ended: {description: When it ended., returned: always, type: str, sample: '2021-02-04T15:37:08.4339107Z'}
        script_name:
          description: The script that was run.
          returned: when the script was run and its transcript is there
          type: str
          sample: list-processes.ps1
        exit_code:
          description: What the script returned. A code other than V(0) does not make the task fail.
          returned: when the script was run and its transcript is there
          type: int
          sample: 0
        script_output:
          description: What the script wrote, without NUL characters and the first line of a transcript.
          returned: when the script was run and its transcript is there
          type: str
          sample: svchost.exe
        script_errors:
          description: What the script wrote to its error stream.
          returned: when the script was run and its transcript is there
          type: str
          sample: ''
        file:
          description: The local file that holds what was fetched.
          returned: when a file was fetched and O(dest) is given
          type: dict
          contains:
            path:
              description: Path of the local file.
              returned: always
              type: str
              sample: /srv/evidence/1e5bc9d7e413ddd7902c2932e418702b84d0cc07.1.OfficeClickToRun.dmp.zip
            size:
              description: Size in bytes, null in check mode for a file that would be fetched.
              returned: always
              type: int
              sample: 104857
            sha256:
              description: SHA-256 of the file, null in check mode for a file that would be fetched.
              returned: always
              type: str
              sample: 6e212a0db618507c44e4ec8ee7499dfef7e5767e5f8d31144df3b96fd1145caf
    msg:
      description: What went wrong with this machine.
      returned: when this machine failed
      type: str
      sample: LiveResponse 988cc94e-7a8f-4b28-ab65-54970c5d5018 ended as Failed; see the machine in the portal.
    error:
      description: The same for a program, with the keys that error has for the whole task.
      returned: when this machine failed
      type: dict
      sample: {kind: ActionFailed}
  # END GENERATED
uploads:
  description: The files that the commands needed and the library lacked.
  returned: when O(upload_missing) is given and something is run
  type: list
  elements: dict
  # BEGIN GENERATED contains library_file_result
  contains:
    file_name: {description: 'Name of the file, as it was given.', returned: always, type: str, sample: script1.ps1}
    name: {description: Name of the file as the library spells it., returned: always, type: str, sample: script1.ps1}
    changed: {description: 'Whether it was uploaded or deleted, or would be in check mode.', returned: always, type: bool, sample: true}
    before:
      description: The file as it was, null if it was not there.
      returned: always
      type: dict
      contains:
        sha256:
          description: SHA-256 of the content.
          returned: when known
          type: str
          sample: 6e212a0db618507c44e4ec8ee7499dfef7e5767e5f8d31144df3b96fd1145caf
        description: {description: What the file is for., returned: when known, type: str, sample: List of processes}
        hasParameters: {description: Whether it takes parameters., returned: when known, type: bool, sample: false}
        parametersDescription: {description: What the parameters mean., returned: when known, type: str, sample: -All lists every process}
    after:
      description: The file as it should be, with the same keys, null for one that is deleted.
      returned: always
      type: dict
      sample:
        sha256: 6e212a0db618507c44e4ec8ee7499dfef7e5767e5f8d31144df3b96fd1145caf
        description: List of processes
        hasParameters: false
        parametersDescription: null
    msg:
      description: What went wrong with this file.
      returned: when this file failed
      type: str
      sample: 'upload_library_file: the service answered 400.'
    error:
      description: The same for a program, with the keys that error has for the whole task.
      returned: when this file failed
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

from ansible_collections.secops.defender.plugins.module_utils._live_response import LIVE_RESPONSE_TASK
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = LIVE_RESPONSE_TASK


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
