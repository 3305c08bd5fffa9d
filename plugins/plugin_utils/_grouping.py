# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts and rules -> a plan of variables and groups, asking Ansible once for each combination of values that decides. Pure.

Ansible's own machinery evaluates compose, groups and keyed_groups for one host after the other, which takes minutes for
a large inventory. What an expression gives is decided by the attributes that it reads, and machines share their values:
so Ansible is asked once for each combination of those values, and its answer serves every host that has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._expressions import (
    Path,
    attributes_of,
    attributes_read,
    plain_attribute,
    value_at,
)

Variables = dict[str, Any]
Edge = tuple[str, str]


class Rule(NamedTuple):
    """One entry of compose, groups or keyed_groups, and the attributes that decide what it gives (None: unknown).

    A rule of compose that only copies an attribute has the way to it in copies.
    """

    kind: str
    entry: Any
    decided_by: tuple[Path, ...] | None
    copies: Path | None = None


class Outcome(NamedTuple):
    """What Ansible made of one rule for one host: its variables, its groups, and (parent, child) pairs of groups."""

    variables: Variables
    groups: dict[str, None]
    edges: dict[Edge, None]


class Plan(NamedTuple):
    """Everything that is to be added to the inventory: variables of hosts, hosts of groups, pairs of groups."""

    variables: dict[str, Variables]
    members: dict[str, list[str]]
    edges: dict[Edge, None]


Ask = Callable[[Rule, str, Mapping[str, Any]], Outcome]


def rules_of(
    compose: Mapping[str, Any], groups: Mapping[str, Any], keyed_groups: Sequence[Any], copying: bool
) -> list[Rule]:
    """Return the rules in the order in which Ansible applies them.

    Copying tells whether text that an expression merely names comes out of Ansible as it is.
    """
    return [
        *(
            Rule("compose", {name: text}, attributes_of(text), plain_attribute(text) if copying else None)
            for name, text in compose.items()
        ),
        *(Rule("groups", {name: text}, attributes_of(text)) for name, text in groups.items()),
        *(Rule("keyed_groups", [entry], _keyed_by(entry)) for entry in keyed_groups),
    ]


def plan_of(
    hosts: Iterable[tuple[str, Variables]], rules: Sequence[Rule], ask: Ask, known: Mapping[str, Variables]
) -> Plan:
    """Return what the rules make of the hosts and their variables.

    Known are the variables that hosts have from other inventory sources; expressions may read them.
    """
    composing = _oracles([rule for rule in rules if rule.kind == "compose"], ask)
    grouping = _oracles([rule for rule in rules if rule.kind != "compose"], ask)
    plan = Plan({}, {}, {})
    for name, variables in hosts:
        sight = {**known.get(name, {}), **variables}
        # As in Ansible, composed variables are seen by groups and keyed_groups, not by one another.
        for more in [oracle.outcome(name, sight).variables for oracle in composing]:
            variables.update(more)
        plan.variables[name] = variables
        sight.update(variables)
        _join(plan, name, sight, grouping)
    return plan


def _join(plan: Plan, name: str, sight: Variables, grouping: Sequence[_Oracle]) -> None:
    joined: dict[str, None] = {}
    above = dict.fromkeys(sight.get("group_names", ()))
    for oracle in grouping:
        sight["group_names"] = sorted({**above, **joined}) if above or joined else []
        outcome = oracle.outcome(name, sight)
        joined.update(outcome.groups)
        above.update((parent, None) for parent, _child in outcome.edges)
        plan.edges.update(outcome.edges)
    for group in joined:
        plan.members.setdefault(group, []).append(name)


class _Oracle:
    """Knows what some rules give together, from Ansible's answers so far."""

    def __init__(self, rules: Sequence[Rule], ask: Ask) -> None:
        self._ask = ask
        self._parts = [_Oracle([rule], ask) for rule in rules] if len(rules) > 1 else []
        self._rule = rules[0]
        self._paths = _union(rules)
        self._answers: dict[str, Outcome] = {}

    def outcome(self, name: str, sight: Mapping[str, Any]) -> Outcome:
        """Return what the rules give for a host that has these variables."""
        if self._rule.copies:
            value = value_at(self._rule.copies, sight)
            if _is_verbatim(value):
                return Outcome(dict.fromkeys(self._rule.entry, value), {}, {})
        if self._paths is None:
            return self._ask(self._rule, name, sight)
        # The text of the values tells 1, true and "1" apart, and serves for lists and dictionaries.
        values = repr([value_at(path, sight) for path in self._paths])
        answer = self._answers.get(values)
        if answer is None:
            answer = self._answers[values] = self._answer(name, sight)
        return answer

    def _answer(self, name: str, sight: Mapping[str, Any]) -> Outcome:
        if not self._parts:
            return self._ask(self._rule, name, sight)
        together = Outcome({}, {}, {})
        for part in self._parts:
            outcome = part.outcome(name, sight)
            together.variables.update(outcome.variables)
            together.groups.update(outcome.groups)
            together.edges.update(outcome.edges)
        return together


def _oracles(rules: Sequence[Rule], ask: Ask) -> list[_Oracle]:
    """Return one oracle for all rules in a row whose deciding attributes are known, and one for each other rule."""
    runs = groupby(enumerate(rules), lambda item: -1 if _is_settled(item[1]) else item[0])
    return [_Oracle([rule for _place, rule in run], ask) for _key, run in runs]


def _is_settled(rule: Rule) -> bool:
    return rule.decided_by is not None and rule.copies is None


def _union(rules: Sequence[Rule]) -> tuple[Path, ...] | None:
    known = [rule.decided_by for rule in rules if rule.decided_by is not None]
    return (
        tuple(dict.fromkeys(path for paths in known for path in paths)) if len(known) == len(rules) else None
    )


def _is_verbatim(value: Any) -> bool:
    """Tell whether every core returns this text as it is; older ones turn some texts into lists and booleans."""
    return (
        isinstance(value, str) and value not in ("", "True", "False") and "{" not in value and value[0] != "["
    )


def _keyed_by(entry: Any) -> tuple[Path, ...] | None:
    if not isinstance(entry, Mapping):
        return None
    key = attributes_of(entry.get("key"))
    parent = attributes_read(entry.get("parent_group") or "")
    return None if key is None or parent is None else (*key, *parent)
