# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying a response out: the fewest steps for what may run, and what became of each effect. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._policy import Effect
from ansible_collections.secops.defender.plugins.plugin_utils._response import RUN

# How an effect ended -> what is said of it.
ENDINGS = {
    "planned": "to be done",
    "done": "done in this run",
    "already": "so already",
    "would": "would be done",
    "asked": "asked in this run",
    "pending": "asked for, not finished",
    "failed": "failed",
    "untouched": "not begun",
    "waits": "waits until the rest is done",
    "held": "waits for approval",
    "left_out": "left out",
    "gone": "no longer wanted",
    "not_approved": "not approved",
}
WELL = frozenset(("planned", "done", "already", "would", "asked", "left_out"))
NEWS = frozenset(("done", "failed", "pending"))
# The most rows of a query that are kept.
MOST_ROWS = 20

Outcomes = Mapping[str, Mapping[str, Any]]


def steps(plan: Mapping[str, Any], action: str, outcomes: Outcomes) -> list[dict[str, Any]]:
    """Return the steps of one action: the targets that can go into one task have the same options.

    Alerts are assigned, and people told, only about what went well: outcomes are those of the actions before.
    """
    if plan["refusal"]:
        return []
    ready = [effect for effect in plan["effects"] if effect["action"] == action and effect["verdict"] == RUN]
    account = _account(plan, outcomes)
    if action == "assign":
        ready = [effect for effect in ready if effect["target"] not in account.waiting]
    if action == "notify":
        ready = [effect for effect in ready if not account.news.isdisjoint(effect["rules"])]
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
    if not outcomes:
        begun = _untouched if plan["refusal"] else _planned
        return [{**effect, "ending": begun(effect), "error": None} for effect in plan["effects"]]
    account = _account(plan, outcomes)
    return [{**effect, **_ending(effect, account, check_mode)} for effect in plan["effects"]]


def _planned(effect: Effect) -> str:
    return "planned" if effect["verdict"] == RUN else str(effect["verdict"])


def _untouched(effect: Effect) -> str:
    return "untouched" if effect["verdict"] == RUN else str(effect["verdict"])


def _shared(effect: Effect) -> str:
    """Return what the effects of one step have in common. Indicators go in one list, whatever they are."""
    if effect["action"] == "block":
        return "block"
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


class _Account(NamedTuple):
    """What tasks told: of each effect by its key, which alerts still wait for one, and of which rules there is news."""

    told: Mapping[str, Mapping[str, Any]]
    waiting: frozenset[str] = frozenset()
    news: frozenset[str] = frozenset()


def _account(plan: Mapping[str, Any], outcomes: Outcomes) -> _Account:
    """Alerts wait until all else that they asked for went well; news is what was done, or went wrong, in this run."""
    account = _Account(dict(_told(outcomes)))
    work = [effect for effect in plan["effects"] if effect["action"] not in ("assign", "notify")]
    unwell = (effect for effect in work if _ending(effect, account, False)["ending"] not in WELL)
    account = account._replace(waiting=frozenset(one for effect in unwell for one in effect["alert_ids"]))
    heard = (effect for effect in plan["effects"] if effect["action"] != "notify")
    fresh = (effect for effect in heard if _ending(effect, account, False)["ending"] in NEWS)
    return account._replace(news=frozenset(rule for effect in fresh for rule in effect["rules"]))


def _told(outcomes: Outcomes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the key of each effect that a task came to, with what was told of its target, else of the whole step."""
    for action, outcome in outcomes.items():
        read = _of_evidence if action == "collect" else dict
        for step in outcome.get("results") or ():
            if step.get("skipped"):
                continue
            of_targets = {
                str(result[name]).lower(): read(result)
                for result in step.get("results") or ()
                for name in ("machine_id", "alert_id", "value")
                if result.get(name)
            }
            whole = {
                name: step[name]
                for name in ("changed", "error", "msg", "failed", "row_count", "rows")
                if name in step
            }
            for effect in (step.get("item") or {}).get("effects") or ():
                yield effect["key"], of_targets.get(effect["target"].lower(), whole)


def _of_evidence(machine: Mapping[str, Any]) -> dict[str, Any]:
    """Return what collect_evidence told of a machine as a task tells it. It is news when the package is: records are renewed in each run."""
    package = next((part for part in machine["parts"] if part["part"] == "package"), None)
    if package is None:
        return {"failed": True, "msg": machine["rule"]}
    return {"changed": package["ending"] in ("collected", "would"), "error": machine["error"]}


def _ending(effect: Effect, account: _Account, check_mode: bool) -> dict[str, Any]:
    if effect["verdict"] != RUN:
        return {"ending": effect["verdict"], "error": None}
    if effect["action"] == "assign" and effect["target"] in account.waiting:
        return {"ending": "waits", "error": None}
    result = account.told.get(effect["key"])
    if result is None:
        return {"ending": _unheard(effect, account, check_mode), "error": None}
    error = _error(result)
    if error:
        return {"ending": "pending" if error["kind"] == "ActionTimeout" else "failed", "error": error}
    if "row_count" in result:
        found = {"reason": f"{result['row_count']} rows", "rows": list(result.get("rows") or ())[:MOST_ROWS]}
        return {"ending": "asked", "error": None, **found}
    changed = "would" if check_mode else "done"
    return {"ending": changed if result.get("changed") else "already", "error": None}


def _unheard(effect: Effect, account: _Account, check_mode: bool) -> str:
    """Say how an effect ended of which no task told anything: people are told only news, and nothing in check mode."""
    if effect["action"] != "notify":
        return "untouched"
    if account.news.isdisjoint(effect["rules"]):
        return "already"
    return "would" if check_mode else "untouched"


def _error(result: Mapping[str, Any]) -> dict[str, str] | None:
    """Return what went wrong. A task that told no results, but a message, did not get as far as its work."""
    error = result.get("error")
    if error or result.get("failed") or (result.get("msg") and not result.get("changed")):
        told = result.get("msg") or (error or {}).get("msg") or "The task ended without saying why."
        return {"kind": (error or {}).get("kind", "Error"), "msg": told}
    return None
