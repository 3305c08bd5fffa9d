# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bytes out, bytes in: the only import of requests, and the only place that sends anything."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

from ansible_collections.secops.defender.plugins.module_utils import _retry
from ansible_collections.secops.defender.plugins.module_utils._entity import Operation
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AnswerLost,
    LinkRefused,
    MissingLibrary,
    OptionError,
    TransportError,
    Unreached,
)
from ansible_collections.secops.defender.plugins.module_utils._refusals import asked_wait, error_body, refusal
from ansible_collections.secops.defender.plugins.module_utils._repeating import Budget, Trial, repeated

if TYPE_CHECKING:
    import requests
    from ansible_collections.secops.defender.plugins.module_utils._tokens import Token


Fetched = TypeVar("Fetched")


class Source(Protocol):
    """Whatever hands out access tokens; a refused one is never handed out again."""

    def token(self, refused: str | None = None) -> Token:
        """Return a token that is worth trying."""


class Http:
    """A session of requests with this connection's timeouts and trust, for the API and for logins."""

    def __init__(self, connection: Mapping[str, Any]) -> None:
        self._requests = _requests()
        self._session: requests.Session = self._requests.Session()
        self._session.headers.update({"Accept-Encoding": "gzip", "User-Agent": "ansible-secops.defender"})
        self.timeout = _seconds(connection)
        self._verify = _trust(connection)

    def get(self, url: str, **rest: Any) -> requests.Response:
        """Send a GET."""
        return self.send("GET", url, **rest)

    def post(self, url: str, **rest: Any) -> requests.Response:
        """Send a POST."""
        return self.send("POST", url, **rest)

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def send(self, method: str, url: str, **rest: Any) -> requests.Response:
        """Send one request, once. TransportError tells a service not reached from an answer lost on the way."""
        # An auth of its own keeps requests from putting a password of ~/.netrc in the place of the token.
        sent = {
            "auth": _untouched,
            "timeout": self.timeout,
            "verify": self._verify,
            "allow_redirects": False,
            **rest,
        }
        exceptions = self._requests.exceptions
        try:
            return self._session.request(method, url, **sent)
        except exceptions.RequestException as error:
            raise _failure(url, error, isinstance(error, exceptions.ConnectTimeout)) from None

    def open(self, url: str) -> requests.Response:
        """Return the answer to a GET of a link, its body still to come. No token is sent, and nothing goes without TLS."""
        for _hop in range(_HOPS):
            if urlsplit(url).scheme != "https":
                raise TransportError(
                    f"{_host(url) or 'The link'}: the download is not offered over https, so it was not fetched.",
                    host=_host(url),
                )
            response = self.send("GET", url, stream=True, headers={"Accept-Encoding": "identity"})
            if not response.is_redirect:
                return response
            response.close()
            url = urljoin(url, response.headers["Location"])
        raise TransportError(
            f"{_host(url)}: the download leads from one address to the next.", host=_host(url)
        )

    def chunks(self, response: requests.Response) -> Iterator[bytes]:
        """Yield the bytes of an opened answer. AnswerLost when they end early."""
        length, size = response.headers.get("Content-Length", ""), 0
        try:
            for chunk in response.iter_content(_CHUNK):
                size += len(chunk)
                yield chunk
        except self._requests.exceptions.RequestException as error:
            raise _failure(response.url, error, False) from None
        if length.isdigit() and "Content-Encoding" not in response.headers and size != int(length):
            raise AnswerLost(
                f"{_host(response.url)}: {size} of {length} bytes came.", host=_host(response.url)
            )


class Form(NamedTuple):
    """A body of the type multipart/form-data: text fields, and files as pairs of name and content."""

    fields: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]


class Answer(NamedTuple):
    """What came back: a status and the decoded JSON (None for an empty body)."""

    status: int
    data: Any


