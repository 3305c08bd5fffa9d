# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machine actions: look, decide, submit, wait. Never the same action twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _actions
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Operation
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    STOPS_ALL,
    ActionConflict,
    AnswerLost,
    ApiError,
    Conflict,
    DefenderError,
    OptionError,
)
from ansible_collections.secops.defender.plugins.module_utils._history import histories
from ansible_collections.secops.defender.plugins.module_utils._naming import find_machines
from ansible_collections.secops.defender.plugins.module_utils._task import Result, shortfall
from ansible_collections.secops.defender.plugins.module_utils._waiting import (
    Patience,
    looks,
    patience_of,
    verdict,
)


def at_once(attempts: Sequence[Attempt]) -> None:
    """Let every request go as soon as it is its turn."""


def unprepared() -> None:
    """Need nothing before the first request."""


def past_decides(machine: Mapping[str, Any]) -> str | None:
    """Let the past actions decide, whatever the machine's record says."""
    return None


class Order(NamedTuple):
    """What is asked for: the request, how to decide from the past actions of the types that matter, and how to know one's own.

    The goal is what the machines are afterwards, as in "isolated". Prepare is called once before the first request. The
    gate is called before each with all attempts, and returns when it may go, or raises what keeps the machine from its
    turn. Done already says why the record of a machine alone shows that there is nothing to do.
    """

    goal: str
    operation: Operation
    body: Mapping[str, Any]
    types: Sequence[str]
    decide: Callable[[Sequence[_actions.Action]], _actions.Decision]
    same: Callable[[_actions.Action], bool]
    prepare: Callable[[], None] = unprepared
    gate: Callable[[Sequence[Attempt]], None] = at_once
    done_already: Callable[[Mapping[str, Any]], str | None] = past_decides


class Attempt:
    """One machine on its way into the state, and how far it came."""

    def __init__(
        self, machine: Mapping[str, Any], past: Sequence[_actions.Action], decision: _actions.Decision
    ) -> None:
        self.machine = machine
        self.known = {action["id"] for action in past}
        self.decision = decision
        self.action: Mapping[str, Any] | None = decision.action if decision.verb == "adopt" else None
        self.changed = decision.verb == "submit"
        self.error: DefenderError | None = None
        self.produced: Mapping[str, Any] = {}

    def as_result(self) -> Result:
        """Return what a playbook sees of this machine."""
        return {
            "machine_id": self.machine["id"],
            "computer_dns_name": self.machine.get("computerDnsName"),
            "changed": self.changed,
            "action": self.action,
            "decided_from": self.decision.as_result(),
            **self.produced,
            **(self.error.as_result() if self.error else {}),
        }


def act(client: Client, order: Order, params: Mapping[str, Any], check_mode: bool) -> list[Attempt]:
    """Do what is ordered on the machines that the options name, and return what became of each."""
    refuse_unusable(params)
    client.require(order.operation)
    machines = find_machines(client, params["machines"], params["duplicates"])
    refuse_too_many(len(machines), params["max_machines"])
    attempts = _decided(client, order, machines)
    if not check_mode:
        if any(attempt.decision.verb == "submit" for attempt in attempts):
            order.prepare()
        _submit_all(client, order, attempts)
        if params["wait"]:
            await_all(client, attempts, patience_of(params))
    return attempts


def refuse_unusable(params: Mapping[str, Any]) -> None:
    """Refuse a comment that says nothing, and more names than machines may be touched."""
    if not params["comment"].strip():
        raise OptionError(
            "comment: say why, the service keeps it with the action; it must not be empty.", option="comment"
        )
    refuse_too_many(len(set(params["machines"])), params["max_machines"])


def refuse_too_many(count: int, limit: int) -> None:
    """Refuse more machines than may be touched."""
    if count > limit:
        raise OptionError(
            f"machines: {count} machines are more than max_machines ({limit}); raise max_machines if all of them are meant.",
            option="max_machines",
        )


def _decided(client: Client, order: Order, machines: Sequence[Mapping[str, Any]]) -> list[Attempt]:
    past = histories(client, [machine["id"] for machine in machines], order.types)
    return [
        Attempt(machine, past[machine["id"]], _decision(order, machine, past[machine["id"]]))
        for machine in machines
    ]


def _decision(order: Order, machine: Mapping[str, Any], past: Sequence[_actions.Action]) -> _actions.Decision:
    reason = order.done_already(machine)
    return _actions.Decision("nothing", reason) if reason else order.decide(past)


