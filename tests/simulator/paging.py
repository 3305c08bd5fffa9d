# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pages: what a list answers at once, and the link to the rest, with the service's quirks."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from ansible_collections.secops.defender.tests.simulator import quirks
from ansible_collections.secops.defender.tests.simulator.messages import Record, Request
from ansible_collections.secops.defender.tests.simulator.query import Options

REPEATED = 3


class Page(NamedTuple):
    """A stretch of records, and where the next one begins."""

    records: list[Record]
    next_skip: int | None


def page_of(records: list[Record], options: Options, page_size: int, quirks_on: frozenset[str]) -> Page:
    """The page that the options ask for; with $top there is never a next one."""
    start = options.skip
    if start and quirks.REPEATS in quirks_on:
        start = max(0, start - REPEATED)
    size = page_size if options.top is None else options.top
    more = options.top is None and start + size < len(records)
    return Page(records[start : start + size], options.skip + size if more else None)


def next_link(request: Request, skip: int, page_size: int, quirks_on: frozenset[str]) -> str:
    """The link to the next page, on the host that was asked."""
    host = request.host
    if quirks.FOREIGN_NEXT_LINK in quirks_on:
        host = _other_name(host)
    if quirks.STUCK_NEXT_LINK in quirks_on:
        skip = page_size
    options = [(name, value) for name, value in request.query if name and name.lower() != "$skip"]
    if quirks.MANGLED_NEXT_LINK in quirks_on:
        options = [("", value) for _name, value in options] + [("", str(page_size))]
    written = [f"{quote(name, safe='$')}={quote(value, safe='')}" for name, value in options] + [
        f"$skip={skip}"
    ]
    return f"https://{host}{quote(request.path)}?{'&'.join(written)}"


def _other_name(host: str) -> str:
    """Another name of this same loopback, so that following the link would be seen."""
    return (
        host.replace("127.0.0.1", "localhost")
        if "127.0.0.1" in host
        else host.replace("localhost", "127.0.0.1")
    )
