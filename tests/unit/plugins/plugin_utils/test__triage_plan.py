# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._report import report as begun
from ansible_collections.secops.defender.plugins.plugin_utils._report import section
from ansible_collections.secops.defender.plugins.plugin_utils._triage_outcome import completed
from ansible_collections.secops.defender.plugins.plugin_utils._triage_plan import plan
from ansible_collections.secops.defender.plugins.plugin_utils._triage_settings import complaint

BASE: dict[str, Any] = {"run": "Night shift", "max_changes": "100"}
TIERS: list[dict[str, Any]] = [
    {"min_score": "10", "assigned_to": "t1@c", "comment": ""},
    {"min_score": 50, "assigned_to": "t2@c"},
]


def alert(name: str, **more: Any) -> dict[str, Any]:
    """An open alert like all others."""
    common = {"title": "Loader", "machineId": "m1", "alertCreationTime": f"2026-08-19T{int(name):02}:00:00Z"}
    return {"id": name, "status": "New", "assignedTo": None, **common, **more}


def made(scores: dict[str, int], alerts: list[dict[str, Any]], **settings: Any) -> dict[str, Any]:
    scored = [{"alert_id": name, "score": score} for name, score in scores.items()]
    return plan(alerts, scored, {**BASE, **settings})


def test_nothing_is_planned_without_being_asked_for() -> None:
    told = made({"1": 90, "2": 90}, [alert("1"), alert("2")])
    assert told == {
        "changes": [],
        "calls": [],
        "look_up": {"file": [], "domain": [], "ip": []},
        "hand_over": None,
        "refusal": "",
    }


def test_each_alert_gets_the_highest_wish_that_it_reaches_in_the_fewest_tasks() -> None:
    alerts = [alert("1"), alert("2"), alert("3"), alert("4", status="Resolved"), alert("5")]
    told = made({"1": 90, "2": 49, "3": 50, "4": 99, "5": 9}, alerts, write_back=TIERS)
    assert told["calls"] == [
        {
            "wanted": {
                "assigned_to": "t2@c",
                "comment": "Night shift: seen by the triage of secops.defender",
            },
            "alert_ids": ["1", "3"],
        },
        {"wanted": {"assigned_to": "t1@c"}, "alert_ids": ["2"]},
    ]


@pytest.mark.parametrize(
    ("owner", "more", "rule"),
    [
        (None, {}, None),
        ("Automation", {}, None),
        ("T1@C", {}, None),
        ("analyst@c", {}, "analyst@c works on it (even_assigned)"),
        ("analyst@c", {"even_assigned": True}, None),
    ],
)
def test_what_somebody_else_works_on_is_left_out(owner: Any, more: dict[str, Any], rule: Any) -> None:
    told = made({"1": 90}, [alert("1", assignedTo=owner)], write_back=[{**TIERS[0], **more}])
    assert told["changes"][0]["rule"] == rule
    assert len(told["calls"]) == (rule is None)


def test_a_duplicate_is_closed_with_the_id_of_the_one_that_stays_and_not_written_back() -> None:
    rule = {"hours": "24", "classification": "FalsePositive", "determination": "NotMalicious"}
    alerts = [alert("1"), alert("2"), alert("3", assignedTo="analyst@c")]
    told = made(
        {"1": 60, "2": 60, "3": 60},
        alerts,
        write_back=TIERS,
        close_duplicates=rule,
        hand_over={"min_score": 50},
    )
    assert [(one["alert_id"], one["duplicate_of"], bool(one["rule"])) for one in told["changes"]] == [
        ("1", None, False),
        ("2", "1", False),
        ("3", "1", True),
    ]
    assert told["calls"][1]["wanted"] == {
        "status": "Resolved",
        "classification": "FalsePositive",
        "determination": "NotMalicious",
        "comment": "Night shift: duplicate of 1, which stays",
    }
    assert told["hand_over"]["alert_ids"] == ["1", "3"]


