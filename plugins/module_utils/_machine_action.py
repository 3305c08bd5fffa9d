# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for machine actions by id, and cancelling them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _actions
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AnswerLost,
    ApiError,
    DefenderError,
    OptionError,
)
from ansible_collections.secops.defender.plugins.module_utils._history import actions_by_id
from ansible_collections.secops.defender.plugins.module_utils._tables.machine_actions import CANCEL
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task, shortfall
from ansible_collections.secops.defender.plugins.module_utils._waiting import (
    WAIT_OPTIONS,
    Patience,
    looks,
    patience_of,
    verdict,
)


def control(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
    """Wait until the actions ended, or cancel those that are open."""
    action_ids = list(dict.fromkeys(params["action_ids"]))
    if params["state"] == "finished":
        return _finished(client, action_ids, params, check_mode)
    if not (params["comment"] or "").strip():
        raise OptionError(
            "comment: say why the actions are cancelled; it must not be empty.", option="comment"
        )
    client.require(CANCEL)
    actions = actions_by_id(client, action_ids)
    refuse_unknown(action_ids, actions)
    return _summary([_cancelled(client, actions[name], params["comment"], check_mode) for name in action_ids])


def _finished(client: Client, action_ids: list[str], params: Mapping[str, Any], check_mode: bool) -> Result:
    patience = patience_of(params)
    seen: dict[str, dict[str, Any]] = {}
    broken_off: DefenderError | None = None
    try:
        for look in looks(client, action_ids, patience._replace(timeout=0) if check_mode else patience):
            seen.update(look)
            refuse_unknown(action_ids, seen)
    except DefenderError as error:
        if len(seen) < len(action_ids):
            raise
        broken_off = error
    return _summary([_waited_for(seen[name], patience, broken_off, check_mode) for name in action_ids])


def refuse_unknown(action_ids: Sequence[str], actions: Mapping[str, Any]) -> None:
    """Raise OptionError for ids of actions that the tenant does not know."""
    unknown = [name for name in action_ids if name not in actions]
    if unknown:
        raise OptionError(
            f"action_ids: the tenant knows no action {', '.join(unknown)}; list them with defender_machine_action_info.",
            option="action_ids",
            unknown=unknown,
        )


def _waited_for(
    action: dict[str, Any], patience: Patience, broken_off: DefenderError | None, check_mode: bool
) -> Result:
    if check_mode:
        return _result(action, False)
    error = broken_off if _actions.is_open(action) else None
    return _result(action, False, error or verdict(action, patience))


def _cancelled(client: Client, action: dict[str, Any], comment: str, check_mode: bool) -> Result:
    if check_mode or not _actions.is_open(action):
        return _result(action, _actions.is_open(action))
    try:
        return _result(client.first(CANCEL, {"Comment": comment}, id=action["id"]), True)
    except (AnswerLost, ApiError) as error:
        return _looked_at_again(client, action, error)
    except DefenderError as error:
        return _result(action, False, error)


def _looked_at_again(client: Client, action: dict[str, Any], error: DefenderError) -> Result:
    try:
        now = actions_by_id(client, [action["id"]]).get(action["id"], action)
    except DefenderError:
        return _result(action, False, error)
    return _result(now, str(now.get("status")).startswith("Cancel"), error if _actions.is_open(now) else None)


def _result(action: Mapping[str, Any], changed: bool, error: DefenderError | None = None) -> Result:
    return {
        "action_id": action["id"],
        "changed": changed,
        "action": action,
        **(error.as_result() if error else {}),
    }


def _summary(results: list[Result]) -> Result:
    failed = [result for result in results if "error" in result]
    summary: Result = {"changed": any(result["changed"] for result in results), "results": results}
    if failed:
        summary.update(failed=True, error=failed[0]["error"])
        told = shortfall(len(failed), len(results), "action", "as wanted")
        summary["msg"] = f"{told}; {failed[0]['msg']}"
    return summary


MACHINE_ACTION = Task(
    {
        "action_ids": {"type": "list", "elements": "str", "required": True},
        "state": {"type": "str", "choices": ["finished", "cancelled"], "default": "finished"},
        "comment": {"type": "str"},
        **WAIT_OPTIONS,
    },
    control,
    {"required_if": [("state", "cancelled", ["comment"])]},
)
