# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults on demand: which requests go wrong, and how."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.messages import Request

_DEEDS = {
    "status": re.compile(r"[2-5]\d\d"),
    "throttle": re.compile(r"\d+"),
    "delay": re.compile(r"\d+(\.\d+)?"),
    "drop_before": None,
    "drop_after": None,
    "cut_body": None,
    "not_json": None,
    "expire_token": None,
}
_SPELLINGS = "status 503, throttle 2, delay 3, drop_before, drop_after, cut_body, not_json, expire_token"

Source = str | Path | Sequence[Mapping[str, Any]] | None


class FaultError(Exception):
    """What is wrong with a list of faults, in one sentence."""


class Fault(NamedTuple):
    """What to do to the requests that match."""

    text: str
    deed: str
    amount: float
    method: str | None
    path: re.Pattern[str] | None
    nth: int | None

    def matches(self, request: Request) -> bool:
        """Whether a request is of the sort that this fault is about."""
        if self.method and self.method != request.method:
            return False
        return self.path is None or bool(self.path.search(request.path))


class Faults:
    """A list of faults and how many requests each has met."""

    def __init__(self, faults: Sequence[Fault] = ()) -> None:
        """Take the faults in order: the first one that is due wins."""
        self._faults = list(faults)
        self._met = [0] * len(self._faults)
        self._lock = threading.Lock()

    def due(self, request: Request) -> Fault | None:
        """The fault that this request suffers; every fault that matches counts it."""
        due = None
        with self._lock:
            for number, fault in enumerate(self._faults):
                if fault.matches(request):
                    self._met[number] += 1
                    if due is None and fault.nth in (None, self._met[number]):
                        due = fault
        return due


def load(source: Source) -> Faults:
    """The faults in a file or a list."""
    if source is None:
        return Faults()
    entries: Any = source
    if isinstance(source, (str, Path)):
        try:
            entries = json.loads(Path(source).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise FaultError(f"The faults file {str(source)!r} cannot be read as JSON: {error}.") from error
    if not isinstance(entries, (list, tuple)):
        raise FaultError("The faults must be a list of {when, do} objects.")
    return Faults([_fault_of(entry, f"fault {number}") for number, entry in enumerate(entries, 1)])


def _fault_of(entry: Any, where: str) -> Fault:
    if not isinstance(entry, dict) or "do" not in entry or set(entry) - {"when", "do"}:
        raise FaultError(f"{where} must be an object with do and perhaps when, not {entry!r}.")
    when = entry.get("when") or {}
    if not isinstance(when, dict) or set(when) - {"method", "path", "nth"}:
        raise FaultError(f"{where}: when may have method, path and nth, not {when!r}.")
    deed, amount = _deed_of(entry["do"], where)
    nth = when.get("nth")
    if nth is not None and (not isinstance(nth, int) or isinstance(nth, bool) or nth < 1):
        raise FaultError(f"{where}: nth must be a whole number from 1 on, not {nth!r}.")
    method = when.get("method")
    if method is not None and not isinstance(method, str):
        raise FaultError(f"{where}: method must be a text such as POST, not {method!r}.")
    return Fault(
        entry["do"], deed, amount, method.upper() if method else None, _pattern(when.get("path"), where), nth
    )


def _deed_of(text: Any, where: str) -> tuple[str, float]:
    deed, _space, amount = text.partition(" ") if isinstance(text, str) else ("", "", "")
    wanted = _DEEDS.get(deed)
    if deed not in _DEEDS or (wanted is None) != (amount == "") or (wanted and not wanted.fullmatch(amount)):
        raise FaultError(f"{where}: do must be one of {_SPELLINGS}, not {text!r}.")
    return deed, float(amount or 0)


def _pattern(text: Any, where: str) -> re.Pattern[str] | None:
    if text is None:
        return None
    try:
        return re.compile(text)
    except (re.error, TypeError) as error:
        raise FaultError(
            f"{where}: path must be a regular expression, and {text!r} is not: {error}."
        ) from error
