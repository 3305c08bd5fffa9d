# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ASGI application: read a request, let it suffer its fault, serve it, journal it, answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import (
    access,
    downloads,
    entra,
    sign_in_pages,
    workload,
)
from ansible_collections.secops.defender.tests.simulator.entra import Login, Served
from ansible_collections.secops.defender.tests.simulator.entra_errors import EntraError
from ansible_collections.secops.defender.tests.simulator.faults import Fault
from ansible_collections.secops.defender.tests.simulator.graph import in_words_of_graph
from ansible_collections.secops.defender.tests.simulator.limits import Excess
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Request, refusal, request_of
from ansible_collections.secops.defender.tests.simulator.tenant import Tenant

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

ENDPOINTS: Mapping[tuple[str, str], Callable[[Login], Served]] = {
    ("GET", "v2.0/.well-known/openid-configuration"): entra.discovery,
    ("GET", "discovery/v2.0/keys"): entra.keys,
    ("POST", "oauth2/v2.0/token"): entra.token,
    ("POST", "oauth2/token"): entra.token_v1,
    ("POST", "oauth2/v2.0/devicecode"): sign_in_pages.device_code,
    ("GET", "oauth2/deviceauth"): sign_in_pages.device_page,
    ("POST", "oauth2/deviceauth"): sign_in_pages.device_signed_in,
    ("GET", "oauth2/v2.0/authorize"): sign_in_pages.authorize_page,
    ("POST", "oauth2/v2.0/authorize"): sign_in_pages.authorized,
    ("GET", "oauth2/nativeclient"): sign_in_pages.native_client,
    ("GET", "userrealm"): entra.user_realm,
    ("GET", "identity/oauth2/token"): workload.instance_metadata,
    ("GET", "appservice/token"): workload.app_service,
    ("GET", "github/token"): workload.github,
    ("POST", "devops/token"): workload.devops,
}
WITHOUT_BODY = frozenset((204, 304))
NOT_JSON = b"<html><head><title>502 Bad Gateway</title></head><body>The gateway is busy.</body></html>"


class Application:
    """Serves one tenant."""

    def __init__(self, tenant: Tenant) -> None:
        """Take the tenant."""
        self._tenant = tenant

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Handle one request; when the server stops, one that a fault still delays is let go."""
        with contextlib.suppress(asyncio.CancelledError):
            await self._exchange(scope, receive, send)

    async def _exchange(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        request = request_of(scope, await _body_of(receive))
        tenant = self._tenant
        number, fault = tenant.journal.number(), tenant.faults.due(request)
        deed = fault.deed if fault else ""
        if fault and deed == "delay":
            await asyncio.sleep(fault.amount)
        served = self._outcome(request, fault)
        outcome = {
            "status": served.answer.status if served else None,
            "authenticated_as": served.who if served else None,
            "fault": fault.text if fault else None,
        }
        tenant.journal.add(number, request, outcome)
        if served is None or deed == "drop_after":
            await _hang_up(scope, receive)
            return
        await _send(send, served.answer, deed)
        if deed == "cut_body":
            await _hang_up(scope, receive, "close")

    def _outcome(self, request: Request, fault: Fault | None) -> Served | None:
        deed = fault.deed if fault else ""
        if fault and deed in ("status", "throttle"):
            answer = fault_answer(fault, self._tenant)
            return Served(in_words_of_graph(answer) if request.segments[0].lower() == "graph" else answer)
        if deed == "drop_before":
            return None
        with self._tenant.lock:
            if deed == "expire_token" and request.bearer:
                self._tenant.signer.revoke(request.bearer)
            return served_by(self._tenant, request)


def served_by(tenant: Tenant, request: Request) -> Served:
    """Serve a request, whichever endpoint it is for."""
    first = request.segments[0].lower()
    if first == "api":
        return access.serve(tenant, request)
    if first == "graph":
        return access.serve_graph(tenant, request)
    if first == downloads.PREFIX:
        return Served(tenant.downloads.answer(request, tenant.quirks))
    rest = "userrealm" if request.segments[1:2] == ("userrealm",) else "/".join(request.segments[1:])
    endpoint = ENDPOINTS.get((request.method, rest))
    if endpoint is None:
        return Served(refusal(404, "NotFound", "No resource was found for the request.").answer)
    try:
        return endpoint(Login(tenant, request, request.segments[0]))
    except EntraError as error:
        return Served(error.answer())


def fault_answer(fault: Fault, tenant: Tenant) -> Answer:
    """The answer that a fault puts in the place of the true one."""
    if fault.deed == "throttle":
        return tenant.limiter.refusal(Excess(100, 60, int(fault.amount))).answer
    status = int(fault.amount)
    codes = {
        400: "BadRequest",
        401: "Unauthorized",
        403: "Forbidden",
        404: "NotFound",
        429: "TooManyRequests",
    }
    return refusal(status, codes.get(status, "InternalServerError"), "").answer


async def _body_of(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _send(send: Send, answer: Answer, deed: str) -> None:
    body = NOT_JSON if deed == "not_json" else answer.body
    body = b"" if answer.status in WITHOUT_BODY else body
    headers = (("content-type", "text/html"),) if deed == "not_json" else answer.headers
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    if answer.status not in WITHOUT_BODY:
        sent.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": sent})
    cut = deed == "cut_body"
    await send(
        {"type": "http.response.body", "body": body[: len(body) // 2] if cut else body, "more_body": cut}
    )


async def _hang_up(scope: Mapping[str, Any], receive: Receive, how: str = "abort") -> None:
    """End the connection and wait until it has ended, so that the server adds no answer of its own."""
    getattr(scope["transport"], how)()
    while (await receive())["type"] != "http.disconnect":
        continue
