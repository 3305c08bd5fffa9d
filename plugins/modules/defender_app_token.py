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
  # END GENERATED
  - With C(async), C(ansible.builtin.async_status) shows the result; set C(no_log) on that task.
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
- name: Log in once and use the token for all that follows
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Log in
      secops.defender.defender_app_token:
        tenant_id: 11111111-2222-3333-4444-555555555555
        client_id: 66666666-7777-8888-9999-000000000000
        client_secret: "{{ lookup('ansible.builtin.env', 'DEFENDER_CLIENT_SECRET') }}"
        required_permissions: [Machine.Read.All, Machine.Isolate]
      register: login

    - name: Work with it
      module_defaults:
        group/secops.defender.defender:
          access_token: "{{ login.token.access_token }}"
      block:
        - name: List machines
          secops.defender.defender_machine_info:
            risk_score: [High]

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
  # END GENERATED
# BEGIN GENERATED error
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
