# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the commands of live response sessions told and left behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ansible_collections.secops.defender.plugins.module_utils import _actions, _clock, _commands, _files
from ansible_collections.secops.defender.plugins.module_utils._acting import Attempt, named
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._downloads import download, link_to
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AnswerLost,
    DefenderError,
    NotFound,
)
from ansible_collections.secops.defender.plugins.module_utils._pace import Pace
from ansible_collections.secops.defender.plugins.module_utils._tables.live_response import (
    RESULT_LINK,
    RESULT_LINKS,
)
from ansible_collections.secops.defender.plugins.module_utils._waiting import patience_of

Record = dict[str, Any]
Taken = TypeVar("Taken")

_SEPARATORS = r"[\\/]"
_COMPLETED = "Completed"
# The service can say that a command completed before it has the result to give.
_ASKS = 3


class Results:
    """Fetches results by links that the service gives out at its pace. Links stay here."""

    def __init__(self, client: Client, params: Mapping[str, Any], check_mode: bool) -> None:
        self._client = client
        self._params = params
        self._check_mode = check_mode
        self._pace = Pace(RESULT_LINKS, client.tell)
        self._before: dict[str, str] = {}

    def collect(self, attempts: Sequence[Attempt]) -> None:
        """Add to each attempt what its session told and left behind, once it has ended."""
        for attempt in attempts:
            session = _session(attempt)
            if session and not _actions.is_open(session):
                self._add_results(attempt, session)
            elif self._check_mode and self._params["wait"] and attempt.decision.verb != "refuse":
                for command in filter(self._is_kept, self._params["commands"]):
                    self._take_down(attempt, command, True)

    def beside(self, diff: Mapping[str, Any]) -> dict[str, Any]:
        """Return a diff of machines with their files beside them."""
        after = dict.fromkeys(self._before, "in dest")
        return {"before": {**diff["before"], **self._before}, "after": {**diff["after"], **after}}

    def _add_results(self, attempt: Attempt, session: Mapping[str, Any]) -> None:
        pairs = zip(self._params["commands"], _commands.entries(session), strict=False)
        told = [_told(index, *pair) for index, pair in enumerate(pairs)]
        attempt.produced = {"commands": told}
        for entry in told:
            if entry["status"] == _COMPLETED:
                error = self._tried(attempt, session["id"], entry)
                attempt.error = attempt.error or error

    def _tried(self, attempt: Attempt, session_id: str, entry: Record) -> DefenderError | None:
        try:
            self._add_result(attempt, session_id, entry)
        except DefenderError as error:
            return error
        return None

    def _add_result(self, attempt: Attempt, session_id: str, entry: Record) -> None:
        link = partial(self._link, session_id, entry["index"], attempt.decision.verb == "nothing")
        if entry["command"]["type"] == "run_script":
            entry.update(download(self._client, link, _transcript))
        if self._is_kept(entry["command"]):
            name = file_name(attempt.machine["id"], entry["index"], entry["command"]["path"])
            kept = self._kept(link, Path(self._params["dest"]) / name)
            entry["file"] = kept.as_result()
            self._take_down(attempt, entry["command"], kept.changed)

    def _is_kept(self, command: Mapping[str, Any]) -> bool:
        return command["type"] == "get_file" and self._params["dest"] is not None

    def _kept(self, link: Callable[[], str], place: Path) -> _files.Kept:
        if self._check_mode and not place.exists():
            return _files.Kept(str(place), None, None, True)

        def take(parts: Iterator[bytes]) -> _files.Kept:
            return _files.compared(place, parts) if self._check_mode else _files.write("dest", place, parts)

        return download(self._client, link, take)

    def _link(self, session_id: str, index: int, long_ended: bool) -> str:
        ask = partial(link_to, self._client, RESULT_LINK, self._pace, id=session_id, command_index=index)
        for _ask in range(0 if long_ended else _ASKS - 1):
            with suppress(NotFound):
                return ask()
            interval = patience_of(self._params).interval
            _clock.pause(interval, self._client.tell, "a result is not there yet; next look")
        return ask()

    def _take_down(self, attempt: Attempt, command: Mapping[str, Any], changed: bool) -> None:
        attempt.changed = attempt.changed or changed
        what = f"{command['path']} of {named(attempt.machine)}"
        self._before[what] = "not in dest" if changed else "in dest"


def file_name(machine_id: str, index: int, path: str) -> str:
    """Return the name of the local file for a file of a machine: safe whatever the machine calls it, and its own."""
    return _files.safe_name(f"{machine_id}.{index}.{re.split(_SEPARATORS, path)[-1]}")


def _session(attempt: Attempt) -> Mapping[str, Any] | None:
    """Return the session whose results count: the one that stands for the machine, else its own."""
    return attempt.decision.action if attempt.decision.verb == "nothing" else attempt.action


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
