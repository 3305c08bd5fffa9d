# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one query found, counted by machine: small enough to keep, however many rows there were."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._times import moment

_USERS = ("AccountName", "InitiatingProcessAccountName", "RequestAccountName")
_HASHES = (
    "SHA256",
    "SHA1",
    "MD5",
    "InitiatingProcessSHA256",
    "InitiatingProcessSHA1",
    "InitiatingProcessMD5",
)
_HASH = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_MACHINE_ACCOUNTS = ("", "system", "local service", "network service")


def tally(query: Mapping[str, Any], answer: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Return what a query found, with the first rows of each machine."""
    rows = answer.get("rows") or ()
    return {
        "rows": int(answer.get("row_count") or 0),
        "capped": bool(answer.get("capped")),
        "machines": _machines(rows, most),
        "elsewhere": sum(not _key(row) for row in rows),
        "files": _files(rows, query["hashes"]),
        "file": (answer.get("file") or {}).get("path"),
        "error": _error(answer),
    }


def _error(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    error = answer.get("error")
    if not error and "row_count" in answer:
        return None
    told = error if isinstance(error, Mapping) else {}
    return {
        "kind": str(told.get("kind", "Error")),
        "reason": told.get("reason"),
        "retry_after": told.get("retry_after"),
        "msg": str(answer.get("msg") or error or "The task told nothing of this query."),
    }


def _key(row: Mapping[str, Any]) -> str:
    return str(row.get("DeviceId") or row.get("DeviceName") or "").lower()


def _machines(rows: Iterable[Mapping[str, Any]], most: int) -> list[dict[str, Any]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if _key(row):
            groups.setdefault(_key(row), []).append(row)
    return [_machine(group, most) for group in groups.values()]


def _machine(rows: Sequence[Mapping[str, Any]], most: int) -> dict[str, Any]:
    times = sorted((when, str(row["Timestamp"])) for row in rows if (when := moment(row.get("Timestamp"))))
    names = [str(row["DeviceName"]) for row in rows if row.get("DeviceName")]
    return {
        "machine_id": rows[0].get("DeviceId") or None,
        "computer_dns_name": names[0] if names else None,
        "rows": len(rows),
        "first": times[0][1] if times else None,
        "last": times[-1][1] if times else None,
        "users": _distinct(
            user for user in _cells(rows, _USERS) if user.lower() not in _MACHINE_ACCOUNTS and user[-1] != "$"
        ),
        "hashes": _distinct(cell.lower() for cell in _cells(rows, _HASHES) if _HASH.fullmatch(cell)),
        "samples": [dict(row) for row in rows[:most]],
    }


def _cells(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterable[str]:
    return (str(row[column]) for row in rows for column in columns if row.get(column))


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _files(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return the files that the query is about, each by the first hash that there is, with the machines that have it."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        value = next((str(row[name]).lower() for name in columns if _HASH.fullmatch(str(row.get(name)))), "")
        if not value:
            continue
        file = found.setdefault(value, {"value": value, "names": [], "machines": []})
        for key, cell in (("names", row.get("FileName")), ("machines", _key(row))):
            if cell and cell not in file[key]:
                file[key].append(cell)
    return list(found.values())
