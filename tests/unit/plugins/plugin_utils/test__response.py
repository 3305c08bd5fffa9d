# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a policy and alerts to effects, their brakes, their approval and their endings."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.filter.response_plan import response_plan
from ansible_collections.secops.defender.plugins.module_utils._schemas import check
from ansible_collections.secops.defender.plugins.plugin_utils._policy import effects, matches
from ansible_collections.secops.defender.plugins.plugin_utils._policy_schema import ACTIONS, POLICY
from ansible_collections.secops.defender.plugins.plugin_utils._response import ORDER, approved, plan
from ansible_collections.secops.defender.plugins.plugin_utils._response_outcome import endings, steps
from ansible_collections.secops.defender.plugins.plugin_utils._response_report import response_report
from hypothesis import given
from hypothesis import strategies as st

# A Wednesday.
NOON = datetime(2026, 1, 7, 12, tzinfo=timezone.utc)
NIGHT = datetime(2026, 1, 7, 3, tzinfo=timezone.utc)


def alert(number: int = 1, machine: int = 1, **properties: Any) -> dict[str, Any]:
    return {
        "id": f"a{number}",
        "title": "Files were encrypted",
        "severity": "High",
        "category": "Ransomware",
        "detectionSource": "WindowsDefenderAtp",
        "mitreTechniques": ["T1059.001"],
        "alertCreationTime": "2026-01-05T10:11:12.1234567Z",
        "machineId": f"m{machine}",
        "machine": {
            "id": f"m{machine}",
            "computerDnsName": f"ws-{machine}",
            "machineTags": ["Finance", ""],
            "rbacGroupName": "Workstations",
            "deviceValue": "High",
            "riskScore": None,
        },
        "evidence": [
            {"entityType": "File", "sha1": "A" * 40, "sha256": "B" * 64},
            {"entityType": "Process", "sha1": "c" * 40, "sha256": "c" * 64},
            {"entityType": "Ip", "ipAddress": "8.8.8.8"},
            {"entityType": "Ip", "ipAddress": "10.0.0.1"},
            {"entityType": "Url", "url": "https://bad.example/x"},
        ],
        "domains": [{"host": "Bad.Example"}],
        **properties,
    }


def policy(*rules: tuple[dict[str, Any], dict[str, Any]], **brakes: Any) -> dict[str, Any]:
    made = {
        "version": 1,
        "brakes": brakes,
        "rules": [
            {"name": f"rule {number}", "match": match, "actions": actions}
            for number, (match, actions) in enumerate(rules, 1)
        ],
    }
    check("policy", made, POLICY)
    return made


def keys(made: dict[str, Any], verdict: str) -> list[str]:
    return [effect["key"] for effect in made["effects"] if effect["verdict"] == verdict]


HIGH = {"severity": ["High"]}


@pytest.mark.parametrize(
    ("match", "meant"),
    [
        ({"severity": ["high", "Medium"]}, True),
        ({"severity": ["Medium"]}, False),
        ({"severity": ["High"], "category": ["Malware"]}, False),
        ({"title": ["encrypted"]}, True),
        ({"mitre_technique": ["T1059"]}, True),
        ({"mitre_technique": ["T105"]}, False),
        ({"machine_tag": ["finance"]}, True),
        ({"machine_group": ["Servers"]}, False),
        ({"device_value": ["High"]}, True),
        ({"risk_score": ["None"]}, False),
        ({"detection_source": ["WindowsDefenderAtp"], "os_platform": ["Windows11"]}, False),
    ],
)
def test_a_rule_matches_when_each_property_has_one_of_its_values(match: dict[str, Any], meant: bool) -> None:
    assert matches(match, alert()) is meant


def test_an_alert_whose_machine_is_gone_matches_no_property_of_a_machine() -> None:
    assert matches({"machine_tag": ["Finance"]}, {**alert(), "machine": None}) is False