def _submit_all(client: Client, order: Order, attempts: Sequence[Attempt]) -> None:
    stopped: DefenderError | None = None
    for attempt in attempts:
        if attempt.decision.verb == "refuse":
            attempt.error = _conflict(attempt.decision)
        elif attempt.decision.verb == "submit":
            attempt.changed = False
            attempt.error = stopped or _tried(client, order, attempt, attempts)
            stopped = attempt.error if isinstance(attempt.error, STOPS_ALL) else None


def _tried(
    client: Client, order: Order, attempt: Attempt, attempts: Sequence[Attempt]
) -> DefenderError | None:
    try:
        order.gate(attempts)
        _submit(client, order, attempt)
    except DefenderError as error:
        return error
    return None


def _submit(client: Client, order: Order, attempt: Attempt) -> None:
    """Send the action so that it takes effect once: after an answer lost on the way, look before sending again."""
    try:
        _send(client, order, attempt)
    except AnswerLost:
        if not _adopt_new(client, order, attempt):
            _send_again(client, order, attempt)
    except Conflict:
        if not _adopt_open(client, order, attempt):
            raise
    except ApiError as error:
        if error.details["status"] < 500 or not _adopt_new(client, order, attempt):
            raise


def _send_again(client: Client, order: Order, attempt: Attempt) -> None:
    try:
        _send(client, order, attempt)
    except (AnswerLost, Conflict):
        if not _adopt_new(client, order, attempt):
            raise


def _send(client: Client, order: Order, attempt: Attempt) -> None:
    answer = client.first(order.operation, order.body, id=attempt.machine["id"])
    if "id" not in answer:
        raise AnswerLost(f"{order.operation.name}: the answer is no action; run the task again.")
    attempt.action = answer
    attempt.changed = answer["id"] not in attempt.known


def _adopt_new(client: Client, order: Order, attempt: Attempt) -> bool:
    """Take an action that was not there before the request was sent: the request did arrive."""
    new = [action for action in _same_kind(client, order, attempt) if action["id"] not in attempt.known]
    attempt.action = max(new, key=_actions.started, default=None)
    attempt.changed = attempt.action is not None
    return attempt.changed


def _adopt_open(client: Client, order: Order, attempt: Attempt) -> bool:
    """Take the open action that the service says is in progress: somebody else was quicker."""
    waiting = [action for action in _same_kind(client, order, attempt) if _actions.is_open(action)]
    attempt.action = max(waiting, key=_actions.started, default=None)
    return attempt.action is not None


def _same_kind(client: Client, order: Order, attempt: Attempt) -> list[dict[str, Any]]:
    machine_id = attempt.machine["id"]
    return list(filter(order.same, histories(client, [machine_id], order.types)[machine_id]))


def await_all(client: Client, attempts: Sequence[Attempt], patience: Patience) -> None:
    """Wait until the actions of the attempts ended, and take down which are no success."""
    waiting = {attempt.action["id"]: attempt for attempt in attempts if attempt.action and not attempt.error}
    try:
        for seen in looks(client, list(waiting), patience):
            for action_id, action in seen.items():
                waiting[action_id].action = action
    except DefenderError as error:
        for attempt in waiting.values():
            attempt.error = error if attempt.action and _actions.is_open(attempt.action) else None
        return
    for attempt in waiting.values():
        attempt.error = verdict(attempt.action or {}, patience)


def _conflict(decision: _actions.Decision) -> ActionConflict:
    return ActionConflict(
        f"{decision.reason} Wait for it, or cancel it, with defender_machine_action.",
        action_id=decision.as_result()["action_id"],
    )


def summary(goal: str, attempts: Sequence[Attempt]) -> Result:
    """Return the result of a task from what became of each machine."""
    failed = [(attempt, attempt.error) for attempt in attempts if attempt.error]
    told: Result = {
        "changed": any(attempt.changed for attempt in attempts),
        "results": [attempt.as_result() for attempt in attempts],
        "diff": _diff(goal, attempts),
    }
    if failed:
        attempt, error = failed[0]
        whose = attempt.machine.get("computerDnsName") or attempt.machine["id"]
        told.update(error.as_result(), failed=True)
        told["msg"] = f"{shortfall(len(failed), len(attempts), 'machine', goal)}; {whose}: {error}"
    return told


def named(machine: Mapping[str, Any]) -> str:
    """Return a machine's name and id for a diff."""
    return f"{machine.get('computerDnsName') or 'no name'} ({machine['id']})"


def _diff(goal: str, attempts: Sequence[Attempt]) -> dict[str, dict[str, str]]:
    before, after = {}, {}
    for attempt in attempts:
        name = named(attempt.machine)
        before[name] = goal if attempt.decision.verb == "nothing" else f"not {goal}"
        after[name] = goal if attempt.changed else before[name]
    return {"before": before, "after": after}
