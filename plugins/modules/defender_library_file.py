#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_library_file
short_description: Keep a file or script in the library for live response
version_added: 0.1.0
description:
  - Uploads a file to the library, replaces it when its content or its description differs, or deletes it.
  - Content is compared by SHA-256, so a second run writes nothing. The API takes no description without the file, so a new description uploads
    the file again.
  - The file is looked at before anything is written. It must be readable and have at most 20 MB, and its name may hold letters, digits, hyphens,
    underscores and dots only.
  - After an answer that was lost on the way it reads the library again, and uploads again only what is not there.
  - The service does not say whether it tells names apart by case. A file whose name differs in case only counts as the same here, and keeps its
    spelling.
options:
  state:
    description: V(present) uploads the file if it is not there as wanted, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the file in the library. Required with O(content) and with O(state=absent).
      - With O(src) it is the name of that file when it is not given.
    type: str
  src:
    description:
      - Path of the file to upload, where this task runs, which is the controller.
      - A relative path begins in the working directory of Ansible; C(role_path) and C(playbook_dir) make a safe beginning.
    type: path
  content:
    description: The text to upload in place of a file, written in UTF-8.
    type: str
  description:
    description: What the file is for. Without it the description that is there stays. An empty text takes it away.
    type: str
  has_parameters:
    description: Whether the script takes parameters. Without it that stays as it is, and is true when O(parameters_description) is given.
    type: bool
  parameters_description:
    description: What the parameters mean. Without it the description that is there stays. An empty text takes it away.
    type: str
notes:
  # BEGIN GENERATED permissions
  # END GENERATED
seealso:
  - module: secops.defender.defender_library_file_info
  - module: secops.defender.defender_live_response
  - name: Upload files to the live response library API
    description: The API behind O(state=present).
    link: https://learn.microsoft.com/defender-endpoint/api/upload-library
  - name: Delete a file from the live response library API
    description: The API behind O(state=absent).
    link: https://learn.microsoft.com/defender-endpoint/api/delete-library
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.acts
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Keep a script of this role in the library
  secops.defender.defender_library_file:
    src: "{{ role_path }}/files/list-processes.ps1"
    description: List of processes with their signatures
    parameters_description: -All lists those of the system as well

- name: Keep a short script that stands in the playbook
  secops.defender.defender_library_file:
    name: restart-agent.sh
    content: |
      #!/bin/sh
      systemctl restart contoso-agent
    description: Restarts the agent of Contoso

- name: Keep no tool of a former exercise
  secops.defender.defender_library_file:
    name: exercise-2025.exe
    state: absent
"""

RETURN = r"""
results:
  description: What was found and done, one entry. Returned when the task fails, too.
  returned: when the library could be read
  type: list
  elements: dict
  # BEGIN GENERATED contains library_file_result
  # END GENERATED
# BEGIN GENERATED error
# END GENERATED
"""

from ansible_collections.secops.defender.plugins.module_utils._library import LIBRARY_FILE
from ansible_collections.secops.defender.plugins.module_utils._module import run
from ansible_collections.secops.defender.plugins.module_utils._runners import state

TASK = state(LIBRARY_FILE)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
