# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a containment did: the plan, the task's results and a second look at the machines, put side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._containment import name, situation

# How the part of this run in a machine's fate ended -> what is said of it; "{state}" is the wanted state.
ENDINGS = {
    "done": "{state} in this run",
    "already": "already {state}",
    "adopted": "was under way already",
    "would": "would be {state}",
    "pending": "asked for, not finished",
    "failed": "failed",
    "untouched": "nothing sent",
    "unclear": "unknown, the task broke off",
    "left_out": "left out",
}
_OPEN = ("Pending", "InProgress")


def account(plan: Mapping[str, Any], outcome: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """Return for each machine what was wanted, found, done and verified, and the sentence of what went wrong."""
    results = {one["machine_id"]: one for one in outcome.get("results") or ()}
    after = {one["id"]: situation(one.get("response_state") or {}) for one in seen.get("machines") or ()}
    machines = [
        _fate(machine, plan, results.get(machine["machine_id"], outcome), after.get(machine["machine_id"]))
        for machine in plan["machines"]
    ]
    left_out = [_left_out(machine, plan["state"]) for machine in plan["left_out"]]
    return {
        "state": plan["state"],
        "source": plan["source"],
        "machines": machines + left_out,
        "requests_sent": sum(_sent(one) for one in results.values()),
        "refusal": plan["refusal"],
        "failure": plan["refusal"] or _failure(machines, plan["state"], seen),
    }


def _fate(
    machine: Mapping[str, Any], plan: Mapping[str, Any], result: Mapping[str, Any], verified: str | None
) -> dict[str, Any]:
    """Return the fate of one machine, whose result is the whole outcome when the task never came to it."""
    ending = "untouched" if plan["refusal"] else _ending(result)
    error = _error(result)
    if ending in ("done", "already", "adopted") and verified and verified != plan["state"]:
        ending = "failed"
        error = {"kind": "NotVerified", "msg": f"A second look says {verified}, not {plan['state']}."}
    action = result.get("action") or {}
    return {
        **machine,
        "rule": None,
        "wanted": plan["state"],
        "ending": ending,
        "done": ENDINGS[ending].format(state=plan["state"]),
        "action_id": action.get("id") or (result.get("decided_from") or {}).get("action_id"),
        "action_status": action.get("status"),
        "sent_in_this_run": _sent(result),
        "verified": "not checked" if ending in ("would", "untouched") or not verified else verified,
        "error": error,
    }


def _left_out(machine: Mapping[str, Any], state: str) -> dict[str, Any]:
    return {
        **machine,
        "wanted": state,
        "ending": "left_out",
        "done": ENDINGS["left_out"],
        "action_id": None,
        "action_status": None,
        "sent_in_this_run": False,
        "verified": "not checked",
        "error": None,
    }


def _ending(result: Mapping[str, Any]) -> str:
    decision = (result.get("decided_from") or {}).get("decision")
    action = result.get("action") or {}
    if action.get("status") in _OPEN:
        return "pending"
    if not decision:
        return "unclear" if "msg" in result and not result.get("error") else "untouched"
    if result.get("error"):
        return "failed"
    if result.get("changed"):
        return "done" if action else "would"
    return "already" if decision == "nothing" else "adopted"


def _sent(result: Mapping[str, Any]) -> bool:
    return bool(result.get("changed") and result.get("action"))


def _error(result: Mapping[str, Any]) -> dict[str, str] | None:
    """Return kind and sentence of a machine's failure."""
    error = result.get("error")
    if not error and not ("msg" in result and "decided_from" not in result):
        return None
    kind = error.get("kind", "Error") if isinstance(error, Mapping) else "Error"
    return {"kind": str(kind), "msg": str(result.get("msg") or error)}


def _failure(machines: Sequence[Mapping[str, Any]], state: str, seen: Mapping[str, Any]) -> str:
    """Return the sentence that the role fails with; empty when it does not."""
    failed = [one for one in machines if one["error"]]
    if failed:
        verb = "is" if len(failed) == 1 else "are"
        return (
            f"{len(failed)} of {len(machines)} machines {verb} not {state} as wanted; {name(failed[0])}: "
            f"{sentence(failed[0]['error']['msg'])} Run the same again to go on: nothing is sent twice."
        )
    if seen.get("error"):
        return f"What was done could not be verified: {sentence(seen.get('msg'))} Run the same again: nothing is sent twice."
    return ""


def sentence(text: object) -> str:
    """End a text that comes from elsewhere as a sentence."""
    return str(text) if str(text).endswith((".", "!", "?")) else f"{text}."