def test_each_action_has_the_targets_that_it_is_about() -> None:
    everything = {action: _least(action) for action in ACTIONS}
    wanted = effects(policy((HIGH, everything)), [alert()])
    assert sorted(effect["key"] for effect in wanted) == sorted(
        [
            "notify rule 1",
            "assign a1",
            "tag m1 Incident",
            "hunt rule 1",
            "scan m1",
            "collect m1",
            f"block {'b' * 64}",
            "block 8.8.8.8",
            "block bad.example",
            "block https://bad.example/x",
            "restrict m1",
            f"quarantine m1 {'a' * 40}",
            "isolate m1",
        ]
    )
    blocked = {effect["name"]: effect["options"] for effect in wanted if effect["action"] == "block"}
    assert blocked["8.8.8.8"] == {"type": "IpAddress", "action": "Block", "expires": "2026-02-04T00:00:00Z"}


def _least(action: str) -> dict[str, Any]:
    least: dict[str, dict[str, Any]] = {
        "notify": {"tasks": "tell.yml"},
        "tag": {"tags": ["Incident"]},
        "hunt": {"query": "T"},
    }
    return least.get(action, {})


def test_what_several_rules_and_alerts_want_is_one_effect_and_the_strongest_wish() -> None:
    rules = policy(
        (HIGH, {"isolate": {"isolation_type": "selective"}}),
        ({"category": ["Ransomware"]}, {"isolate": {}}),
    )
    (effect,) = effects(rules, [alert(1), alert(2)])
    assert effect["options"] == {"isolation_type": "full"}
    assert effect["rules"] == ["rule 1", "rule 2"]
    assert effect["alert_ids"] == ["a1", "a2"]


def test_containing_comes_first_and_assigning_after_the_rest() -> None:
    made = plan(policy((HIGH, {"assign": {"to": "x"}, "scan": {}, "isolate": {}})), [alert()], NOON)
    assert [effect["action"] for effect in made["effects"]] == ["isolate", "scan", "assign"]
    assert sorted(ORDER) == sorted(ACTIONS)


def test_what_must_never_be_touched_is_left_out_and_named_but_written_about() -> None:
    rules = policy((HIGH, {"isolate": {}, "tag": {"tags": ["X"]}}), never_tags=["finance"])
    made = plan(rules, [alert()], NOON)
    assert keys(made, "left_out") == ["isolate m1"]
    assert made["effects"][0]["reason"] == "the machine has the tag Finance (never_tags)"
    assert keys(made, "run") == ["tag m1 X"]
    assert keys(
        plan(policy((HIGH, {"scan": {}}), never_groups=["WORKSTATIONS"]), [alert()], NOON), "left_out"
    )


def test_too_many_machines_refuse_everything() -> None:
    rules = policy((HIGH, {"isolate": {}, "tag": {"tags": ["X"]}}), max_machines=1)
    made = plan(rules, [alert(1, 1), alert(2, 2)], NOON)
    assert made["refusal"].startswith(
        "2 machines are more than brakes.max_machines (1), ws-2 the first too many."
    )
    assert steps(made, "tag", {}) == []
    assert {one["ending"] for one in endings(made, {}, False)} == {"untouched"}
    assert plan(rules, [alert(1, 1), alert(2, 1)], NOON)["refusal"] == ""


HOURS = {"from": "08:00", "to": "18:00", "time_zone": "UTC"}


@pytest.mark.parametrize(
    ("brakes", "when", "held"),
    [
        ({}, NOON, []),
        ({"approval_from": "scan"}, NOON, ["isolate", "scan"]),
        ({"approval_from": "isolate"}, NOON, ["isolate"]),
        ({"business_hours": HOURS, "approval_from_in_business_hours": "isolate"}, NOON, ["isolate"]),
        ({"business_hours": HOURS, "approval_from_in_business_hours": "isolate"}, NIGHT, []),
        (
            {"business_hours": {**HOURS, "days": ["Sunday"]}, "approval_from_in_business_hours": "tag"},
            NOON,
            [],
        ),
        ({"business_hours": HOURS, "approval_from": "isolate"}, NOON, ["isolate"]),
    ],
)
def test_an_approval_is_needed_from_an_action_on_and_at_some_hours(
    brakes: dict[str, Any], when: datetime, held: list[str]
) -> None:
    made = plan(
        policy((HIGH, {"isolate": {}, "scan": {}, "tag": {"tags": ["X"]}}), **brakes), [alert()], when
    )
    assert [effect["action"] for effect in made["effects"] if effect["verdict"] == "held"] == held


