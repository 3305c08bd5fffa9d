# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The login endpoints: discovery, keys, user realm, and tokens in both formats."""

from __future__ import annotations

import base64
import re
import secrets
import time
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.apps import User
from ansible_collections.secops.defender.tests.simulator.entra_errors import EntraError
from ansible_collections.secops.defender.tests.simulator.grants import (
    DEVICE_CODE,
    OPEN_ID_SCOPES,
    Granted,
    granted,
    known_resource,
    resource_of_scope,
)
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Request, as_json
from ansible_collections.secops.defender.tests.simulator.tenant import Tenant
from ansible_collections.secops.defender.tests.simulator.tokens import (
    GRAPH_AUDIENCES,
    access_claims,
    object_id,
    permissions,
)

ANY_TENANT = ("common", "organizations")
FOR_PEOPLE = ("password", "refresh_token", "authorization_code", DEVICE_CODE)

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Login(NamedTuple):
    """A request to a login endpoint."""

    tenant: Tenant
    request: Request
    name: str

    @property
    def base(self) -> str:
        """The authority of the tenant, as the client asked for it."""
        return f"https://{self.request.host}/{self.name}"


class Served(NamedTuple):
    """An answer, and who turned out to be asking."""

    answer: Answer
    who: str | None = None


def plain(value: object) -> Served:
    """A JSON answer to nobody in particular."""
    return Served(Answer(200, as_json(value), (("content-type", "application/json; charset=utf-8"),)))


def check_tenant(login: Login, also: tuple[str, ...] = ()) -> None:
    """Refuse a tenant that is not this one."""
    name = login.name.lower()
    domains = {user.name.lower().rpartition("@")[2] for app in login.tenant.apps for user in app.users}
    if name == login.tenant.id.lower() or name in also or name in domains:
        return
    if name in ANY_TENANT:
        raise EntraError(50059)
    raise EntraError(90002 if _GUID.fullmatch(name) or "." in name else 900023, name=login.name)


def discovery(login: Login) -> Served:
    """The OpenID configuration of the newer endpoint."""
    check_tenant(login, ANY_TENANT)
    return plain(
        {
            "token_endpoint": f"{login.base}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": [
                "client_secret_post",
                "private_key_jwt",
                "client_secret_basic",
            ],
            "jwks_uri": f"{login.base}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": f"{login.base}/v2.0",
            "authorization_endpoint": f"{login.base}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{login.base}/oauth2/v2.0/devicecode",
            "tenant_region_scope": "EU",
            "cloud_instance_name": "microsoftonline.com",
        }
    )


def keys(login: Login) -> Served:
    """The public keys that tokens are signed with."""
    return plain(login.tenant.signer.public_keys())


def user_realm(login: Login) -> Served:
    """Every user of the tenant is managed by it."""
    user = login.request.segments[-1]
    domain = user.rpartition("@")[2]
    return plain(
        {
            "ver": "1.0",
            "account_type": "Managed",
            "domain_name": domain,
            "cloud_instance_name": "microsoftonline.com",
        }
    )


def token(login: Login) -> Served:
    """POST /<tenant>/oauth2/v2.0/token."""
    form = login.request.form()
    grant = _granted(login, form)
    scope = form.get("scope") or grant.scope or ""
    resource = resource_of_scope(scope, grant.user is not None, login.tenant.id)
    answer: dict[str, Any] = {
        "token_type": "Bearer",
        "expires_in": grant.app.token_lifetime,
        "ext_expires_in": grant.app.token_lifetime,
        "access_token": _access_token(login.tenant, grant, resource),
    }
    answer.update(_for_user(login, grant, scope, form.get("client_info")))
    if grant.user:
        answer["scope"] = _scope(grant.user, resource, scope)
    return Served(plain(answer).answer, _who(grant))


def token_v1(login: Login) -> Served:
    """POST /<tenant>/oauth2/token: a resource in place of a scope, numbers as text."""
    form = login.request.form()
    grant = _granted(login, form)
    if not form.get("resource"):
        raise EntraError(900144, name="resource")
    resource = known_resource(form["resource"], login.tenant.id)
    now = int(time.time())
    answer = {
        "token_type": "Bearer",
        "expires_in": str(grant.app.token_lifetime),
        "ext_expires_in": str(grant.app.token_lifetime),
        "expires_on": str(now + grant.app.token_lifetime),
        "not_before": str(now),
        "resource": form["resource"],
        "access_token": _access_token(login.tenant, grant, resource),
    }
    answer.update(_for_user(login, grant, "offline_access", None))
    return Served(plain(answer).answer, _who(grant))


def _granted(login: Login, form: dict[str, str]) -> Granted:
    check_tenant(login, ANY_TENANT if form.get("grant_type") in FOR_PEOPLE else ())
    audiences = (f"{login.base}/oauth2/v2.0/token", f"{login.base}/oauth2/token", f"{login.base}/v2.0")
    return granted(login.tenant, form, audiences)


def _who(grant: Granted) -> str:
    return grant.user.name if grant.user else grant.app.id


def _access_token(tenant: Tenant, grant: Granted, resource: str) -> str:
    claims = access_claims(tenant.id, grant.app, resource, grant.user, grant.method)
    if grant.user and not claims["scp"]:
        raise EntraError(65001, app=grant.app.id)
    return tenant.signer.sign(claims)


def _scope(user: User, resource: str, asked: str) -> str:
    """What was granted, and what was asked for if it was everything: that of Graph without its address."""
    prefix = "" if resource in GRAPH_AUDIENCES else f"{resource}/"
    names = [f"{prefix}{name}" for name in permissions(user.scopes, resource)]
    everything = f"{resource}/.default"
    return " ".join([*names, *([everything] if everything in asked.split() else [])])


def _for_user(login: Login, grant: Granted, scope: str, client_info: str | None) -> dict[str, Any]:
    if grant.user is None:
        return {}
    wanted = set(scope.split()) & OPEN_ID_SCOPES
    more: dict[str, Any] = {"scope": " ".join(grant.user.scopes)}
    if "offline_access" in wanted:
        more["refresh_token"] = secrets.token_urlsafe(48)
        login.tenant.refresh_tokens[more["refresh_token"]] = (grant.app.id, grant.user.name)
    if "openid" in wanted:
        more["id_token"] = _id_token(login, grant, grant.user.name)
    if client_info:
        info = as_json({"uid": object_id(login.tenant.id, grant.user.name), "utid": login.tenant.id})
        more["client_info"] = base64.urlsafe_b64encode(info).decode().rstrip("=")
    return more


def _id_token(login: Login, grant: Granted, name: str) -> str:
    now = int(time.time())
    return login.tenant.signer.sign(
        {
            "aud": grant.app.id,
            "iss": f"{login.base}/v2.0",
            "iat": now,
            "nbf": now,
            "exp": now + grant.app.token_lifetime,
            "preferred_username": name,
            "oid": object_id(login.tenant.id, name),
            "sub": object_id(login.tenant.id, name),
            "tid": login.tenant.id,
            "ver": "2.0",
            **({"nonce": grant.nonce} if grant.nonce else {}),
        }
    )
