#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_library_file_info
short_description: Read the library of files and scripts for live response
version_added: 0.1.0
description:
  - Lists the files that live response can put on machines, and the scripts that it can run there.
  - The API gives their digests and descriptions. What the files hold cannot be read.
options:
  file_names:
    description:
      - Only the files with these names, in any case. Names that the library does not have are left out of the result.
      - Without it all files are returned, and an empty list names none.
    type: list
    elements: str
notes:
  # BEGIN GENERATED permissions
  # END GENERATED
seealso:
  - module: secops.defender.defender_library_file
  - module: secops.defender.defender_live_response
  - name: List library files API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/list-library-files
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Read the whole library
  secops.defender.defender_library_file_info:
  register: library

- name: See whether two scripts are there
  secops.defender.defender_library_file_info:
    file_names: [list-processes.ps1, memory-dump.ps1]
  register: scripts

- name: Delete what nobody describes
  secops.defender.defender_library_file:
    name: "{{ item }}"
    state: absent
  loop: "{{ library.library_files | rejectattr('description') | map(attribute='fileName') }}"
"""

RETURN = r"""
library_files:
  description: The files, in the order of the service.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains library_file
  # END GENERATED
# BEGIN GENERATED error
# END GENERATED
"""

from ansible_collections.secops.defender.plugins.module_utils._library import LIBRARY_FILE_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = LIBRARY_FILE_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
