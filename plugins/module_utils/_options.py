# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options: one specification for modules, inventory and lookups; and how the latter two check theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import env_fallback
from ansible_collections.secops.defender.plugins.module_utils._clouds import CLOUDS, GEO_HOSTS
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError

AUTH_SOURCES = (
    "access_token",
    "client_secret",
    "client_certificate",
    "federated_token",
    "managed_identity",
    "user_password",
    "cached_login",
    "device_code",
    "authorization_code",
)
# A person signs in with a browser, by one task for all others; to those a login of each of the latter is a kept one.
SIGN_INS = ("device_code", "authorization_code")
KEPT_LOGINS = ("cached_login", *SIGN_INS)
SIGN_IN_TASK = f"defender_app_token, auth_source {' or '.join(SIGN_INS)}"


def _option(*environment: str, **rest: Any) -> dict[str, Any]:
    return {"type": "str", "fallback": (env_fallback, list(environment)), **rest}


CONNECTION_SPEC: dict[str, dict[str, Any]] = {
    "cloud": _option("DEFENDER_CLOUD", default="commercial", choices=list(CLOUDS)),
    "geo": _option("DEFENDER_GEO", choices=list(GEO_HOSTS)),
    "api_url": _option("DEFENDER_API_URL"),
    "authority_url": _option("DEFENDER_AUTHORITY_URL", "AZURE_AUTHORITY_HOST"),
    "graph_url": _option("DEFENDER_GRAPH_URL"),
    "audience": _option("DEFENDER_AUDIENCE"),
    "tenant_id": _option("DEFENDER_TENANT_ID", "AZURE_TENANT_ID"),
    "client_id": _option("DEFENDER_CLIENT_ID", "AZURE_CLIENT_ID"),
    "auth_source": _option("DEFENDER_AUTH_SOURCE", default="auto", choices=["auto", *AUTH_SOURCES]),
    "client_secret": _option("DEFENDER_CLIENT_SECRET", "AZURE_CLIENT_SECRET", no_log=True),
    "certificate_path": _option("DEFENDER_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH", type="path"),
    "certificate_passphrase": _option(
        "DEFENDER_CERTIFICATE_PASSPHRASE", "AZURE_CLIENT_CERTIFICATE_PASSWORD", no_log=True
    ),
    "send_certificate_chain": _option(
        "DEFENDER_SEND_CERTIFICATE_CHAIN", "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN", type="bool", default=False
    ),
    "federated_token": _option("DEFENDER_FEDERATED_TOKEN", no_log=True),
    "federated_token_file": _option(
        "DEFENDER_FEDERATED_TOKEN_FILE", "AZURE_FEDERATED_TOKEN_FILE", type="path", no_log=False
    ),
    "username": _option("DEFENDER_USERNAME", "AZURE_USERNAME"),
    "password": _option("DEFENDER_PASSWORD", "AZURE_PASSWORD", no_log=True),
    "access_token": _option("DEFENDER_ACCESS_TOKEN", no_log=True),
    "token_cache": _option("DEFENDER_TOKEN_CACHE", type="path", no_log=False),
    "ca_path": _option("DEFENDER_CA_PATH", type="path"),
    "validate_certs": _option("DEFENDER_VALIDATE_CERTS", type="bool", default=True),
    "timeout": _option("DEFENDER_TIMEOUT", type="float", default=60.0),
    "retry_budget": _option("DEFENDER_RETRY_BUDGET", type="float", default=300.0),
}


def connection_of(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the connection options among the options of a task."""
    return {name: params.get(name) for name in CONNECTION_SPEC}


def validated(spec: Mapping[str, dict[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options with environment fallbacks, defaults and types. OptionError for the first that is wrong."""
    result = ArgumentSpecValidator(dict(spec)).validate(dict(given))
    if result.error_messages:
        raise OptionError(_sentence(result.error_messages[0]))
    return dict(result.validated_parameters)


def refuse_unknown(given: Collection[str], documented: Collection[str]) -> None:
    """Raise OptionError for an option that does not exist: a misspelt filter would list the whole tenant."""
    unknown = sorted(set(given) - set(documented))
    if unknown:
        raise OptionError(f"{unknown[0]}: there is no such option; correct or remove it.", option=unknown[0])


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
