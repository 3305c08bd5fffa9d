# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal: one entry for each request, without secrets and tokens."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ansible_collections.secops.defender.tests.simulator.messages import Request

Entry = dict[str, Any]

HIDDEN = "hidden"
QUERIES = ("/advancedqueries/run", "/security/runhuntingquery")
_SECRET_NAMES = re.compile(r"secret|password|token|assertion|code|sig|key|header", re.IGNORECASE)
_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")


class Journal:
    """Entries in memory and, when asked for, one JSON object per line in a file."""

    def __init__(self, path: str | Path | None = None) -> None:
        """Begin an empty journal."""
        self.entries: list[Entry] = []
        self._path = Path(path) if path else None
        self._numbers = 0
        if self._path:
            self._path.write_text("", encoding="utf-8")

    def number(self) -> int:
        """The number of the request that has just come in."""
        self._numbers += 1
        return self._numbers

    def add(self, number: int, request: Request, outcome: Entry) -> None:
        """Write down a request, who made it and what became of it."""
        entry = {
            "n": number,
            "time": datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "method": request.method,
            "path": _TOKEN.sub(HIDDEN, request.path),
            "query": safe_query(request),
            "status": outcome.get("status"),
            "authenticated_as": outcome.get("authenticated_as"),
            "tenant": outcome.get("tenant"),
            "body_sha256": body_digest(request),
            "fault": outcome.get("fault"),
        }
        self.entries.append(entry)
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")


def is_write(entry: Entry) -> bool:
    """Whether a request may have changed something: a query is sent by POST and changes nothing."""
    path = entry["path"].lower()
    return entry["method"] != "GET" and is_service(path) and not path.endswith(QUERIES)


def is_service(request_path: str) -> bool:
    """Whether a path belongs to the API or to Graph, not to the login endpoints."""
    return request_path.lower().startswith(("/api/", "/graph/"))


def safe_query(request: Request) -> str:
    """The query as text, with the values of secrets left out."""
    pairs = [
        (name, HIDDEN if _SECRET_NAMES.search(name) else _TOKEN.sub(HIDDEN, value))
        for name, value in request.query
    ]
    return urlencode(pairs, safe="$':,()/@") if pairs else ""


def body_digest(request: Request) -> str | None:
    """The digest of a request's body; a login's body is a secret that a digest could betray."""
    if not request.body or not is_service(request.path):
        return None
    return hashlib.sha256(request.body).hexdigest()
