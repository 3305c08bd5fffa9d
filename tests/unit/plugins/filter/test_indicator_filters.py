# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters behind the role manage_indicators, from what the module told to the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.filter.indicator_brakes import indicator_brakes
from ansible_collections.secops.defender.plugins.filter.indicator_feeds import indicator_feeds
from ansible_collections.secops.defender.plugins.filter.indicator_plan import indicator_plan
from ansible_collections.secops.defender.plugins.filter.indicator_report import indicator_report
from ansible_collections.secops.defender.plugins.filter.report_html import report_html
from ansible_collections.secops.defender.plugins.filter.report_markdown import report_markdown
from ansible_collections.secops.defender.tests.unit.plugins.plugin_utils.test__feed_plan import SETTINGS
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[4]
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/schemas/report.json").read_text(encoding="utf-8")))
NOW = "2026-08-19T12:00:00Z"
BRAKES = {"max_changes": 10, "max_removed": 1, "allow_empty": False}
WANTED = [
    {"value": f"{name}.example", "type": "DomainName"} for name in ("add", "change", "renew", "same", "end")
]
BEFORE = {"action": "Audit", "title": "T", "expirationTime": "2026-09-01T00:00:00Z"}


def planned(**changed: Any) -> dict[str, Any]:
    found = indicator_feeds([], WANTED, NOW)
    return indicator_plan(found, [], {**SETTINGS, "expires_in_days": 30, **changed}, NOW)


def result(name: str, before: Any, after: Any, **more: Any) -> dict[str, Any]:
    return {
        "indicator": f"DomainName {name}.example",
        "value": f"{name}.example",
        "type": "DomainName",
        "id": "7" if before else None,
        "changed": before != after,
        "before": before,
        "after": after,
        **more,
    }


TOLD = [
    result("add", None, BEFORE),
    result("change", BEFORE, {**BEFORE, "action": "Block", "expirationTime": "2026-09-19T00:00:00Z"}),
    result("renew", BEFORE, {**BEFORE, "expirationTime": "2026-09-19T00:00:00Z"}),
    result("same", BEFORE, BEFORE),
    result("end", None, None, expired=True),
    result("gone", BEFORE, None),
]


def outcome(*told: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"results": [{"results": list(told), **more}]}


def weighed(told: list[dict[str, Any]] | None = None, **brakes: Any) -> dict[str, Any]:
    return indicator_brakes(planned(), outcome(*(TOLD if told is None else told)), {**BRAKES, **brakes})


def checked(report: dict[str, Any]) -> dict[str, Any]:
    SCHEMA.validate(report)
    assert report_html(report)
    assert report_markdown(report)
    return report


def test_changes_are_told_apart() -> None:
    plan = weighed()
    assert [one["change"] for one in plan["changes"]] == ["add", "change", "renew", "remove"]
    assert [one["key"] for one in plan["changes"][1]["differs"]] == ["action", "expiration_time"]
    assert (plan["unchanged"], plan["expired"], plan["refusal"]) == (1, ["DomainName end.example"], "")
    assert plan["changes"][0]["places"] == ["manage_indicators_indicators[0]"]


def test_an_end_that_a_file_changed_is_a_change() -> None:
    found = indicator_feeds([], [{**WANTED[2], "expiration_time": "2026-09-19"}], NOW)
    plan = indicator_plan(found, [], SETTINGS, NOW)
    assert [one["change"] for one in indicator_brakes(plan, outcome(TOLD[2]), BRAKES)["changes"]] == [
        "change"
    ]


@pytest.mark.parametrize(
    ("told", "brakes", "says"),
    [
        (
            TOLD,
            {"max_changes": 2},
            "3 indicators would be added, changed or removed, more than manage_indicators_max_changes (2).",
        ),
        (TOLD, {"max_changes": 3}, ""),
        (
            TOLD,
            {"max_removed": 0},
            "1 indicators would be removed, more than manage_indicators_max_removed (0).",
        ),
        (TOLD[4:], {}, ""),
    ],
)
def test_the_brakes_count_all_but_renewals(told: Any, brakes: dict[str, Any], says: str) -> None:
    said = weighed(told, **brakes)["refusal"]
    assert said.startswith(says) if says else said == ""


