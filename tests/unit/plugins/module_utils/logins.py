# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in to the simulator: connections, and what its journal says about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._options import CONNECTION_SPEC
from ansible_collections.secops.defender.plugins.module_utils._tokens import TokenSource, token_source
from ansible_collections.secops.defender.plugins.module_utils._transport import Http
from ansible_collections.secops.defender.tests.simulator import Running, running

API = "https://api.securitycenter.microsoft.com"
GRAPH = "https://graph.microsoft.com"
APP = "0b7e64c4-9a54-4f39-8c5b-8f2f1c3a7d10"
SECRET = "app~secret.that-nobody-may-see"
PERSON = "jane@contoso.com"
OTHER = "joe@contoso.com"
PASSWORD = "pass+word that nobody may see"
PEOPLE = [
    {"name": name, "password": PASSWORD, "scopes": ["Alert.Read", "Machine.Read"]} for name in (PERSON, OTHER)
]

# What a build service or a cloud may have set where the tests run.
FOREIGN_VARIABLES = (
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
    "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    "AZURE_POD_IDENTITY_AUTHORITY_HOST",
    "GITHUB_ACTIONS",
    "IDENTITY_ENDPOINT",
    "IDENTITY_HEADER",
    "MSI_ENDPOINT",
    "SYSTEM_ACCESSTOKEN",
    "SYSTEM_OIDCREQUESTURI",
)


_sessions: list[Http] = []


@contextmanager
def serving(*args: Any, **rest: Any) -> Iterator[Running]:
    """A running simulator, whose clients hang up before it stops."""
    with running(*args, **rest) as tenant:
        try:
            yield tenant
        finally:
            while _sessions:
                _sessions.pop().close()


def session(options: dict[str, Any]) -> Http:
    """A session over real TLS."""
    _sessions.append(Http(options))
    return _sessions[-1]


def scenario(**changes: Any) -> dict[str, Any]:
    """A tenant with one application, two people, one machine and nothing else."""
    app = {
        "id": APP,
        "secret": SECRET,
        "name": "Defender automation",
        "permissions": ["Alert.Read.All", "Machine.Read.All"],
        "users": PEOPLE,
    }
    return {
        "apps": [{**app, **changes}],
        "machines": [{"id": "1" * 40, "computerDnsName": "web-1.contoso.com"}],
    }


def connection(tenant: Running, **changes: Any) -> dict[str, Any]:
    """All connection options, as a module hands them over; by default those of the application's secret."""
    options: dict[str, Any] = {name: spec.get("default") for name, spec in CONNECTION_SPEC.items()}
    return {**options, **tenant.options, **changes}


def person(**changes: Any) -> dict[str, Any]:
    """The options of a person in the place of the secret."""
    return {"client_secret": None, "username": PERSON, "password": PASSWORD, **changes}


def source(options: dict[str, Any], audience: str | None = None) -> TokenSource:
    """A source of tokens over real TLS."""
    return token_source(options, session(options), audience)


def status_with(options: dict[str, Any], access_token: str) -> int:
    """What the API answers to a token."""
    headers = {"Authorization": f"Bearer {access_token}"}
    return int(session(options).get(f"{options['api_url']}/api/machines", headers=headers).status_code)


def requests_to(tenant: Running, path: str) -> int:
    """How many requests ended in a path."""
    return sum(1 for entry in tenant.journal if entry["path"].endswith(path))


def logins(tenant: Running) -> int:
    """How many tokens were asked for."""
    return requests_to(tenant, "/oauth2/v2.0/token")


def empty_cache() -> Any:
    """A cache of MSAL, which tells no types."""
    return import_module("msal").SerializableTokenCache()


def log_in(options: dict[str, Any]) -> None:
    """Log in and hang up, in a process of its own."""
    http = Http(options)
    token_source(options, http).token()
    http.close()
