# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._containment import (
    Brakes,
    Sources,
    plan,
    selection,
)
from ansible_collections.secops.defender.plugins.plugin_utils._stages import situation

TRIAGE = {
    "report": "triage_alerts",
    "data": {
        "machines": [
            {"machine_id": "m1", "score": 90},
            {"machine_id": "m2", "score": 10},
            {"machine_id": None, "score": 99},
        ]
    },
}
RUN = {
    "report": "contain_machines",
    "data": {
        "state": "isolated",
        "machines": [{"machine_id": "m1", "sent_in_this_run": True}, {"machine_id": "m2"}],
    },
}


def machine(
    number: int, tags: list[Any] | None = None, group: str | None = None, **state: Any
) -> dict[str, Any]:
    """A machine as defender_machine_info returns it."""
    name = f"ws-{number}.contoso.com"
    return {
        "id": f"m{number}",
        "computerDnsName": name,
        "machineTags": tags,
        "rbacGroupName": group,
        "response_state": state,
    }


# What the case shows, the sources, the machines selected, what the refusal says.
SELECTIONS: list[tuple[str, Sources, list[str], str]] = [
    ("a triage report gives those that reach the score", Sources(triage=TRIAGE), ["m1"], ""),
    ("a list gives each once", Sources(machines=["a", "b", "a"]), ["a", "b"], ""),
    (
        "a group gives the ids of its hosts",
        Sources(group="g", hosts={"x": {"id": "m1"}, "y": {"id": "m2"}}),
        ["m1", "m2"],
        "",
    ),
    ("an earlier run gives what it sent", Sources(undo=RUN), ["m1"], ""),
    ("no source", Sources(), [], "none of them is set"),
    (
        "two sources",
        Sources(triage=TRIAGE, machines=["a"]),
        [],
        "contain_machines_triage and contain_machines_machines are set",
    ),
    ("a group that is not there", Sources(group="typo"), [], "no host in a group 'typo'"),
    (
        "a host that is no machine",
        Sources(group="g", hosts={"x": None}),
        [],
        "x in the group 'g' has no machine id",
    ),
    ("a report of another role", Sources(triage=RUN), [], "not a report of triage_alerts"),
    ("a text for a report", Sources(triage="text"), [], "not a report of triage_alerts"),
    ("a triage for a run", Sources(undo=TRIAGE), [], "not a report of contain_machines"),
]


@pytest.mark.parametrize(
    ("sources", "machines", "refusal"),
    [case[1:] for case in SELECTIONS],
    ids=[case[0] for case in SELECTIONS],
)
def test_one_source_names_the_machines(sources: Sources, machines: list[str], refusal: str) -> None:
    selected = selection(sources, min_score=80)
    assert selected["machines"] == machines
    assert refusal in selected["refusal"]
    assert bool(refusal) == bool(selected["refusal"])


LIST = Sources(machines=["whatever"])
GROUP = Sources(group="g", hosts={"x": {"id": "m1"}})
UNDO = Sources(undo=RUN)
BRAKES = Brakes(2, never_tags=["Never-Isolate"], never_groups=["Domain Controllers", ""])

