# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying a response out: the fewest steps for what may run, and what became of each effect. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._policy import Effect
from ansible_collections.secops.defender.plugins.plugin_utils._response import RUN

# How an effect ended -> what is said of it.
ENDINGS = {
    "planned": "to be done",
    "done": "done in this run",
    "already": "was so already",
    "would": "would be done",
    "pending": "asked for, not finished",
    "failed": "failed",
    "untouched": "not begun",
    "waits": "waits until the rest is done",
    "held": "waits for approval",
    "left_out": "left out",
    "gone": "no longer wanted",
    "not_approved": "not approved",
}
WELL = frozenset(("planned", "done", "already", "would", "left_out"))
NEWS = frozenset(("done", "failed", "pending"))

Outcomes = Mapping[str, Mapping[str, Any]]


def steps(plan: Mapping[str, Any], action: str, outcomes: Outcomes) -> list[dict[str, Any]]:
    """Return the steps of one action: the targets that can go into one task have the same options.

    Alerts are assigned, and people told, only about what went well: outcomes are those of the actions before.
    """
    if plan["refusal"]:
        return []
    ready = [effect for effect in plan["effects"] if effect["action"] == action and effect["verdict"] == RUN]
    if action == "assign":
        ready = [effect for effect in ready if not _waits(effect, plan, outcomes)]
    if action == "notify":
        ready = [effect for effect in ready if _news(effect, plan, outcomes)]
    groups: dict[str, list[Effect]] = {}
    for effect in ready:
        groups.setdefault(_shared(effect), []).append(effect)
    return [
        {
            "options": _options(members),
            "targets": [effect["target"] for effect in members],
            "effects": [dict(effect) for effect in members],
            "alert_ids": list(dict.fromkeys(one for effect in members for one in effect["alert_ids"])),
            "rules": list(dict.fromkeys(one for effect in members for one in effect["rules"])),
        }
        for members in groups.values()
    ]


def endings(plan: Mapping[str, Any], outcomes: Outcomes, check_mode: bool) -> list[dict[str, Any]]:
    """Return the effects, each with how it ended and what went wrong. Without any outcome they are only planned."""
    if not outcomes and not plan["refusal"]:
        return [{**effect, "ending": _planned(effect), "error": None} for effect in plan["effects"]]
    return [{**effect, **_ending(effect, plan, outcomes, check_mode)} for effect in plan["effects"]]


def _planned(effect: Effect) -> str:
    return "planned" if effect["verdict"] == RUN else str(effect["verdict"])


def _shared(effect: Effect) -> str:
    """Return what the effects of one step have in common. Indicators go in one list, whatever they are."""
    if effect["action"] == "block":
        return effect["action"]
    own = effect["target"] if effect["action"] in ("hunt", "notify") else ""
    return json.dumps([own, effect["options"]], sort_keys=True)


def _options(members: Sequence[Effect]) -> dict[str, Any]:
    if members[0]["action"] != "block":
        return dict(members[0]["options"])
    return {"indicators": [_indicator(effect) for effect in members]}


def _indicator(effect: Effect) -> dict[str, Any]:
    options = effect["options"]
    return {
        "value": effect["target"],
        "type": options["type"],
        "action": options["action"],
        "title": effect["rules"][0],
        "description": "Wanted by the response policy for alerts of this rule.",
        "generate_alert": True,
        **({"expiration_time": options["expires"]} if options.get("expires") else {}),
    }


def _waits(effect: Effect, plan: Mapping[str, Any], outcomes: Outcomes) -> bool:
    """Tell whether something that the alert asked for has not gone well yet."""
    others = (
        other
        for other in plan["effects"]
        if other["action"] not in ("assign", "notify") and effect["target"] in other["alert_ids"]
    )
    return any(_ending(other, plan, outcomes, False)["ending"] not in WELL for other in others)


def _ending(effect: Effect, plan: Mapping[str, Any], outcomes: Outcomes, check_mode: bool) -> dict[str, Any]:
    if effect["verdict"] != RUN:
        return {"ending": effect["verdict"], "error": None}
    if effect["action"] == "assign" and not plan["refusal"] and _waits(effect, plan, outcomes):
        return {"ending": "waits", "error": None}
    result = None if plan["refusal"] else _result(effect, outcomes.get(effect["action"]) or {})
    if result is None:
        return {"ending": _unheard(effect, plan, outcomes, check_mode), "error": None}
    error = _error(result)
    if error:
        return {"ending": "pending" if error["kind"] == "ActionTimeout" else "failed", "error": error}
    changed = "would" if check_mode else "done"
    return {"ending": changed if result.get("changed") else "already", "error": None}


def _unheard(effect: Effect, plan: Mapping[str, Any], outcomes: Outcomes, check_mode: bool) -> str:
    """Say how an effect ended of which no task told anything: people are told only news, and nothing in check mode."""
    if effect["action"] != "notify" or plan["refusal"]:
        return "untouched"
    if not _news(effect, plan, outcomes):
        return "already"
    return "would" if check_mode else "untouched"


def _error(result: Mapping[str, Any]) -> dict[str, str] | None:
    """Return what went wrong. A task that told no results, but a message, did not get as far as its work."""
    error = result.get("error")
    if error or result.get("failed") or (result.get("msg") and not result.get("changed")):
        told = result.get("msg") or "The task ended without saying why."
        return {"kind": (error or {}).get("kind", "Error"), "msg": told}
    return None


def _news(effect: Effect, plan: Mapping[str, Any], outcomes: Outcomes) -> bool:
    """Tell whether anything else that a rule asked for was done, or went wrong, in this run."""
    others = (
        other
        for other in plan["effects"]
        if other["action"] != "notify" and set(other["rules"]) & set(effect["rules"])
    )
    return any(_ending(other, plan, outcomes, False)["ending"] in NEWS for other in others)


def _result(effect: Effect, outcome: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a task said about one effect: of its target, else of the whole step, if the task came to it."""
    for step in outcome.get("results") or ():
        known = [one["key"] for one in (step.get("item") or {}).get("effects") or ()]
        if effect["key"] not in known:
            continue
        if step.get("skipped"):
            return None
        return next(_of_target(effect, step.get("results") or ()), _broken(step))
    return None


def _of_target(effect: Effect, results: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    target = effect["target"].lower()
    for result in results:
        names = (result.get(key) for key in ("machine_id", "alert_id", "value"))
        if target in (str(name).lower() for name in names if name):
            yield result


def _broken(step: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the result of a step that says nothing about single targets."""
    return {name: step[name] for name in ("changed", "error", "msg", "failed") if name in step}
