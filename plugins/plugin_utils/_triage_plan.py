# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a triage is to write, to ask for and to hand over. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._duplicates import duplicates, is_open
from ansible_collections.secops.defender.plugins.plugin_utils._prevalence import KINDS, to_look_up
from ansible_collections.secops.defender.plugins.plugin_utils._triage_settings import (
    VERDICT,
    WRITTEN,
    Settings,
    complaint,
)

Alert = Mapping[str, Any]
Change = dict[str, Any]

# The service's $filter is part of an address, which must not grow too long.
DEFAULT_HAND_OVER = 25


def plan(alerts: Sequence[Alert], scored: Sequence[Alert], settings: Settings) -> dict[str, Any]:
    """Return the changes, the tasks that make them, the values to look up and the hand-over, or a refusal."""
    wrong = complaint(settings)
    if wrong:
        return {**_nothing(), "refusal": wrong}
    scores = {one["alert_id"]: one["score"] for one in scored}
    known = sorted((one for one in alerts if one.get("id") in scores), key=lambda one: -scores[one["id"]])
    repeated = _repeated(known, settings)
    changes = [
        *_changes(known, scores, repeated, settings),
        *(
            _closing(alert, scores[alert["id"]], repeated[alert["id"]], settings)
            for alert in known
            if alert["id"] in repeated
        ),
    ]
    closed = {change["alert_id"] for change in changes if change["duplicate_of"] and not change["rule"]}
    return {
        "changes": changes,
        "calls": _calls(changes),
        "look_up": _look_up(known, scores, settings),
        "hand_over": _hand_over((one for one in known if one["id"] not in closed), scores, settings),
        "refusal": _too_many(changes, settings),
    }


def _nothing() -> dict[str, Any]:
    return {"changes": [], "calls": [], "look_up": {kind: [] for kind in KINDS}, "hand_over": None}


def _repeated(alerts: Iterable[Alert], settings: Settings) -> dict[str, str]:
    rule = settings.get("close_duplicates")
    if not rule:
        return {}
    same, keep = rule.get("same", ["title", "machine"]), rule.get("keep", "oldest")
    return duplicates(alerts, same, float(rule["hours"]), keep)


def _changes(
    alerts: Iterable[Alert], scores: Mapping[str, float], repeated: Mapping[str, str], settings: Settings
) -> Iterator[Change]:
    """Yield what is to be written back: of each open alert the wish with the highest score that it reaches."""
    wishes = sorted(settings.get("write_back") or (), key=lambda wish: -float(wish["min_score"]))
    for alert in alerts:
        if not is_open(alert) or alert["id"] in repeated:
            continue
        score = scores[alert["id"]]
        wish = next((wish for wish in wishes if score >= float(wish["min_score"])), None)
        if wish is not None:
            wanted = {name: wish[name] for name in WRITTEN if wish.get(name)}
            comment = wish.get("comment", "seen by the triage of secops.defender")
            note = {"comment": f"{settings['run']}: {comment}"} if comment else {}
            yield _change(alert, score, {**wanted, **note}, rule=_belongs(alert, wish))


def _closing(alert: Alert, score: float, stays: str, settings: Settings) -> Change:
    rule = settings["close_duplicates"]
    wanted = {
        "status": "Resolved",
        **{name: rule[name] for name in VERDICT if rule.get(name)},
        "comment": f"{settings['run']}: duplicate of {stays}, which stays",
    }
    return {**_change(alert, score, wanted, rule=_belongs(alert, rule)), "duplicate_of": stays}


def _change(alert: Alert, score: float, wanted: dict[str, Any], rule: str) -> Change:
    return {
        "alert_id": alert["id"],
        "title": alert.get("title") or "",
        "score": score,
        "duplicate_of": None,
        "wanted": wanted,
        "rule": rule or None,
    }


def _belongs(alert: Alert, wish: Mapping[str, Any]) -> str:
    """Return the rule that keeps an alert as it is, because somebody else works on it; empty when nobody does."""
    owner = str(alert.get("assignedTo") or "")
    mine = str(wish.get("assigned_to") or "").casefold()
    if wish.get("even_assigned") or owner.casefold() in ("", "automation", mine):
        return ""
    return f"{owner} works on it (even_assigned)"


def _calls(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return one task for all alerts that are to become the same."""
    calls: dict[str, dict[str, Any]] = {}
    for change in changes:
        if not change["rule"]:
            key = json.dumps(change["wanted"], sort_keys=True)
            call = calls.setdefault(key, {"wanted": change["wanted"], "alert_ids": []})
            call["alert_ids"].append(change["alert_id"])
    return list(calls.values())


def _look_up(
    alerts: Sequence[Alert], scores: Mapping[str, float], settings: Settings
) -> dict[str, list[str]]:
    wanted = settings.get("prevalence")
    return to_look_up(alerts, scores, wanted) if wanted else {kind: [] for kind in KINDS}


def _hand_over(
    alerts: Iterable[Alert], scores: Mapping[str, float], settings: Settings
) -> dict[str, Any] | None:
    """Return the worst open alerts for another role, and the filter by which the service gives just these."""
    wanted = settings.get("hand_over")
    if not wanted:
        return None
    least = float(wanted["min_score"])
    reached = [one["id"] for one in alerts if is_open(one) and scores[one["id"]] >= least]
    handed = reached[: int(wanted.get("limit", DEFAULT_HAND_OVER))]
    return {
        "min_score": least,
        "alert_ids": handed,
        "left_behind": len(reached) - len(handed),
        "filter": " or ".join(f"id eq '{alert_id}'" for alert_id in handed) or "id eq ''",
    }


def _too_many(changes: Iterable[Change], settings: Settings) -> str:
    number = sum(not change["rule"] for change in changes)
    most = int(settings["max_changes"])
    if number <= most:
        return ""
    return (
        f"{number} alerts to change are more than triage_alerts_max_changes ({most}). "
        "Nothing was written; raise it if all of them are meant."
    )
