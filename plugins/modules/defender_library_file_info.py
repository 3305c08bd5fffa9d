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
  - An application or a person needs the permission C(Library.Manage).
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
  secops.defender.defender_library_file_info: {}
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
  contains:
    fileName: {description: 'Name of the file, which commands of live response give.', returned: always, type: str, sample: script1.ps1}
    sha256:
      description: SHA-256 of the content.
      returned: always
      type: str
      sample: 6e212a0db618507c44e4ec8ee7499dfef7e5767e5f8d31144df3b96fd1145caf
    description: {description: What the file is for., returned: when known, type: str, sample: Process memory dump}
    creationTime: {description: When it was first uploaded., returned: when known, type: str, sample: '2018-10-24T10:54:23.2009016Z'}
    lastUpdatedTime: {description: When it was last uploaded., returned: when known, type: str, sample: '2018-10-24T10:54:23.2009016Z'}
    createdBy: {description: 'Who uploaded it: a user name, or the name of an application.', returned: when known, type: str, sample: admin}
    hasParameters: {description: Whether it takes parameters., returned: when known, type: bool, sample: true}
    parametersDescription:
      description: What the parameters mean.
      returned: when it has parameters
      type: str
      sample: -All lists every process
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

from ansible_collections.secops.defender.plugins.module_utils._library import LIBRARY_FILE_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = LIBRARY_FILE_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
