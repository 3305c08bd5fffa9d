# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where access tokens come from: the only import of msal.

Every source is one row of a table: the options that it needs, the exchange that gives a token, and what else it needs.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _clock, _token_cache
from ansible_collections.secops.defender.plugins.module_utils._certificate import certificate_credential
from ansible_collections.secops.defender.plugins.module_utils._claims import (
    Token,
    other_audience,
    permissions_of,
    token_of,
)
from ansible_collections.secops.defender.plugins.module_utils._clouds import endpoints_of
from ansible_collections.secops.defender.plugins.module_utils._entra import refused_login
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AuthError,
    MissingLibrary,
    OptionError,
    TransportError,
)
from ansible_collections.secops.defender.plugins.module_utils._exchange import Exchange
from ansible_collections.secops.defender.plugins.module_utils._federation import (
    federated_token,
    missing_federation,
)
from ansible_collections.secops.defender.plugins.module_utils._kept_tokens import forget, kept_people
from ansible_collections.secops.defender.plugins.module_utils._login_http import Http, LoginHttp, RefusedError
from ansible_collections.secops.defender.plugins.module_utils._options import KEPT_LOGINS, SIGN_IN_TASK
from ansible_collections.secops.defender.plugins.module_utils._repeating import Budget
from ansible_collections.secops.defender.plugins.module_utils._sign_in import SignIn
from ansible_collections.secops.defender.plugins.module_utils._sources import choose, missing_options
from ansible_collections.secops.defender.plugins.module_utils._token_source import TokenSource

__all__ = ("SignIn", "Token", "TokenSource", "answered_token", "permissions_of", "sign_in", "token_source")

