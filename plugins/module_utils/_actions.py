# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a machine's past actions tell, and what to do about a wanted state. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _times
from ansible_collections.secops.defender.plugins.module_utils._entity import Kind

Action = Mapping[str, Any]

OPEN = ("Pending", "InProgress")
SUCCEEDED = "Succeeded"

_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


class Decision(NamedTuple):
    """What to do (nothing, adopt, refuse or submit), why, and the action that it was decided from."""

    verb: str
    reason: str
    action: Action | None = None

    def as_result(self) -> dict[str, Any]:
        """Return the decision as it stands in a task's result."""
        return {
            "decision": self.verb,
            "reason": self.reason,
            "action_id": self.action["id"] if self.action else None,
        }


def is_open(action: Action) -> bool:
    """Tell whether an action has not ended. The set of end statuses is open, and spelled in more than one way."""
    return action.get("status") in OPEN


def started(action: Action) -> datetime:
    """Return when an action was created."""
    return _moment(action.get("creationDateTimeUtc"))


def standing(actions: Iterable[Action]) -> Action | None:
    """Return the action that took effect last. What was asked for later can take effect earlier."""
    done = [action for action in actions if action.get("status") == SUCCEEDED]
    return max(done, key=_last_update, default=None)


def decide(kind: Kind, scope: str | None, history: Sequence[Action], force: bool) -> Decision:
    """Decide from a machine's actions of this kind and its opposite how to bring the state about."""
    if force:
        return Decision("submit", "Forced: submitted whatever the past actions say.")
    waiting = sorted((action for action in history if is_open(action)), key=started, reverse=True)
    for action in waiting:
        if action["type"] != kind.type or not same_scope(action, scope):
            return Decision(
                "refuse",
                f"{_named(action)} is still {action['status']} and contradicts {kind.state}.",
                action,
            )
    if waiting:
        return Decision("adopt", f"{_named(waiting[0])} is already {waiting[0]['status']}.", waiting[0])
    return _from_the_past(kind, scope, history)


class Work(NamedTuple):
    """One-shot work: how it is called when it is done, which actions did just that, and whether others are in the way.

    What succeeded within max_age seconds counts as this work.
    """

    done: str
    same: Callable[[Action], bool]
    max_age: float
    exclusive: bool = True


def decide_work(work: Work, history: Sequence[Action], now: datetime) -> Decision:
    """Decide from a machine's actions of this type whether the work has to be done."""
    waiting = sorted((action for action in history if is_open(action)), key=started, reverse=True)
    for action in filter(work.same, waiting):
        return Decision("adopt", f"{_named(action)} is already {action['status']}.", action)
    if waiting and work.exclusive:
        told = f"{_named(waiting[0])} is still {waiting[0]['status']} and is another one than is asked for."
        return Decision("refuse", told, waiting[0])
    last = standing(action for action in history if work.same(action))
    if last is None:
        return Decision("submit", f"No past action says that the machine was {work.done}.")
    age = (now - _last_update(last)).total_seconds()
    told = f"{_named(last)} succeeded {max(age, 0):.0f} s ago"
    if age <= work.max_age:
        return Decision("nothing", f"{told}, which is within max_age ({work.max_age:g} s).", last)
    return Decision("submit", f"{told}, which is longer than max_age ({work.max_age:g} s).", last)


def response_state(actions: Sequence[Action]) -> dict[str, Any]:
    """Derive from a machine's actions whether it is isolated, restricted or being scanned."""
    isolated, isolating = _lasting(actions, "Isolate", "Unisolate")
    restricted, restricting = _lasting(actions, "RestrictCodeExecution", "UnrestrictCodeExecution")
    scan = next(
        (action for action in actions if action["type"] == "RunAntiVirusScan" and is_open(action)), None
    )
    is_isolated = _is(isolated, "Isolate")
    return {
        "isolated": is_isolated,
        "isolation_type": isolated.get("scope") if isolated and is_isolated else None,
        "isolation_pending": isolating is not None,
        "restricted": _is(restricted, "RestrictCodeExecution"),
        "restriction_pending": restricting is not None,
        "scanning": scan is not None,
        "derived_from": {
            name: action["id"] if action else None
            for name, action in (("isolation", isolated), ("restriction", restricted), ("scan", scan))
        },
    }


RESPONSE_TYPES = (
    "Isolate",
    "Unisolate",
    "RestrictCodeExecution",
    "UnrestrictCodeExecution",
    "RunAntiVirusScan",
)


def _from_the_past(kind: Kind, scope: str | None, history: Sequence[Action]) -> Decision:
    last = standing(history)
    if last is None and kind.initial:
        return Decision("nothing", f"No past action says that the machine is anything but {kind.state}.")
    if last is None:
        return Decision("submit", f"No past action says that the machine is {kind.state}.")
    if last["type"] == kind.type and same_scope(last, scope):
        return Decision("nothing", f"{_named(last)} succeeded, so the machine is {kind.state}.", last)
    return Decision(
        "submit", f"{_named(last)} took effect last, so the machine is not {kind.state} as wanted.", last
    )


def _lasting(actions: Sequence[Action], begin: str, end: str) -> tuple[Action | None, Action | None]:
    about = [action for action in actions if action["type"] in (begin, end)]
    return standing(about), max((action for action in about if is_open(action)), key=started, default=None)


def _is(action: Action | None, kind: str) -> bool:
    return action is not None and action["type"] == kind


def same_scope(action: Action, scope: str | None) -> bool:
    """Tell whether an action has the scope that is wanted, if any is."""
    # The service fills the scope in some time after the action was created.
    return not scope or not action.get("scope") or action["scope"] == scope


def _named(action: Action) -> str:
    scope = f" ({action['scope']})" if action.get("scope") else ""
    return f"{action['type']}{scope} {action['id']}"


def _last_update(action: Action) -> datetime:
    told = (
        action.get("lastUpdateDateTimeUtc")
        or action.get("lastUpdateTimeUtc")
        or action.get("creationDateTimeUtc")
    )
    return _moment(told)


def _moment(text: str | None) -> datetime:
    try:
        return _times.parse(text or "")
    except ValueError:
        return _LONG_AGO
