# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a token is used, and when the next one is fetched."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Protocol

from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._claims import Token, time_of
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError

_EARLY = 300.0


class Login(Protocol):
    """Whatever makes new tokens."""

    name: str

    def fetch(self, refused: set[str]) -> Token:
        """Return a token; none of the refused ones if it can be helped."""


def renewal(begins: float, ends: float) -> float:
    """Return when to renew what lives from here to there: early, but not before half of its life is over."""
    return ends - min(_EARLY, (ends - begins) / 2)


class TokenSource:
    """Hands out one token until shortly before its end, then the next one. A refused token never comes back.

    It begins with a ready token, or with the first token of a login; a login also takes over from a ready token.
    """

    def __init__(self, ready: Token | None, login: Login | None) -> None:
        self._ready = ready
        self._login = login
        self._refused: set[str] = set()
        self._current = ready
        self._renew_at = 0.0
        if ready:
            begins = time_of(ready.claims, "iat", _clock.now())
            self._renew_at = renewal(begins, ready.expires_at) if login else ready.expires_at

    @property
    def name(self) -> str:
        """The source of the token in use."""
        return self._login.name if self._login and self._current is not self._ready else "access_token"

    def token(self, refused: str | None = None) -> Token:
        """Return a token that is worth trying; refused is one that the API answered with 401."""
        if refused is not None:
            self._refused.add(refused)
        current = self._current
        if current is None or current.access_token in self._refused or _clock.now() >= self._renew_at:
            current = self._next()
            self._current = current
            self._renew_at = renewal(_clock.now(), current.expires_at)
        return current

    def _next(self) -> Token:
        if self._login is None:
            raise self._spent()
        token = self._login.fetch(self._refused)
        if token.access_token in self._refused:
            raise AuthError(
                f"auth_source: {self._login.name} gave the token again that the API had refused (HTTP 401);"
                " check audience, tenant_id and the permissions of the identity.",
                source=self._login.name,
                option="auth_source",
            )
        return token

    def _spent(self) -> AuthError:
        token = self._ready
        reason = "refused by the API (HTTP 401)"
        if token and token.access_token not in self._refused:
            reason = f"expired at {datetime.fromtimestamp(token.expires_at, timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
        return AuthError(
            f"access_token: {reason}; give a fresh one or credentials beside it.",
            source="access_token",
            option="access_token",
        )
