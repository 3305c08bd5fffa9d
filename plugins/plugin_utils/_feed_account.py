# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan for indicators changes, whether the brakes allow it, and what became of it. Nothing here writes.

The module itself compares: it is run in check mode first, and its results are what the brakes and the report go by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._account import sentence

Result = Mapping[str, Any]

# A change -> what is said of it when it was made, and when it would be.
WORDS = {"add": "added", "change": "changed", "renew": "renewed", "remove": "removed"}
# Renewals do not count for the brakes: the role decides on them, not a file.
_COUNTED = ("add", "change", "remove")


class Brakes(NamedTuple):
    """The most changes and removals of one run, and whether everything may be removed."""

    most_changes: int
    most_removed: int
    allow_empty: bool


def weighed(plan: Mapping[str, Any], look: Mapping[str, Any], brakes: Brakes) -> dict[str, Any]:
    """Return the plan with what it changes, and the refusal if the brakes or the module refuse it."""
    told = list(_told(look))
    planned = {one["indicator"]: one for one in plan["indicators"]}
    changes = [_change(one, planned.get(one["indicator"], {})) for one in told if one["changed"]]
    expired = [one["indicator"] for one in told if one.get("expired")]
    lasting = [key for key in planned if key not in expired]
    refusal = plan["refusal"] or _failed(look) or _refusal(plan, changes, lasting, brakes)
    return {
        **plan,
        "changes": changes,
        "expired": expired,
        "unchanged": len(told) - len([one for one in told if one["changed"] or one.get("expired")]),
        "note": next((str(one["note"]) for one in look.get("results") or () if one.get("note")), ""),
        "refusal": refusal,
    }


def _told(outcome: Mapping[str, Any]) -> Iterable[Result]:
    """Yield what the tasks told of each indicator."""
    for result in outcome.get("results") or ():
        yield from result.get("results") or ()


def _failed(outcome: Mapping[str, Any]) -> str:
    """Return the sentence of a task that failed before it told of any indicator."""
    for result in outcome.get("results") or ():
        if result.get("error") and not result.get("results"):
            return sentence(result.get("msg") or "The task told nothing")
    return ""


def _change(result: Result, planned: Mapping[str, Any]) -> dict[str, Any]:
    before, after = result["before"], result["after"]
    differs = (
        [key for key in after or {} if (before or {}).get(key) != after[key]] if before and after else []
    )
    if before is None:
        kind = "add"
    elif after is None:
        kind = "remove"
    else:
        rolled = differs == ["expirationTime"] and before["expirationTime"] and planned.get("rolls")
        kind = "renew" if rolled else "change"
    return {
        "indicator": result["indicator"],
        "value": result["value"],
        "type": result["type"],
        "id": result["id"] or None,
        "change": kind,
        "differs": [_difference(key, before, after) for key in differs],
        "title": (after or before).get("title"),
        "action": (after or before).get("action"),
        "expires": (after or before).get("expirationTime"),
        "places": list(planned.get("places", ())),
    }


def _difference(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    name = re.sub("([A-Z])", r"_\1", key).lower()
    return {"key": name, "before": before.get(key), "after": after[key]}


def _refusal(
    plan: Mapping[str, Any], changes: Sequence[Mapping[str, Any]], lasting: Sequence[str], brakes: Brakes
) -> str:
    removed = sum(one["change"] == "remove" for one in changes)
    counted = sum(one["change"] in _COUNTED for one in changes)
    if removed and plan["state"] == "exact" and not lasting and not brakes.allow_empty:
        return (
            f"The files want nothing, so all that {plan['owner']} owns would be removed ({removed}). Nothing was sent; set "
            "manage_indicators_allow_empty if that is meant."
        )
    if removed > brakes.most_removed:
        return (
            f"{removed} indicators would be removed, more than manage_indicators_max_removed ({brakes.most_removed}). Nothing "
            "was sent; raise it if the files are whole."
        )
    if counted > brakes.most_changes:
        return (
            f"{counted} indicators would be added, changed or removed, more than manage_indicators_max_changes "
            f"({brakes.most_changes}). Nothing was sent; raise it if all of them are meant."
        )
    return ""


def indicator_account(
    plan: Mapping[str, Any], outcome: Mapping[str, Any], check_mode: bool
) -> dict[str, Any]:
    """Return for each change what became of it, and the sentence of what went wrong."""
    told = {one["indicator"]: one for one in _told(outcome)}
    whole: Result = next((one for one in outcome.get("results") or () if one.get("error")), {})
    changes = [
        _fate(one, told.get(one["indicator"], whole), check_mode, plan["refusal"]) for one in plan["changes"]
    ]
    return {
        **{key: plan[key] for key in ("owner", "state", "files", "left_out", "expired", "unchanged", "note")},
        "indicators": changes,
        "wanted": len(plan["indicators"]),
        "refusal": plan["refusal"],
        "failure": plan["refusal"] or _failure(changes),
    }


def _fate(change: Mapping[str, Any], result: Result, check_mode: bool, refusal: str) -> dict[str, Any]:
    error = None if refusal or not result else _error(result)
    if refusal or not result:
        ending = "untouched"
    elif error:
        ending = "failed"
    elif result["changed"]:
        ending = "would" if check_mode else "done"
    else:
        ending = "already"
    word = WORDS[change["change"]]
    said = {
        "done": word,
        "would": f"would be {word}",
        "already": "was so already",
        "failed": "failed",
        "untouched": "nothing sent",
    }
    found = result.get("id") if ending == "done" else None
    return {**change, "id": found or change["id"], "ending": ending, "done": said[ending], "error": error}


def _error(result: Result) -> dict[str, str] | None:
    error = result.get("error")
    if not error:
        return None
    kind = error.get("kind", "Error") if isinstance(error, Mapping) else "Error"
    return {"kind": str(kind), "msg": str(result.get("msg") or error)}


def _failure(changes: Sequence[Mapping[str, Any]]) -> str:
    failed = [one for one in changes if one["error"]]
    if not failed:
        return ""
    verb = "is" if len(failed) == 1 else "are"
    return (
        f"{len(failed)} of {len(changes)} indicators {verb} not as the files want; {failed[0]['indicator']}: "
        f"{sentence(failed[0]['error']['msg'])} Run the same again to go on: nothing is sent twice."
    )
