# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a containment did: the plan, the results of its tasks and a second look at the machines, put side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._containment import name
from ansible_collections.secops.defender.plugins.plugin_utils._stages import SCAN, STAGES, situation

# How a stage of a machine ended in this run -> what is said of it; "{state}" is the wanted state. A machine with
# several stages ended as the one that comes first here.
ENDINGS = {
    "failed": "failed",
    "unclear": "unknown, the task broke off",
    "untouched": "nothing sent",
    "pending": "asked for, not finished",
    "would": "would be {state}",
    "done": "{state} in this run",
    "adopted": "was under way already",
    "already": "already {state}",
    "left_out": "left out",
}
_WELL = ("done", "already", "adopted")
_OPEN = ("Pending", "InProgress")

Outcomes = Mapping[str, Mapping[str, Any]]


def account(plan: Mapping[str, Any], outcomes: Outcomes, seen: Mapping[str, Any]) -> dict[str, Any]:
    """Return for each machine what was wanted, found, done and verified, and the sentence of what went wrong.

    The outcomes are the results of the tasks by the name of their stage.
    """
    after = {one["id"]: one.get("response_state") or {} for one in seen.get("machines") or ()}
    machines = [
        _summed_up(
            machine,
            [
                _fate(part, plan, result, after.get(machine["machine_id"]))
                for part, result in _told(machine, outcomes)
            ],
        )
        for machine in plan["machines"]
    ]
    left_out = [_left_out(machine, plan["state"]) for machine in plan["left_out"]]
    return {
        "state": plan["state"],
        "goal": plan["goal"],
        "source": plan["source"],
        "machines": machines + left_out,
        "requests_sent": sum(
            _sent(one) for outcome in outcomes.values() for one in outcome.get("results") or ()
        ),
        "refusal": plan["refusal"],
        "failure": plan["refusal"] or _failure(machines, plan["goal"], seen),
    }


def _told(
    machine: Mapping[str, Any], outcomes: Outcomes
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the stages of a machine with their results, each of which is the whole outcome when the task never came to it."""
    for part in machine["stages"]:
        outcome = outcomes.get(part["stage"]) or {}
        own = (one for one in outcome.get("results") or () if one["machine_id"] == machine["machine_id"])
        yield part, next(own, outcome)


def _fate(
    part: Mapping[str, Any],
    plan: Mapping[str, Any],
    result: Mapping[str, Any],
    after: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return the fate of one stage of a machine."""
    wanted = STAGES[part["stage"]].wanted[plan["state"]]
    ending = "untouched" if plan["refusal"] else _ending(result)
    error = _error(result)
    verified = _verified(part["stage"], ending, after)
    if ending in _WELL and verified not in (wanted, "not checked"):
        ending = "failed"
        error = {"kind": "NotVerified", "msg": f"A second look says {verified}, not {wanted}."}
    action = result.get("action") or {}
    return {
        "stage": part["stage"],
        "wanted": wanted,
        "found": part["found"],
        "ending": ending,
        "done": ENDINGS[ending].format(state=wanted),
        "action_id": action.get("id") or (result.get("decided_from") or {}).get("action_id"),
        "action_status": action.get("status"),
        "sent_in_this_run": _sent(result),
        "verified": verified,
        "error": error,
    }


def _verified(stage: str, ending: str, after: Mapping[str, Any] | None) -> str:
    """Say what a second look shows. A scan leaves no state behind: that it was done is what its action says."""
    if ending in ("would", "untouched") or after is None:
        return "not checked"
    return "scanned" if stage == SCAN and ending in _WELL else situation(after, stage)


def _summed_up(machine: Mapping[str, Any], stages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Sum up the stages of a machine."""
    ending = next(one for one in ENDINGS if any(part["ending"] == one for part in stages))
    acted = next((part for part in stages if part["action_id"]), stages[0])
    return {
        **machine,
        "rule": None,
        "wanted": _joined(stages, "wanted"),
        "ending": ending,
        "done": _joined(stages, "done"),
        "action_id": acted["action_id"],
        "action_status": acted["action_status"],
        "sent_in_this_run": any(part["sent_in_this_run"] for part in stages),
        "verified": _joined(stages, "verified"),
        "error": next((part["error"] for part in stages if part["error"]), None),
        "stages": list(stages),
    }


def _joined(stages: Sequence[Mapping[str, Any]], key: str) -> str:
    return "; ".join(dict.fromkeys(part[key] for part in stages))


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


def _failure(machines: Sequence[Mapping[str, Any]], goal: str, seen: Mapping[str, Any]) -> str:
    """Return the sentence that the role fails with; empty when it does not."""
    failed = [one for one in machines if one["error"]]
    if failed:
        verb = "is" if len(failed) == 1 else "are"
        return (
            f"{len(failed)} of {len(machines)} machines {verb} not {goal} as wanted; {_place(failed[0])}: "
            f"{sentence(failed[0]['error']['msg'])} Run the same again to go on: nothing is sent twice."
        )
    if seen.get("error"):
        return f"What was done could not be verified: {sentence(seen.get('msg'))} Run the same again: nothing is sent twice."
    return ""


def _place(machine: Mapping[str, Any]) -> str:
    """Name a machine that failed and, where it has several stages, the first one that did."""
    if len(machine["stages"]) == 1:
        return name(machine)
    return f"{name(machine)} ({next(part['stage'] for part in machine['stages'] if part['error'])})"


def sentence(text: object) -> str:
    """End a text that comes from elsewhere as a sentence."""
    return str(text) if str(text).endswith((".", "!", "?")) else f"{text}."
