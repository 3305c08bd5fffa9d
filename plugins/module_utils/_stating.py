# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing things into a wanted state: look, compare, write what differs, look again where an answer was lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _changes
from ansible_collections.secops.defender.plugins.module_utils._changes import Change
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Operation
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    STOPS_ALL,
    AnswerLost,
    ApiError,
    DefenderError,
    NotFound,
)
from ansible_collections.secops.defender.plugins.module_utils._task import Result, shortfall

Params = Mapping[str, Any]
Look = Callable[[Client, Params], Sequence[Change]]


class Request(NamedTuple):
    """One request, and the changes that it makes.

    A change may take several requests: where an earlier one failed it is left out of the later ones, whose body is
    then made by a function of the changes that are left.
    """

    operation: Operation
    changes: Sequence[Change]
    body: Any = None
    path: Mapping[str, Any] = MappingProxyType({})


def no_refusals(request: Request, answer: Any) -> Mapping[str, str]:
    """An answer that tells nothing about single things: all of them are done."""
    return {}


def nothing_more(client: Client, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Add nothing to the results."""
    return {}


class Resource(NamedTuple):
    """One kind of thing that can be brought into a wanted state.

    Noun and key name it in sentences and in results ("alert", "alert_id"). Look refuses what cannot be wanted, reads
    what is there and returns one change per thing, those that are not needed included. Requests makes as few as it can
    of those that are. Refusals tells, by key, what an answer says was not done. Shown returns, by key, what else a
    result should hold after the work.
    """

    noun: str
    key: str
    look: Look
    requests: Callable[[Params, Sequence[Change]], Iterable[Request]]
    options: Mapping[str, dict[str, Any]]
    rules: Mapping[str, Any] = MappingProxyType({})
    refusals: Callable[[Request, Any], Mapping[str, str]] = no_refusals
    shown: Callable[[Client, Sequence[str]], Mapping[str, Mapping[str, Any]]] = nothing_more


class _Writer:
    """Sends requests, and keeps what was written and what went wrong, by the keys of the changes."""

    def __init__(self, client: Client, resource: Resource, params: Params) -> None:
        self._client, self._resource, self._params = client, resource, params
        self._looks_left = _LOOKS
        self.written: set[str] = set()
        self.errors: dict[str, DefenderError] = {}

    def write(self, requests: Iterable[Request]) -> None:
        """Send the requests; what would fail for everything alike ends the sending."""
        queue = deque(requests)
        while queue:
            request = queue.popleft()
            try:
                self._send(request)
            except STOPS_ALL as error:
                self._fail([change for left in (request, *queue) for change in left.changes], error)
                return
            except DefenderError as error:
                if not (_unclear(error) and self._looks_left):
                    self._fail(request.changes, error)
                    continue
                expected = [change for left in (request, *queue) for change in left.changes]
                queue = deque(self._planned_again(expected))

    def _send(self, request: Request) -> None:
        changes = [change for change in request.changes if change.key not in self.errors]
        if not changes:
            return
        body = request.body(changes) if callable(request.body) else request.body
        answer = self._client.call(request.operation, request.path, body=body)
        refused = self._resource.refusals(request._replace(changes=changes), answer)
        for change in changes:
            if change.key in refused:
                told = f"{request.operation.name}: the service refused {change.name}: {refused[change.key]}"
                self._fail(
                    [change], ApiError(told, operation=request.operation.name, message=refused[change.key])
                )
            else:
                self.written.add(change.key)

    def _fail(self, changes: Iterable[Change], error: DefenderError) -> None:
        self.errors.update((change.key, error) for change in changes)

    def _planned_again(self, expected: Sequence[Change]) -> Iterable[Request]:
        """Look again after an answer was lost, and plan what is still needed."""
        self._looks_left -= 1
        before = {change.key: change.before for change in expected}
        try:
            now = self._resource.look(self._client, self._params)
        except DefenderError as error:
            self._fail(expected, error)
            return ()
        found = {change.key: change.before for change in now}
        self.written |= {key for key, known in before.items() if found.get(key) != known}
        left = [change for change in now if change.needed and change.key in before]
        return self._resource.requests(self._params, left)


_LOOKS = 3


def bring(client: Client, resource: Resource, params: Params, check_mode: bool) -> Result:
    """Bring the things into the state that is wanted and return one result for each."""
    changes = list(resource.look(client, params))
    needed = [change for change in changes if change.needed]
    requests = list(resource.requests(params, needed))
    for operation in dict.fromkeys(request.operation for request in requests):
        client.require(operation)
    writer = _Writer(client, resource, params)
    if check_mode:
        writer.written = {change.key for change in needed}
        return _summary(resource, changes, writer, {})
    writer.write(requests)
    return _summary(resource, changes, writer, resource.shown(client, [change.key for change in changes]))


def _unclear(error: DefenderError) -> bool:
    """Whether the request may have taken effect all the same, or what it was about is not there as it was seen."""
    return isinstance(error, (AnswerLost, NotFound)) or (
        isinstance(error, ApiError) and error.details.get("status", 0) >= 500
    )


def _summary(
    resource: Resource,
    changes: Sequence[Change],
    writer: _Writer,
    shown: Mapping[str, Mapping[str, Any]],
) -> Result:
    failed = [(change, writer.errors[change.key]) for change in changes if change.key in writer.errors]
    summary: Result = {
        "changed": bool(writer.written),
        "results": [_result(resource, change, writer, shown.get(change.key, {})) for change in changes],
        "diff": _changes.diff(change for change in changes if change.key in writer.written),
    }
    if failed:
        change, error = failed[0]
        told = shortfall(len(failed), len(changes), resource.noun, "as wanted")
        summary.update(error.as_result(), failed=True, msg=f"{told}; {change.name}: {error}")
    return summary


def _result(resource: Resource, change: Change, writer: _Writer, shown: Mapping[str, Any]) -> Result:
    error = writer.errors.get(change.key)
    return {
        resource.key: change.key,
        "name": change.name,
        "changed": change.key in writer.written,
        "before": change.before,
        "after": change.after,
        **shown,
        **(error.as_result() if error else {}),
    }
