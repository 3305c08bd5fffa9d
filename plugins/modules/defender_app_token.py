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
  - A result with a token is never shown, whatever the verbosity, and can be registered all the same.
  - With O(auth_source=device_code) or O(auth_source=authorization_code) a person signs in with a browser on any machine, in two steps.
    O(sign_in=begin) returns what the person needs, and O(sign_in=finish) the token. The login is kept in O(token_cache), and every task with
    the same O(token_cache), O(tenant_id) and O(client_id) renews it silently from then on.
  - Whoever is signed in already gets the token from either step, so both can stand in a playbook that runs unattended later.
options:
  sign_in:
    description:
      - Which step of signing in with a browser to take. Other values of O(auth_source) know no steps.
      - V(begin) starts a sign-in, or shows the one that has begun and not ended, unless the person is signed in already.
      - V(finish) completes it once the person has signed in. What failed for good has to be begun again.
    type: str
    choices: [begin, finish]
    default: begin
  redirect_uri:
    description:
      - Where the browser is led to in the end, with O(auth_source=authorization_code). The app registration must have it under I(Mobile and
        desktop applications).
      - By default C(/common/oauth2/nativeclient) of the login authority, an empty page.
    type: str
  authorization_response:
    description:
      - The address that the browser was led to after signing in, or the code in it, for O(sign_in=finish) with
        O(auth_source=authorization_code). It is good once, and for some minutes.
      - With the address it is checked that it answers the sign-in that has begun.
    type: str
  wait:
    description:
      - Whether O(sign_in=finish) with O(auth_source=device_code) waits until the person has signed in. Otherwise it asks once, and fails if
        nobody has.
    type: bool
    default: true
  wait_timeout:
    description:
      - How many seconds to wait at most. The code is good for 15 minutes as a rule.
    type: float
    default: 900
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
  - What the second step needs to know is kept between the steps in a file named like O(token_cache) with C(.sign_ins) behind it, with mode
    0600. In check mode no sign-in begins or ends, and of a person's login nothing is written.
seealso:
  - name: Create an app to access Defender for Endpoint without a user
    description: How to register the application and grant it permissions.
    link: https://learn.microsoft.com/defender-endpoint/api/exposed-apis-create-app-webapp
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.controls
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

- name: Begin to sign a person in; show them begun.sign_in.message with ansible.builtin.debug
  secops.defender.defender_app_token:
    auth_source: device_code
    tenant_id: 11111111-2222-3333-4444-555555555555
    client_id: 66666666-7777-8888-9999-000000000000
    token_cache: ~/.cache/defender-tokens.json
  register: begun

- name: Wait until the person has signed in
  secops.defender.defender_app_token:
    auth_source: device_code
    sign_in: finish
    tenant_id: 11111111-2222-3333-4444-555555555555
    client_id: 66666666-7777-8888-9999-000000000000
    token_cache: ~/.cache/defender-tokens.json

- name: Finish signing in with the address that the browser was led to
  secops.defender.defender_app_token:
    auth_source: authorization_code
    sign_in: finish
    authorization_response: "{{ address_of_the_browser }}"
    tenant_id: 11111111-2222-3333-4444-555555555555
    client_id: 66666666-7777-8888-9999-000000000000
    token_cache: ~/.cache/defender-tokens.json
"""

RETURN = r"""
token:
  description: The token and what it says of itself.
  returned: success, unless a person has yet to sign in
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
    username: {description: 'Who signed in, in user context.', returned: always, type: str, sample: analyst@contoso.com}
    permissions:
      description: 'What it permits: the roles of an application, the scopes of a person.'
      returned: always
      type: list
      elements: str
      sample: [Alert.Read.All, Machine.Isolate]
  # END GENERATED
sign_in:
  description: What a person needs to sign in. It holds no secret.
  returned: O(sign_in=begin) with O(auth_source=device_code) or O(auth_source=authorization_code), if nobody is signed in
  type: dict
  # BEGIN GENERATED contains sign_in
  contains:
    message:
      description: What to do, in a sentence for the person.
      returned: always
      type: str
      sample: To sign in, use a web browser to open the page https://microsoft.com/devicelogin and enter the code RK7XWQ2PB to authenticate.
    expires_at: {description: 'Until when it can be finished, UTC.', returned: always, type: str, sample: '2026-03-14T03:15:00Z'}
    verification_uri:
      description: The page where the code is entered, by device code.
      returned: when signing in that way
      type: str
      sample: https://microsoft.com/devicelogin
    user_code: {description: 'The code to enter there, by device code.', returned: when signing in that way, type: str, sample: RK7XWQ2PB}
    url:
      description: The address to open in a browser, by authorization code.
      returned: when signing in that way
      type: str
      sample: https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/authorize?client_id=...
    redirect_uri:
      description: Where the browser is led to in the end, by authorization code.
      returned: when signing in that way
      type: str
      sample: https://login.microsoftonline.com/common/oauth2/nativeclient
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
