# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation shared by everything that talks to Defender for Endpoint."""

from __future__ import annotations


class ModuleDocFragment:
    """How to reach the API and as whom."""

    DOCUMENTATION = r"""
options:
  cloud:
    description:
      - The Microsoft cloud that the tenant lives in. It decides the login authority, the API host and the Graph host.
      - If not set, the environment variable E(DEFENDER_CLOUD) is used.
    type: str
    choices: [commercial, gcc, gcc_high, dod]
    default: commercial
  geo:
    description:
      - A geographic API host near the tenant's data, for lower latency. Only the commercial cloud has them.
      - If not set, the environment variable E(DEFENDER_GEO) is used.
    type: str
    choices: [us, eu, uk, au, swa, ina, aea]
  api_url:
    description:
      - Base URL of the API, for a proxy or for the simulator. Overrides O(cloud) and O(geo). It must be V(https://).
      - If not set, the environment variable E(DEFENDER_API_URL) is used.
    type: str
  authority_url:
    description:
      - Base URL of the login authority. Overrides O(cloud).
      - If not set, the environment variable E(DEFENDER_AUTHORITY_URL), then E(AZURE_AUTHORITY_HOST), is used.
    type: str
  graph_url:
    description:
      - Base URL of Microsoft Graph. Overrides O(cloud). Tokens for Graph are for the Graph host of O(cloud) all the same.
      - If not set, the environment variable E(DEFENDER_GRAPH_URL) is used.
    type: str
  audience:
    description:
      - The resource that tokens for the API are requested for. By default V(https://api.securitycenter.microsoft.com), whatever host is called;
        Microsoft documents no other for the government clouds.
      - If not set, the environment variable E(DEFENDER_AUDIENCE) is used.
    type: str
  tenant_id:
    description:
      - Id (GUID) or domain name of the Microsoft Entra tenant.
      - If not set, the environment variable E(DEFENDER_TENANT_ID), then E(AZURE_TENANT_ID), is used.
    type: str
  client_id:
    description:
      - Id of the app registration (application ID). With O(auth_source=managed_identity) the client id of a user-assigned identity.
      - If not set, the environment variable E(DEFENDER_CLIENT_ID), then E(AZURE_CLIENT_ID), is used.
    type: str
  auth_source:
    description:
      - Where the access token comes from.
      - V(auto) takes the first source in the order of the choices for which all that it needs is given. V(managed_identity) is never
        chosen by V(auto); ask for it by name.
      - V(cached_login) uses the login of a person that is kept in O(token_cache).
      - V(device_code) and V(authorization_code) use it as well. With them M(secops.defender.defender_app_token) signs a person in by a
        browser; V(auto) takes the login once it is kept, and never begins one.
      - If not set, the environment variable E(DEFENDER_AUTH_SOURCE) is used.
    type: str
    choices:
      - auto
      - access_token
      - client_secret
      - client_certificate
      - federated_token
      - managed_identity
      - user_password
      - cached_login
      - device_code
      - authorization_code
    default: auto
  client_secret:
    description:
      - Secret of the app registration.
      - If not set, the environment variable E(DEFENDER_CLIENT_SECRET), then E(AZURE_CLIENT_SECRET), is used.
    type: str
  certificate_path:
    description:
      - PEM file with the certificate of the app registration and its private key, and the chain if O(send_certificate_chain) is set.
      - If not set, the environment variable E(DEFENDER_CERTIFICATE_PATH), then E(AZURE_CLIENT_CERTIFICATE_PATH), is used.
    type: path
  certificate_passphrase:
    description:
      - Passphrase of the private key in O(certificate_path).
      - If not set, the environment variable E(DEFENDER_CERTIFICATE_PASSPHRASE), then E(AZURE_CLIENT_CERTIFICATE_PASSWORD), is used.
    type: str
  send_certificate_chain:
    description:
      - Send the certificate chain with the login, for app registrations that trust by subject name and issuer.
      - If not set, the environment variable E(DEFENDER_SEND_CERTIFICATE_CHAIN), then E(AZURE_CLIENT_SEND_CERTIFICATE_CHAIN), is used.
    type: bool
    default: false
  federated_token:
    description:
      - Text of a token that a federated identity provider issued for the app registration (workload identity federation).
      - If neither this nor O(federated_token_file) is given, GitHub Actions and Azure DevOps jobs are recognised by their own environment
        variables and asked for a token.
      - If not set, the environment variable E(DEFENDER_FEDERATED_TOKEN) is used.
    type: str
  federated_token_file:
    description:
      - File that holds the federated token. It is read anew for every login.
      - If not set, the environment variable E(DEFENDER_FEDERATED_TOKEN_FILE), then E(AZURE_FEDERATED_TOKEN_FILE), is used.
    type: path
  username:
    description:
      - User name (UPN) for delegated context.
      - If not set, the environment variable E(DEFENDER_USERNAME), then E(AZURE_USERNAME), is used.
    type: str
  password:
    description:
      - Password of O(username). Microsoft Entra refuses it where multi-factor authentication is demanded.
      - If not set, the environment variable E(DEFENDER_PASSWORD), then E(AZURE_PASSWORD), is used.
    type: str
  access_token:
    description:
      - A ready access token, for instance that of M(secops.defender.defender_app_token).
      - If other credentials are given beside it, they take over once it expires or is refused.
      - If not set, the environment variable E(DEFENDER_ACCESS_TOKEN) is used.
    type: str
  token_cache:
    description:
      - File in which tokens are kept between tasks. Nothing is kept on disk unless this names a file. It is created with mode 0600
        and refused if another user owns it or can read it.
      - If not set, the environment variable E(DEFENDER_TOKEN_CACHE) is used.
    type: path
  ca_path:
    description:
      - File with the certificates of the authorities to trust, in PEM form. By default those that the requests library brings.
      - If not set, the environment variable E(DEFENDER_CA_PATH) is used.
    type: path
  validate_certs:
    description:
      - Whether the certificates of the servers are checked. Anybody on the way can read tokens and forge answers if they are not.
      - If not set, the environment variable E(DEFENDER_VALIDATE_CERTS) is used.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait for a connection, and for the next bytes of an answer.
      - If not set, the environment variable E(DEFENDER_TIMEOUT) is used.
    type: float
    default: 60
  retry_budget:
    description:
      - Seconds that one task may spend waiting between repeated requests, throttling included.
      - If not set, the environment variable E(DEFENDER_RETRY_BUDGET) is used.
    type: float
    default: 300
requirements:
  - requests >= 2.31
  - msal >= 1.31
notes:
  - The task runs in the controller's process, whatever host the play is on; the libraries are needed only there. With O(ignore:async) or
    with the variable C(defender_run_on=target) it runs as an ordinary module on the host of the task.
"""
