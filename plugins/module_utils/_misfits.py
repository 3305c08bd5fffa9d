# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens that are good, and for something else: another audience, or another tenant. Pure.

A token is of one tenant whatever the options say, so what is asked with it would be answered, and done, there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._claims import Token, other_audience, token_of
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def misfit_of(connection: Mapping[str, Any], audience: str) -> AuthError | None:
    """Return what keeps the given access token from being used."""
    token = token_of((connection.get("access_token") or "").strip())
    other = other_audience(token.claims, audience)
    if other is not None:
        return AuthError(
            f"access_token: it is for {other} and this needs one for {audience};"
            " give a token for that audience, or credentials to log in with.",
            source="access_token",
            option="access_token",
        )
    tenant = _other_tenant(token.claims, connection)
    return _of_another(tenant, "access_token", connection) if tenant else None


def of_tenant(token: Token, source: str, connection: Mapping[str, Any]) -> Token:
    """Return a token that a source gave. AuthError if it is of another tenant than the one that was asked for."""
    tenant = _other_tenant(token.claims, connection)
    if tenant:
        raise _of_another(tenant, source, connection)
    return token


def _other_tenant(claims: Mapping[str, Any], connection: Mapping[str, Any]) -> str | None:
    """Return the tenant of a token if it is another one; a domain does not tell which tenant it means."""
    wanted, told = str(connection.get("tenant_id") or ""), claims.get("tid")
    if not isinstance(told, str) or not _GUID.fullmatch(wanted) or not _GUID.fullmatch(told):
        return None
    return None if told.lower() == wanted.lower() else told


def _of_another(tenant: str, source: str, connection: Mapping[str, Any]) -> AuthError:
    return AuthError(
        f"tenant_id: {source} gave a token of the tenant {tenant}, and this needs one of {connection['tenant_id']};"
        " correct tenant_id, or log in to that tenant.",
        source=source,
        option="tenant_id",
    )
