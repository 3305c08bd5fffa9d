# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._account import account
from ansible_collections.secops.defender.plugins.plugin_utils._contain_report import contain_report
from ansible_collections.secops.defender.plugins.plugin_utils._containment import (
    Brakes,
    Sources,
    plan,
    selection,
)
from ansible_collections.secops.defender.plugins.plugin_utils._stages import (
    Choice,
    chosen,
    complaint,
    goal,
    sent,
    situation,
)

ALL = ("isolate", "restrict", "scan")
NO_DICTIONARY: Any = ["scan"]
BRAKES = Brakes(5, never_tags=["never-isolate"])


def machine(name: str, value: str | None = None, tags: Any = (), **state: Any) -> dict[str, Any]:
    """A machine as defender_machine_info returns it."""
    return {
        "id": name,
        "computerDnsName": f"{name}.local",
        "deviceValue": value,
        "machineTags": tags,
        "response_state": {"isolated": False, "restricted": False, "scanning": False, **state},
    }


def planned(choice: Choice, *machines: dict[str, Any], state: str = "isolated") -> dict[str, Any]:
    sources = Sources(machines=[one["id"] for one in machines])
    return plan(machines, selection(sources, choice=choice), state, BRAKES)


def result(name: str, decision: str, changed: bool, status: str | None = None, **more: Any) -> dict[str, Any]:
    """A machine's result as the modules return it."""
    action = {"id": f"action-{name}", "status": status} if status else None
    return {
        "machine_id": name,
        "changed": changed,
        "action": action,
        "decided_from": {"decision": decision},
        **more,
    }


# What the case shows, the choice, the value of the machine, the state, its stages.
CHOICES: list[tuple[str, Choice, str | None, str, list[str]]] = [
    ("isolation alone when nothing is said", Choice(), "High", "isolated", ["isolate"]),
    ("always in one order", Choice(["scan", "isolate"]), "Low", "isolated", ["isolate", "scan"]),
    (
        "the value decides, whatever its case",
        Choice(by_value={"high": ["scan"]}),
        "High",
        "isolated",
        ["scan"],
    ),
    ("another value decides nothing", Choice(by_value={"High": ["scan"]}), "Low", "isolated", ["isolate"]),
    ("a machine without a value", Choice(by_value={"High": ["scan"]}), None, "isolated", ["isolate"]),
    ("a value may get nothing", Choice(by_value={"Low": []}), "Low", "isolated", []),
    ("a scan is not taken back", Choice(ALL), None, "released", ["isolate", "restrict"]),
    (
        "a run that is undone names the stages",
        Choice(by_value={"High": ["scan"]}, by_machine={"m": ["restrict"]}),
        "High",
        "released",
        ["restrict"],
    ),
]


@pytest.mark.parametrize("case", CHOICES, ids=[case[0] for case in CHOICES])
def test_a_machine_gets_its_stages(case: tuple[Any, ...]) -> None:
    _shows, choice, value, state, stages = case
    assert chosen(choice, machine("m", value), state) == stages


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (Choice(ALL, {"High": ["scan"], "normal": []}), ""),
        (Choice(["isolation"]), "contain_machines_stages: there is no stage 'isolation'"),
        (Choice("scan"), "contain_machines_stages: give a list of stages"),
        (
            Choice(by_value={"Highest": ["scan"]}),
            "there is no value 'Highest'; the values are High, Normal, Low",
        ),
        (
            Choice(by_value={"High": ["wipe"]}),
            "contain_machines_stages_by_value.High: there is no stage 'wipe'",
        ),
        (Choice(by_value={"High": "scan"}), "contain_machines_stages_by_value.High: give a list"),
        (Choice(ALL, NO_DICTIONARY), "contain_machines_stages_by_value: give a dictionary"),
    ],
)
def test_a_wrong_choice_refuses_all(choice: Any, says: str) -> None:
    assert says in complaint(choice.stages, choice.by_value)
    made = planned(choice, machine("m"))
    assert bool(made["refusal"]) == bool(says)


def test_stages_are_planned_by_machine_and_by_stage() -> None:
    made = planned(
        Choice(["isolate"], {"High": ["restrict", "scan"], "Low": []}),
        machine("a", "High", restricted=True),
        machine("b", "Normal", isolation_pending=True),
        machine("c", "Low"),
    )
    assert made["targets"] == {"isolate": ["b"], "restrict": ["a"], "scan": ["a"]}
    assert [one["found"] for one in made["machines"]] == [
        "restricted; not scanning",
        "released, change pending",
    ]
    assert [(one["machine_id"], one["rule"]) for one in made["left_out"]] == [
        ("c", "no stage is asked for of its value, Low (contain_machines_stages_by_value)")
    ]
    assert (made["goal"], made["refusal"]) == ("contained", "")


def test_a_scan_alone_cannot_be_taken_back() -> None:
    made = planned(Choice(["scan"]), machine("m"), state="released")
    assert [one["rule"] for one in made["left_out"]] == ["none of its stages can be taken back"]
    assert (made["machines"], made["refusal"]) == ([], "")