class Transport:
    """Sends operations with a token, repeats what the policy allows, and turns refusals into errors."""

    def __init__(self, http: Http, source: Source, budget: Budget) -> None:
        self._http = http
        self._source = source
        self._budget = budget

    def send(self, operation: Operation, url: str, query: Mapping[str, str] | None, body: Any) -> Answer:
        """Return the answer of the service, or raise what went wrong."""
        full_url = f"{url}?{urlencode(query, quote_via=quote, safe=_READABLE)}" if query else url
        answer: Answer = repeated(
            lambda: self._once(operation, full_url, body), operation.method, self._budget, operation.name
        )
        return answer

    def _once(self, operation: Operation, url: str, body: Any) -> Trial:
        try:
            response = self._authorised(operation, url, body)
            status, data = response.status_code, _decoded(response)
        except (Unreached, AnswerLost) as error:
            return _unanswered(error)
        if 200 <= status < 300:
            return Trial(_retry.Outcome(_retry.ANSWERED, status), Answer(status, data))
        outcome = _retry.Outcome(_retry.ANSWERED, status, asked_wait(response.headers, data))
        return Trial(outcome, None, refusal(operation, status, data))

    def fetch(self, url: str, take: Callable[[Iterator[bytes]], Fetched]) -> Fetched:
        """Return what take makes of the bytes behind a link to any host, from their beginning at each attempt."""
        fetched: Fetched = repeated(lambda: self._fetched(url, take), "GET", self._budget, _host(url))
        return fetched

    def _fetched(self, url: str, take: Callable[[Iterator[bytes]], Fetched]) -> Trial:
        try:
            with closing(self._http.open(url)) as response:
                status = response.status_code
                if status == 200:
                    return Trial(_retry.Outcome(_retry.ANSWERED, status), take(self._http.chunks(response)))
                outcome = _retry.Outcome(_retry.ANSWERED, status, asked_wait(response.headers, None))
        except (Unreached, AnswerLost) as error:
            return _unanswered(error)
        said = f"{_host(url)}: the link to the download was refused with {status}; it has expired, or is not there."
        return Trial(outcome, None, LinkRefused(said, host=_host(url), status=status))

    def _authorised(self, operation: Operation, url: str, body: Any) -> requests.Response:
        token = self._source.token().access_token
        response = self._attempt(operation, url, body, token)
        if response.status_code != 401:
            return response
        return self._attempt(operation, url, body, self._source.token(refused=token).access_token)

    def _attempt(self, operation: Operation, url: str, body: Any, token: str) -> requests.Response:
        waits = (self._http.timeout, max(self._http.timeout, operation.patience))
        return self._http.send(operation.method, url, headers=_bearer(token), timeout=waits, **_sent(body))


_READABLE = "$'(),:"
_HOPS = 5
_CHUNK = 1 << 18
_NEVER_CONNECTED = {"NewConnectionError", "ConnectTimeoutError", "ProxyError"}


def _requests() -> Any:
    try:
        import requests
    except ImportError as error:
        raise MissingLibrary(
            f"The Python library requests is missing where this task runs ({error}); install it with pip install requests.",
            library="requests",
        ) from None
    return requests


def _seconds(connection: Mapping[str, Any]) -> float:
    timeout = float(connection.get("timeout") or 60.0)
    if timeout < 0:
        raise OptionError(f"timeout: {timeout:g} s is no time to wait; give more than 0.", option="timeout")
    return timeout


def _trust(connection: Mapping[str, Any]) -> bool | str:
    path = connection.get("ca_path")
    if connection.get("validate_certs") is False:
        return False
    if not path:
        return True
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        raise OptionError(
            f"ca_path: {path} cannot be used ({error}); name a PEM file of certificates.", option="ca_path"
        ) from None
    return str(path)


def _untouched(request: Any) -> Any:
    return request


def _sent(body: Any) -> dict[str, Any]:
    return {"data": body.fields, "files": body.files} if isinstance(body, Form) else {"json": body}


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def _decoded(response: requests.Response) -> Any:
    good = 200 <= response.status_code < 300
    try:
        data = response.json() if response.content else None
    except ValueError:
        if good:
            raise AnswerLost(
                f"{_host(response.url)}: the answer is not JSON; is a proxy in the way?"
            ) from None
        return None
    if good and error_body(data):
        raise AnswerLost(f"{_host(response.url)}: the answer is an error that is called a success.")
    return data


def _failure(url: str, error: Exception, timed_out_connecting: bool) -> TransportError:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return TransportError(
            f"{_host(url)}: its certificate is not trusted; give ca_path the file of the authority that signed it.",
            host=_host(url),
        )
    if timed_out_connecting or any(map(_never_connected, causes)):
        return Unreached(
            f"{_host(url)}: no connection could be made; check the address (cloud, api_url, authority_url), the network and the proxy.",
            host=_host(url),
        )
    return AnswerLost(
        f"{_host(url)}: the connection broke before the answer was whole ({type(error).__name__}).",
        host=_host(url),
    )


def _never_connected(cause: BaseException) -> bool:
    # A name that does not resolve is a subclass of its own in urllib3 2.
    return any(kind.__name__ in _NEVER_CONNECTED for kind in type(cause).__mro__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    inner = [getattr(error, "reason", None), *error.args]
    for cause in [error, *(item for item in inner if isinstance(item, BaseException))]:
        yield cause
        if cause is not error:
            yield from _causes(cause)


def _unanswered(error: TransportError) -> Trial:
    kind = _retry.UNREACHED if isinstance(error, Unreached) else _retry.LOST
    return Trial(_retry.Outcome(kind), None, error)


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]
