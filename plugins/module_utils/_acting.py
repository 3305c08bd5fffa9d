# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing machines into a lasting state: look, decide, submit, wait. Never the same action twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _actions
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Kind
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    ActionConflict,
    AnswerLost,
    ApiError,
    AuthError,
    Conflict,
    DefenderError,
    Forbidden,
    OptionError,
    Throttled,
    Unreached,
)
from ansible_collections.secops.defender.plugins.module_utils._history import histories
from ansible_collections.secops.defender.plugins.module_utils._naming import find_machines
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.plugins.module_utils._waiting import (
    Patience,
    looks,
    patience_of,
    verdict,
)

# What would fail in the same way for every machine that is left.
_STOPS_ALL = (AuthError, Forbidden, Throttled, Unreached)


class Order(NamedTuple):
    """What is asked for: the kind of action, its scope as the service shows it, and the body of the request."""

    kind: Kind
    scope: str | None
    body: dict[str, Any]


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

    def as_result(self) -> Result:
        """Return what a playbook sees of this machine."""
        return {
            "machine_id": self.machine["id"],
            "computer_dns_name": self.machine.get("computerDnsName"),
            "changed": self.changed,
            "action": self.action,
            "decided_from": self.decision.as_result(),
            **(self.error.as_result() if self.error else {}),
        }


def order_of(kind: Kind, params: Mapping[str, Any]) -> Order:
    """Return the order that the options describe."""
    sent = {row.option: dict(row.values).get(params[row.option], params[row.option]) for row in kind.fields}
    body = {"Comment": params["comment"], **{row.name: sent[row.option] for row in kind.fields}}
    return Order(kind, sent.get(kind.scope or ""), body)


def act(client: Client, kind: Kind, params: Mapping[str, Any], check_mode: bool) -> Result:
    """Bring the machines into the state of the kind and return one result per machine."""
    _refuse_unusable(params)
    client.require(kind.operation)
    machines = find_machines(client, params["machines"], params["duplicates"])
    _refuse_too_many(len(machines), params["max_machines"])
    order = order_of(kind, params)
    attempts = _decided(client, order, machines, params["force"])
    if not check_mode:
        _submit_all(client, order, attempts)
        if params["wait"]:
            _await(client, attempts, patience_of(params))
    return _summary(kind, attempts)


def _refuse_unusable(params: Mapping[str, Any]) -> None:
    if not params["comment"].strip():
        raise OptionError(
            "comment: say why, the service keeps it with the action; it must not be empty.", option="comment"
        )
    _refuse_too_many(len(set(params["machines"])), params["max_machines"])


def _refuse_too_many(count: int, limit: int) -> None:
    if count > limit:
        raise OptionError(
            f"machines: {count} machines are more than max_machines ({limit}); raise max_machines if all of them are meant.",
            option="max_machines",
        )


def _decided(
    client: Client, order: Order, machines: Sequence[Mapping[str, Any]], force: bool
) -> list[Attempt]:
    past = histories(client, [machine["id"] for machine in machines], (order.kind.type, order.kind.opposite))
    return [
        Attempt(
            machine, past[machine["id"]], _actions.decide(order.kind, order.scope, past[machine["id"]], force)
        )
        for machine in machines
    ]


def _submit_all(client: Client, order: Order, attempts: Sequence[Attempt]) -> None:
    stopped: DefenderError | None = None
    for attempt in attempts:
        if attempt.decision.verb == "refuse":
            attempt.error = _conflict(attempt.decision)
        elif attempt.decision.verb == "submit":
            attempt.changed = False
            attempt.error = stopped or _tried(client, order, attempt)
            stopped = attempt.error if isinstance(attempt.error, _STOPS_ALL) else None


def _tried(client: Client, order: Order, attempt: Attempt) -> DefenderError | None:
    try:
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
    answer = client.first(order.kind.operation, order.body, id=attempt.machine["id"])
    if "id" not in answer:
        raise AnswerLost(f"{order.kind.operation.name}: the answer is no action; run the task again.")
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
    return histories(client, [machine_id], (order.kind.type,))[machine_id]


def _await(client: Client, attempts: Sequence[Attempt], patience: Patience) -> None:
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
        f"{decision.reason} Wait for it or cancel it with defender_machine_action, or use force.",
        action_id=decision.as_result()["action_id"],
    )


def _summary(kind: Kind, attempts: Sequence[Attempt]) -> Result:
    failed = [(attempt, attempt.error) for attempt in attempts if attempt.error]
    summary: Result = {
        "changed": any(attempt.changed for attempt in attempts),
        "results": [attempt.as_result() for attempt in attempts],
        "diff": _diff(kind, attempts),
    }
    if failed:
        attempt, error = failed[0]
        named = attempt.machine.get("computerDnsName") or attempt.machine["id"]
        summary.update(error.as_result(), failed=True)
        summary["msg"] = f"{len(failed)} of {len(attempts)} machines are not {kind.state}; {named}: {error}"
    return summary


def _diff(kind: Kind, attempts: Sequence[Attempt]) -> dict[str, dict[str, str]]:
    before, after = {}, {}
    for attempt in attempts:
        name = f"{attempt.machine.get('computerDnsName') or 'no name'} ({attempt.machine['id']})"
        before[name] = kind.state if attempt.decision.verb == "nothing" else f"not {kind.state}"
        after[name] = kind.state if attempt.changed else before[name]
    return {"before": before, "after": after}
