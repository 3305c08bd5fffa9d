# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Operations in, dictionaries out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from ansible_collections.secops.defender.plugins.module_utils import _paging
from ansible_collections.secops.defender.plugins.module_utils._clouds import Service, endpoints_of
from ansible_collections.secops.defender.plugins.module_utils._entity import Operation
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AnswerLost,
    Forbidden,
    IncompleteListing,
    NotFound,
)
from ansible_collections.secops.defender.plugins.module_utils._repeating import Budget
from ansible_collections.secops.defender.plugins.module_utils._tokens import (
    SignIn,
    TokenSource,
    permissions_of,
    sign_in,
    token_source,
)
from ansible_collections.secops.defender.plugins.module_utils._transport import Http, Transport

Fetched = TypeVar("Fetched")

_WALKS = 4

_logins: dict[tuple[Any, ...], Login] = {}


class Login:
    """What outlives a task: the HTTP session of a connection, and its tokens, each service's from a source of its own."""

    def __init__(self, connection: Mapping[str, Any]) -> None:
        self.http = Http(connection)
        self._connection = connection
        self._sources: dict[str, TokenSource] = {}

    def source(self, audience: str) -> TokenSource:
        """Return the source of the tokens for an audience. AuthError if the credentials for it are not complete."""
        if audience not in self._sources:
            self._sources[audience] = token_source(self._connection, self.http, audience)
        return self._sources[audience]

    def sign_in(self, audience: str) -> SignIn:
        """Return the two steps of a person's login. AuthError names the options that they lack."""
        return sign_in(self._connection, self.http, audience)


class Client:
    """What the rest of the collection knows of the services."""

    def __init__(self, login: Login, services: Mapping[str, Service], budget: Budget) -> None:
        self._login = login
        self._services = services
        self._budget = budget

    @property
    def source(self) -> TokenSource:
        """Where the tokens for the API come from."""
        return self.source_for("api")

    @property
    def sign_in(self) -> SignIn:
        """A person's login for the API, in two steps."""
        return self._login.sign_in(self._services["api"].audience)

    def source_for(self, service: str) -> TokenSource:
        """Return where the tokens for a service come from, and for no other."""
        return self._login.source(self._services[service].audience)

    def call(
        self,
        operation: Operation,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> Any:
        """Perform an operation and return the decoded body, None if it is empty."""
        transport = self._transport(operation.service)
        return transport.send(operation, self._url(operation, path or {}), query, body).data

    def fetch(self, url: str, take: Callable[[Iterator[bytes]], Fetched]) -> Fetched:
        """Return what take makes of the bytes behind a link to any host. LinkRefused if it has expired."""
        return self._transport("api").fetch(url, take)

    def first(
        self, operation: Operation, body: Any = None, query: Mapping[str, str] | None = None, **path: Any
    ) -> dict[str, Any]:
        """Return the one entity that an operation answers with. NotFound if there is none."""
        data = self.call(operation, path, query, body)
        if not isinstance(data, dict) or not data:
            raise AnswerLost(
                f"{operation.name}: the service answered with nothing; run the task again.",
                operation=operation.name,
            )
        return _paging.plain(data)

    def each(
        self,
        operation: Operation,
        query: Mapping[str, str] | None = None,
        limit: int | None = None,
        **path: Any,
    ) -> Iterator[dict[str, Any]]:
        """Yield every record of a listing once, or raise: a listing is never silently short.

        A record that comes back on a later page tells that records moved while they were read, and one may have
        slipped through: the listing is then walked again until a walk brings nothing new.
        """
        seen: set[str] = set()
        for _walk in range(_WALKS):
            news = moved = 0
            for record, repeated in self._walk(operation, dict(query or {}), limit, path):
                moved += repeated
                if _paging.identity(record) in seen:
                    continue
                seen.add(_paging.identity(record))
                news += 1
                yield record
                if limit is not None and len(seen) >= limit:
                    return
            if not moved or not news:
                return
        raise IncompleteListing(
            f"{operation.name}: records kept moving between pages during {_WALKS} walks; run the task again.",
            operation=operation.name,
        )

    def require(self, operation: Operation) -> None:
        """Raise Forbidden, before anything is sent, if the token's claims show that it may not do this."""
        context, granted = permissions_of(self.source_for(operation.service).token().claims)
        needed = operation.application if context == "application" else operation.delegated
        if granted and not needed:
            raise Forbidden(
                f"{operation.name}: the service does this for applications only; log in as one, not as a person.",
                operation=operation.name,
                needed=list(operation.application),
                present=list(granted),
            )
        if granted and not set(granted) & set(needed):
            raise Forbidden(
                f"{operation.name}: the token lacks the permission; grant the application one of {', '.join(needed)}"
                f" ({context} context) and consent again.",
                operation=operation.name,
                needed=list(needed),
                present=list(granted),
            )

    def _walk(
        self, operation: Operation, query: dict[str, str], limit: int | None, path: Mapping[str, Any]
    ) -> Iterator[tuple[dict[str, Any], bool]]:
        """Yield the records of one walk through the pages, each with whether this walk had met it before."""
        cursor = _paging.Cursor(query, limit, urlsplit(self._services[operation.service].url).netloc)
        while not cursor.done:
            data = self._page(operation, cursor, path)
            page = [_paging.plain(record) for record in data["value"]]
            yield from cursor.take(page, data.get("@odata.nextLink"))

    def _page(self, operation: Operation, cursor: _paging.Cursor, path: Mapping[str, Any]) -> dict[str, Any]:
        try:
            data = self.call(operation, path, cursor.options)
        except NotFound:
            if cursor.may_be_over if cursor.started else operation.missing_is_empty:
                return {"value": []}
            if not cursor.started:
                raise
            data = None
        if not isinstance(data, dict) or not isinstance(data.get("value"), list):
            raise IncompleteListing(
                f"{operation.name}: the service answered without the records it should list; run the task again.",
                operation=operation.name,
            )
        return data

    def _transport(self, service: str) -> Transport:
        return Transport(self._login.http, self.source_for(service), self._budget)

    def _url(self, operation: Operation, path: Mapping[str, Any]) -> str:
        encoded = {name: quote(str(value), safe="") for name, value in path.items()}
        return self._services[operation.service].url + operation.path.format(**encoded)


def client_for(connection: Mapping[str, Any]) -> Client:
    """Return a client with a fresh retry budget; session and tokens are kept within one process."""
    # A forked worker must not share its parent's TLS connections, hence the process id.
    key = (os.getpid(), *sorted((name, str(value)) for name, value in connection.items()))
    services = endpoints_of(connection).services
    if key not in _logins:
        _logins[key] = Login(connection)
    return Client(_logins[key], services, Budget(connection["retry_budget"]))