def test_the_worst_open_alerts_are_handed_over() -> None:
    alerts = [alert("1"), alert("2"), alert("3"), alert("4", status="Resolved"), alert("5")]
    told = made(
        {"1": 60, "2": 90, "3": 80, "4": 99, "5": 1}, alerts, hand_over={"min_score": 50, "limit": "2"}
    )
    assert told["hand_over"] == {
        "min_score": 50.0,
        "alert_ids": ["2", "3"],
        "left_behind": 1,
        "filter": "id eq '2' or id eq '3'",
    }


def test_nothing_to_hand_over_is_a_filter_that_no_alert_passes() -> None:
    assert made({"1": 1}, [alert("1")], hand_over={"min_score": 50})["hand_over"]["filter"] == "id eq ''"


def test_too_many_changes_refuse_all() -> None:
    told = made({"1": 90, "2": 90}, [alert("1"), alert("2")], write_back=TIERS, max_changes=1)
    assert told["refusal"].startswith("2 alerts to change are more than triage_alerts_max_changes (1).")
    left = made({"1": 90, "2": 90}, [alert("1"), alert("2", assignedTo="x")], write_back=TIERS, max_changes=1)
    assert left["refusal"] == ""


# The settings, what the refusal says.
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"run": " "}, "triage_alerts_run: name the run"),
    ({"write_back": {"min_score": 1}}, "triage_alerts_write_back: give a list"),
    ({"write_back": [{"status": "New"}]}, "triage_alerts_write_back[0].min_score: give a number"),
    ({"write_back": [{"min_score": "high"}]}, "write_back[0].min_score: 'high' is no number"),
    ({"write_back": [{"min_score": 1, "owner": "x"}]}, "write_back[0]: there is no 'owner'"),
    ({"write_back": [{"min_score": 1, "status": "Closed"}]}, "write_back[0].status: there is no 'Closed'"),
    ({"write_back": [{"min_score": 1, "comment": ""}]}, "write_back[0]: nothing is wanted"),
    ({"write_back": ["x"]}, "write_back[0]: give a dictionary"),
    (
        {"write_back": [{"min_score": 1, "determination": "Malware"}]},
        "write_back[0].determination: it needs a classification",
    ),
    ({"close_duplicates": {"keep": "oldest"}}, "triage_alerts_close_duplicates.hours: give a number"),
    ({"close_duplicates": {"hours": 0}}, "hours: give more than 0 hours"),
    (
        {"close_duplicates": {"hours": 1, "keep": "first"}},
        "keep: there is no 'first'; there are oldest, newest",
    ),
    ({"close_duplicates": {"hours": 1, "same": ["machine", "hash"]}}, "same: alerts have no 'hash'"),
    ({"close_duplicates": {"hours": 1, "same": ["title"]}}, "same: name machine or user"),
    ({"close_duplicates": {"hours": 1, "same": "machine"}}, "same: give a list"),
    ({"close_duplicates": {"hours": 1, "classification": "Benign"}}, "classification: there is no 'Benign'"),
    (
        {"close_duplicates": {"hours": 1, "classification": "FalsePositive", "determination": "Malware"}},
        "determination: there is no 'Malware'; there are Clean",
    ),
    ({"close_duplicates": True}, "triage_alerts_close_duplicates: give a dictionary"),
    ({"prevalence": {"kinds": ["url"]}}, "triage_alerts_prevalence.kinds: there are no statistics of 'url'"),
    ({"hand_over": {"limit": 1}}, "triage_alerts_hand_over.min_score: give a number"),
]


@pytest.mark.parametrize(("settings", "says"), WRONG, ids=[says for _settings, says in WRONG])
def test_wrong_settings_are_refused_by_name(settings: dict[str, Any], says: str) -> None:
    assert says in complaint({**BASE, **settings})
    assert made({"1": 90}, [alert("1")], **settings)["calls"] == []


