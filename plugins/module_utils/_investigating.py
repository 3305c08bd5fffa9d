# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Starting automated investigations of machines: look, decide, send. Never a second one beside an open one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _clock, _investigations
from ansible_collections.secops.defender.plugins.module_utils._acting import refuse_too_many, refuse_unusable
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    STOPS_ALL,
    AnswerLost,
    ApiError,
    Conflict,
    DefenderError,
)
from ansible_collections.secops.defender.plugins.module_utils._history import chunks
from ansible_collections.secops.defender.plugins.module_utils._naming import DUPLICATES, find_machines
from ansible_collections.secops.defender.plugins.module_utils._odata import any_of, quote
from ansible_collections.secops.defender.plugins.module_utils._tables.investigations import (
    INVESTIGATIONS,
    START,
)
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task, shortfall

Past = dict[str, list[dict[str, Any]]]

_GOAL = "under investigation"
# What the service can say for every machine alike once investigations can no longer be started by hand.
_GONE = ("DisallowedOperation", "DisabledFeature", "NotFound", "MethodNotAllowed")


class _Attempt:
    """One machine, what was decided for it, and how far it came."""

    def __init__(self, machine: Mapping[str, Any], past: Sequence[Mapping[str, Any]], max_age: float) -> None:
        now = datetime.fromtimestamp(_clock.now(), timezone.utc)
        self.machine = machine
        self.known = {one["id"] for one in past}
        self.decision = _investigations.decide(past, max_age, now)
        self.investigation = self.decision.investigation if self.decision.verb != "submit" else None
        self.changed = self.decision.verb == "submit"
        self.error: DefenderError | None = None

    @property
    def name(self) -> str:
        """The machine for a person."""
        return f"{self.machine.get('computerDnsName') or 'no name'} ({self.machine['id']})"

    def take(self, investigation: Mapping[str, Any] | None) -> bool:
        """Take an investigation for this machine's, and tell whether there is one."""
        self.investigation = investigation
        self.changed = bool(investigation and investigation["id"] not in self.known)
        return investigation is not None

    def as_result(self) -> Result:
        """Return what a playbook sees of this machine."""
        return {
            "machine_id": self.machine["id"],
            "computer_dns_name": self.machine.get("computerDnsName"),
            "changed": self.changed,
            "investigation": self.investigation,
            "decided_from": self.decision.as_result(),
            **(self.error.as_result() if self.error else {}),
        }


def investigate(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
    """Have the machines investigated, and return one result per machine."""
    refuse_unusable(params)
    client.require(START)
    machines = find_machines(client, params["machines"], params["duplicates"])
    refuse_too_many(len(machines), params["max_machines"])
    past = _past(client, [machine["id"] for machine in machines])
    attempts = [_Attempt(machine, past[machine["id"]], params["max_age"]) for machine in machines]
    if not check_mode:
        _start_all(client, params["comment"], attempts)
    return _summary(attempts)


def _past(client: Client, machine_ids: Sequence[str]) -> Past:
    found: Past = {machine_id.lower(): [] for machine_id in machine_ids}
    for group in chunks(machine_ids):
        query = {"$filter": any_of("machineId", [quote(machine_id) for machine_id in group])}
        for record in client.each(INVESTIGATIONS.list, query):
            found.get((record.get("machineId") or "").lower(), []).append(record)
    return {machine_id: found[machine_id.lower()] for machine_id in machine_ids}


def _start_all(client: Client, comment: str, attempts: Sequence[_Attempt]) -> None:
    stopped: DefenderError | None = None
    for attempt in attempts:
        if attempt.decision.verb == "submit":
            attempt.changed = False
            attempt.error = stopped or _tried(client, comment, attempt)
            stopped = attempt.error if _stops_all(attempt.error) else None


def _tried(client: Client, comment: str, attempt: _Attempt) -> DefenderError | None:
    try:
        _start(client, comment, attempt)
    except ApiError as error:
        return _retired(error) if error.details["code"] in _GONE else error
    except DefenderError as error:
        return error
    return None


def _start(client: Client, comment: str, attempt: _Attempt) -> None:
    """Start one investigation: after an answer lost on the way, look before sending again."""
    try:
        _send(client, comment, attempt)
    except AnswerLost:
        if not _take_new(client, attempt):
            _send_again(client, comment, attempt)
    except Conflict:
        attempt.investigation = _investigations.newest(_open(client, attempt))
        if attempt.investigation is None:
            raise


def _send_again(client: Client, comment: str, attempt: _Attempt) -> None:
    try:
        _send(client, comment, attempt)
    except (AnswerLost, Conflict):
        if not _take_new(client, attempt):
            raise


def _send(client: Client, comment: str, attempt: _Attempt) -> None:
    answer = client.first(START, {"Comment": comment}, id=attempt.machine["id"])
    if "id" not in answer:
        raise AnswerLost(f"{START.name}: the answer is no investigation; run the task again.")
    attempt.take(answer)


def _take_new(client: Client, attempt: _Attempt) -> bool:
    """Take an investigation that was not there before: the request did arrive."""
    there = _past(client, [attempt.machine["id"]])[attempt.machine["id"]]
    return attempt.take(_investigations.newest([one for one in there if one["id"] not in attempt.known]))


def _open(client: Client, attempt: _Attempt) -> list[dict[str, Any]]:
    there = _past(client, [attempt.machine["id"]])[attempt.machine["id"]]
    return [one for one in there if _investigations.is_open(one)]


def _stops_all(error: DefenderError | None) -> bool:
    return isinstance(error, STOPS_ALL) or (isinstance(error, ApiError) and error.details["code"] in _GONE)


def _retired(error: ApiError) -> ApiError:
    said = str(error).rstrip(".")
    return ApiError(
        f"{said}. Microsoft ended starting investigations by hand on 2026-09-01; have the machines scanned instead,"
        " with defender_machine_scan and scan_type full.",
        **error.details,
    )


def _summary(attempts: Sequence[_Attempt]) -> Result:
    failed = [(attempt, attempt.error) for attempt in attempts if attempt.error]
    told: Result = {
        "changed": any(attempt.changed for attempt in attempts),
        "results": [attempt.as_result() for attempt in attempts],
        "diff": {
            "before": {attempt.name: f"not {_GOAL}" for attempt in attempts if attempt.changed},
            "after": {attempt.name: _GOAL for attempt in attempts if attempt.changed},
        },
    }
    if failed:
        attempt, error = failed[0]
        short = shortfall(len(failed), len(attempts), "machine", _GOAL)
        told.update(error.as_result(), failed=True, msg=f"{short}; {attempt.name}: {error}")
    return told


INVESTIGATION = Task(
    {
        "machines": {"type": "list", "elements": "str", "required": True},
        "comment": {"type": "str", "required": True},
        "duplicates": DUPLICATES,
        "max_machines": {"type": "int", "default": 10},
        "max_age": {"type": "float", "default": 3600.0},
    },
    investigate,
)
