# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._grouping import (
    Outcome,
    Plan,
    Rule,
    plan_of,
    rules_of,
)

RISK_KEY = {"prefix": "risk", "key": "defender.riskScore"}


class Machinery:
    """Answers as Ansible would, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.sights: list[dict[str, Any]] = []

    def __call__(self, rule: Rule, name: str, sight: Mapping[str, Any]) -> Outcome:
        self.asked.append((rule.kind, name))
        self.sights.append(dict(sight))
        if rule.kind == "compose":
            return Outcome(dict.fromkeys(rule.entry, f"composed for {name}"), {}, {})
        if rule.kind == "groups":
            return Outcome({}, dict.fromkeys(rule.entry), {})
        group = f"risk_{sight['defender'].get('riskScore')!r}"
        return Outcome({}, {group: None}, {("risks", group): None})


def planned(
    records: Mapping[str, Mapping[str, Any]], rules: list[Rule], **known: Any
) -> tuple[Plan, Machinery]:
    ask = Machinery()
    hosts = [(name, {"defender": dict(record)}) for name, record in records.items()]
    return plan_of(hosts, rules, ask, known), ask


def test_ansible_is_asked_once_for_each_value_that_decides() -> None:
    records = {"a": {"riskScore": "High"}, "b": {"riskScore": "Low"}, "c": {"riskScore": "High"}, "d": {}}
    plan, ask = planned(records, rules_of({}, {}, [RISK_KEY], copying=True))
    assert plan.members == {"risk_'High'": ["a", "c"], "risk_'Low'": ["b"], "risk_None": ["d"]}
    assert list(plan.edges) == [("risks", "risk_'High'"), ("risks", "risk_'Low'"), ("risks", "risk_None")]
    assert ask.asked == [("keyed_groups", "a"), ("keyed_groups", "b"), ("keyed_groups", "d")]


def test_values_that_look_alike_are_told_apart() -> None:
    values = [1, True, "1", "True", 1.0, None, "None", ["1"], [1], {}, {"a": 1}, "[1]"]
    records = {f"host{number}": {"riskScore": value} for number, value in enumerate(values)}
    plan, _ask = planned(records, rules_of({}, {}, [RISK_KEY], copying=True))
    assert len(plan.members) == len(values)


def test_ansible_is_asked_for_every_host_when_more_may_decide() -> None:
    records = {"a": {"riskScore": "High"}, "b": {"riskScore": "High"}}
    _plan, ask = planned(records, rules_of({}, {"new": "now().year > 2025"}, [], copying=True))
    assert ask.asked == [("groups", "a"), ("groups", "b")]


def test_a_rule_for_which_every_host_differs_costs_the_others_nothing() -> None:
    rules = rules_of({}, {"even": "defender.id | int is even"}, [RISK_KEY], copying=True)
    records = {name: {"id": name, "riskScore": "High"} for name in "abcd"}
    _plan, ask = planned(records, rules)
    assert [kind for kind, _name in ask.asked].count("groups") == 4
    assert [kind for kind, _name in ask.asked].count("keyed_groups") == 1


@pytest.mark.parametrize(
    ("value", "copying", "given"),
    [
        ("10.0.0.1", True, "10.0.0.1"),
        ("10.0.0.1", False, "composed for a"),
        (7, True, "composed for a"),
        (None, True, "composed for a"),
        ("", True, "composed for a"),
        ("True", True, "composed for a"),
        ("[1]", True, "composed for a"),
        ("{{ 1 }}", True, "composed for a"),
    ],
)
def test_a_plain_text_is_copied_where_that_is_what_ansible_does(
    value: Any, copying: bool, given: Any
) -> None:
    rules = rules_of({"address": "defender.lastIpAddress"}, {}, [], copying=copying)
    plan, _ask = planned({"a": {"lastIpAddress": value}}, rules)
    assert plan.variables["a"]["address"] == given


def test_groups_see_composed_variables_and_composed_variables_see_none_of_their_own() -> None:
    rules = rules_of({"one": "defender.x", "two": "one"}, {"g": "one == two"}, [], copying=False)
    _plan, ask = planned({"a": {}}, rules)
    seen = {kind: sorted(sight) for (kind, _name), sight in zip(ask.asked, ask.sights, strict=True)}
    assert seen["compose"] == ["defender"]
    assert seen["groups"] == ["defender", "group_names", "one", "two"]


def test_group_names_are_those_of_the_rules_before_and_of_other_sources() -> None:
    rules = rules_of(
        {}, {"g": "true", "late": "'g' in group_names"}, [RISK_KEY, {"key": "group_names"}], copying=True
    )
    _plan, ask = planned({"a": {}}, rules, a={"group_names": ["old"]})
    assert ask.sights[-1]["group_names"] == ["g", "late", "old", "risk_None", "risks"]


def test_variables_of_other_sources_decide_as_well_and_the_record_wins() -> None:
    rules = rules_of({}, {}, [{"key": "site ~ defender.riskScore"}], copying=True)
    records = {"a": {"riskScore": "High"}, "b": {"riskScore": "High"}}
    plan, ask = planned(records, rules, a={"site": "x", "defender": "mine"}, b={"site": "y"})
    assert [sight["site"] for sight in ask.sights] == ["x", "y"]
    assert ask.sights[0]["defender"] == {"riskScore": "High"}
    assert plan.variables["a"] == {"defender": {"riskScore": "High"}}


@pytest.mark.parametrize(
    "entry", ["text", None, {}, {"prefix": "x"}, {"key": "defender.x", "parent_group": "{{ now() }}"}]
)
def test_an_entry_that_cannot_be_read_is_left_to_ansible(entry: Any) -> None:
    (rule,) = rules_of({}, {}, [entry], copying=True)
    assert rule.decided_by is None


def test_a_parent_group_that_is_a_template_decides_as_well() -> None:
    entry = {"key": "defender.riskScore", "parent_group": "site_{{ defender.site }}"}
    (rule,) = rules_of({}, {}, [entry], copying=True)
    assert rule.decided_by == (("defender", "riskScore"), ("defender", "site"))
