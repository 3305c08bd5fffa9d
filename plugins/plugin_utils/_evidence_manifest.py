# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The manifest of each folder of evidence: what lies in it, from where and since when. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._evidence import (
    content_of,
    differs,
    downloads,
    write_error,
)

Entry = dict[str, Any]

NAME = "manifest.json"
VERSION = 1
# What an entry says, and by which of it a file counts as the one that was collected before.
_KEYS = ("name", "size", "sha256", "source", "action_id")


def manifests(
    plan: Mapping[str, Any], outcomes: Mapping[str, Any], earlier: Mapping[str, str], now: str
) -> list[dict[str, Any]]:
    """Return the manifest of each folder in which there is something; earlier ones come as the text of their files."""
    made: dict[str, list[Entry]] = {one["machine_id"]: [] for one in plan["machines"]}
    for file in outcomes.get("files") or ():
        if not write_error(file, outcomes.get("written") or {}):
            made[file["machine_id"]].append(_entry(file, now))
    found = []
    for machine in plan["machines"]:
        machine_id = machine["machine_id"]
        # What check mode foresees has no digest yet.
        fetched = [_entry(one, now) for one in downloads(machine_id, outcomes) if one["sha256"]]
        entries = merged(entries_of(earlier.get(machine_id, "")), [*made[machine_id], *fetched])
        if entries:
            manifest = _manifest(machine, entries)
            found.append({**manifest, "changed": differs(manifest, outcomes)})
    return found


def _entry(file: Mapping[str, Any], now: str) -> Entry:
    return {**{key: file[key] for key in _KEYS}, "collected": now}


def merged(earlier: Iterable[Entry], entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries by name: a file that is the same keeps its time, and what was not collected anew stays."""
    known = {entry["name"]: entry for entry in earlier}
    for entry in entries:
        before = known.get(entry["name"])
        if before is None or any(before.get(key) != entry[key] for key in _KEYS):
            known[entry["name"]] = entry
    return [known[name] for name in sorted(known)]


def entries_of(text: str) -> list[Entry]:
    """Return the entries of an earlier manifest; what is none has none."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return []
    entries = found.get("files") if isinstance(found, dict) else None
    return [
        entry
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and {*_KEYS, "collected"} <= set(entry)
    ]


def _manifest(machine: Mapping[str, Any], entries: list[Entry]) -> dict[str, Any]:
    content = {
        "version": VERSION,
        "machine_id": machine["machine_id"],
        "computer_dns_name": machine["computer_dns_name"],
        "files": entries,
    }
    return {
        "machine_id": machine["machine_id"],
        "files": entries,
        **content_of(f"{machine['folder']}/{NAME}", content),
    }
