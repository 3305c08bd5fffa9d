# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of a response: effects under their brakes, and what of it an earlier approval covers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ansible_collections.secops.defender.plugins.plugin_utils._policy import (
    Alert,
    Effect,
    effects,
    machine_of,
    options_of,
)
from ansible_collections.secops.defender.plugins.plugin_utils._policy_schema import ACTIONS

# What is done first: contain, then keep evidence, then tell. An alert is assigned after all that it asked for is done.
ORDER = ("isolate", "restrict", "quarantine", "block", "tag", "collect", "scan", "hunt", "assign", "notify")
_LEVELS = tuple(ACTIONS)
# Actions that reach for a machine; the others write about it.
_TOUCHING = frozenset(("scan", "collect", "restrict", "quarantine", "isolate"))

RUN, HELD, LEFT_OUT, GONE, NEW = "run", "held", "left_out", "gone", "not_approved"


def plan(policy: Mapping[str, Any], alerts: Sequence[Alert], now: datetime) -> dict[str, Any]:
    """Return the effects that the policy wants of the alerts now, each with whether it may run and why not.

    The refusal is a sentence that forbids the whole plan, empty if there is none.
    """
    brakes = policy.get("brakes") or {}
    machines = {alert["machineId"]: machine_of(alert) for alert in alerts if alert.get("machineId")}
    from_level = _approval_from(brakes, now)
    judged = [
        {**effect, **_judged(effect, brakes, machines.get(effect["machine_id"] or "", {}), from_level)}
        for effect in sorted(effects(policy, alerts), key=_place)
    ]
    return {"effects": judged, "refusal": _refusal(judged, brakes), "include": _include(policy)}


def _include(policy: Mapping[str, Any]) -> list[str]:
    """Return what must be read of alerts for this policy: each costs requests, and a permission."""
    wishes = [rule["actions"]["block"] for rule in policy["rules"] if "block" in rule["actions"]]
    domains = any("domain" in options_of("block", wish)["kinds"] for wish in wishes)
    return ["machine", "domains"] if domains else ["machine"]


def approved(fresh: Mapping[str, Any], approval: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the plan as an approval covers it: what was approved and still follows runs, and nothing else does."""
    covered = {effect["key"]: effect for effect in approval if effect["verdict"] in (RUN, HELD)}
    judged = []
    for effect in fresh["effects"]:
        known = covered.pop(effect["key"], None)
        judged.append(_under_approval(effect, known))
    gone = [
        {**effect, "verdict": GONE, "reason": "it no longer follows from the alerts and the policy"}
        for effect in covered.values()
    ]
    return {**fresh, "effects": judged + gone}


def _under_approval(effect: Effect, known: Mapping[str, Any] | None) -> Effect:
    if effect["verdict"] == LEFT_OUT:
        return effect
    if known is None:
        return {**effect, "verdict": NEW, "reason": "it was not part of the approved plan"}
    if known["options"] != effect["options"]:
        return {
            **effect,
            "verdict": NEW,
            "reason": f"it was approved as {spoken(known['options']) or 'the plain action'}",
        }
    return {**effect, "verdict": RUN, "reason": "approved"}


def _place(effect: Effect) -> tuple[int, str]:
    return ORDER.index(effect["action"]), effect["name"]


def _judged(
    effect: Effect, brakes: Mapping[str, Any], machine: Mapping[str, Any], from_level: str | None
) -> dict[str, str]:
    rule = _never(brakes, machine) if effect["action"] in _TOUCHING else ""
    if rule:
        return {"verdict": LEFT_OUT, "reason": rule}
    if from_level and _LEVELS.index(effect["action"]) >= _LEVELS.index(from_level):
        return {"verdict": HELD, "reason": f"from {from_level} on an approval is needed"}
    return {"verdict": RUN, "reason": ""}


def _never(brakes: Mapping[str, Any], machine: Mapping[str, Any]) -> str:
    tags = {tag.lower() for tag in brakes.get("never_tags") or ()}
    groups = {group.lower() for group in brakes.get("never_groups") or ()}
    for tag in machine.get("machineTags") or ():
        if tag.lower() in tags:
            return f"the machine has the tag {tag} (never_tags)"
    group = str(machine.get("rbacGroupName") or "")
    return f"the machine is in the device group {group} (never_groups)" if group.lower() in groups else ""


def _approval_from(brakes: Mapping[str, Any], now: datetime) -> str | None:
    """Return the action from which on an approval is needed at this time."""
    usual: str | None = brakes.get("approval_from")
    if not _in_business_hours(brakes.get("business_hours"), now):
        return usual
    inside: str | None = brakes.get("approval_from_in_business_hours", usual)
    return inside


def _in_business_hours(hours: Mapping[str, Any] | None, now: datetime) -> bool:
    if not hours:
        return False
    try:
        local = now.astimezone(ZoneInfo(hours.get("time_zone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(
            f"brakes.business_hours.time_zone: {hours['time_zone']!r} is no time zone that is known here."
        ) from None
    days = hours.get("days") or ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    return f"{local:%A}" in days and hours["from"] <= f"{local:%H:%M}" < hours["to"]


def _refusal(judged: Sequence[Effect], brakes: Mapping[str, Any]) -> str:
    most = brakes.get("max_machines", 5)
    touched = {
        effect["machine_id"]: effect["name"]
        for effect in judged
        if effect["action"] in _TOUCHING and effect["verdict"] != LEFT_OUT
    }
    if len(touched) <= most:
        return ""
    return (
        f"{len(touched)} machines are more than brakes.max_machines ({most}), {list(touched.values())[most]} the first too many. "
        "Nothing was done; raise it in the policy if all of them are meant."
    )


def spoken(options: Mapping[str, Any]) -> str:
    """Return options as a person reads them."""
    return "; ".join(
        f"{name} {', '.join(value) if isinstance(value, (list, tuple)) else value}"
        for name, value in options.items()
    )
