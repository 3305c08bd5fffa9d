# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to make of a tenant's indicators, from what files want and what is there. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._errors import MissingLibrary
from ansible_collections.secops.defender.plugins.plugin_utils._feed_check import standing
from ansible_collections.secops.defender.plugins.plugin_utils._feed_never import kept_back
from ansible_collections.secops.defender.plugins.plugin_utils._feed_rules import (
    Rules,
    ending,
    filled,
    rules_of,
)
from ansible_collections.secops.defender.plugins.plugin_utils._feed_wishes import (
    Judged,
    LeftOut,
    Wish,
    judged,
    left_out,
    merged,
)

Record = Mapping[str, Any]
_HARMLESS = ("Allowed", "Audit", "Alert")
_RENAMED = {"Alert": "Audit", "AlertAndBlock": "BlockAndRemediate"}


def indicator_plan(
    found: Mapping[str, Any], records: Iterable[Record], settings: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return the plan; a refusal is a sentence in it, so that a report can tell it."""
    files = found["files"]
    try:
        rules = rules_of(settings)
        _refuse(found, rules)
        wanted = judged(files, rules, bool(settings["generate_alert"]), now)
        active = merged((wish for wish in wanted.wishes if not wish.revoked), rules)
    except (ValueError, MissingLibrary) as error:
        return _plan(settings, files, [], [], str(error))
    there = standing(records)
    kept, held = _held(active.wishes, rules, there)
    indicators = [_indicator(wish, rules, now, there.get(wish.key, ())) for wish in kept]
    revoked = _revoked(wanted, {wish.key for wish in active.wishes})
    told = [*held, *active.left_out, *wanted.left_out, *revoked.left_out]
    gone = [wish for wish in revoked.wishes if _owned(there.get(wish.key, ()), rules)]
    plan = _plan(settings, files, indicators, told, "")
    return {**plan, "calls": _calls(rules, indicators, gone)}


def _plan(
    settings: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    indicators: Sequence[Mapping[str, Any]],
    told: Sequence[LeftOut],
    refusal: str,
) -> dict[str, Any]:
    return {
        "owner": settings.get("owner") or "",
        "state": settings["state"],
        "files": [
            {"name": file["name"], "form": file["form"], "indicators": len(file["entries"])} for file in files
        ],
        "indicators": list(indicators),
        "left_out": list(told),
        "calls": [],
        "changes": [],
        "expired": [],
        "unchanged": 0,
        "note": "",
        "refusal": refusal,
    }


def _refuse(found: Mapping[str, Any], rules: Rules) -> None:
    """Refuse what cannot be read, and what would have everything removed because nothing came."""
    if found["refusal"]:
        raise ValueError(found["refusal"])
    if not found["files"]:
        raise ValueError("There are no indicators; name files in manage_indicators_files, or give a list.")
    for file in found["files"]:
        if (
            rules.exact
            and not rules.allow_empty
            and not (file["entries"] or file["left_out"] or file["wrong"])
        ):
            raise ValueError(
                f"{file['name']} holds no indicator at all. Nothing was sent; what it held before would be removed, so set "
                "manage_indicators_allow_empty if that is meant."
            )


def _held(
    wishes: Iterable[Wish], rules: Rules, there: Mapping[str, Sequence[Record]]
) -> tuple[list[Wish], list[LeftOut]]:
    """Keep back what must never be blocked, and what somebody else has made."""
    kept: list[Wish] = []
    held: list[LeftOut] = []
    for wish in wishes:
        action, kind = wish.given["action"], wish.given["type"]
        own = "" if action in _HARMLESS else kept_back(rules.never, kind, wish.given["value"])
        reason = f"{own} is never to be blocked (manage_indicators_never_block)" if own else ""
        foreign = _foreign(wish, rules, there.get(wish.key, ()))
        if not (reason or foreign):
            kept.append(wish)
        for place in wish.places if reason or foreign else ():
            told = {"place": place, "what": wish.key, "reason": reason or foreign}
            held.append(left_out(told, "never_block" if reason else "foreign"))
    return kept, held


def _owned(records: Sequence[Record], rules: Rules) -> list[Record]:
    return [record for record in records if record.get("application") == rules.owner]


def _foreign(wish: Wish, rules: Rules, records: Sequence[Record]) -> str:
    """Say whose indicator is in the way; one of ours and one of theirs can stand beside each other with other actions."""
    own = _owned(records, rules)
    for record in records:
        if record not in own and (not own or _renamed(record["action"]) == _renamed(wish.given["action"])):
            whose = (
                f"{record.get('createdBy') or 'somebody'} for {record.get('application') or 'no application'}"
            )
            return f"it is there as {record['action']} (id {record['id']}), made by {whose}, not for {rules.owner}"
    return ""


def _renamed(action: str) -> str:
    return _RENAMED.get(action, action)


def _indicator(wish: Wish, rules: Rules, now: datetime, records: Sequence[Record]) -> dict[str, Any]:
    """Return an indicator as the module takes it, and where it comes from."""
    present = [record.get("expirationTime") for record in _owned(records, rules)]
    ends = ending(rules, wish.given, wish.dated, now, present)
    item = {**wish.given, **filled(rules, wish.given, wish.file)}
    if ends is not None:
        item["expiration_time"] = ends
    rolls = "expiration_time" not in wish.given
    return {"indicator": wish.key, "places": list(wish.places), "rolls": rolls, "item": item}


def _revoked(wanted: Judged, active: set[str]) -> Judged:
    """Return what was taken back and is wanted by nobody else."""
    wishes = [wish for wish in wanted.wishes if wish.revoked]
    told = [
        left_out({"place": wish.places[0], "what": wish.key, "reason": "it was revoked"}, "revoked")
        for wish in wishes
    ]
    return Judged([wish for wish in wishes if wish.key not in active], told)


def _calls(
    rules: Rules, indicators: Sequence[Mapping[str, Any]], gone: Sequence[Wish]
) -> list[dict[str, Any]]:
    """Return the options of the tasks: one for what is wanted, one for what was revoked where nothing else removes it."""
    items = [one["item"] for one in indicators]
    if rules.exact:
        return [{"state": "exact", "indicators": items}]
    removed = {wish.key: {"value": wish.given["value"], "type": wish.given["type"]} for wish in gone}
    calls = [
        {"state": "present", "indicators": items},
        {"state": "absent", "indicators": list(removed.values())},
    ]
    return [call for call in calls if call["indicators"]]
