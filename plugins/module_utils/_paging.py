# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How listings go on from page to page. Pure.

Without $top a listing that was cut carries @odata.nextLink; with $top it never does, and $skip goes on. The link is
never called as it stands: a token goes only to the host that was asked. Its options are used when they keep what was
asked for and go on where the page ended; links are known to come back with option names stripped or with a $skip that
never moves, and then $skip is counted here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ansible_collections.secops.defender.plugins.module_utils._errors import IncompleteListing, TransportError

MAX_TOP = 10000


class Cursor:
    """Where one walk through a listing stands: the options of the next request, or that it is done."""

    def __init__(self, query: Mapping[str, str], limit: int | None, host: str) -> None:
        self._top = None if limit is None else min(limit, MAX_TOP)
        self._asked = dict(query) if self._top is None else {**query, "$top": str(self._top)}
        self._host = host
        self._met: set[str] = set()
        self._received = int(query.get("$skip", 0))
        self._by_skip = self._top is not None
        self.options = dict(self._asked)
        self.started = False
        self.done = False

    @property
    def may_be_over(self) -> bool:
        """Tell whether the next page may be missing: it was guessed by counting, no link promised it."""
        return self._by_skip

    def take(self, page: list[dict[str, Any]], link: str | None) -> list[tuple[dict[str, Any], bool]]:
        """Account for a page and return its records, each with whether this walk had met it before."""
        self.started = True
        keys = [identity(record) for record in page]
        more = bool(link) or len(page) == self._top
        stuck = more and self._met.issuperset(keys)
        self.done = not more or (not page and self._by_skip)
        taken = [] if stuck else [(record, key in self._met) for record, key in zip(page, keys, strict=True)]
        self._received += len(taken)
        self._met.update(keys)
        if not self.done:
            self._move_on(stuck, link or "")
        return taken

    def _move_on(self, stuck: bool, link: str) -> None:
        if stuck and self._by_skip:
            raise IncompleteListing(
                "the service promises more records and repeats the same page; run the task again."
            )
        following = (
            None if self._by_skip or stuck else next_options(link, self._host, self._asked, self._received)
        )
        self._by_skip = following is None
        self.options = following or {**self._asked, "$skip": str(self._received)}


def next_options(link: str, asked_host: str, sent: Mapping[str, str], received: int) -> dict[str, str] | None:
    """Return the query options of a nextLink, or None when it does not keep what was asked for or miscounts."""
    parts = urlsplit(link)
    if parts.netloc.lower() != asked_host.lower() or parts.scheme != "https":
        raise TransportError(
            f"The service at {asked_host} says that the listing goes on at {parts.netloc!r}; the token is not sent there."
            " Check api_url and what stands between.",
            host=asked_host,
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    kept = {name: value for name, value in sent.items() if name not in ("$skip", "$skiptoken")}
    goes_on = "$skiptoken" in options or options.get("$skip") == str(received)
    return options if goes_on and kept.items() <= options.items() else None


def identity(record: Mapping[str, Any]) -> str:
    """Return what makes a record the same record on another page."""
    return str(record["id"]) if record.get("id") else json.dumps(record, sort_keys=True)


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entity without the annotations of the transport."""
    return {name: value for name, value in record.items() if not name.startswith("@odata.")}
