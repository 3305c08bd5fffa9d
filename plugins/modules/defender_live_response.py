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
  # END GENERATED
uploads:
  description: The files that the commands needed and the library lacked.
  returned: when O(upload_missing) is given and something is run
  type: list
  elements: dict
  # BEGIN GENERATED contains library_file_result
  # END GENERATED
# BEGIN GENERATED error
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
