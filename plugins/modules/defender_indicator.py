#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_indicator
short_description: Create, change and remove indicators of Microsoft Defender for Endpoint
version_added: 0.1.0
description:
  - Brings indicators of files, certificates, IP addresses, domains and URLs into the state that a list describes, and writes only what differs.
  - Type and value make an indicator; upper and lower case make no difference but in the path of a URL. For the service a changed action makes a second
    indicator beside the first. This module imports the new one, and then removes the one that it replaces. Where that was interrupted, the next run
    finishes it.
  - Only the keys that are given are compared and changed; the rest stays as it is. Times are compared as times, lists without regard to order.
  - Several thousand indicators take a few requests, 500 in each. What the service refuses is told for each indicator, and the others are written.
options:
  indicators:
    description:
      - The indicators, each a dictionary. All are checked before anything is written. A key whose value is null counts as not given.
      - C(value) (text, required). A hash in hexadecimal digits, a single external IP address, a host name, or a URL with or without V(http) or V(https).
      - C(type) (text, required). V(FileSha1), V(FileSha256), V(FileMd5), V(CertificateThumbprint), V(IpAddress), V(DomainName) or V(Url).
      - C(action) (text, required unless O(state=absent)). V(Allowed), V(Audit), V(Warn), V(Block) or V(BlockAndRemediate). The last is for files and
        certificates; certificates can only be allowed, or blocked with it. V(Audit) needs C(generate_alert=true). V(Alert) and V(AlertAndBlock) are retired
        names of V(Audit) and V(BlockAndRemediate), and count as the same.
      - C(title), C(description) (text, required unless O(state=absent)).
      - C(severity) (text). V(Informational), V(Low), V(Medium) or V(High).
      - C(recommended_actions) (text). What to do about its alerts; empty text removes it.
      - C(generate_alert) (boolean). Whether it raises alerts.
      - C(expiration_time) (text, ISO 8601, UTC when no zone is given). When it ends, to the second; with empty text it never does. One whose time
        has passed is not written, and with O(state=exact) it is as if it were not in the list.
      - C(rbac_group_names) (list of text). The device groups that it is for; the empty list means all devices.
      - C(mitre_techniques) (list of text). Ids such as V(T1566.002).
      - C(educate_url) (text). The page that a person is led to, for V(Warn) and V(Block) on domains and URLs; empty text removes it.
      - C(application) (text). What it is created for. It counts on creation only and is never changed. With O(scope) leave it out.
      - With O(state=absent) all but C(value) and C(type) may be given and is ignored.
    type: list
    elements: dict
    required: true
  state:
    description:
      - V(present) creates what is missing and changes what differs.
      - V(absent) removes every indicator of the type and value, whatever its action.
      - V(exact) does what V(present) does, and removes the indicators that this login has made, in O(scope) if that is given, and that are not in the list.
    type: str
    choices: [present, absent, exact]
    default: present
  scope:
    description:
      - Name of an application. New indicators are created for it, and only those that this login has made for it are changed or removed.
      - Where one outside of it has the same type and value and differs from what is wanted, the task is refused before anything is written.
      - The same goes for O(state=exact) without a scope, with all that this login has made. Otherwise what is named is changed whoever made it.
    type: str
  max_removed:
    description: The most indicators that O(state=exact) may remove because they are not in the list. More are refused before anything is written.
    type: int
    default: 100
notes:
  - With C(Ti.ReadWrite.All) an application sees and changes every indicator, with C(Ti.ReadWrite) alone those that it created itself; then the result has
    C(note). A person can create and change indicators, and neither remove nor replace them.
  # BEGIN GENERATED permissions
  - An application needs the permission C(Ti.ReadWrite) or C(Ti.ReadWrite.All), and a person C(Ti.ReadWrite).
  - An application needs the permission C(Ti.ReadWrite) or C(Ti.ReadWrite.All) for what a person cannot do at all.
  # END GENERATED
  - A tenant can have 15,000 active indicators. A task that would need more is refused before anything is written.
  - It can take hours until devices enforce an indicator.
