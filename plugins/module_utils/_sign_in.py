# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A person's login in two steps: it begins here, somebody signs in with a browser anywhere, and it is finished here.

MSAL makes both exchanges; it is handed in and not imported. Between the steps nothing secret leaves the token cache.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, urlsplit

from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._begun import BegunSignIns
from ansible_collections.secops.defender.plugins.module_utils._entra import refused_sign_in
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError, OptionError
from ansible_collections.secops.defender.plugins.module_utils._exchange import Exchange
from ansible_collections.secops.defender.plugins.module_utils._times import stamp

_PENDING = ("authorization_pending", "slow_down")
_ADDRESS_LIFETIME = 3600.0
_NATIVE_CLIENT = "/common/oauth2/nativeclient"
_RESPONSE = "authorization_response"

Answer = Mapping[str, Any]
Flow = dict[str, Any]


class Login(Protocol):
    """Whatever opens the token cache and lets MSAL ask."""

    name: str

    def exchange(self, keep: bool = True) -> AbstractContextManager[Exchange]:
        """Open the token cache."""

    def ask(self, acquire: Callable[[Exchange], Answer], exchange: Exchange) -> Answer:
        """Return what Entra answers, a refusal included."""


class Signed(NamedTuple):
    """How far a sign-in is: the answer with a token and whether it is a new login, or what the person needs."""

    answer: Answer | None
    changed: bool
    shown: dict[str, str] | None = None


class SignIn:
    """The two steps of one person's login by one way."""

    def __init__(
        self, login: Login, application: Callable[[Exchange], Any], silent: Callable[[Exchange], Answer]
    ) -> None:
        self._login = login
        self._way = _WAYS[login.name]
        self._application = application
        self._silent = silent

    def predict(self) -> Signed:
        """Return the kept login if there is one, and leave everything as it is."""
        with self._login.exchange(keep=False) as exchange:
            answer = self._kept(exchange)
        return Signed(answer, changed=answer is None)

    def begin(self, redirect_uri: str | None = None) -> Signed:
        """Return the kept login, else what a person needs to sign in. A sign-in that has begun goes on."""
        with self._login.exchange() as exchange:
            answer = self._kept(exchange)
            if answer:
                return Signed(answer, changed=False)
            begun, key = self._begun(exchange)
            flow, wanted = begun.get(key), redirect_uri or f"{exchange.authority}{_NATIVE_CLIENT}"
            fits = flow and flow.get("redirect_uri", wanted) == wanted and flow["expires_at"] > _clock.now()
            if flow and fits:
                return Signed(None, changed=False, shown=self._way.shown(flow))
            flow = self._started(exchange, wanted)
            begun.put(key, flow)
            return Signed(None, changed=True, shown=self._way.shown(flow))

    def finish(self, response: str | None, timeout: float) -> Signed:
        """Return the login of whoever has signed in, waiting for it if need be; AuthError says why there is none."""
        deadline = _clock.monotonic() + timeout
        while True:
            with self._login.exchange() as exchange:
                signed, flow = self._attempt(exchange, response)
            if signed:
                return signed
            left = deadline - _clock.monotonic()
            if left <= 0:
                raise AuthError(
                    f"sign_in: nobody has signed in yet; open {flow['verification_uri']}, enter the code"
                    f" {flow['user_code']}, and finish again (authorization_pending).",
                    source=self._login.name,
                    option="sign_in",
                    code="authorization_pending",
                )
            _clock.sleep(min(max(float(flow["interval"]), 1.0), left))

    def _started(self, exchange: Exchange, redirect_uri: str) -> Flow:
        def start(opened: Exchange) -> Answer:
            return self._way.start(self._application(opened), opened, redirect_uri)

        flow = dict(self._login.ask(start, exchange))
        if "error" in flow:
            raise refused_sign_in(self._login.name, flow, exchange.connection)
        return flow

    def _attempt(self, exchange: Exchange, response: str | None) -> tuple[Signed | None, Flow]:
        """Ask once; without a sign-in that has begun, somebody may have finished it already."""
        begun, key = self._begun(exchange)
        flow = begun.get(key)
        if flow is None:
            answer = self._kept(exchange)
            if answer:
                return Signed(answer, changed=False), {}
            raise AuthError(
                "sign_in: no sign-in has begun, or it was refused; run defender_app_token with sign_in=begin first.",
                source=self._login.name,
                option="sign_in",
            )
        before = exchange.cache.serialize()
        redeem = self._way.redeem(flow, response)
        answer = self._login.ask(lambda opened: redeem(self._application(opened)), exchange)
        pending = answer.get("error") in _PENDING
        begun.put(key, flow if pending else None)
        if pending:
            return None, flow
        if not answer.get("access_token"):
            hidden = [str(flow.get(name) or "") for name in ("device_code", "code_verifier")]
            raise refused_sign_in(
                self._login.name, answer, exchange.connection, [*hidden, _code_in(response or "")]
            )
        try:
            _check_person(answer, exchange.connection.get("username"))
        except AuthError:
            exchange.cache.deserialize(before)
            raise
        return Signed(answer, changed=True), flow

    def _kept(self, exchange: Exchange) -> Answer | None:
        people = exchange.people()
        if len(people) > 1:
            raise AuthError(
                "username: token_cache keeps the logins of several people; name the one to use, or to sign in.",
                source=self._login.name,
                option="username",
            )
        answer = self._login.ask(self._silent, exchange) if people else {}
        return answer if answer.get("access_token") else None

    def _begun(self, exchange: Exchange) -> tuple[BegunSignIns, str]:
        """Return the sign-ins beside the cache, and the name of the one that the options mean."""
        options = exchange.connection
        parts = (
            exchange.authority,
            options["tenant_id"],
            options["client_id"],
            options.get("username") or "",
        )
        key = " ".join((self._login.name, *parts)).lower()
        return BegunSignIns(options["token_cache"]), key


