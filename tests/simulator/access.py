# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may do what on the API, and on Graph: the token, its audience and tenant, the limits, the permissions."""

from __future__ import annotations

import jwt
from ansible_collections.secops.defender.tests.simulator import routing
from ansible_collections.secops.defender.tests.simulator.calls import Call, Route
from ansible_collections.secops.defender.tests.simulator.entra import Served
from ansible_collections.secops.defender.tests.simulator.graph import in_words_of_graph
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Refusal, Request, refusal
from ansible_collections.secops.defender.tests.simulator.permissions import ANYBODY
from ansible_collections.secops.defender.tests.simulator.query import refuse_options
from ansible_collections.secops.defender.tests.simulator.tenant import Tenant
from ansible_collections.secops.defender.tests.simulator.tokens import (
    API_AUDIENCES,
    GRAPH_AUDIENCES,
    Identity,
    identity_of,
)

_AUDIENCES = {"api": API_AUDIENCES, "graph": GRAPH_AUDIENCES}


def serve(tenant: Tenant, request: Request, service: str = "api") -> Served:
    """Answer a request to a service."""
    try:
        identity = authenticated(tenant, request, service)
    except Refusal as refused:
        return Served(refused.answer)
    who = identity.name if identity.context == "user" else identity.app_id
    try:
        return Served(_handled(tenant, request, identity, service), who)
    except Refusal as refused:
        return Served(refused.answer, who)


def serve_graph(tenant: Tenant, request: Request) -> Served:
    """Answer a request to Graph, whose base URL is below /graph."""
    served = serve(tenant, request._replace(segments=request.segments[1:]), "graph")
    return served._replace(answer=in_words_of_graph(served.answer))


def authenticated(tenant: Tenant, request: Request, service: str) -> Identity:
    """Who the bearer token speaks for, or 401; a token for another resource is 403, and 401 on Graph."""
    if request.bearer is None:
        raise _unauthorized("No bearer token was sent.")
    try:
        claims = tenant.signer.claims(request.bearer)
    except jwt.ExpiredSignatureError as error:
        raise _unauthorized("The token has expired.") from error
    except jwt.InvalidTokenError as error:
        raise _unauthorized("The token is not valid.") from error
    if str(claims.get("aud")).rstrip("/") not in _AUDIENCES[service] or "appid" not in claims:
        if service == "graph":
            raise _unauthorized("Access token validation failure. Invalid audience.")
        raise refusal(403, "Forbidden", f"The token is for another resource: {claims.get('aud')}.")
    if claims.get("tid") != tenant.id:
        raise _unauthorized("The token is of another tenant.")
    return identity_of(claims)


def _unauthorized(message: str) -> Refusal:
    challenge = ("www-authenticate", 'Bearer error="invalid_token"')
    return refusal(401, "Unauthorized", message, (challenge,))


def _handled(tenant: Tenant, request: Request, identity: Identity, service: str) -> Answer:
    fitting = routing.matches(request.segments, service)
    match = next((item for item in fitting if item.route.method == request.method), None)
    if match is None and fitting:
        raise refusal(405, "MethodNotAllowed", f"The resource does not support {request.method}.")
    if match is None:
        raise refusal(404, "NotFound", "No resource was found for the request.")
    excess = tenant.limiter.take(identity.app_id, match.route.operation, match.route.limit)
    if excess is not None:
        raise tenant.limiter.refusal(excess)
    _check_permissions(match.route, identity)
    if match.route.odata is None:
        refuse_options(request)
    return match.route.handler(Call(tenant, request, match.route, match.params, identity))


def _check_permissions(route: Route, identity: Identity) -> None:
    needed = route.access.application if identity.context == "application" else route.access.delegated
    if identity.permissions & set(needed) or route.access == ANYBODY:
        return
    wanted, has = ",".join(needed), ",".join(sorted(identity.permissions))
    if identity.context == "application":
        message = f"Missing application roles. API required roles: {wanted}, application roles: {has}."
    else:
        message = f"Missing user scopes. API required scopes: {wanted}, user scopes: {has}."
    raise refusal(403, "Forbidden", message)