_LIFETIME_UNTOLD = 600.0
_NO_IDENTITY = (
    "auth_source: managed_identity needs a machine in Azure that has an identity, and no endpoint for managed identities"
    " answers here"
)
_PUZZLED = (AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
_TENANT = re.compile(r"[A-Za-z0-9.-]+")


def answered_token(answer: Mapping[str, Any]) -> Token:
    """Return the token that an answer holds."""
    return token_of(answer["access_token"], _clock.now() + float(answer.get("expires_in", _LIFETIME_UNTOLD)))


class Login:
    """One source, asked for a token as often as one is needed."""

    def __init__(self, name: str, connection: Mapping[str, Any], http: Http, audience: str) -> None:
        self.name = name
        self._connection = connection
        self._authority = endpoints_of(connection).authority
        self._http = http
        self._audience = audience

    def fetch(self, refused: set[str]) -> Token:
        """Return a token that is none of the refused ones, from the token cache or from an exchange."""
        with self.exchange() as exchange:
            forget(exchange.cache, refused)
            answer = self.ask(_SOURCES[self.name].acquire, exchange)
        if not answer.get("access_token"):
            raise refused_login(self.name, answer, self._connection)
        return answered_token(answer)

    @contextmanager
    def exchange(self, keep: bool = True) -> Iterator[Exchange]:
        """Open the token cache, if there is one, and keep what it then holds unless it is only to be read."""
        http = LoginHttp(self._http, self._authority, Budget(self._connection.get("retry_budget") or 0.0))
        with _token_cache.loaded(self._connection.get("token_cache"), _cache(), keep) as cache:
            yield Exchange(self._connection, self._authority, self._audience, http, cache)

    def ask(self, acquire: Callable[[Exchange], Mapping[str, Any]], exchange: Exchange) -> Mapping[str, Any]:
        """Return what Microsoft Entra answers, a refusal included."""
        try:
            return acquire(exchange)
        except RefusedError as refusal:
            return refusal.answer
        except (*_PUZZLED, _msal().exceptions.MsalError) as error:
            # Only the kind of the exception is told: its text may hold what was sent.
            if self.name == "managed_identity":
                raise AuthError(f"{_NO_IDENTITY} ({type(error).__name__}).", source=self.name) from None
            raise AuthError(
                f"authority_url: {self._authority} did not answer like Microsoft Entra ({type(error).__name__});"
                " check cloud, authority_url and tenant_id.",
                source=self.name,
                option="authority_url",
            ) from None


def sign_in(connection: Mapping[str, Any], http: Http, audience: str) -> SignIn:
    """Return the two steps of a person's login. AuthError names the options that they lack."""
    way = connection["auth_source"]
    choose(way, lambda name: missing_options(connection, _SOURCES[name].needs))
    check_tenant(connection)
    return SignIn(Login(way, connection, http, audience.rstrip("/")), _application, _by_cached_login)


def check_tenant(connection: Mapping[str, Any]) -> None:
    """Refuse a tenant_id that would end up elsewhere in an address."""
    tenant = connection.get("tenant_id")
    if tenant and not _TENANT.fullmatch(tenant):
        raise OptionError(
            f"tenant_id: {tenant!r} is neither a GUID nor a domain name; correct it.", option="tenant_id"
        )


def token_source(connection: Mapping[str, Any], http: Http, audience: str | None = None) -> TokenSource:
    """Return the source of tokens that a connection asks for. AuthError if its credentials are not complete."""
    wanted = (audience or endpoints_of(connection).services["api"].audience).rstrip("/")
    check_tenant(connection)
    misfit = _misfit(connection, wanted)

    def lacks(name: str) -> list[str]:
        if name == "access_token":
            return missing_options(connection, [name]) or [str(misfit)] * bool(misfit)
        source = _SOURCES[name]
        return missing_options(connection, source.needs) + (source.lacks(connection) if source.lacks else [])

    names = choose(connection.get("auth_source") or "auto", lacks, misfit)
    ready = token_of(connection["access_token"].strip()) if names[0] == "access_token" else None
    logins = [Login(name, connection, http, wanted) for name in names if name != "access_token"]
    return TokenSource(ready, logins[0] if logins else None)


def _for_client(exchange: Exchange, credential: Callable[[], Any]) -> Mapping[str, Any]:
    kept = exchange.kept(None)
    if kept:
        return kept
    return _application(exchange, credential()).acquire_token_for_client(exchange.scopes) or {}


def _by_secret(exchange: Exchange) -> Mapping[str, Any]:
    return _for_client(exchange, lambda: exchange.connection["client_secret"])


def _by_certificate(exchange: Exchange) -> Mapping[str, Any]:
    options = exchange.connection
    path, passphrase = options["certificate_path"], options.get("certificate_passphrase")
    chain = bool(options.get("send_certificate_chain"))
    return _for_client(exchange, lambda: certificate_credential(path, passphrase, chain))


def _by_federation(exchange: Exchange) -> Mapping[str, Any]:
    assertion = partial(federated_token, exchange.connection, os.environ, exchange.http)
    return _for_client(exchange, lambda: {"client_assertion": assertion})


def _by_managed_identity(exchange: Exchange) -> Mapping[str, Any]:
    msal = _msal()
    client_id = exchange.connection.get("client_id")
    assigned = (
        msal.UserAssignedManagedIdentity(client_id=client_id)
        if client_id
        else msal.SystemAssignedManagedIdentity()
    )
    try:
        client = msal.ManagedIdentityClient(assigned, http_client=exchange.http)
        return client.acquire_token_for_client(resource=exchange.audience) or {}
    except TransportError as error:
        raise TransportError(
            f"{_NO_IDENTITY} ({error.details.get('host', 'no answer')}).", **error.details
        ) from None


def _by_password(exchange: Exchange) -> Mapping[str, Any]:
    options = exchange.connection
    person = exchange.person()
    kept = exchange.kept(person["home_account_id"]) if person else None
    if kept:
        return kept
    application = _application(exchange)
    renewed = application.acquire_token_silent(exchange.scopes, person) if person else None
    if renewed:
        return dict(renewed)
    with warnings.catch_warnings():
        # MSAL advises against passwords; the guide does so too.
        warnings.simplefilter("ignore", DeprecationWarning)
        return (
            application.acquire_token_by_username_password(
                options["username"], options["password"], exchange.scopes
            )
            or {}
        )


def _by_cached_login(exchange: Exchange) -> Mapping[str, Any]:
    person = exchange.person()
    if not person:
        return {}
    kept = exchange.kept(person["home_account_id"])
    if kept:
        return kept
    return _application(exchange).acquire_token_silent_with_error(exchange.scopes, person) or {}


def _application(exchange: Exchange, credential: Any = None) -> Any:
    msal = _msal()
    kind = (
        partial(msal.ConfidentialClientApplication, client_credential=credential)
        if credential
        else (msal.PublicClientApplication)
    )
    return kind(
        exchange.connection["client_id"],
        authority=f"{exchange.authority}/{exchange.connection['tenant_id']}",
        # The authority is Microsoft's own or the one that authority_url names: there is nothing to discover.
        instance_discovery=False,
        http_client=exchange.http,
        token_cache=exchange.cache,
    )


def _misfit(connection: Mapping[str, Any], audience: str) -> AuthError | None:
    token = (connection.get("access_token") or "").strip()
    other = other_audience(token_of(token).claims, audience)
    if other is None:
        return None
    return AuthError(
        f"access_token: it is for {other} and this needs one for {audience};"
        " give a token for that audience, or credentials to log in with.",
        source="access_token",
        option="access_token",
    )


def _lacks_federation(connection: Mapping[str, Any]) -> list[str]:
    return missing_federation(connection, os.environ)


def _lacks_kept_login(connection: Mapping[str, Any]) -> list[str]:
    path, username = connection.get("token_cache"), connection.get("username")
    if not path:
        return []
    cache = _cache()
    cache.deserialize(_token_cache.read(path))
    people = kept_people(cache, endpoints_of(connection).authority, connection)
    if not people:
        whose = f"a login of {username}" if username else "a login"
        return [f"{whose} in token_cache (sign in with {SIGN_IN_TASK})"]
    return ["username (token_cache keeps the logins of several people)"] if len(people) > 1 else []


def _cache() -> Any:
    return _msal().SerializableTokenCache()


def _msal() -> Any:
    try:
        import msal.exceptions
    except ImportError as error:
        raise MissingLibrary(
            f"The Python library msal is missing where this task runs ({error}); install it with pip install msal.",
            library="msal",
        ) from None
    # When asked for details, MSAL logs the codes that were exchanged.
    logging.getLogger("msal.token_cache").setLevel(logging.INFO)
    return msal


class _Source(NamedTuple):
    """A way to a token: the options that it needs, the exchange, and what says whether anything else is lacking."""

    needs: tuple[str, ...]
    acquire: Callable[[Exchange], Mapping[str, Any]]
    lacks: Callable[[Mapping[str, Any]], list[str]] | None = None


_APPLICATION = ("tenant_id", "client_id")

_SOURCES = {
    "client_secret": _Source((*_APPLICATION, "client_secret"), _by_secret),
    "client_certificate": _Source((*_APPLICATION, "certificate_path"), _by_certificate),
    "federated_token": _Source(_APPLICATION, _by_federation, _lacks_federation),
    "managed_identity": _Source((), _by_managed_identity),
    "user_password": _Source((*_APPLICATION, "username", "password"), _by_password),
    **dict.fromkeys(
        KEPT_LOGINS, _Source((*_APPLICATION, "token_cache"), _by_cached_login, _lacks_kept_login)
    ),
}