def test_a_time_zone_that_does_not_exist_is_told() -> None:
    rules = policy((HIGH, {"scan": {}}), business_hours={**HOURS, "time_zone": "Mars/Olympus"})
    with pytest.raises(ValueError, match=r"brakes.business_hours.time_zone: 'Mars/Olympus' is no time zone"):
        plan(rules, [alert()], NOON)


def test_an_approved_plan_runs_as_approved_and_nothing_else() -> None:
    rules = policy((HIGH, {"isolate": {}, "tag": {"tags": ["X"]}}), approval_from="isolate")
    approval = plan(rules, [alert(1, 1), alert(2, 2)], NOON)["effects"]
    now = approved(plan(rules, [alert(1, 1), alert(3, 3)], NOON), approval)
    assert keys(now, "run") == ["isolate m1", "tag m1 X"]
    assert keys(now, "not_approved") == ["isolate m3", "tag m3 X"]
    assert keys(now, "gone") == ["isolate m2", "tag m2 X"]


def test_an_effect_that_was_approved_otherwise_does_not_run() -> None:
    approval = plan(policy((HIGH, {"scan": {}})), [alert()], NOON)["effects"]
    now = approved(plan(policy((HIGH, {"scan": {"scan_type": "full"}})), [alert()], NOON), approval)
    assert [(one["verdict"], one["reason"]) for one in now["effects"]] == [
        ("not_approved", "it was approved as scan_type quick")
    ]


@given(
    first=st.sets(st.integers(1, 6)),
    second=st.sets(st.integers(1, 6)),
    level=st.sampled_from([None, *ACTIONS]),
)
def test_what_runs_was_approved_and_is_still_wanted(
    first: set[int], second: set[int], level: str | None
) -> None:
    brakes = {"max_machines": 9, **({"approval_from": level} if level else {})}
    rules = policy((HIGH, {"isolate": {}, "assign": {"to": "x"}}), **brakes)
    approval = plan(rules, [alert(one, one) for one in first], NOON)["effects"]
    now = approved(plan(rules, [alert(one, one) for one in second], NOON), approval)
    assert set(keys(now, "run")) == {
        key for one in first & second for key in (f"isolate m{one}", f"assign a{one}")
    }


def outcome(step: dict[str, Any], *results: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"results": [{"item": step, "results": list(results), "changed": True, **more}]}


def test_targets_that_need_the_same_are_one_step() -> None:
    made = plan(policy((HIGH, {"tag": {"tags": ["X", "Y"]}})), [alert(1, 1), alert(2, 2)], NOON)
    assert [(step["options"], step["targets"]) for step in steps(made, "tag", {})] == [
        ({"tag": "X"}, ["m1", "m2"]),
        ({"tag": "Y"}, ["m1", "m2"]),
    ]


def test_indicators_are_one_step_whatever_they_are() -> None:
    made = plan(policy((HIGH, {"block": {"action": "BlockAndRemediate"}})), [alert()], NOON)
    (step,) = steps(made, "block", {})
    assert {one["type"]: one["action"] for one in step["options"]["indicators"]} == {
        "FileSha256": "BlockAndRemediate",
        "IpAddress": "Block",
        "DomainName": "Block",
        "Url": "Block",
    }