def test_what_must_never_be_touched_is_not_scanned_either() -> None:
    made = planned(Choice(["scan"]), machine("m", tags=["never-isolate"]))
    assert "m.local must not be scanned: it has the tag never-isolate" in made["refusal"]


def test_machines_that_could_not_be_looked_at_refuse_all() -> None:
    chosen_ones = {**selection(Sources(machines=["m"])), "problem": "The service answered 403."}
    made = plan([], chosen_ones, "isolated", BRAKES)
    assert (
        made["refusal"] == "The machines could not be looked at, nothing was sent: The service answered 403."
    )


@pytest.mark.parametrize(
    ("state", "stages", "word"),
    [
        ("isolated", ["isolate"], "isolated"),
        ("released", ["restrict"], "unrestricted"),
        ("isolated", ["scan"], "scanned"),
        ("isolated", ALL, "contained"),
        ("released", ["isolate", "restrict"], "released"),
        ("released", ["scan"], "released"),
        ("isolated", [], "isolated"),
    ],
)
def test_the_goal_is_one_word(state: str, stages: Any, word: str) -> None:
    assert goal(state, stages) == word


@pytest.mark.parametrize(
    ("state", "stage", "said"),
    [
        ({}, "restrict", "unknown"),
        ({"restricted": True}, "restrict", "restricted"),
        ({"restricted": True, "restriction_pending": True}, "restrict", "restricted, change pending"),
        ({"isolated": True}, "restrict", "unrestricted"),
        ({"scanning": True}, "scan", "scanning"),
        ({"isolated": True}, "scan", "not scanning"),
    ],
)
def test_a_situation_is_said_for_each_stage(state: dict[str, Any], stage: str, said: str) -> None:
    assert situation(state, stage) == said


def fate(*outcomes: dict[str, Any], **state: bool) -> dict[str, Any]:
    """The account of one machine whose stages ended in this way, and of what a second look saw."""
    made = planned(Choice(ALL[: len(outcomes)]), machine("m"))
    seen = {"machines": [machine("m", None, (), **state)]} if state else {}
    results = [{"results": [one]} if "machine_id" in one else one for one in outcomes]
    return account(made, dict(zip(ALL, results, strict=False)), seen)


DONE = result("m", "submit", True, "Succeeded")
REFUSED = result("m", "refuse", False, msg="Another scan is open.", error={"kind": "ActionConflict"})


def test_stages_of_a_machine_are_told_one_by_one_and_summed_up() -> None:
    told = fate(DONE, result("m", "nothing", False), DONE, isolated=True, restricted=True)
    one = told["machines"][0]
    assert [part["ending"] for part in one["stages"]] == ["done", "already", "done"]
    assert (one["ending"], one["verified"], one["wanted"]) == (
        "done",
        one["wanted"],
        "isolated; restricted; scanned",
    )
    assert (told["requests_sent"], told["failure"]) == (2, "")
    lead = contain_report(told, "C", "")["lead"]
    assert lead == "1 machine verified as contained; this run sent 2 requests to do so."


def test_a_stage_that_failed_does_not_hide_the_others() -> None:
    told = fate(DONE, DONE, REFUSED, isolated=True, restricted=True)
    one = told["machines"][0]
    assert [part["ending"] for part in one["stages"]] == ["done", "done", "failed"]
    assert (one["ending"], one["error"]["kind"], told["requests_sent"]) == ("failed", "ActionConflict", 2)
    assert told["failure"].startswith(
        "1 of 1 machines is not contained as wanted; m.local (scan): Another scan"
    )


def test_a_restriction_that_a_second_look_does_not_see_failed() -> None:
    told = fate(DONE, DONE, isolated=True, restricted=False)
    assert told["machines"][0]["stages"][1]["error"] == {
        "kind": "NotVerified",
        "msg": "A second look says unrestricted, not restricted.",
    }


def test_a_task_that_failed_as_a_whole_leaves_its_stage_untouched() -> None:
    told = fate(DONE, {"msg": "No permission.", "error": {"kind": "Forbidden"}}, isolated=True)
    assert [part["ending"] for part in told["machines"][0]["stages"]] == ["done", "untouched"]
    assert told["machines"][0]["ending"] == "untouched"
    assert "m.local (restrict): No permission." in told["failure"]


def test_undoing_takes_back_just_what_a_run_did() -> None:
    run = {
        "report": "contain_machines",
        "data": fate(DONE, result("m", "nothing", False), DONE, isolated=True, restricted=True),
    }
    selected = selection(Sources(undo=run), choice=Choice(ALL))
    made = plan([machine("m", isolated=True, restricted=True)], selected, "released", BRAKES)
    assert made["targets"] == {"isolate": ["m"], "restrict": [], "scan": []}


def test_undoing_a_run_that_only_scanned_selects_nothing() -> None:
    told = fate(REFUSED, REFUSED, DONE)
    assert selection(Sources(undo={"report": "contain_machines", "data": told}))["machines"] == []


def test_a_report_without_stages_is_one_of_isolation() -> None:
    assert sent({"machine_id": "m", "sent_in_this_run": True}) == ["isolate"]
    assert sent({"machine_id": "m", "sent_in_this_run": False}) == []
