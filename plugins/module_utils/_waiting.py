# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for machine actions: it ends done, failed or out of time, and can be taken up again by action id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _actions, _clock
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    ActionFailed,
    ActionTimeout,
    DefenderError,
)
from ansible_collections.secops.defender.plugins.module_utils._history import actions_by_id

WAIT_OPTIONS: dict[str, dict[str, Any]] = {
    "wait_timeout": {"type": "float", "default": 900.0},
    "poll_interval": {"type": "float", "default": 10.0},
}

_WORDS = {
    "": "not shown yet",
    _actions.SUCCEEDED: "succeeded",
    "Pending": "pending",
    "InProgress": "in progress",
    "Failed": "failed",
    "Cancelled": "cancelled",
    "TimeOut": "given up by the service",
}

BREAKING_OFF = "waiting begins; when this is broken off, run the same again to wait on, nothing is sent twice"


class Patience(NamedTuple):
    """How long to wait in all and between two looks, in seconds."""

    timeout: float
    interval: float


def patience_of(params: Mapping[str, Any]) -> Patience:
    """Return the patience that the options ask for."""
    return Patience(params["wait_timeout"], max(params["poll_interval"], 0.1))


def looks(
    client: Client, action_ids: Sequence[str], patience: Patience
) -> Iterator[dict[str, dict[str, Any]]]:
    """Yield what the open ones among the actions look like, one request a look, until all ended or time is over.

    An action that the service does not show, as can happen just after it was created, is looked for again.
    """
    started = _clock.monotonic()
    deadline = started + patience.timeout
    waiting, latest, begun = list(action_ids), dict.fromkeys(action_ids, ""), False
    while waiting:
        seen = actions_by_id(client, waiting)
        latest.update((name, str(action.get("status"))) for name, action in seen.items())
        yield seen
        waiting = [name for name in waiting if name not in seen or _actions.is_open(seen[name])]
        left = deadline - _clock.monotonic()
        if not waiting or left <= 0:
            return
        if not begun:
            client.tell(BREAKING_OFF)
            begun = True
        why = f"{progress(list(latest.values()))} after {_clock.monotonic() - started:.0f} s; next look"
        _clock.pause(min(patience.interval, left), client.tell, why)


def progress(statuses: Sequence[str]) -> str:
    """Say how far actions are, as in "7 of 12 actions succeeded, 4 pending, 1 failed"; one without a status is not shown yet."""
    counted = Counter(_WORDS.get(status, status) for status in statuses)
    done = counted.pop(_WORDS[_actions.SUCCEEDED], 0)
    noun = "action" if len(statuses) == 1 else "actions"
    return ", ".join(
        [
            f"{done} of {len(statuses)} {noun} succeeded",
            *(f"{count} {word}" for word, count in counted.most_common()),
        ]
    )


def verdict(action: Mapping[str, Any], patience: Patience) -> DefenderError | None:
    """Return why an action is not a success, None if it is one."""
    named = f"{action.get('type')} {action['id']}"
    details = {"action_id": action["id"], "status": action.get("status")}
    if _actions.is_open(action):
        return ActionTimeout(
            f"{named} is still {action['status']} after wait_timeout ({patience.timeout:g} s); "
            "wait on with defender_machine_action, or run the task again.",
            **details,
        )
    if action.get("status") != _actions.SUCCEEDED:
        code = action.get("errorHResult")
        return ActionFailed(
            f"{named} ended as {action.get('status')}{f' (error {code})' if code else ''}; see the machine in the portal.",
            **details,
        )
    return None
