# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is looked up in a cache of MSAL without a request. The cache is given; MSAL itself is not imported here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._token_source import renewal


def kept_token(cache: Any, scopes: list[str], query: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a token that is not about to end, in the shape of MSAL's answers."""
    now = _clock.now()
    for entry in cache.search("AccessToken", target=scopes, query=dict(query)):
        ends = float(entry["expires_on"])
        if now < renewal(float(entry["cached_at"]), ends):
            return {"access_token": entry["secret"], "expires_in": ends - now}
    return None


def kept_people(cache: Any, authority: str, connection: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the people who logged in through the application of a connection, or only the one of its username."""
    host = {"environment": urlsplit(authority).hostname}
    theirs = {**host, "client_id": connection["client_id"]}
    known = {
        entry["home_account_id"]
        for sort in ("RefreshToken", "AccessToken")
        for entry in cache.search(sort, query=theirs)
        if entry.get("home_account_id")
    }
    found = [entry for entry in cache.search("Account", query=host) if entry["home_account_id"] in known]
    people = {entry["home_account_id"]: entry for entry in found}
    wanted = (connection.get("username") or "").lower()
    return [entry for entry in people.values() if wanted in ("", entry["username"].lower())]


def forget(cache: Any, refused: set[str]) -> None:
    """Drop the tokens that the API refused."""
    for entry in [found for found in cache.search("AccessToken") if found.get("secret") in refused]:
        cache.remove_at(entry)
