# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP client that MSAL is given: it keeps the authority's port and lets no bad answer reach MSAL."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.secops.defender.plugins.module_utils._errors import Throttled, TransportError
from ansible_collections.secops.defender.plugins.module_utils._federation import Http


class LoginHttp:
    """Sends what MSAL sends. The body of the last refusal stays readable: MSAL drops that of a discovery."""

    def __init__(self, http: Http, authority: str) -> None:
        self._http = http
        self._authority = urlsplit(authority)
        self.refusal: dict[str, Any] = {}

    def get(self, url: str, **rest: Any) -> Any:
        """Send a GET."""
        return self._checked(self._http.get(self._with_port(url), **rest))

    def post(self, url: str, **rest: Any) -> Any:
        """Send a POST, whose answer must be JSON if it is the authority's."""
        answer = self._checked(self._http.post(self._with_port(url), **rest))
        if urlsplit(url).hostname == self._authority.hostname and _decoded(answer) is None:
            # MSAL would write the text, perhaps half a token, to its log.
            raise TransportError(
                f"authority_url: the answer of {self._authority.netloc} to a login is not JSON; is a proxy in the way?",
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

    def _checked(self, answer: Any) -> Any:
        if answer.status_code == 429:
            raise Throttled(
                f"{self._authority.netloc}: logins are throttled; come back later.",
                retry_after=answer.headers.get("Retry-After"),
            )
        if answer.status_code >= 500:
            raise TransportError(
                f"{self._authority.netloc}: the login failed on the side of the service (HTTP {answer.status_code});"
                " run the task again.",
                host=self._authority.netloc,
                status=answer.status_code,
            )
        if answer.status_code >= 400:
            self.refusal = _decoded(answer) or {}
        return answer


def _decoded(answer: Any) -> dict[str, Any] | None:
    try:
        data = json.loads(answer.text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