def test_a_wish_for_nothing_removes_nothing() -> None:
    plan = indicator_plan(indicator_feeds([], WANTED[4:], NOW), [], SETTINGS, NOW)
    said = indicator_brakes(plan, outcome(*TOLD[4:]), BRAKES)["refusal"]
    assert said.startswith("The files want nothing, so all that repository owns would be removed (1).")
    assert indicator_brakes(plan, outcome(*TOLD[4:]), {**BRAKES, "allow_empty": True})["refusal"] == ""


def test_what_the_module_refuses_is_the_refusal() -> None:
    look = {"results": [{"msg": "Too many", "error": {"kind": "OptionError"}}]}
    plan = indicator_brakes(planned(), look, BRAKES)
    assert plan["refusal"] == "Too many."
    report = checked(indicator_report(plan, {}, NOW))
    assert report["lead"] == "Refused: Too many."
    assert report["data"]["failure"] == "Too many."


def test_a_run_is_reported_indicator_by_indicator() -> None:
    failed = {**TOLD[1], "changed": False, "msg": "No", "error": {"kind": "ApiError"}}
    written = outcome({**TOLD[0], "id": "12"}, failed, {**TOLD[2], "changed": False}, TOLD[5])
    report = checked(indicator_report(weighed(), written, NOW))
    told = {one["value"].partition(".")[0]: one for one in report["data"]["indicators"]}
    assert {name: one["done"] for name, one in told.items()} == {
        "add": "added",
        "change": "failed",
        "renew": "was so already",
        "gone": "removed",
    }
    assert (told["add"]["id"], told["change"]["error"]) == ("12", {"kind": "ApiError", "msg": "No"})
    assert report["lead"] == "1 added, 1 removed in this run, 1 failed."
    assert report["data"]["failure"].startswith(
        "1 of 4 indicators is not as the files want; DomainName change.example: No."
    )


def test_a_task_that_failed_as_a_whole_fails_all_of_its_indicators() -> None:
    written = {"results": [{"msg": "Login failed.", "error": {"kind": "AuthError"}}]}
    report = checked(indicator_report(weighed(), written, NOW))
    assert {one["ending"] for one in report["data"]["indicators"]} == {"failed"}
    assert report["lead"] == "Nothing in this run, 4 failed."


def test_check_mode_says_what_it_would_do() -> None:
    report = checked(indicator_report(weighed(), outcome(*TOLD), NOW, {"check_mode": True, "rows": "2"}))
    assert report["lead"] == "Check mode: 1 to add, 1 to change, 1 to renew, 1 to remove; nothing was sent."
    (section,) = [one for one in report["sections"] if one["heading"] == "Indicator by indicator"]
    assert (len(section["table"]["rows"]), section["text"]) == (
        2,
        ["The first 2 of 4; the data of this report has all."],
    )


def test_what_is_as_wanted_is_told_with_what_was_kept_back_and_what_was_not_seen() -> None:
    plan = planned(action="Block", never_block=["add.example", "end.example"])
    plan = indicator_brakes(plan, outcome(TOLD[3], note="Some were not seen."), BRAKES)
    report = checked(indicator_report(plan, {}, NOW))
    assert report["lead"] == (
        "All 1 indicators of repository are as the files want; nothing was sent. "
        "DomainName add.example and 1 more are never to be blocked and left out."
    )
    assert report["sections"][0]["text"] == ["Some were not seen."]


def test_a_refused_plan_is_reported() -> None:
    plan = planned(owner="")
    report = checked(indicator_report(plan, {}, NOW))
    assert report["lead"].startswith("Refused: manage_indicators_owner is empty")


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: indicator_feeds([], [], "today"), "indicator_feeds: now is 'today', which is no time"),
        (lambda: indicator_plan({}, [], {}, "today"), "indicator_plan: now is 'today', which is no time"),
        (lambda: indicator_report({}, {}, "today"), "indicator_report: now is 'today', which is no time"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, named: str) -> None:
    with pytest.raises(AnsibleFilterError, match=named):
        call()
