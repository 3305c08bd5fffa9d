# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP client that MSAL is given.

It keeps the authority's port, repeats what failed on the way or was throttled (a login does no harm when it is sent
twice), and lets nothing reach MSAL that MSAL would hide or write to a log.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from ansible_collections.secops.defender.plugins.module_utils import _retry
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AnswerLost,
    TransportError,
    Unreached,
)
from ansible_collections.secops.defender.plugins.module_utils._refusals import asked_wait
from ansible_collections.secops.defender.plugins.module_utils._repeating import Budget, Trial, repeated

_DISCOVERY = "/.well-known/openid-configuration"
_EXCHANGES = ("/token", "/devicecode")


class Http(Protocol):
    """Sends requests in the manner of the requests library."""

    def get(self, url: str, **rest: Any) -> Any:
        """Send a GET."""

    def post(self, url: str, **rest: Any) -> Any:
        """Send a POST."""


class RefusedError(Exception):
    """The authority refused to say how to log in; the answer says why, and MSAL would drop it."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("refused")
        self.answer = answer


class LoginHttp:
    """Sends what MSAL sends, and what federated identity providers are asked."""

    def __init__(self, http: Http, authority: str, budget: Budget) -> None:
        self._http = http
        self._authority = urlsplit(authority)
        self._budget = budget

    def get(self, url: str, **rest: Any) -> Any:
        """Send a GET. RefusedError if the authority does not say how to log in."""
        answer = self._send(self._http.get, self._with_port(url), rest)
        told = _decoded(answer) or {}
        if url.endswith(_DISCOVERY) and answer.status_code >= 400 and "error_description" in told:
            raise RefusedError(told)
        return answer

    def post(self, url: str, **rest: Any) -> Any:
        """Send a POST. A login must be answered with JSON: MSAL would log anything else, perhaps half a token."""
        answer = self._send(self._http.post, self._with_port(url), rest)
        if urlsplit(url).path.endswith(_EXCHANGES) and _decoded(answer) is None:
            raise TransportError(
                f"authority_url: {self._authority.netloc} did not answer a login with JSON"
                f" (HTTP {answer.status_code}); check for a proxy in the way.",
                host=self._authority.netloc,
                status=answer.status_code,
            )
        return answer

    def close(self) -> None:
        """Do nothing: the session belongs to the connection."""

    def _with_port(self, url: str) -> str:
        """Put back the port that MSAL drops when it asks for the realm of a user."""
        parts = urlsplit(url)
        if self._authority.port and parts.netloc == self._authority.hostname:
            return parts._replace(netloc=self._authority.netloc).geturl()
        return url

    def _send(self, send: Callable[..., Any], url: str, rest: dict[str, Any]) -> Any:
        return repeated(
            lambda: _once(send, url, rest), "GET", self._budget, f"{urlsplit(url).netloc} (login)"
        )


def _once(send: Callable[..., Any], url: str, rest: dict[str, Any]) -> Trial:
    try:
        answer = send(url, **rest)
    except (Unreached, AnswerLost) as error:
        kind = _retry.UNREACHED if isinstance(error, Unreached) else _retry.LOST
        # Whoever waits for the API must not take a login for a request of their own that got lost.
        return Trial(_retry.Outcome(kind), None, TransportError(str(error), **error.details))
    status = answer.status_code
    outcome = _retry.Outcome(_retry.ANSWERED, status, asked_wait(answer.headers, _decoded(answer)))
    failed = status >= 500 or _retry.asks_to_wait(outcome)
    return Trial(outcome, answer, _failed(url, status) if failed else None)


def _decoded(answer: Any) -> dict[str, Any] | None:
    try:
        data = json.loads(answer.text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _failed(url: str, status: int) -> TransportError:
    host = urlsplit(url).netloc
    return TransportError(
        f"{host}: the login failed on the side of the service (HTTP {status}); run the task again later.",
        host=host,
        status=status,
    )
