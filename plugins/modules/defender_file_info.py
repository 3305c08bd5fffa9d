#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_file_info
short_description: Read files of Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Reads files by SHA-1 or SHA-256, and which alerts and machines they belong to.
  - The API has no list of files. A file that the service does not know is an error of kind V(NotFound).
options:
  files:
    description: The files, each named by its SHA-1 or SHA-256 in hexadecimal digits. One named twice is read once.
    type: list
    elements: str
    required: true
  include:
    description:
      - What else to read for each file, put into the file under the same name. Each costs one request per file.
      - The service finds V(alerts) and V(machines) by SHA-1. For a SHA-256 the SHA-1 is taken from the file that was read.
    type: list
    elements: str
    choices: [alerts, machines, stats]
    default: []
  look_back_hours:
    description: How many hours back the statistics count, from V(1) to V(720). The service counts 720 hours when it is not given. Only for V(stats).
    type: int
notes:
  # BEGIN GENERATED permissions
  - An application or a person needs the permission C(File.Read.All).
  - >-
    With O(include=alerts), an application needs the permission C(Alert.Read.All) or C(Alert.ReadWrite.All), and a person C(Alert.Read) or
    C(Alert.ReadWrite).
  - >-
    With O(include=machines), an application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person
    C(Machine.Read) or C(Machine.ReadWrite).
  # END GENERATED
seealso:
  - module: secops.defender.defender_alert_info
  - module: secops.defender.defender_machine_info
  - module: secops.defender.defender_machine_restriction
  - name: Get file information API
    description: The API behind this module.
    link: https://learn.microsoft.com/defender-endpoint/api/get-file-information
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Read what is known of a file
  secops.defender.defender_file_info:
    files: [4388963aaa83afe2042a46a3c017ad50bdcdafb3]
  register: file

- name: Find the machines that a file was seen on
  secops.defender.defender_file_info:
    files: [413c58c8267d2c8648d8f6384bacc2ae9c929b2b96578b6860b5087cd1bd6462]
    include: [machines]
  register: spread

- name: Tell how common the files of an alert were during the last two days
  secops.defender.defender_file_info:
    files: "{{ alert.alerts[0].files | map(attribute='sha1') }}"
    include: [stats]
    look_back_hours: 48
  register: prevalence
"""

RETURN = r"""
files:
  description: The files, in the order they were named in.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains file and included
  contains:
    sha1: {description: 'SHA-1, 40 hexadecimal digits.', returned: always, type: str, sample: 8563f95b2f8a284fc99da44500cd51a77c1ff36c}
    sha256:
      description: SHA-256, 64 hexadecimal digits.
      returned: when known
      type: str
      sample: dc0ade0c95d6db98882bc8fa6707e64353cd6f7767ff48d6a81a6c2aef21c608
    md5: {description: 'MD5, 32 hexadecimal digits.', returned: when known, type: str, sample: 8d5b7cc9a832e21d22503057e1fec8e9}
    size: {description: Size in bytes., returned: when known, type: int, sample: 113984}
    fileType: {description: Type of the file., returned: when known, type: str, sample: APP}
    isPeFile: {description: Whether it is a portable executable of Windows., returned: when known, type: bool, sample: true}
    filePublisher: {description: 'Publisher, as the file states it.', returned: when known, type: str, sample: Contoso Ltd}
    fileProductName: {description: 'Product, as the file states it.', returned: when known, type: str, sample: Contoso Updater}
    signer: {description: Who signed it., returned: when known, type: str, sample: Contoso Ltd}
    issuer: {description: Who issued the signing certificate., returned: when known, type: str, sample: Contoso Code Signing CA}
    signerHash:
      description: Hash of the signing certificate.
      returned: when known
      type: str
      sample: 9dc17888b5cfad98b3cb35c1994e96227f061675
    isValidCertificate: {description: Whether the signature is valid., returned: when known, type: bool, sample: true}
    globalPrevalence: {description: Number of machines worldwide that the file was seen on., returned: when known, type: int, sample: 29}
    globalFirstObserved:
      description: When it was first seen anywhere.
      returned: when known
      type: str
      sample: '2019-03-23T23:54:06.0135204Z'
    globalLastObserved:
      description: When it was last seen anywhere.
      returned: when known
      type: str
      sample: '2019-04-23T00:43:20.0489831Z'
    determinationType: {description: Verdict of the service., returned: when known, type: str, sample: Unknown}
    determinationValue:
      description: Name of the threat. It can be empty.
      returned: when known
      type: str
      sample: HackTool:Win32/CobaltStrike
    alerts:
      description: The alerts that the file is evidence of. The same keys as in RV(secops.defender.defender_alert_info#module:alerts).
      returned: when asked for with include
      type: list
      elements: dict
    machines:
      description: The machines that the file was seen on. The same keys as in RV(secops.defender.defender_machine_info#module:machines).
      returned: when asked for with include
      type: list
      elements: dict
    stats:
      description: How common the file is.
      returned: when asked for with include
      type: dict
      contains:
        sha1: {description: 'SHA-1, 40 hexadecimal digits.', returned: always, type: str, sample: 0991a395da64e1c5fbe8732ed11e6be064081d9f}
        organizationPrevalence:
          description: Number of machines of the tenant that it was seen on.
          returned: when known
          type: int
          sample: 14850
        orgFirstSeen: {description: When it was first seen in the tenant., returned: when known, type: str, sample: '2019-12-07T13:44:16Z'}
        orgLastSeen: {description: When it was last seen in the tenant., returned: when known, type: str, sample: '2020-01-06T13:39:36Z'}
        globallyPrevalence:
          description: Number of machines worldwide that it was seen on. The file itself calls it globalPrevalence.
          returned: when known
          type: int
          sample: 705012
        globalFirstObserved:
          description: When it was first seen anywhere.
          returned: when known
          type: str
          sample: '2015-03-19T12:20:07.3432441Z'
        globalLastObserved: {description: When it was last seen anywhere., returned: when known, type: str, sample: '2020-01-06T13:39:36Z'}
        topFileNames: {description: The names that it goes by most., returned: when known, type: list, elements: str, sample: [MREC.exe]}
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

from ansible_collections.secops.defender.plugins.module_utils._file_info import FILE_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = FILE_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
