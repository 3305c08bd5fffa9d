# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of tags and values: what was written down, checked, and what they make of a machine. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._account import sentence
from ansible_collections.secops.defender.plugins.plugin_utils._matching import (
    Condition,
    Look,
    condition,
    pattern,
)

VALUES = ("Normal", "Low", "High")
_KEYS = ("name", "match", "tags", "remove_tags", "device_value")


class Rule(NamedTuple):
    """What the machines that it matches should have."""

    name: str
    match: Condition
    tags: Sequence[str]
    remove: re.Pattern[str] | None
    device_value: str | None


class State(NamedTuple):
    """What rules decide of a machine."""

    tags: tuple[str, ...]
    value: str | None


class Effect(NamedTuple):
    """What a rule wanted of a machine: to add or to remove a tag, or to set the value."""

    rule: str
    kind: str
    what: str


class Outcome(NamedTuple):
    """What rules made of a machine: its state, the rules that matched it and what they wanted."""

    state: State
    matched: Sequence[str]
    effects: Sequence[Effect]


class Unsettled(Exception):
    """Rules undo each other on a machine: the names of those that do."""


def rules_of(given: Any) -> list[Rule]:
    """Return the rules. ValueError is a sentence that names the rule and the key that is wrong."""
    if not isinstance(given, (list, tuple)) or not given:
        raise ValueError(
            "There are no rules; give a list of rules, each with a name, what it matches and what it sets."
        )
    rules = [_rule(rule, number) for number, rule in enumerate(given, 1)]
    names = [rule.name for rule in rules]
    twice = next((name for number, name in enumerate(names) if name in names[:number]), None)
    if twice is not None:
        raise ValueError(f"Rule '{twice}': name is used twice; give each rule a name of its own.")
    return rules


def _rule(given: Any, number: int) -> Rule:
    if not isinstance(given, Mapping):
        raise ValueError(
            f"Rule number {number} is no mapping; write its name, what it matches and what it sets."
        )
    name = given.get("name")
    if not isinstance(name, str) or not name.strip():
        found = "is missing" if name is None else f"is {name!r}, which is no text"
        raise ValueError(f"Rule number {number}: name {found}; reports tell a rule by its name.")
    try:
        return _checked(given, name.strip())
    except ValueError as error:
        raise ValueError(sentence(f"Rule '{name.strip()}': {error}")) from None


def _checked(given: Mapping[str, Any], name: str) -> Rule:
    unknown = [str(key) for key in given if key not in _KEYS]
    if unknown:
        raise ValueError(f"{unknown[0]} is no key of a rule; there are {', '.join(_KEYS)}")
    if given.get("match") is None:
        raise ValueError("match is missing; an empty mapping means every machine")
    if not any(given.get(key) for key in _KEYS[2:]):
        raise ValueError("nothing is set; give tags, remove_tags or device_value")
    value = given.get("device_value") or None
    if value is not None and value not in VALUES:
        raise ValueError(f"device_value is '{value}'; it must be {', '.join(VALUES[:-1])} or {VALUES[-1]}")
    tags, removed = _tags(given, "tags"), _tags(given, "remove_tags")
    if any("*" in tag or "?" in tag for tag in tags):
        raise ValueError(
            "tags holds * or ?, which stand for any text where tags are matched and removed; write the tag itself"
        )
    remove = pattern(removed, "remove_tags") if removed else None
    return Rule(name, condition(given["match"]), tags, remove, value)


def _tags(given: Mapping[str, Any], key: str) -> list[str]:
    tags = given.get(key) or []
    tags = [tags] if isinstance(tags, str) else tags
    if not isinstance(tags, (list, tuple)) or not all(isinstance(tag, str) and tag.strip() for tag in tags):
        raise ValueError(f"{key} must be a list of texts, none of them empty; write numbers in quotes")
    return list(dict.fromkeys(tag.strip() for tag in tags))


def state_of(record: Mapping[str, Any]) -> State:
    """Return what a machine has."""
    return State(tuple(tag for tag in record.get("machineTags") or () if tag), record.get("deviceValue"))


def settled(rules: Sequence[Rule], record: Mapping[str, Any], now: datetime) -> Outcome:
    """Return what a machine should have, which rules matched it and what each of them wanted.

    Each rule sees what the rules before it did, and a later rule wins. The rules are gone through until nothing changes any
    more, so that a second run has nothing to do; rules that go on undoing each other raise Unsettled.
    """
    state = before = state_of(record)
    matched: list[str] = []
    effects: list[Effect] = []
    for _round in range(len(rules) + 2):
        made = _once(rules, record, state, now)
        matched += made.matched
        effects += made.effects
        if made.state == state:
            return Outcome(state, list(dict.fromkeys(matched)), list(dict.fromkeys(effects)))
        before, state = state, made.state
    changing = {name for name, _kind, what in effects if what in _difference(before, state)}
    raise Unsettled(" and ".join(f"'{rule.name}'" for rule in rules if rule.name in changing))


def _once(rules: Sequence[Rule], record: Mapping[str, Any], state: State, now: datetime) -> Outcome:
    matched: list[str] = []
    effects: list[Effect] = []
    for rule in rules:
        if rule.match(Look(record, state.tags, state.value, now)):
            matched.append(rule.name)
            effects.extend(_wanted(rule, state.tags))
            state = _applied(rule, state)
    return Outcome(state, matched, effects)


def _applied(rule: Rule, state: State) -> State:
    kept = [tag for tag in state.tags if tag in rule.tags or not _goes(rule, tag)]
    added = [tag for tag in rule.tags if tag not in kept]
    return State((*kept, *added), rule.device_value or state.value)


def _goes(rule: Rule, tag: str) -> bool:
    # A tag with space around it cannot be named in a request.
    return rule.remove is not None and tag == tag.strip() and rule.remove.fullmatch(tag) is not None


def _wanted(rule: Rule, tags: Sequence[str]) -> list[Effect]:
    value = [Effect(rule.name, "value", rule.device_value)] if rule.device_value else []
    gone = [Effect(rule.name, "remove", tag) for tag in tags if _goes(rule, tag) and tag not in rule.tags]
    return [*gone, *(Effect(rule.name, "add", tag) for tag in rule.tags), *value]


def _difference(before: State, after: State) -> set[str]:
    values = {before.value or "", after.value or ""} if before.value != after.value else set()
    return set(before.tags) ^ set(after.tags) | values
