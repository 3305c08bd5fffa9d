# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the commands of a live response session told and left behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ansible_collections.secops.defender.plugins.module_utils import _commands, _files
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._downloads import download, link_to
from ansible_collections.secops.defender.plugins.module_utils._errors import AnswerLost, DefenderError
from ansible_collections.secops.defender.plugins.module_utils._pace import Pace
from ansible_collections.secops.defender.plugins.module_utils._tables.live_response import (
    RESULT_LINK,
    RESULT_LINKS,
)

Record = dict[str, Any]
Taken = TypeVar("Taken")

SEPARATORS = r"[\\/]"
_COMPLETED = "Completed"


class Found(NamedTuple):
    """One entry per command, whether a local file was written, and what kept a result from being fetched."""

    told: list[Record]
    changed: bool
    error: DefenderError | None


class Results:
    """Fetches results by links that the service gives out at its pace. Links stay here."""

    def __init__(self, client: Client, params: Mapping[str, Any]) -> None:
        self._client = client
        self._commands = params["commands"]
        self._dest = None if params["dest"] is None else Path(params["dest"])
        self._pace = Pace(RESULT_LINKS)

    def of(self, machine_id: str, session: Mapping[str, Any]) -> Found:
        """Return what became of each command of a session that has ended."""
        entries = session.get("commands") or []
        told = [
            _told(number, *pair) for number, pair in enumerate(zip(self._commands, entries, strict=False))
        ]
        done = [
            self._tried(machine_id, session["id"], entry) for entry in told if entry["status"] == _COMPLETED
        ]
        errors = (error for _changed, error in done if error)
        return Found(told, any(changed for changed, _error in done), next(errors, None))

    def _tried(self, machine_id: str, session_id: str, entry: Record) -> tuple[bool, DefenderError | None]:
        try:
            return self._add_result(machine_id, session_id, entry), None
        except DefenderError as error:
            return False, error

    def _add_result(self, machine_id: str, session_id: str, entry: Record) -> bool:
        """Put the result of a command into its entry, and tell whether a local file was written."""
        command = entry["command"]
        if command["type"] == "run_script":
            entry.update(self._fetched(session_id, entry["index"], _transcript))
        if command["type"] == "get_file" and self._dest:
            dest = self._dest / file_name(machine_id, entry["index"], command["path"])
            kept = self._fetched(session_id, entry["index"], partial(_files.write, "dest", dest))
            entry["file"] = kept.as_result()
            return kept.changed
        return False

    def _fetched(self, session_id: str, index: int, take: Callable[[Iterator[bytes]], Taken]) -> Taken:
        def link() -> str:
            return link_to(self._client, RESULT_LINK, self._pace, id=session_id, command_index=index)

        return download(self._client, link, take)


def file_name(machine_id: str, index: int, path: str) -> str:
    """Return the name of the local file for a file of a machine: safe whatever the machine calls it, and its own."""
    return _files.safe_name(f"{machine_id}.{index}.{re.split(SEPARATORS, path)[-1]}")


def _told(index: int, command: Mapping[str, Any], entry: Mapping[str, Any]) -> Record:
    return {
        "index": index,
        "command": dict(command),
        "status": entry.get("commandStatus"),
        "errors": entry.get("errors") or [],
        "started": entry.get("startTime"),
        "ended": entry.get("endTime"),
    }


def _transcript(chunks: Iterator[bytes]) -> Record:
    try:
        return _commands.transcript(b"".join(chunks))
    except ValueError:
        raise AnswerLost(f"{RESULT_LINK.name}: what was downloaded is no transcript.") from None
