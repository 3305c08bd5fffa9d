# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Federated tokens: what another identity provider says about this job, in exchange for a token of Entra.

A text or a file is taken as it is given. GitHub Actions and Azure DevOps hand out a token for every login on an
endpoint that they name in the environment of the job:
https://docs.github.com/actions/reference/security/oidc and
https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.plugins.module_utils._login_http import Http

_GITHUB = ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
_DEVOPS = ("SYSTEM_OIDCREQUESTURI", "SYSTEM_ACCESSTOKEN")
_DEVOPS_CONNECTION = (
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
    "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
)
_DEVOPS_API_VERSION = "7.1"
_EXCHANGE_AUDIENCE = "api://AzureADTokenExchange"
_EXCHANGE_AUDIENCES = {"gcc_high": f"{_EXCHANGE_AUDIENCE}USGov", "dod": f"{_EXCHANGE_AUDIENCE}USGov"}


def missing_federation(connection: Mapping[str, Any], environment: Mapping[str, str]) -> list[str]:
    """Return what is lacking for a federated token: nothing if there is a text, a file or a job to ask."""
    if connection.get("federated_token") or connection.get("federated_token_file"):
        return []
    if all(environment.get(name) for name in _GITHUB) or _devops_is_complete(environment):
        return []
    if environment.get("GITHUB_ACTIONS"):
        return [f"{_GITHUB[0]} (give the GitHub Actions job the permission id-token: write)"]
    if environment.get(_DEVOPS[0]) and not environment.get(_DEVOPS[1]):
        return [f"{_DEVOPS[1]} (map $(System.AccessToken) into the environment of the Azure DevOps step)"]
    if environment.get(_DEVOPS[0]):
        return [f"{_DEVOPS_CONNECTION[0]} (the id of the Azure DevOps service connection)"]
    return ["federated_token or federated_token_file"]


def federated_token(connection: Mapping[str, Any], environment: Mapping[str, str], http: Http) -> str:
    """Return a federated token that is worth exchanging now."""
    if connection.get("federated_token"):
        return str(connection["federated_token"]).strip()
    if connection.get("federated_token_file"):
        return _from_file(connection["federated_token_file"])
    if all(environment.get(name) for name in _GITHUB):
        return _from_github(
            environment, http, _EXCHANGE_AUDIENCES.get(connection.get("cloud") or "", _EXCHANGE_AUDIENCE)
        )
    return _from_devops(environment, http)


def _devops_is_complete(environment: Mapping[str, str]) -> bool:
    return all(environment.get(name) for name in _DEVOPS) and bool(_service_connection(environment))


def _service_connection(environment: Mapping[str, str]) -> str:
    return next((environment[name] for name in _DEVOPS_CONNECTION if environment.get(name)), "")


def _from_file(path: str) -> str:
    try:
        token = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise AuthError(
            f"federated_token_file: {path} cannot be read ({reason}); name the file that holds the federated token.",
            option="federated_token_file",
        ) from None
    if not token:
        raise AuthError(
            f"federated_token_file: {path} is empty; it must hold the federated token.",
            option="federated_token_file",
        )
    return token


def _from_github(environment: Mapping[str, str], http: Http, audience: str) -> str:
    url = _secure(_GITHUB[0], environment[_GITHUB[0]])
    joint = "&" if urlsplit(url).query else "?"
    answer = http.get(
        f"{url}{joint}{urlencode({'audience': audience})}", headers=_bearer(environment[_GITHUB[1]])
    )
    return _token_in(answer, "value", "GitHub Actions")


def _from_devops(environment: Mapping[str, str], http: Http) -> str:
    url = _secure(_DEVOPS[0], environment[_DEVOPS[0]].rstrip("/"))
    query = urlencode(
        {"api-version": _DEVOPS_API_VERSION, "serviceConnectionId": _service_connection(environment)}
    )
    # Without this header a bad token is answered by a redirect to a login page instead of 401.
    headers = {**_bearer(environment[_DEVOPS[1]]), "X-TFS-FedAuthRedirect": "Suppress"}
    return _token_in(http.post(f"{url}?{query}", headers=headers), "oidcToken", "Azure DevOps")


def _bearer(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        "Content-Type": "application/json",
    }


def _secure(variable: str, url: str) -> str:
    if not url.startswith("https://"):
        raise AuthError(
            f"{variable}: it is not an https:// address; the token of the job travels over TLS only."
        )
    return url


def _token_in(answer: Any, key: str, provider: str) -> str:
    try:
        data = answer.json() if answer.status_code == 200 else None
    except ValueError:
        data = None
    token = data.get(key) if isinstance(data, dict) else None
    if not isinstance(token, str) or not token:
        raise AuthError(
            f"federated_token: {provider} gave no token for this job (HTTP {answer.status_code});"
            " check that the job may ask for one, or give federated_token.",
            option="federated_token",
            provider=provider,
            status=answer.status_code,
        )
    return token
