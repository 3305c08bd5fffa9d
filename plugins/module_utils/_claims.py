# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an access token says about itself. Pure; nothing here checks a signature, which is the service's business."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

_ENDLESS = 253402300799.0  # the last second of the year 9999
_API = "https://api.securitycenter.microsoft.com"
_GRAPH = {"00000003-0000-0000-c000-000000000000"}
# Tokens were seen with the service's address, an older name of it or its application id as their audience.
_SAME_AUDIENCES = {
    _API: {
        "https://securitycenter.onmicrosoft.com/windowsatpservice",
        "fc780465-2017-40d4-a0c5-307022471b92",
    },
    "https://graph.microsoft.com": _GRAPH,
    "https://graph.microsoft.us": _GRAPH,
    "https://dod-graph.microsoft.us": _GRAPH,
}


class Token(NamedTuple):
    """An access token, when it ends (seconds since 1970) and its claims, {} if it is opaque."""

    access_token: str
    expires_at: float
    claims: dict[str, Any]

    def __repr__(self) -> str:
        """Show when it ends, and nothing that is worth stealing."""
        return f"Token(expires_at={self.expires_at})"


def token_of(access_token: str, expires_at: float | None = None) -> Token:
    """Return a token with its claims. It ends when they say so if nobody else does; an opaque one seems endless."""
    claims = claims_of(access_token)
    if expires_at is None:
        expires_at = time_of(claims, "exp", _ENDLESS)
    return Token(access_token, expires_at, claims)


def claims_of(access_token: str) -> dict[str, Any]:
    """Return the payload of a signed JSON web token, {} for any other text."""
    parts = access_token.split(".")
    if len(parts) != 3:
        return {}
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    try:
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def time_of(claims: Mapping[str, Any], name: str, otherwise: float) -> float:
    """Return a claim that is a time in seconds."""
    value = claims.get(name)
    return float(value) if isinstance(value, (int, float)) else otherwise


def permissions_of(claims: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the context of a token, application or user, and the permissions that it carries."""
    if claims.get("scp"):
        return "user", tuple(str(claims["scp"]).split())
    roles = claims.get("roles") or ()
    return "application", (roles,) if isinstance(roles, str) else tuple(roles)


def identity_of(claims: Mapping[str, Any]) -> str | None:
    """Return who a token speaks for, as the service notes it: a person's name, or the id of the application."""
    context, _granted = permissions_of(claims)
    names = ("upn", "unique_name") if context == "user" else ("appid", "azp")
    return next((str(claims[name]) for name in names if claims.get(name)), None)


def other_audience(claims: Mapping[str, Any], audience: str) -> str | None:
    """Return the audience of a token if it is another than the one that is wanted."""
    told = claims.get("aud")
    if not isinstance(told, str):
        return None
    plain = told.rstrip("/")
    return None if plain == audience or plain in _SAME_AUDIENCES.get(audience, ()) else told
