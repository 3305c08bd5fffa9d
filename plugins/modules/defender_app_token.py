#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_app_token
short_description: Log in to Microsoft Defender for Endpoint once for many tasks
version_added: 0.1.0
description:
  - Gets an access token and tells what it allows. Hand it to the other modules by O(access_token), best through C(module_defaults).
  - The result is never shown, whatever the verbosity, and can be registered all the same.
options:
  required_permissions:
    description:
      - Names of permissions that must be in the token. The task fails and names those that are missing.
      - Application permissions such as V(Machine.Isolate) for an application's token, delegated ones such as V(Machine.Read) for a user's.
    type: list
    elements: str
    default: []
notes:
  # BEGIN GENERATED permissions
  - No permission is needed to log in; the token carries those that were granted.
  # END GENERATED
  - Does not run with C(async), since C(ansible.builtin.async_status) would show the token.
  - An O(access_token) that was given is not given back; Ansible hides it in the result.
seealso:
  - name: Create an app to access Defender for Endpoint without a user
    description: How to register the application and grant it permissions.
    link: https://learn.microsoft.com/defender-endpoint/api/exposed-apis-create-app-webapp
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Log in once
  secops.defender.defender_app_token:
    tenant_id: 11111111-2222-3333-4444-555555555555
    client_id: 66666666-7777-8888-9999-000000000000
    client_secret: "{{ lookup('ansible.builtin.env', 'MY_SECRET') }}"
    required_permissions: [Machine.Read.All, Machine.Isolate]
  register: login

- name: Use the token for all that follows
  module_defaults:
    group/secops.defender.defender:
      access_token: "{{ login.token.access_token }}"
  block:
    - name: List the machines at high risk
      secops.defender.defender_machine_info:
        risk_score: [High]
      register: at_risk

- name: Log in with the managed identity of this virtual machine
  secops.defender.defender_app_token:
    auth_source: managed_identity
  register: login

- name: Log in with a certificate
  secops.defender.defender_app_token:
    tenant_id: contoso.onmicrosoft.com
    client_id: 66666666-7777-8888-9999-000000000000
    certificate_path: /etc/defender/app.pem
  register: login
"""

RETURN = r"""
token:
  description: The token and what it says of itself.
  returned: success
  type: dict
  # BEGIN GENERATED contains token
  contains:
    access_token:
      description: The token itself. Hand it to the option access_token of other modules.
      returned: always
      type: str
      sample: eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9...
    expires_at: {description: 'When it expires, UTC.', returned: always, type: str, sample: '2026-03-14T04:00:00Z'}
    audience: {description: The resource that it is for., returned: always, type: str, sample: 'https://api.securitycenter.microsoft.com'}
    tenant_id: {description: The tenant that it belongs to., returned: always, type: str, sample: a839b112-1253-6432-9bf6-94542403f21c}
    context:
      description: Whether it stands for an application or for a person. It is V(application) or V(user).
      returned: always
      type: str
      sample: application
    permissions:
      description: 'What it permits: the roles of an application, the scopes of a person.'
      returned: always
      type: list
      elements: str
      sample: [Alert.Read.All, Machine.Isolate]
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

from ansible_collections.secops.defender.plugins.module_utils._app_token import APP_TOKEN
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = APP_TOKEN


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