def found() -> dict[str, Any]:
    """The report of what a triage found."""
    return {
        **begun("triage_alerts", "T", "", "Look first at ws-1."),
        "sections": [section("How this was made")],
    }


def done(changes: dict[str, Any], check_mode: bool = False, **outcomes: Any) -> dict[str, Any]:
    """The report after tasks that returned this, by alert."""
    scores = {"1": 90, "2": 90, "3": 90}
    alerts = [alert("1"), alert("2"), alert("3", assignedTo="x")]
    planned = made(scores, alerts, write_back=TIERS)
    told = {"item": planned["calls"][0], **changes}
    return completed(found(), planned, {"changes": {"results": [told]}, **outcomes}, check_mode)


CHANGED = {
    "changed": True,
    "results": [{"alert_id": "1", "changed": True}, {"alert_id": "2", "changed": False}],
}
FAILED = {"msg": "It answered 400.", "error": {"kind": "ApiError"}}


def test_each_alert_ends_as_its_task_says() -> None:
    told = done(CHANGED)
    assert [one["ending"] for one in told["data"]["changes"]] == ["done", "already", "left_out"]
    assert told["lead"] == "Look first at ws-1. This run changed 1 alert."
    assert told["data"]["failure"] == ""
    assert [part["heading"] for part in told["sections"]] == ["Alerts to change", "How this was made"]


def test_check_mode_says_what_would_be_written() -> None:
    told = done(CHANGED, check_mode=True)
    assert told["data"]["changes"][0]["ending"] == "would"
    assert told["lead"].endswith("Check mode: 1 alert would be changed, nothing was written.")


def test_one_alert_that_failed_does_not_hide_the_others() -> None:
    told = done(
        {"results": [{"alert_id": "1", "changed": True}, {"alert_id": "2", "changed": False, **FAILED}]}
    )
    assert [one["ending"] for one in told["data"]["changes"]] == ["done", "failed", "left_out"]
    assert told["data"]["failure"] == (
        "1 of 3 alerts could not be changed; Loader (2): It answered 400. Run the same again to go on: nothing is written twice."
    )
    assert told["sections"][0]["heading"] == "What went wrong"


def test_a_task_that_broke_off_failed_for_all_of_its_alerts() -> None:
    for broken in (FAILED, {"msg": "MODULE FAILURE"}):
        assert [one["ending"] for one in done(broken)["data"]["changes"]] == ["failed", "failed", "left_out"]


def test_alerts_that_no_task_came_to_are_untouched() -> None:
    told = completed(found(), made({"1": 90}, [alert("1")], write_back=TIERS), {}, False)
    assert told["data"]["changes"][0]["ending"] == "untouched"


def test_a_refusal_is_told_and_nothing_is_claimed() -> None:
    refused = made({"1": 90}, [alert("1")], write_back=TIERS, max_changes=0)
    told = completed(found(), refused, {}, False)
    assert told["lead"].startswith("Refused: 1 alerts to change are more than")
    assert (told["data"]["failure"], told["data"]["changes"][0]["ending"]) == (
        refused["refusal"],
        "untouched",
    )


def test_a_listing_that_failed_is_told_first() -> None:
    told = completed(found(), made({}, []), {"listing": {"msg": "The service answered 403"}}, False)
    assert told["data"]["failure"] == "The alerts could not be listed: The service answered 403."
    assert told["lead"].startswith("The alerts could not be listed")


def test_statistics_that_could_not_be_read_are_told() -> None:
    broken = {"results": [{"item": "evil.example", "msg": "No.", "error": {"kind": "Forbidden"}}]}
    told = completed(found(), made({}, []), {"domain": broken}, False)
    assert (
        "How common 1 files, domains and addresses are could not be read; evil.example: No."
        in told["data"]["failure"]
    )
    assert told["data"]["not_counted"] == [{"kind": "domain", "value": "evil.example", "msg": "No."}]