def _check_person(answer: Answer, wanted: str | None) -> None:
    signed = str((answer.get("id_token_claims") or {}).get("preferred_username") or wanted or "")
    if wanted and signed.lower() != wanted.lower():
        raise AuthError(
            f"username: {signed} has signed in where {wanted} was asked for; begin again and sign in as {wanted},"
            " or correct username.",
            option="username",
        )


def _start_device(application: Any, exchange: Exchange, _redirect_uri: str) -> Answer:
    return dict(application.initiate_device_flow(exchange.scopes))


def _redeem_device(flow: Flow, _response: str | None) -> Callable[[Any], Answer]:
    def redeem(application: Any) -> Answer:
        # MSAL asks once when the code seems to have expired, and would sleep through its life otherwise.
        asked = {**flow, "expires_at": 0, "interval": max(int(flow["interval"]), 1)}
        answer = application.acquire_token_by_device_flow(asked)
        flow["interval"] = asked["interval"]
        return dict(answer)

    return redeem


def _shown_device(flow: Flow) -> dict[str, str]:
    return {
        "message": str(
            flow.get("message") or f"Open {flow['verification_uri']} and enter {flow['user_code']}."
        ),
        "verification_uri": flow["verification_uri"],
        "user_code": flow["user_code"],
        "expires_at": stamp(flow["expires_at"]),
    }


def _start_address(application: Any, exchange: Exchange, redirect_uri: str) -> Answer:
    name = exchange.connection.get("username")
    with warnings.catch_warnings():
        # MSAL wants the answer posted to a server of ours, and there is none: a person hands it over.
        warnings.simplefilter("ignore", UserWarning)
        flow = application.initiate_auth_code_flow(
            exchange.scopes, redirect_uri=redirect_uri, login_hint=name
        )
    return {**flow, "expires_at": _clock.now() + _ADDRESS_LIFETIME}


def _redeem_address(flow: Flow, response: str | None) -> Callable[[Any], Answer]:
    if not response:
        raise OptionError(
            f"{_RESPONSE}: give the address that the browser was led to after signing in, or the code in it.",
            option=_RESPONSE,
        )
    told = _response_of(response) or {"code": response.strip(), "state": flow["state"]}
    if not (told.get("code") or told.get("error")):
        raise OptionError(
            f"{_RESPONSE}: there is neither a code nor an error in it; give the whole address that the browser was led to.",
            option=_RESPONSE,
        )
    if told.get("state") != flow["state"]:
        raise OptionError(
            f"{_RESPONSE}: it answers another sign-in (its state is not the one that has begun); sign in at the"
            " address that sign_in=begin gives.",
            option=_RESPONSE,
        )
    return lambda application: dict(application.acquire_token_by_auth_code_flow(dict(flow), told))


def _response_of(text: str) -> dict[str, str]:
    """Return what an address or its query says, {} for a bare code."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return {"address": text}
    query = parts.query or parts.fragment or (parts.path if "=" in parts.path else "")
    return dict(parse_qsl(query)) or ({"address": text} if parts.scheme else {})


def _code_in(response: str) -> str:
    return _response_of(response).get("code") or response.strip()


def _shown_address(flow: Flow) -> dict[str, str]:
    return {
        "message": "Open the address in url, sign in, and hand the address that the browser is led to in the end"
        " to sign_in=finish as authorization_response.",
        "url": flow["auth_uri"],
        "redirect_uri": flow["redirect_uri"],
        "expires_at": stamp(flow["expires_at"]),
    }


class _Way(NamedTuple):
    """How a sign-in starts, what finishes it, and what the person is shown in between."""

    start: Callable[[Any, Exchange, str], Answer]
    redeem: Callable[[Flow, str | None], Callable[[Any], Answer]]
    shown: Callable[[Flow], dict[str, str]]


_WAYS = {
    "device_code": _Way(_start_device, _redeem_device, _shown_device),
    "authorization_code": _Way(_start_address, _redeem_address, _shown_address),
}
