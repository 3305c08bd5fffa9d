# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of a plan of tags and values: the plan and the results of its tasks, put side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._account import sentence
from ansible_collections.secops.defender.plugins.plugin_utils._containment import name

# How the part of this run in a machine's fate ended -> what is said of it.
ENDINGS = {
    "done": "changed in this run",
    "already": "so already",
    "would": "would be changed",
    "failed": "failed",
    "untouched": "nothing sent",
    "left_out": "left out",
}


def tag_account(plan: Mapping[str, Any], outcome: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Return for each machine what was wanted and done, and the sentence of what went wrong."""
    told = _told(plan["calls"], outcome.get("results") or ())
    machines = [_fate(one, told.get(one["machine_id"], ()), check_mode) for one in plan["machines"]]
    left_out = [
        {**one, "ending": "left_out", "done": ENDINGS["left_out"], "error": None} for one in plan["left_out"]
    ]
    return {
        "looked_at": plan["looked_at"],
        "machines": machines + left_out,
        "rules": plan["rules"],
        "overruled": plan["overruled"],
        "tasks": len(plan["calls"]),
        "refusal": plan["refusal"],
        "failure": plan["refusal"] or _failure(machines),
    }


def _told(
    calls: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]]
) -> dict[str, list[Mapping[str, Any]]]:
    """Return what the tasks told of each machine; a task that failed as a whole tells the same of all of its machines."""
    told: dict[str, list[Mapping[str, Any]]] = {}
    for call, result in zip(calls, results, strict=False):
        single = {one["machine_id"]: one for one in result.get("results") or ()}
        for machine_id in call["machines"]:
            told.setdefault(machine_id, []).append(single.get(machine_id, result))
    return told


def _fate(machine: Mapping[str, Any], told: Sequence[Mapping[str, Any]], check_mode: bool) -> dict[str, Any]:
    error = next((found for one in told if (found := _error(one))), None)
    if error:
        ending = "failed"
    elif any(one.get("changed") for one in told):
        ending = "would" if check_mode else "done"
    else:
        ending = "already" if told else "untouched"
    return {**machine, "rule": None, "ending": ending, "done": ENDINGS[ending], "error": error}


def _error(result: Mapping[str, Any]) -> dict[str, str] | None:
    """Return kind and sentence of a failure; a result that tells of no machine is one."""
    error = result.get("error")
    if not error and "before" in result:
        return None
    kind = error.get("kind", "Error") if isinstance(error, Mapping) else "Error"
    return {
        "kind": str(kind),
        "msg": str(result.get("msg") or error or "The task told nothing of this machine."),
    }


def _failure(machines: Sequence[Mapping[str, Any]]) -> str:
    failed = [one for one in machines if one["error"]]
    if not failed:
        return ""
    verb = "is" if len(failed) == 1 else "are"
    return (
        f"{len(failed)} of {len(machines)} machines {verb} not as the rules want; {name(failed[0])}: "
        f"{sentence(failed[0]['error']['msg'])} Run the same again to go on: nothing is sent twice."
    )
