# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.filter.evidence_selection import evidence_selection
from ansible_collections.secops.defender.plugins.plugin_utils._containment import Brakes
from ansible_collections.secops.defender.plugins.plugin_utils._evidence_plan import (
    Sources,
    Wish,
    folder,
    plan,
    selection,
)

WISH = Wish(["alerts"])


def report(*machines: Any, name: str = "contain_machines") -> dict[str, Any]:
    return {"report": name, "data": {"machines": list(machines)}}


def record(number: int, *tags: str, group: str | None = None, name: str | None = "ws") -> dict[str, Any]:
    return {
        "id": f"m{number}",
        "computerDnsName": f"{name}-{number}" if name else None,
        "machineTags": list(tags),
        "rbacGroupName": group,
    }


def test_a_report_names_the_machines_that_it_does_not_leave_out() -> None:
    machines = [
        {"machine_id": "m1", "score": 10, "ending": "done"},
        {"machine_id": "m2", "ending": "left_out"},
        {"machine_id": "m3", "score": None},
        {"machine_id": "m1"},
    ]
    found = selection(Sources(report=report(*machines)), 80)
    assert (found["machines"], found["refusal"]) == (["m1", "m3"], "")
    assert found["source"] == "a report of contain_machines"


def test_a_triage_names_the_machines_that_score_enough() -> None:
    scores = {"m1": 90, "m2": 80, "m3": 79.5, "m4": None, None: 99}
    machines = [{"machine_id": machine_id, "score": score} for machine_id, score in scores.items()]
    found = selection(Sources(report=report(*machines, name="triage_alerts")), 80)
    assert found["machines"] == ["m1", "m2"]


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        (Sources(), "none of them is set."),
        (
            Sources(machines=["a"], group="g"),
            "collect_evidence_machines and collect_evidence_group are set.",
        ),
        (Sources(report="no"), "collect_evidence_source is no report"),
        (Sources(report={"data": {"machines": {"total": 3}}}), "collect_evidence_source is no report"),
        (Sources(report=report("m1")), "collect_evidence_source is no report"),
        (Sources(group="g"), "no host in a group 'g'"),
        (Sources(group="g", hosts={"h": {"id": "m1"}, "i": None}), "i in the group 'g' has no machine id"),
    ],
)
def test_sources_that_name_no_machines_are_refused_in_a_sentence(sources: Sources, says: str) -> None:
    found = selection(sources)
    assert says in found["refusal"]
    assert found["refusal"].endswith(".")
    assert found["machines"] == []


def test_a_group_of_the_inventory_names_the_ids_of_its_hosts() -> None:
    groups = {"risky": ["h1", "h2", "h3"]}
    variables = {
        "h1": {"defender": {"id": "m1"}},
        "h2": {"defender": {"id": "m2"}},
        "h3": {"defender": {"id": "m1"}},
    }
    found = evidence_selection(groups, variables, {"group": "risky", "machines": [], "report": ""})
    assert found["machines"] == ["m1", "m2"]


def test_what_a_rule_keeps_is_left_out_and_what_is_gone_is_named() -> None:
    selected = {**selection(Sources(report=report())), "unknown": ["m9"]}
    records = [record(1), record(2, "Hands-Off"), record(3, group="Servers")]
    made = plan(records, selected, WISH, Brakes(1, ["hands-off"], ["servers"]))
    assert made["refusal"] == ""
    assert [one["machine_id"] for one in made["machines"]] == ["m1"]
    assert [one["rule"] for one in made["left_out"]] == [
        "it has the tag Hands-Off (collect_evidence_never_tags)",
        "it is in the device group Servers (collect_evidence_never_groups)",
        "the tenant no longer knows it",
    ]


def test_a_machine_that_was_named_and_must_not_be_touched_makes_all_refused() -> None:
    selected = selection(Sources(machines=["ws-1", "ws-2"]))
    made = plan([record(1), record(2, "off")], selected, WISH, Brakes(9, ["off"]))
    assert made["refusal"].startswith("ws-2 must not be touched: it has the tag off")


def test_more_machines_than_the_brake_allows_are_refused() -> None:
    selected = selection(Sources(machines=["ws-1", "ws-2"]))
    made = plan([record(1), record(2)], selected, WISH, Brakes(1))
    assert made["refusal"].startswith("2 machines are more than collect_evidence_max (1), ws-2 the first")


def test_nothing_to_collect_is_refused_and_commands_are_something() -> None:
    selected = selection(Sources(machines=["ws-1"]))
    assert "collect_evidence_parts" in plan([record(1)], selected, Wish([]), Brakes(1))["refusal"]
    made = plan([record(1)], selected, Wish([], [{"type": "get_file"}]), Brakes(1))
    assert (made["refusal"], made["parts"]) == ("", ["live_response"])


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("srv-1.contoso.com_m1", "srv-1.contoso.com_m1"),
        ("../../etc_m1", "_.._etc_m1"),
        ("..", "unnamed"),
        ("{{ 7 * 7 }}/x_m1", "_7_7_x_m1"),
        ("x" * 300 + "_m1", "x" * 197 + "_m1"),
    ],
)
def test_a_folder_stays_where_it_belongs_and_keeps_the_id(text: str, safe: str) -> None:
    assert folder(text) == safe


def test_a_machine_without_a_name_has_a_folder_of_its_id() -> None:
    made = plan([record(1, name=None)], selection(Sources(machines=["m1"])), WISH, Brakes(1))
    assert [one["folder"] for one in made["machines"]] == ["m1"]
