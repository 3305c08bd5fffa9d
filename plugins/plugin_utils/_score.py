# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The score of an alert: a sum of points, each with the rule that gave it and what the rule saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._times import moment

# Rules that look a word up in a table of points: where in the alert the word stands.
WORDS: dict[str, tuple[str, ...]] = {
    "severity": ("severity",),
    "category": ("category",),
    "status": ("status",),
    "investigation": ("investigationState",),
    "machine_risk": ("machine", "riskScore"),
    "machine_exposure": ("machine", "exposureLevel"),
    "machine_value": ("machine", "deviceValue"),
}
RULES = (*WORDS, "domain_admin", "more_alerts", "recent", "rare")

# Rules that are lists of steps: up to how much of what each step gives its points.
_STEPS = {"recent": "hours", "rare": "machines"}


def check(weights: Mapping[str, Any]) -> None:
    """Refuse weights that no rule would read as they were meant."""
    for name, weight in weights.items():
        if name not in RULES:
            raise ValueError(f"There is no rule '{name}' in the weights; the rules are {', '.join(RULES)}.")
        if not all(_is_number(points) for points in _numbers(name, weight)):
            raise ValueError(f"The weight '{name}' is not in the form that this rule reads: {weight!r}.")


def points(
    alert: Mapping[str, Any], weights: Mapping[str, Any], crowd: int, now: datetime
) -> list[dict[str, Any]]:
    """Return what each rule gives to an alert, whose machine has `crowd` alerts in all; rules that give nothing are left out."""
    given = [
        *(_word(name, path, alert, weights.get(name) or {}) for name, path in WORDS.items()),
        _domain_admin(alert, weights.get("domain_admin") or 0),
        _more_alerts(crowd - 1, weights.get("more_alerts") or {}),
        _recent(alert, weights.get("recent") or (), now),
        _rare(alert, weights.get("rare") or ()),
    ]
    return [point for point in given if point["points"]]


def is_true(claim: object) -> bool:
    """Read a boolean that some routes send as text."""
    return claim is True or str(claim).lower() == "true"


def _word(
    name: str, path: Iterable[str], alert: Mapping[str, Any], table: Mapping[str, Any]
) -> dict[str, Any]:
    found: Any = alert
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    by_word = {str(word).lower(): number for word, number in table.items()}
    return _point(name, found, by_word.get(str(found).lower(), 0) if found else 0)


def _domain_admin(alert: Mapping[str, Any], number: float) -> dict[str, Any]:
    user = alert.get("user")
    administers = isinstance(user, Mapping) and is_true(user.get("isDomainAdmin"))
    return _point("domain_admin", administers, number if administers else 0)


def _more_alerts(others: int, table: Mapping[str, Any]) -> dict[str, Any]:
    number = others * table.get("each", 0)
    return _point("more_alerts", others, min(number, table.get("most", number)))


def _recent(alert: Mapping[str, Any], steps: Iterable[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    last = moment(alert.get("lastEventTime")) or moment(alert.get("alertCreationTime"))
    for step in sorted(steps, key=lambda one: float(one["hours"])):
        if last and now - last < timedelta(hours=float(step["hours"])):
            return _point("recent", step["hours"], step["points"])
    return _point("recent", None, 0)


def _rare(alert: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Look at the rarest thing of the alert, by the number of the tenant's machines that it was seen on."""
    counts = [
        told["organization"] for told in alert.get("prevalence") or () if told["organization"] is not None
    ]
    for step in sorted(steps, key=lambda one: float(one["machines"])):
        if counts and min(counts) <= float(step["machines"]):
            return _point("rare", min(counts), step["points"])
    return _point("rare", None, 0)


def _point(rule: str, found: object, number: float) -> dict[str, Any]:
    return {"rule": rule, "found": found, "points": number}


def _numbers(name: str, weight: object) -> list[object]:
    """Return the numbers of a weight, or something that is none when its form is another."""
    if name == "domain_admin":
        return [weight]
    if name in _STEPS:
        steps = weight if isinstance(weight, (list, tuple)) else [weight]
        return [
            step[key] if isinstance(step, Mapping) and key in step else None
            for step in steps
            for key in (_STEPS[name], "points")
        ]
    if not isinstance(weight, Mapping):
        return [None]
    known = name != "more_alerts" or set(weight) <= {"each", "most"}
    return list(weight.values()) if known else [None]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