# What the case shows, the source, the state, the machines, those planned, those left out, what the refusal says.
PLANS: list[tuple[str, Sources, str, list[dict[str, Any]], list[str], list[str], str]] = [
    ("no machine is no refusal", GROUP, "isolated", [], [], [], ""),
    ("as many as allowed", GROUP, "isolated", [machine(1), machine(2)], ["m1", "m2"], [], ""),
    (
        "one machine named twice counts once",
        LIST,
        "isolated",
        [machine(1), machine(1), machine(2)],
        ["m1", "m2"],
        [],
        "",
    ),
    (
        "one too many refuses all",
        GROUP,
        "isolated",
        [machine(1), machine(2), machine(3)],
        ["m1", "m2", "m3"],
        [],
        "ws-3.contoso.com the first too many",
    ),
    (
        "releasing too many is refused, too",
        LIST,
        "released",
        [machine(1), machine(2), machine(3)],
        ["m1", "m2", "m3"],
        [],
        "contain_machines_max (2)",
    ),
    (
        "a tag leaves out, whatever its case",
        GROUP,
        "isolated",
        [machine(1, ["NEVER-isolate"]), machine(2)],
        ["m2"],
        ["m1"],
        "",
    ),
    (
        "what is left out does not count",
        GROUP,
        "isolated",
        [machine(1, ["never-isolate"]), machine(2), machine(3)],
        ["m2", "m3"],
        ["m1"],
        "",
    ),
    (
        "a device group leaves out",
        GROUP,
        "isolated",
        [machine(1, group="domain controllers")],
        [],
        ["m1"],
        "",
    ),
    (
        "no device group is no rule",
        GROUP,
        "isolated",
        [machine(1, group=None), machine(2, group="")],
        ["m1", "m2"],
        [],
        "",
    ),
    (
        "empty and missing tags are no rule",
        GROUP,
        "isolated",
        [machine(1, [""]), machine(2, None)],
        ["m1", "m2"],
        [],
        "",
    ),
    (
        "a forbidden machine named outright refuses all",
        LIST,
        "isolated",
        [machine(1, ["never-isolate"]), machine(2)],
        ["m2"],
        ["m1"],
        "ws-1.contoso.com must not be isolated: it has the tag never-isolate",
    ),
    (
        "a forbidden machine named outright is released",
        LIST,
        "released",
        [machine(1, ["never-isolate"])],
        ["m1"],
        [],
        "",
    ),
    (
        "releasing a group leaves out what isolating leaves out",
        GROUP,
        "released",
        [machine(1, ["never-isolate"])],
        [],
        ["m1"],
        "",
    ),
    ("undoing releases what was isolated", UNDO, "released", [machine(1, ["never-isolate"])], ["m1"], [], ""),
    (
        "undoing needs the other state",
        UNDO,
        "isolated",
        [machine(1)],
        ["m1"],
        [],
        "needs the other contain_machines_state",
    ),
]


@pytest.mark.parametrize("case", PLANS, ids=[case[0] for case in PLANS])
def test_brakes_hold(case: tuple[Any, ...]) -> None:
    _shows, sources, state, machines, planned, left_out, refusal = case
    made = plan(machines, selection(sources), state, BRAKES)
    assert [one["machine_id"] for one in made["machines"]] == planned
    assert [one["machine_id"] for one in made["left_out"]] == left_out
    assert refusal in made["refusal"]
    assert bool(refusal) == bool(made["refusal"])


def test_a_refused_selection_refuses_the_plan() -> None:
    assert plan([], selection(Sources()), "isolated", BRAKES)["refusal"].startswith("Set one of")


def test_a_machine_that_the_tenant_no_longer_knows_is_left_out_and_named() -> None:
    chosen = {**selection(Sources(triage=TRIAGE)), "unknown": ["m2"]}
    made = plan([machine(1)], chosen, "isolated", BRAKES)
    assert [one["machine_id"] for one in made["machines"]] == ["m1"]
    assert [(one["machine_id"], one["rule"]) for one in made["left_out"]] == [
        ("m2", "the tenant no longer knows it")
    ]
    assert made["refusal"] == ""


def test_scores_and_situations_are_in_the_plan() -> None:
    made = plan(
        [machine(1, isolated=True, isolation_pending=False)],
        selection(Sources(triage=TRIAGE)),
        "isolated",
        BRAKES,
    )
    assert made["machines"] == [
        {
            "machine_id": "m1",
            "computer_dns_name": "ws-1.contoso.com",
            "score": 90,
            "found": "isolated",
            "stages": [{"stage": "isolate", "found": "isolated"}],
        }
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "unknown"),
        ({"isolated": True}, "isolated"),
        ({"isolated": False}, "released"),
        ({"isolated": False, "isolation_pending": True}, "released, change pending"),
    ],
)
def test_a_situation_is_said_in_words(state: dict[str, Any], said: str) -> None:
    assert situation(state) == said
