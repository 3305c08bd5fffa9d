# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Identities that a platform gives: managed identities, and the OIDC tokens of build services."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping

from ansible_collections.secops.defender.tests.simulator import apps
from ansible_collections.secops.defender.tests.simulator.entra import Login, Served, plain
from ansible_collections.secops.defender.tests.simulator.grants import known_resource
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Request, as_json
from ansible_collections.secops.defender.tests.simulator.tenant import Tenant
from ansible_collections.secops.defender.tests.simulator.tokens import Claims, access_claims

MANAGED_LIFETIME = 86_400
OIDC_LIFETIME = 300


def _refused(status: int, error: str, text: str) -> Served:
    body = {"error": error, "error_description": text}
    return Served(Answer(status, as_json(body), (("content-type", "application/json; charset=utf-8"),)))


def instance_metadata(login: Login) -> Served:
    """GET /metadata/identity/oauth2/token, as a virtual machine asks."""
    if login.request.headers.get("metadata", "").lower() != "true":
        return _refused(400, "invalid_request", "Required metadata header not specified")
    return _managed(login)


def app_service(login: Login) -> Served:
    """GET on the endpoint that App Service names in IDENTITY_ENDPOINT."""
    if login.request.headers.get("x-identity-header") != login.tenant.platform_secret:
        return _refused(401, "unauthorized", "The X-IDENTITY-HEADER is missing or wrong")
    return _managed(login)


def _managed(login: Login) -> Served:
    tenant, request = login.tenant, login.request
    app = _identity(tenant, request)
    if app is None:
        return _refused(400, "invalid_request", "Identity not found")
    resource = known_resource(request.option("resource") or "", tenant.id)
    claims = access_claims(
        tenant.id, app._replace(token_lifetime=MANAGED_LIFETIME), resource, None, "federated"
    )
    now = int(time.time())
    answer = {
        "access_token": tenant.signer.sign(claims),
        "client_id": app.id,
        "expires_in": str(MANAGED_LIFETIME),
        "expires_on": str(now + MANAGED_LIFETIME),
        "ext_expires_in": str(MANAGED_LIFETIME),
        "not_before": str(now),
        "resource": request.option("resource"),
        "token_type": "Bearer",
    }
    return Served(plain(answer).answer, app.id)


def _identity(tenant: Tenant, request: Request) -> apps.App | None:
    """The first application is the system's identity; the others are assigned by the user."""
    asked = next((request.option(name) for name in ("client_id", "clientid") if request.option(name)), None)
    return tenant.app(asked) if asked else tenant.apps[0]


def github(login: Login) -> Served:
    """GET on the endpoint that GitHub Actions names in ACTIONS_ID_TOKEN_REQUEST_URL."""
    if login.request.bearer != login.tenant.platform_secret:
        return _refused(401, "unauthorized", "The request token is missing or wrong")
    audience = login.request.option("audience") or "https://github.com/secops"
    claims = oidc_claims(apps.GITHUB_ISSUER, apps.GITHUB_SUBJECT, audience)
    return plain({"count": 1, "value": login.tenant.signer.sign(claims)})


def devops(login: Login) -> Served:
    """POST on the endpoint that Azure DevOps names in SYSTEM_OIDCREQUESTURI."""
    if login.request.bearer != login.tenant.platform_secret:
        return _refused(401, "unauthorized", "The access token of the build is missing or wrong")
    if not login.request.option("api-version") or not login.request.option("serviceConnectionId"):
        return _refused(400, "invalid_request", "api-version and serviceConnectionId are needed")
    claims = oidc_claims(apps.DEVOPS_ISSUER, apps.DEVOPS_SUBJECT, apps.EXCHANGE_AUDIENCE)
    return plain({"oidcToken": login.tenant.signer.sign(claims)})


def oidc_claims(issuer: str, subject: str, audience: str, lifetime: int = OIDC_LIFETIME) -> Claims:
    """The claims of a short-lived token of a build service."""
    now = int(time.time())
    return {
        "iss": issuer,
        "sub": subject,
        "aud": audience,
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
        "jti": uuid.uuid4().hex,
    }


def environments(base_url: str, secret: str) -> Mapping[str, Mapping[str, str]]:
    """The variables that each platform would set, by the platform's name."""
    return {
        "app_service": {
            "IDENTITY_ENDPOINT": f"{base_url}/platform/appservice/token",
            "IDENTITY_HEADER": secret,
        },
        "virtual_machine": {"AZURE_POD_IDENTITY_AUTHORITY_HOST": base_url},
        "github": {
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{base_url}/platform/github/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": secret,
        },
        "azure_devops": {
            "SYSTEM_OIDCREQUESTURI": f"{base_url}/platform/devops/token",
            "SYSTEM_ACCESSTOKEN": secret,
        },
    }
