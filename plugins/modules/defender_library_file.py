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
  - An application or a person needs the permission C(Library.Manage).
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

from ansible_collections.secops.defender.plugins.module_utils._library import LIBRARY_FILE
from ansible_collections.secops.defender.plugins.module_utils._module import run
from ansible_collections.secops.defender.plugins.module_utils._runners import state

TASK = state(LIBRARY_FILE)


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
