# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signed tokens: made and checked with a key that lives as long as the simulator."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import jwt
from ansible_collections.secops.defender.tests.simulator.apps import (
    API_AUDIENCE,
    GRAPH_PERMISSIONS,
    App,
    User,
)
from cryptography.hazmat.primitives.asymmetric import rsa

Claims = dict[str, Any]

API_AUDIENCES = frozenset(
    (
        API_AUDIENCE,
        "https://securitycenter.onmicrosoft.com/windowsatpservice",
        "https://api-gcc.securitycenter.microsoft.us",
        "https://api-gov.securitycenter.microsoft.us",
    )
)
GRAPH_AUDIENCES = frozenset(
    ("https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us")
)


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Identity(NamedTuple):
    """Who a token speaks for."""

    app_id: str
    name: str
    context: str
    permissions: frozenset[str]


class Signer:
    """Signs and verifies with one key."""

    def __init__(self) -> None:
        """Take the key of this process."""
        self._key = _key()
        self._revoked: set[str] = set()

    def sign(self, claims: Claims) -> str:
        """A signed token with these claims."""
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "simulator"})

    def claims(self, token: str) -> Claims:
        """The claims of a token that this key has signed and that has not expired; else jwt.InvalidTokenError."""
        claims: Claims = jwt.decode(
            token, self._key.public_key(), algorithms=["RS256"], options={"verify_aud": False}
        )
        if claims.get("uti") in self._revoked:
            raise jwt.ExpiredSignatureError("Signature has expired")
        return claims

    def revoke(self, token: str) -> None:
        """Let a token count as expired from now on."""
        try:
            self._revoked.add(str(self.claims(token).get("uti")))
        except jwt.InvalidTokenError:
            return

    def public_keys(self) -> dict[str, Any]:
        """The key set that the discovery document points to."""
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [{**key, "kid": "simulator", "use": "sig"}]}


def object_id(tenant_id: str, name: str) -> str:
    """The directory object behind an application or a user; always the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{tenant_id}/{name.lower()}"))


def access_claims(tenant_id: str, app: App, audience: str, user: User | None, method: str) -> Claims:
    """The claims of an access token for a resource, in the older of the two formats, as the API gets them."""
    now = int(time.time())
    subject = object_id(tenant_id, user.name if user else app.id)
    claims: Claims = {
        "aud": audience,
        "iss": f"https://sts.windows.net/{tenant_id}/",
        "iat": now,
        "nbf": now,
        "exp": now + app.token_lifetime,
        "app_displayname": app.name,
        "appid": app.id,
        "appidacr": {"secret": "1", "certificate": "2"}.get(method, "0"),
        "idp": f"https://sts.windows.net/{tenant_id}/",
        "oid": subject,
        "sub": subject,
        "tid": tenant_id,
        "uti": uuid.uuid4().hex,
        "ver": "1.0",
    }
    if user is None:
        return {**claims, "roles": permissions(app.permissions, audience), "idtyp": "app"}
    name = {"upn": user.name, "unique_name": user.name, "name": user.name.split("@")[0]}
    return {
        **claims,
        "scp": " ".join(permissions(user.scopes, audience)),
        "amr": ["pwd", "mfa"] if user.second_factor else ["pwd"],
        "idtyp": "user",
        **name,
    }


def permissions(granted: Iterable[str], audience: str) -> list[str]:
    """What was granted on a resource."""
    for_graph = audience in GRAPH_AUDIENCES
    return sorted(name for name in granted if (name in GRAPH_PERMISSIONS) == for_graph)


def identity_of(claims: Claims) -> Identity:
    """Who a token's claims speak for."""
    if "scp" in claims:
        scopes = frozenset(str(claims["scp"]).split())
        return Identity(claims["appid"], claims["upn"], "user", scopes)
    return Identity(
        claims["appid"], claims["app_displayname"], "application", frozenset(claims.get("roles", ()))
    )
