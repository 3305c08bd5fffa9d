# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Investigation packages: collected on machines, and downloaded from where the service puts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _actions, _clock, _files, _orders
from ansible_collections.secops.defender.plugins.module_utils._acting import (
    Attempt,
    act,
    await_all,
    named,
    summary,
)
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._downloads import download, link_to
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    STOPS_ALL,
    DefenderError,
    NotFound,
    OptionError,
)
from ansible_collections.secops.defender.plugins.module_utils._history import actions_by_id
from ansible_collections.secops.defender.plugins.module_utils._machine_action import refuse_unknown
from ansible_collections.secops.defender.plugins.module_utils._pace import Pace
from ansible_collections.secops.defender.plugins.module_utils._runners import job
from ansible_collections.secops.defender.plugins.module_utils._tables.packages import (
    PACKAGE,
    PACKAGE_LINK,
    PACKAGE_LINKS,
)
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.plugins.module_utils._waiting import patience_of, verdict

# The service can say that a package is collected before it has it to give.
_ASKS = 4

Params = Mapping[str, Any]


def packages(client: Client, params: Params, check_mode: bool) -> Result:
    """Collect packages, or take up actions that collect them, and download what is there."""
    _refuse_place(params)
    if params["dest"]:
        client.require(PACKAGE_LINK)
    if params["action_ids"] is None:
        order = _orders.of_job(PACKAGE, _orders.PLAIN, client, params)
        attempts = act(client, order, params, check_mode)
    else:
        attempts = _taken_up(client, params, check_mode)
    for attempt in attempts:
        attempt.produced = {"package": None}
    downloads = _Downloads(client, params, check_mode)
    if params["dest"]:
        downloads.fetch_all(attempts)
    told = summary(PACKAGE.done, attempts)
    return {**told, "diff": downloads.beside(told["diff"])}


def _refuse_place(params: Params) -> None:
    """Refuse a place for several packages that holds one, and one that holds none, before anything is sent."""
    if not params["dest"]:
        return
    place = _files.placed("dest", params["dest"], "package.zip")
    named = set(params["machines"] or params["action_ids"] or ())
    if place == Path(params["dest"]) and (len(named) > 1 or params["duplicates"] == "all"):
        raise OptionError(
            f"dest: {place} is one file and there can be several packages; name a directory.", option="dest"
        )


def _taken_up(client: Client, params: Params, check_mode: bool) -> list[Attempt]:
    action_ids = list(dict.fromkeys(params["action_ids"]))
    actions = actions_by_id(client, action_ids)
    refuse_unknown(action_ids, actions)
    for action in actions.values():
        if action["type"] != PACKAGE.type:
            raise OptionError(
                f"action_ids: {action['id']} is a {action['type']}, which collects no package.",
                option="action_ids",
            )
    attempts = [_attempt(actions[action_id]) for action_id in action_ids]
    if params["wait"] and not check_mode:
        await_all(client, attempts, patience_of(params))
        return attempts
    for attempt in attempts:
        if attempt.action and not _actions.is_open(attempt.action):
            attempt.error = verdict(attempt.action, patience_of(params))
    return attempts


def _attempt(action: _actions.Action) -> Attempt:
    machine = {"id": action.get("machineId"), "computerDnsName": action.get("computerDnsName")}
    reason = f"{action['type']} {action['id']} is named in action_ids."
    return Attempt(machine, [action], _actions.Decision("adopt", reason, action))


class _Downloads:
    """The files that packages become, one after the other at the documented pace, and what that changes."""

    def __init__(self, client: Client, params: Params, check_mode: bool) -> None:
        self._client = client
        self._params = params
        self._check_mode = check_mode
        self._pace = Pace(PACKAGE_LINKS)
        self._before: dict[str, str] = {}

    def fetch_all(self, attempts: Sequence[Attempt]) -> None:
        """Download the packages that are there. A failure stays with its machine, unless every machine would meet it."""
        stopped: DefenderError | None = None
        for attempt in attempts:
            action = _collecting(attempt)
            if attempt.error:
                continue
            if action and action.get("status") == _actions.SUCCEEDED:
                attempt.error = stopped or self._tried(attempt, action)
                stopped = attempt.error if isinstance(attempt.error, STOPS_ALL) else None
            elif self._check_mode and self._params["wait"]:
                self._take_down(attempt, True)

    def beside(self, diff: Mapping[str, Any]) -> dict[str, Any]:
        """Return a diff of machines with their packages beside them."""
        after = dict.fromkeys(self._before, "in dest")
        return {"before": {**diff["before"], **self._before}, "after": {**diff["after"], **after}}

    def _tried(self, attempt: Attempt, action: _actions.Action) -> DefenderError | None:
        try:
            kept = self._kept(_place(self._params, attempt, action), action)
        except DefenderError as error:
            return error
        attempt.produced = {"package": kept.as_result()}
        self._take_down(attempt, kept.changed)
        return None

    def _take_down(self, attempt: Attempt, changed: bool) -> None:
        attempt.changed = attempt.changed or changed
        self._before[f"package of {named(attempt.machine)}"] = "not in dest" if changed else "in dest"

    def _kept(self, place: Path, action: _actions.Action) -> _files.Kept:
        # Files are put in place whole, so what bears the name of the action is its package. Links are too few to ask again.
        if place != Path(self._params["dest"]) and (there := _files.standing(place)):
            return there
        if self._check_mode and not place.exists():
            return _files.Kept(str(place), None, None, True)

        def take(parts: Iterator[bytes]) -> _files.Kept:
            return _files.compared(place, parts) if self._check_mode else _files.write("dest", place, parts)

        return download(self._client, partial(self._link, action["id"]), take)

    def _link(self, action_id: str) -> str:
        patience = patience_of(self._params)
        for _ask in range(_ASKS - 1 if self._params["wait"] else 0):
            with suppress(NotFound):
                return link_to(self._client, PACKAGE_LINK, self._pace, id=action_id)
            _clock.sleep(patience.interval)
        try:
            return link_to(self._client, PACKAGE_LINK, self._pace, id=action_id)
        except NotFound as error:
            raise NotFound(
                f"The service has no package of action {action_id}, or no longer; collect a new one with max_age 0.",
                **error.details,
            ) from None


def _collecting(attempt: Attempt) -> _actions.Action | None:
    """Return the action whose package counts: the one that stands for the machine, else its own."""
    return attempt.decision.action if attempt.decision.verb == "nothing" else attempt.action


def _place(params: Params, attempt: Attempt, action: _actions.Action) -> Path:
    machine = attempt.machine.get("computerDnsName") or attempt.machine["id"]
    return _files.placed("dest", params["dest"], f"{machine}_{action['id']}.zip")


MACHINE_PACKAGE = job(
    PACKAGE,
    _orders.Craft(
        options={
            "machines": {"type": "list", "elements": "str", "required": False},
            "action_ids": {"type": "list", "elements": "str"},
            "comment": {"type": "str", "required": False},
            "dest": {"type": "path"},
        },
        rules={
            "mutually_exclusive": [("machines", "action_ids")],
            "required_one_of": [("machines", "action_ids")],
            "required_by": {"machines": ("comment",)},
        },
    ),
)._replace(work=packages)