def test_an_alert_is_assigned_only_after_what_it_asked_for_went_well() -> None:
    made = plan(policy((HIGH, {"isolate": {}, "assign": {"to": "x"}})), [alert(1, 1), alert(2, 2)], NOON)
    (step,) = steps(made, "isolate", {})
    broken = {"machine_id": "m2", "changed": False, "msg": "no", "error": {"kind": "ApiError"}}
    outcomes = {"isolate": outcome(step, {"machine_id": "m1", "changed": True}, broken)}
    assert [one["targets"] for one in steps(made, "assign", outcomes)] == [["a1"]]
    told = {one["key"]: one["ending"] for one in endings(made, outcomes, False)}
    assert told == {
        "isolate m1": "done",
        "isolate m2": "failed",
        "assign a1": "untouched",
        "assign a2": "waits",
    }


@pytest.mark.parametrize(
    ("result", "check_mode", "ending"),
    [
        ({"machine_id": "M1", "changed": True}, False, "done"),
        ({"machine_id": "m1", "changed": True}, True, "would"),
        ({"machine_id": "m1", "changed": False}, False, "already"),
        (
            {"machine_id": "m1", "changed": True, "error": {"kind": "ActionTimeout"}, "msg": "x"},
            False,
            "pending",
        ),
        ({"machine_id": "m1", "changed": False, "error": {"kind": "Forbidden"}, "msg": "x"}, False, "failed"),
    ],
)
def test_how_an_effect_ended_is_what_its_task_said(
    result: dict[str, Any], check_mode: bool, ending: str
) -> None:
    made = plan(policy((HIGH, {"isolate": {}})), [alert()], NOON)
    (step,) = steps(made, "isolate", {})
    assert [one["ending"] for one in endings(made, {"isolate": outcome(step, result)}, check_mode)] == [
        ending
    ]