seealso:
  - module: secops.defender.defender_indicator_info
  - name: Import indicators API
    description: What several indicators are written with.
    link: https://learn.microsoft.com/defender-endpoint/api/import-ti-indicators
  - name: Overview of indicators
    description: Which actions there are and which one wins.
    link: https://learn.microsoft.com/defender-endpoint/indicators-overview
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.acts
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Block what an incident brought up, for 30 days
  secops.defender.defender_indicator:
    indicators:
      - value: 203.0.113.66
        type: IpAddress
        action: Block
        title: Beacon server of incident 4711
        description: Used by the loader
        severity: High
        generate_alert: true
        expiration_time: "{{ '%Y-%m-%dT00:00:00Z' | strftime(now(utc=true).timestamp() + 2592000, utc=true) }}"
      - value: 814c539952476051abc64e02626c136b9bda830f
        type: FileSha1
        action: BlockAndRemediate
        title: Loader of incident 4711
        description: kbhelper.dll
        rbac_group_names: [Servers, Workstations]
        mitre_techniques: [T1204.002]

- name: Keep exactly what a feed lists, and nothing that it lists no more
  secops.defender.defender_indicator:
    state: exact
    scope: partner-feed
    indicators: "{{ lookup('ansible.builtin.file', 'feed.json') | from_json }}"
    max_removed: 500

- name: Take back a block, whichever action it had
  secops.defender.defender_indicator:
    state: absent
    indicators:
      - value: login-contoso.example
        type: DomainName
"""

RETURN = r"""
results:
  description:
    - One entry for each indicator of the list in its order, then with O(state=exact) one for each that is not in the list.
    - It is there too when the task failed at some of them, and says what was done before.
  returned: when the tenant was looked at
  type: list
  elements: dict
  # BEGIN GENERATED contains indicator_result
  contains:
    indicator:
      description: Type and value, which together make it one indicator.
      returned: always
      type: str
      sample: IpAddress 203.0.113.66
    name: {description: 'The same, as it stands in messages and in the diff.', returned: always, type: str, sample: IpAddress 203.0.113.66}
    value: {description: Its value in the spelling that is sent., returned: always, type: str, sample: 203.0.113.66}
    type: {description: Its type., returned: always, type: str, sample: IpAddress}
    id:
      description: Its id, after a removal the one that it had; null if there is none, or none yet in check mode.
      returned: always
      type: str
      sample: '995'
    changed: {description: 'Whether something was written, or would be in check mode.', returned: always, type: bool, sample: true}
    expired:
      description: Whether its C(expiration_time) has passed, so that it is not written.
      returned: always
      type: bool
      sample: false
    before:
      description: >-
        What was asked about, as it was found, in the names of the API; null if there was none. The key otherActions lists more indicators
        of this value with other actions.
      returned: always
      type: dict
      sample: {action: Audit, title: Beacon server}
    after:
      description: The same as it should be; null if there should be none.
      returned: always
      type: dict
      sample: {action: Block, title: Beacon server}
    msg:
      description: What went wrong with this indicator.
      returned: when this indicator failed
      type: str
      sample: 'import_indicators: the service refused IpAddress 203.0.113.66: a reason in its words.'
    error:
      description: The same for a program, with the keys that error has for the whole task.
      returned: when this indicator failed
      type: dict
      sample: {kind: ApiError}
  # END GENERATED
note:
  description: What could not be seen. The application has C(Ti.ReadWrite) alone, so indicators that others made were not compared.
  returned: when the login sees only its own indicators
  type: str
  sample: Without Ti.ReadWrite.All only the indicators that this application made itself are seen; others may be there.
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

from ansible_collections.secops.defender.plugins.module_utils._indicator import INDICATOR
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = INDICATOR


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
