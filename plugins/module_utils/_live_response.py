# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Live response: sessions within the service's limits, what their commands left behind, and the files they need."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import (
    _actions,
    _changes,
    _clock,
    _commands,
    _orders,
)
from ansible_collections.secops.defender.plugins.module_utils._acting import Attempt, Order, act, summary
from ansible_collections.secops.defender.plugins.module_utils._changes import Change
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    DefenderError,
    OptionError,
    Throttled,
)
from ansible_collections.secops.defender.plugins.module_utils._files import refuse_unwritable
from ansible_collections.secops.defender.plugins.module_utils._library import (
    content_of,
    digest,
    library,
    upload,
)
from ansible_collections.secops.defender.plugins.module_utils._odata import any_of, quote
from ansible_collections.secops.defender.plugins.module_utils._pace import WITHIN_RATE, seconds_to_wait
from ansible_collections.secops.defender.plugins.module_utils._results import Results
from ansible_collections.secops.defender.plugins.module_utils._runners import job
from ansible_collections.secops.defender.plugins.module_utils._stating import Request, Resource, bring
from ansible_collections.secops.defender.plugins.module_utils._tables.live_response import (
    CALLS,
    LIVE_RESPONSE,
    SESSIONS,
)
from ansible_collections.secops.defender.plugins.module_utils._tables.machine_actions import MACHINE_ACTIONS
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.plugins.module_utils._waiting import Patience, patience_of

Params = Mapping[str, Any]


class Gate:
    """Holds a session back until the service has room for it, and the pace of requests allows it."""

    def __init__(self, client: Client, params: Params) -> None:
        self._client = client
        self._patience: Patience = patience_of(params)
        self._deadline = _clock.monotonic() + self._patience.timeout
        self._answered: deque[float] = deque(maxlen=CALLS.per_minute)
        self._used = False

    def __call__(self, attempts: Sequence[Attempt]) -> None:
        """Return when the next request may go. Throttled if there is no room in time."""
        if self._used:
            # The last request was counted by the service before it was answered, which it is by now.
            self._answered.append(_clock.monotonic())
        self._await_room()
        wait = seconds_to_wait(CALLS, self._answered, _clock.monotonic())
        if wait > 0:
            _clock.pause(wait, self._client.tell, f"{WITHIN_RATE}; next one")
        self._used = True

    def _await_room(self) -> None:
        while _open_sessions(self._client) >= SESSIONS:
            left = self._deadline - _clock.monotonic()
            if left <= 0:
                raise Throttled(
                    f"{LIVE_RESPONSE.operation.name}: {SESSIONS} sessions, which is the most, are still open after wait_timeout "
                    f"({self._patience.timeout:g} s); run the task again, or cancel some with defender_machine_action.",
                    operation=LIVE_RESPONSE.operation.name,
                )
            why = f"{SESSIONS} sessions are open in the tenant, which is the most; next look"
            _clock.pause(min(self._patience.interval, left), self._client.tell, why)


def _open_sessions(client: Client) -> int:
    """Count the open sessions of the tenant, as far as that matters."""
    clauses = [
        any_of("type", [quote(LIVE_RESPONSE.type)]),
        any_of("status", [quote(status) for status in _actions.OPEN]),
    ]
    return len(list(client.each(MACHINE_ACTIONS.list, {"$filter": " and ".join(clauses)}, SESSIONS)))


def _body(params: Params) -> Mapping[str, Any]:
    _commands.check(params["commands"])
    if params["dest"] is not None:
        refuse_unwritable("dest", Path(params["dest"]) / "file")
    _local_files(params)
    return {"Commands": _commands.sent(params["commands"])}


def _same(params: Params, action: _actions.Action) -> bool:
    return _commands.same(params["commands"], action)


def _local_files(params: Params) -> dict[str, Path]:
    """Return the local files that can be uploaded, by name. OptionError for a path that is not there."""
    found: dict[str, Path] = {}
    for path in map(Path, params["upload_missing"] or []):
        if not path.exists():
            raise OptionError(
                f"upload_missing: there is neither a file nor a folder {path}.", option="upload_missing"
            )
        files = [one for one in sorted(path.iterdir()) if one.is_file()] if path.is_dir() else [path]
        for file in files:
            found.setdefault(file.name, file)
    return found


def _missing(client: Client, params: Params) -> list[Change]:
    """Return one change per file that the commands need and the library lacks."""
    held = library(client)
    wanted = [name for name in _commands.library_files(params["commands"]) if held.get(name) is None]
    local = _local_files(params)
    nowhere = [name for name in wanted if name not in local]
    if nowhere:
        raise OptionError(
            f"upload_missing: neither the library nor these files hold {', '.join(nowhere)}, which the commands need.",
            option="upload_missing",
        )
    contents = {name: content_of("upload_missing", local[name]) for name in wanted}
    return [
        _changes.compared(name, name, None, {"sha256": digest(content)}) for name, content in contents.items()
    ]


def _uploads(params: Params, changes: Sequence[Change]) -> Iterable[Request]:
    local = _local_files(params)
    for change in changes:
        yield upload(change, content_of("upload_missing", local[change.key]), replaces=False)


MISSING_FILES = Resource("library file", "file_name", _missing, _uploads, {})

_CRAFT = _orders.Craft(
    options={
        "commands": {"type": "list", "elements": "dict", "required": True},
        "dest": {"type": "path"},
        "upload_missing": {"type": "list", "elements": "path"},
    },
    body=_body,
    same=_same,
    gate=Gate,
)


def respond(client: Client, params: Params, check_mode: bool) -> Result:
    """Run the commands; first put the files that they need into the library, where that is wanted and something will run."""
    if params["upload_missing"] is None:
        return _run(client, params, check_mode)
    foreseen = act(client, _order(client, params), params, True)
    found = {**params, "machines": [attempt.machine["id"] for attempt in foreseen]}
    if all(attempt.decision.verb != "submit" for attempt in foreseen):
        return _run(client, found, check_mode)
    uploads = bring(client, MISSING_FILES, params, check_mode)
    if uploads.get("failed"):
        return {**uploads, "results": [], "uploads": uploads["results"]}
    try:
        done = _run(client, found, check_mode)
    except DefenderError as error:
        done = {"changed": False, "failed": True, "results": [], "diff": {}, **error.as_result()}
    return _together(uploads, done)


def _order(client: Client, params: Params) -> Order:
    return _orders.of_job(LIVE_RESPONSE, _CRAFT, client, params)


def _run(client: Client, params: Params, check_mode: bool) -> Result:
    order = _order(client, params)
    attempts = act(client, order, params, check_mode)
    results = Results(client, params, check_mode)
    results.collect(attempts)
    told = summary(order.goal, attempts)
    return {**told, "diff": results.beside(told["diff"])}


def _together(uploads: Result, done: Result) -> Result:
    diff = {
        side: {**uploads["diff"].get(side, {}), **done["diff"].get(side, {})} for side in ("before", "after")
    }
    changed = uploads["changed"] or done["changed"]
    return {**done, "changed": changed, "diff": diff, "uploads": uploads["results"]}


LIVE_RESPONSE_TASK = job(LIVE_RESPONSE, _CRAFT)._replace(work=respond)