def of_evidence(ending: str, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    package = {"part": "package", "ending": ending, "error": None}
    return {"machine_id": "m1", "parts": [package, *parts], "error": None, "rule": None, **more}


MISSING = {"kind": "PermissionError", "msg": "no"}


@pytest.mark.parametrize(
    ("machine", "check_mode", "ending", "error"),
    [
        (of_evidence("collected"), False, "done", None),
        (of_evidence("would"), True, "would", None),
        (
            of_evidence("same", {"part": "alerts", "ending": "collected", "error": None}),
            False,
            "already",
            None,
        ),
        (of_evidence("same", error=MISSING), False, "failed", "no"),
        (of_evidence("failed", error={"kind": "ActionTimeout", "msg": "late"}), False, "pending", "late"),
        (
            {"machine_id": "m1", "parts": [], "error": None, "rule": "it is gone"},
            False,
            "failed",
            "it is gone",
        ),
    ],
)
def test_evidence_is_news_when_the_package_is(
    machine: dict[str, Any], check_mode: bool, ending: str, error: str | None
) -> None:
    made = plan(policy((HIGH, {"collect": {}})), [alert()], NOON)
    (step,) = steps(made, "collect", {})
    (told,) = endings(made, {"collect": outcome(step, machine)}, check_mode)
    assert told["ending"] == ending
    assert (told["error"] or {}).get("msg") == error


def test_records_that_several_rules_name_are_all_kept_in_their_order() -> None:
    rules = policy(
        (HIGH, {"collect": {"records": ["software", "machine"]}}),
        ({"category": ["Ransomware"]}, {"collect": {"records": ["alerts"]}}),
    )
    made = plan(rules, [alert()], NOON)
    assert [effect["options"] for effect in made["effects"]] == [
        {"records": ["machine", "alerts", "software"]}
    ]
    report = response_report(endings(made, {}, False), "", "Response", "2026-01-07T12:00:00Z")
    assert "records machine, alerts, software" in str(report["sections"])


@pytest.mark.parametrize(
    ("actions", "include"),
    [
        ({"isolate": {}}, ["machine"]),
        ({"block": {}}, ["machine", "domains"]),
        ({"block": None}, ["machine", "domains"]),
        ({"block": {"kinds": ["file", "ip"]}}, ["machine"]),
    ],
)
def test_only_what_the_policy_looks_at_is_read(actions: dict[str, Any], include: list[str]) -> None:
    rules = {"version": 1, "rules": [{"name": "x", "match": HIGH, "actions": actions}]}
    assert plan(rules, [], NOON)["include"] == include


def test_a_query_that_was_asked_tells_how_much_it_found_and_is_no_news() -> None:
    made = plan(policy((HIGH, {"hunt": {"query": "T"}, "notify": {"tasks": "x.yml"}})), [alert()], NOON)
    (step,) = steps(made, "hunt", {})
    rows = [{"DeviceName": f"ws-{number}", "Port": None} for number in range(30)]
    outcomes = {"hunt": {"results": [{"item": step, "changed": False, "row_count": 30, "rows": rows}]}}
    ended = endings(made, outcomes, False)
    told = {one["action"]: (one["ending"], one["reason"]) for one in ended}
    assert told == {"hunt": ("asked", "30 rows"), "notify": ("already", "")}
    sections = response_report(ended, "", "Response", "2026-01-07T12:00:00Z")["sections"]
    (found,) = [part for part in sections if part["heading"] == "What the queries found"]
    assert found["table"]["rows"] == [[["rule 1"], [f"DeviceName: ws-{number}"]] for number in range(20)]


def test_a_task_that_broke_off_failed_for_all_its_targets() -> None:
    made = plan(policy((HIGH, {"isolate": {}})), [alert(1, 1), alert(2, 2)], NOON)
    (step,) = steps(made, "isolate", {})
    broken = {"results": [{"item": step, "changed": False, "msg": "the token lacks the permission"}]}
    told = endings(made, {"isolate": broken}, False)
    assert [one["error"]["msg"] for one in told] == ["the token lacks the permission"] * 2
    report = response_report(told, "", "Response", "2026-01-07T12:00:00Z")
    assert (
        report["data"]["failure"]
        == "2 of the effects are not done; isolate ws-1: the token lacks the permission."
    )


def test_people_are_told_only_when_something_happened() -> None:
    made = plan(policy((HIGH, {"isolate": {}, "notify": {"tasks": "x.yml"}})), [alert()], NOON)
    (step,) = steps(made, "isolate", {})
    news = {"isolate": outcome(step, {"machine_id": "m1", "changed": True})}
    none = {"isolate": outcome(step, {"machine_id": "m1", "changed": False})}
    assert len(steps(made, "notify", news)) == 1
    assert steps(made, "notify", none) == []
    assert [one["ending"] for one in endings(made, none, False)] == ["already", "already"]
    assert [one["ending"] for one in endings(made, news, True)] == ["would", "would"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rules": []}, "policy.rules: at least 1 must be given."),
        ({"version": 2}, "policy.version: 2 is not 1."),
        ({"rule": []}, "policy: 'rule' is no key of it; the keys are version, brakes, rules."),
        (
            {"rules": [{"name": "x", "match": {"severty": ["High"]}, "actions": {"scan": {}}}]},
            "policy.rules[0].match: 'severty' is no key of it; the keys are severity,",
        ),
        (
            {"rules": [{"name": "x", "match": HIGH, "actions": {"isolate": {"isolation_type": "fully"}}}]},
            'policy.rules[0].actions.isolate.isolation_type: "fully" is none of full,',
        ),
        (
            {"brakes": {"business_hours": {"from": "8:00", "to": "18:00"}}},
            'policy.brakes.business_hours.from: "8:00" is no time of day',
        ),
    ],
)
def test_a_policy_that_is_wrong_is_told_with_its_place(change: dict[str, Any], sentence: str) -> None:
    made = response_plan([alert()], {**policy((HIGH, {"scan": {}})), **change}, NOON)
    assert made["effects"] == []
    assert made["refusal"].startswith(sentence)
