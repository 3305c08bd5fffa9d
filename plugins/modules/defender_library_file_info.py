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
  description: Why the task failed, for a program. The sentence for a person is in C(msg).
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
    operation: {description: The operation of the API that failed., returned: when it applies, type: str, sample: isolate_machine}
    status:
      description: HTTP status of the service's answer, or status of the action that is not as wanted.
      returned: when it applies
      type: raw
      sample: 403
    code: {description: Error code of the service., returned: when it applies, type: str, sample: Forbidden}
    message: {description: Message of the service., returned: when it applies, type: str, sample: Missing application roles.}
    target:
      description: Correlation id of the request, for Microsoft's support.
      returned: when it applies
      type: str
      sample: '|5d6e8a6b-4f2d9c1e0a7b3c4d.'
    needed:
      description: Permissions that are missing; any one is enough.
      returned: when it applies
      type: list
      elements: str
      sample: [Machine.Isolate]
    present:
      description: Permissions that the token has.
      returned: when it applies
      type: list
      elements: str
      sample: [Machine.Read.All]
    option: {description: The option that cannot be used as it is., returned: when it applies, type: str, sample: created_after}
    unknown:
      description: Names that no machine has, or ids that nothing has.
      returned: when it applies
      type: list
      elements: str
      sample: [srv-fles-01]
    candidates:
      description: The machines that a name can mean.
      returned: when it applies
      type: list
      elements: dict
      sample:
        - {id: 1e5bc9d7e413ddd7902c2932e418702b84d0cc07, computerDnsName: mymachine1.contoso.com}
    reason:
      description: Why a hunting query was not answered. It is V(syntax), V(size), V(timeout), V(resources) or V(quota).
      returned: when it applies
      type: str
      sample: syntax
    retry_after: {description: Seconds after which the service can be asked again., returned: when it applies, type: float, sample: 37.0}
    host:
      description: The host that could not be reached or is not trusted.
      returned: when it applies
      type: str
      sample: api.security.microsoft.com
    library: {description: The Python library that is missing., returned: when it applies, type: str, sample: msal}
    action_id:
      description: The action that is in the way, has failed or has not ended.
      returned: when it applies
      type: str
      sample: 5382f7ea-7557-4ab7-9782-d50480024a4e
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
