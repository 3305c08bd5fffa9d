# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What rules make of all machines: who changes, who is left out, and the fewest tasks that do it. Nothing here writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._containment import Brakes, name, never
from ansible_collections.secops.defender.plugins.plugin_utils._tag_rules import (
    Effect,
    Outcome,
    Rule,
    State,
    Unsettled,
    rules_of,
    settled,
    state_of,
)

Record = Mapping[str, Any]
Planned = dict[str, Any]


class Wish(NamedTuple):
    """What one task can do to machines."""

    tags_mode: str
    tags: tuple[str, ...]
    device_value: str | None = None


def tag_plan(records: Iterable[Record], given: Any, brakes: Brakes, now: datetime) -> dict[str, Any]:
    """Return what is to change, and the refusal if there is one; a refusal is a sentence, so that a report can tell it."""
    try:
        rules = rules_of(given)
    except ValueError as error:
        return _plan([], {}, [], str(error))
    machines: list[Planned] = []
    matched: Counter[str] = Counter()
    for record in records:
        try:
            made = settled(rules, record, now)
        except Unsettled as error:
            first = name(_identity(record))
            return _plan([], _by_rule(rules, matched, []), [], _undone(str(error), first))
        matched.update(made.matched)
        machines.append(_planned(record, made, brakes))
    changing = [one for one in machines if _changes(one) and not one["rule"]]
    left_out = [one for one in machines if _changes(one) and one["rule"]]
    plan = _plan(changing, _by_rule(rules, matched, changing), left_out, _refusal(changing, brakes.most))
    return {**plan, "looked_at": len(machines), "overruled": _overruled(machines)}


def _plan(
    machines: Sequence[Planned], rules: Mapping[str, Any], left_out: Sequence[Planned], refusal: str
) -> dict[str, Any]:
    return {
        "looked_at": 0,
        "machines": list(machines),
        "left_out": list(left_out),
        "rules": list(rules.values()),
        "overruled": [],
        "calls": [] if refusal else calls(machines),
        "refusal": refusal,
    }


def _undone(rules: str, machine: str) -> str:
    return (
        f"The rules never settle on {machine}: {rules} go on undoing each other. Nothing was sent; "
        "let them match on what they do not change."
    )


def _identity(record: Record) -> dict[str, Any]:
    return {"machine_id": record["id"], "computer_dns_name": record.get("computerDnsName") or None}


def _planned(record: Record, made: Outcome, brakes: Brakes) -> Planned:
    before, after, effects = state_of(record), made.state, made.effects
    return {
        **_identity(record),
        "add": [tag for tag in after.tags if tag not in before.tags],
        "remove": sorted(set(before.tags) - set(after.tags)),
        "device_value": after.value if after.value != before.value else None,
        "tags_before": list(before.tags),
        "value_before": before.value,
        "rules": list(dict.fromkeys(effect.rule for effect in effects if _lasts(effect, before, after))),
        "overruled": _lost(effects, after),
        "rule": never(record, brakes, "tag_machines"),
    }


def _changes(machine: Planned) -> bool:
    return bool(machine["add"] or machine["remove"] or machine["device_value"])


def _lasts(effect: Effect, before: State, after: State) -> bool:
    """Whether a rule's effect is one of the changes."""
    if effect.kind == "value":
        return effect.what == after.value != before.value
    in_before, in_after = effect.what in before.tags, effect.what in after.tags
    return in_before != in_after and in_after == (effect.kind == "add")


def _lost(effects: Sequence[Effect], after: State) -> list[dict[str, str]]:
    """Return what rules wanted that another rule decided otherwise."""
    lost = []
    for effect in effects:
        if effect.kind == "value":
            rival = effect.what != after.value
        else:
            rival = (effect.what in after.tags) != (effect.kind == "add")
        if rival:
            by = [other for other in effects if other.rule != effect.rule and _against(other, effect, after)]
            if by:
                lost.append(
                    {"rule": effect.rule, "wanted": f"{effect.kind} {effect.what}", "by": by[-1].rule}
                )
    return lost


def _against(other: Effect, effect: Effect, after: State) -> bool:
    if effect.kind == "value":
        return other.kind == "value" and other.what == after.value
    return other.what == effect.what and other.kind not in (effect.kind, "value")


def _by_rule(
    rules: Sequence[Rule], matched: Mapping[str, int], changing: Sequence[Planned]
) -> dict[str, Any]:
    changes = Counter(rule for one in changing for rule in one["rules"])
    return {
        rule.name: {"name": rule.name, "matched": matched.get(rule.name, 0), "changes": changes[rule.name]}
        for rule in rules
    }


def _overruled(machines: Iterable[Planned]) -> list[dict[str, Any]]:
    """Return each contradiction of rules once, with the number of machines that it was met on, the most first."""
    met = Counter((lost["rule"], lost["wanted"], lost["by"]) for one in machines for lost in one["overruled"])
    ranked = sorted(met.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {"rule": rule, "wanted": wanted, "by": by, "machines": count} for (rule, wanted, by), count in ranked
    ]


def calls(machines: Sequence[Planned]) -> list[dict[str, Any]]:
    """Return the tasks: machines that want the same share one, or those that want a tag, whichever takes fewer tasks."""
    return min(_grouped(machines, _by_tag), _grouped(machines, _by_wish), key=len)


def _grouped(machines: Iterable[Planned], wishes: Callable[[Planned], list[Wish]]) -> list[dict[str, Any]]:
    groups: dict[Wish, list[str]] = {}
    for one in machines:
        for wish in wishes(one):
            groups.setdefault(wish, []).append(one["machine_id"])
    return [{**wish._asdict(), "tags": list(wish.tags), "machines": ids} for wish, ids in groups.items()]


def _by_wish(one: Planned) -> list[Wish]:
    """A value goes along with tags where there are any."""
    added, removed, value = tuple(one["add"]), tuple(one["remove"]), one["device_value"]
    if added and removed:
        return [Wish("add", added, value), Wish("remove", removed)]
    return [Wish("remove", removed, value) if removed else Wish("add", added, value)]


def _by_tag(one: Planned) -> list[Wish]:
    value = [Wish("add", (), one["device_value"])] if one["device_value"] else []
    return [
        *(Wish("add", (tag,)) for tag in one["add"]),
        *(Wish("remove", (tag,)) for tag in one["remove"]),
        *value,
    ]


def _refusal(changing: Sequence[Planned], most: int) -> str:
    if len(changing) <= most:
        return ""
    return (
        f"{len(changing)} machines would change, more than tag_machines_max ({most}), {name(changing[most])} the first "
        "too many. Nothing was sent; raise it if all of them are meant."
    )
