# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._containment import Brakes
from ansible_collections.secops.defender.plugins.plugin_utils._matching import Look, condition
from ansible_collections.secops.defender.plugins.plugin_utils._tag_account import tag_account
from ansible_collections.secops.defender.plugins.plugin_utils._tag_report import tag_report
from ansible_collections.secops.defender.plugins.plugin_utils._tagging import tag_plan
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 8, 19, 12, tzinfo=timezone.utc)
BRAKES = Brakes(100, never_tags=["Hands-off"], never_groups=["domain controllers"])
WEEK_AGO = (NOW - timedelta(days=7)).isoformat()
RECORD: dict[str, Any] = {
    "id": "m1",
    "computerDnsName": "SRV-sql-01.contoso.com",
    "osPlatform": "WindowsServer2022",
    "osBuild": 20348,
    "version": "20.04",
    "isAadJoined": True,
    "rbacGroupName": None,
    "riskScore": "None",
    "deviceValue": "Normal",
    "lastIpAddress": "10.20.1.5",
    "lastSeen": WEEK_AGO,
    "machineTags": ["Finance [EU]", "", "tier-1"],
    "vmMetadata": {"cloudProvider": "Azure"},
}


def machine(number: int, *tags: str, value: str | None = "Normal", **more: Any) -> dict[str, Any]:
    return {
        "id": f"m{number}",
        "computerDnsName": f"ws-{number}",
        "machineTags": list(tags),
        "deviceValue": value,
        **more,
    }


def rule(name: Any, match: Any = None, **sets: Any) -> dict[str, Any]:
    return {"name": name, "match": match or {}, **sets}


def planned(rules: Any, *machines: dict[str, Any], brakes: Brakes = BRAKES) -> dict[str, Any]:
    return tag_plan(machines, rules, brakes, NOW)


def after(record: dict[str, Any], plan: dict[str, Any]) -> dict[str, Any]:
    """A machine as it is when the calls of a plan were done in any order, the last first here."""
    tags, value = list(record["machineTags"]), record["deviceValue"]
    for call in reversed(plan["calls"]):
        if record["id"] in call["machines"]:
            value = call["device_value"] or value
            kept = [tag for tag in tags if tag not in call["tags"]]
            tags = kept + (call["tags"] if call["tags_mode"] == "add" else [])
    return {**record, "machineTags": tags, "deviceValue": value}


# What a rule matches on, and whether the record fits.
MATCHES: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"os_platform": "windowsserver2022"}, True),
    ({"os_platform": "WindowsServer*"}, True),
    ({"os_platform": " WindowsServer2022 "}, True),
    ({"os_platform": "WindowsServer"}, False),
    ({"os_platform": ["Ubuntu", "windows*2022"]}, True),
    ({"os_platform": ["Ubuntu", "Debian"]}, False),
    ({"computer_dns_name": "srv-???-0?.*"}, True),
    ({"computer_dns_name": "srv.sql*"}, False),
    ({"os_build": 20348}, True),
    ({"version": "20.04"}, True),
    ({"is_aad_joined": True}, True),
    ({"is_aad_joined": False}, False),
    ({"is_excluded": False}, False),
    ({"device_group": ""}, True),
    ({"os_platform": ""}, False),
    ({"risk_score": ""}, False),
    ({"risk_score": "None"}, True),
    ({"device_value": ["Low", "Normal"]}, True),
    ({"cloud_provider": "azure"}, True),
    ({"subscription_id": ""}, True),
    ({"tags": "finance [eu]"}, True),
    ({"tags": "tier-*"}, True),
    ({"tags": "tier"}, False),
    ({"tags": ""}, False),
    ({"tags": ["x", "TIER-1"]}, True),
    ({"network": "10.20.0.0/16"}, True),
    ({"network": ["192.168.0.0/16", "10.20.1.5"]}, True),
    ({"network": "fd00::/8"}, False),
    ({"not_seen_for_days": 7}, True),
    ({"not_seen_for_days": 7.1}, False),
    ({"seen_within_days": 7}, False),
    ({"seen_within_days": "8"}, True),
    ({"known_for_days": 0}, False),
    ({"first_seen_within_days": 9999}, False),
    ({"not": {"tags": "tier-1"}}, False),
    ({"not": {"tags": "tier-1", "os_platform": "Ubuntu"}}, True),
    ({"not": {"not": {"tags": "tier-1"}}}, True),
    ({"os_platform": "Windows*", "tags": "nothing"}, False),
]


@pytest.mark.parametrize(("match", "fits"), MATCHES, ids=[str(case[0]) for case in MATCHES])
def test_a_condition_fits_or_not(match: dict[str, Any], fits: bool) -> None:
    tags = tuple(tag for tag in RECORD["machineTags"] if tag)
    assert condition(match)(Look(RECORD, tags, RECORD["deviceValue"], NOW)) is fits


def test_what_a_record_lacks_fits_an_empty_text_and_nothing_else() -> None:
    bare = Look({"id": "m1"}, (), None, NOW)
    assert condition({"os_platform": "", "tags": "", "device_value": "", "cloud_provider": ""})(bare)
    assert not condition({"network": "0.0.0.0/0"})(bare)
    assert not condition({"seen_within_days": 1})(bare)


# Rules, and what the sentence says.
WRONG: list[tuple[Any, str]] = [
    ([], "There are no rules; give a list"),
    ("rules", "There are no rules; give a list"),
    (["x"], "Rule number 1 is no mapping"),
    ([rule("a", tags=["x"]), {"match": {}}], "Rule number 2: name is missing"),
    ([rule(False, tags=["x"])], "Rule number 1: name is False, which is no text"),
    ([rule("a", tags=["x"]), rule("a", tags=["y"])], "Rule 'a': name is used twice"),
    ([{"name": "a", "tags": ["x"]}], "Rule 'a': match is missing"),
    ([{"name": "a", "match": [], "tags": ["x"]}], "Rule 'a': match is []; it must be a mapping"),
    ([rule("a")], "Rule 'a': nothing is set"),
    ([rule("a", tag=["x"])], "Rule 'a': tag is no key of a rule; there are name, match, tags"),
    ([rule("a", tags=[1])], "Rule 'a': tags must be a list of texts"),
    ([rule("a", tags=["x", " "])], "Rule 'a': tags must be a list of texts"),
    ([rule("a", remove_tags={"x": 1})], "Rule 'a': remove_tags must be a list of texts"),
    ([rule("a", tags=["x*"])], "Rule 'a': tags holds * or ?"),
    ([rule("a", device_value="high")], "Rule 'a': device_value is 'high'; it must be Normal, Low or High."),
    (
        [rule("a", {"osPlatform": "x"}, tags=["x"])],
        "Rule 'a': match.osPlatform is no condition; did you mean os_platform?",
    ),
    ([rule("a", {"qqqq": "x"}, tags=["x"])], "Rule 'a': match.qqqq is no condition; there are machine_id, "),
    ([rule("a", {"version": 20.1}, tags=["x"])], "Rule 'a': match.version is 20.1; write it in quotes."),
    (
        [rule("a", {"version": {}}, tags=["x"])],
        "Rule 'a': match.version is {}; it must be a text or a list of texts.",
    ),
    ([rule("a", {"tags": []}, tags=["x"])], "Rule 'a': match.tags is an empty list"),
    (
        [rule("a", {"network": "10.1/16"}, tags=["x"])],
        "Rule 'a': match.network is '10.1/16'; it must be a network",
    ),
    ([rule("a", {"network": []}, tags=["x"])], "Rule 'a': match.network is an empty list"),
    (
        [rule("a", {"seen_within_days": "soon"}, tags=["x"])],
        "Rule 'a': match.seen_within_days is 'soon'; it must be a number",
    ),
    ([rule("a", {"seen_within_days": -1}, tags=["x"])], "must be a number of days."),
    ([rule("a", {"seen_within_days": True}, tags=["x"])], "must be a number of days."),
    (
        [rule("a", {"not": {"tag": 1}}, tags=["x"])],
        "Rule 'a': match.not.tag is no condition; did you mean tags?",
    ),
]


@pytest.mark.parametrize(("rules", "said"), WRONG, ids=[case[1] for case in WRONG])
def test_a_rule_that_cannot_be_understood_is_refused_with_its_name_and_key(rules: Any, said: str) -> None:
    plan = planned(rules, machine(1))
    assert said in plan["refusal"]
    assert (plan["machines"], plan["calls"]) == ([], [])


# What the case shows, the rules, the tags and the value before, what is added, removed and set.
DECISIONS: list[tuple[str, list[dict[str, Any]], list[str], tuple[list[str], list[str], str | None]]] = [
    ("what is there is not added", [rule("a", tags=["x", "y"])], ["x"], (["y"], [], None)),
    (
        "a later rule takes a tag away again",
        [rule("a", tags=["x"]), rule("b", remove_tags=["x"])],
        [],
        ([], [], None),
    ),
    (
        "a later rule keeps what an earlier one takes",
        [rule("a", remove_tags=["x"]), rule("b", tags=["x"])],
        ["x"],
        ([], [], None),
    ),
    (
        "a later rule sets the value",
        [rule("a", device_value="Low"), rule("b", device_value="High")],
        [],
        ([], [], "High"),
    ),
    ("the value that is there is not set", [rule("a", device_value="Normal")], [], ([], [], None)),
    (
        "within a rule a tag is removed before it is added",
        [rule("a", tags=["Tier"], remove_tags=["tier"])],
        ["tier"],
        (["Tier"], ["tier"], None),
    ),
    (
        "a pattern removes all that fit but what the rule adds",
        [rule("a", tags=["t-1"], remove_tags=["T-*"])],
        ["t-1", "t-2", "u"],
        ([], ["t-2"], None),
    ),
    ("tags are compared with case when they are added", [rule("a", tags=["X"])], ["x"], (["X"], [], None)),
    ("space around a tag of a rule does not count", [rule("a", tags=[" x "])], ["x"], ([], [], None)),
    ("a tag that no request can name stays", [rule("a", remove_tags=["*"])], [" x", "y"], ([], ["y"], None)),
    (
        "a rule sees what the one before it did",
        [rule("a", tags=["x"]), rule("b", {"tags": "x"}, tags=["y"])],
        [],
        (["x", "y"], [], None),
    ),
    (
        "a rule sees in the end what a later one did",
        [rule("b", {"tags": "x"}, tags=["y"]), rule("a", tags=["x"])],
        [],
        (["x", "y"], [], None),
    ),
    (
        "a rule sees the value that one before it set",
        [rule("a", device_value="High"), rule("b", {"device_value": "High"}, tags=["y"])],
        [],
        (["y"], [], "High"),
    ),
    ("one tag as text is a list of one", [rule("a", tags="x")], [], (["x"], [], None)),
]


@pytest.mark.parametrize("case", DECISIONS, ids=[case[0] for case in DECISIONS])
def test_rules_decide_in_their_order(case: tuple[Any, ...]) -> None:
    _shows, rules, tags, (added, removed, value) = case
    plan = planned(rules, machine(1, *tags))
    assert plan["refusal"] == ""
    found = plan["machines"][0] if plan["machines"] else {"add": [], "remove": [], "device_value": None}
    assert (found["add"], found["remove"], found["device_value"]) == (added, removed, value)


def test_rules_that_undo_each_other_without_end_are_refused_by_name() -> None:
    rules = [
        rule("out", {"tags": "x"}, remove_tags=["x"], tags=["mark"]),
        rule("other", tags=["y"]),
        rule("in", {"not": {"tags": ["x", "mark"]}}, tags=["x"]),
        rule("clean", {"tags": "mark"}, remove_tags=["mark"]),
    ]
    plan = planned(rules, machine(1))
    assert plan["refusal"] == (
        "The rules never settle on ws-1: 'out' and 'in' go on undoing each other. Nothing was sent; "
        "let them match on what they do not change."
    )
    assert plan["calls"] == []


def test_a_contradiction_is_told_with_the_rule_that_won() -> None:
    rules = [
        rule("all", device_value="Low", tags=["x"]),
        rule("some", {"tags": "vip"}, device_value="High", remove_tags=["x"]),
    ]
    plan = planned(rules, machine(1, "vip"), machine(2, "vip"), machine(3))
    assert plan["overruled"] == [
        {"rule": "all", "wanted": "add x", "by": "some", "machines": 2},
        {"rule": "all", "wanted": "value Low", "by": "some", "machines": 2},
    ]
    assert plan["rules"] == [
        {"name": "all", "matched": 3, "changes": 1},
        {"name": "some", "matched": 2, "changes": 2},
    ]
    assert [one["rules"] for one in plan["machines"]] == [["some"], ["some"], ["all"]]


def test_machines_that_want_the_same_share_a_call() -> None:
    rules = [
        rule("a", tags=["x", "y"], device_value="High"),
        rule("b", {"tags": "old"}, remove_tags=["old", "older"]),
    ]
    machines = [machine(1), machine(2, "old", "older"), machine(3), machine(4, "x", "y", "old", value="High")]
    assert planned(rules, *machines)["calls"] == [
        {"tags_mode": "add", "tags": ["x", "y"], "device_value": "High", "machines": ["m1", "m2", "m3"]},
        {"tags_mode": "remove", "tags": ["old", "older"], "device_value": None, "machines": ["m2"]},
        {"tags_mode": "remove", "tags": ["old"], "device_value": None, "machines": ["m4"]},
    ]


def test_machines_share_a_call_by_tag_where_they_want_many_different_things() -> None:
    names = ("x", "y", "z")
    rules = [rule(name, {"computer_dns_name": f"*{name}*"}, tags=[name]) for name in names]
    machines = [
        machine(place, computerDnsName=name) for place, name in enumerate(("xyz", "xy", "yz", "xz", "x"))
    ]
    assert [(call["tags"], call["machines"]) for call in planned(rules, *machines)["calls"]] == [
        (["x"], ["m0", "m1", "m3", "m4"]),
        (["y"], ["m0", "m1", "m2"]),
        (["z"], ["m0", "m2", "m3"]),
    ]


# What the case shows, the machines, those that change, those left out, what the refusal says.
BRAKING: list[tuple[str, list[dict[str, Any]], list[str], list[str], str]] = [
    ("as many as allowed", [machine(1), machine(2)], ["m1", "m2"], [], ""),
    (
        "one too many",
        [machine(1), machine(2), machine(3)],
        ["m1", "m2", "m3"],
        [],
        "3 machines would change, more than tag_machines_max (2), ws-3 the first too many.",
    ),
    (
        "what is as it should be does not count",
        [machine(1), machine(2, "x"), machine(3)],
        ["m1", "m3"],
        [],
        "",
    ),
    (
        "a tag leaves out, whatever its case",
        [machine(1, "hands-OFF"), machine(2), machine(3)],
        ["m2", "m3"],
        ["m1"],
        "",
    ),
    ("a device group leaves out", [machine(1, rbacGroupName="Domain Controllers")], [], ["m1"], ""),
    ("what would not change is not left out", [machine(1, "hands-off", "x")], [], [], ""),
]


@pytest.mark.parametrize("case", BRAKING, ids=[case[0] for case in BRAKING])
def test_brakes_hold(case: tuple[Any, ...]) -> None:
    _shows, machines, changing, left_out, refusal = case
    plan = planned([rule("a", tags=["x"])], *machines, brakes=BRAKES._replace(most=2))
    assert [one["machine_id"] for one in plan["machines"]] == changing
    assert [one["machine_id"] for one in plan["left_out"]] == left_out
    assert refusal in plan["refusal"]
    assert bool(refusal) == bool(plan["refusal"]) == (plan["calls"] == [] and changing != [])


def test_the_rule_that_leaves_out_is_named() -> None:
    plan = planned(
        [rule("a", tags=["x"])], machine(1, "Hands-off"), machine(2, rbacGroupName="Domain Controllers")
    )
    assert [one["rule"] for one in plan["left_out"]] == [
        "it has the tag Hands-off (tag_machines_never_tags)",
        "it is in the device group Domain Controllers (tag_machines_never_groups)",
    ]


TAGS = st.lists(st.sampled_from(["a", "b", "c", "A"]), max_size=3, unique=True)
VALUES = st.sampled_from([None, "Normal", "Low", "High"])
MATCH = st.recursive(
    st.one_of(
        st.just({}),
        st.builds(lambda tag: {"tags": tag}, st.sampled_from(["a", "b", "*", ""])),
        st.builds(lambda value: {"device_value": value}, st.sampled_from(["Low", "High", ""])),
        st.builds(lambda name: {"computer_dns_name": name}, st.sampled_from(["ws-1", "WS-?", "x"])),
    ),
    lambda inner: st.builds(lambda match: {"not": match}, inner),
    max_leaves=3,
)
SETS = st.fixed_dictionaries({"tags": TAGS, "remove_tags": TAGS, "device_value": VALUES})
RULES = st.lists(st.tuples(MATCH, SETS), min_size=1, max_size=5).map(
    lambda made: [
        {"name": f"r{place}", "match": match, **sets}
        for place, (match, sets) in enumerate(made)
        if any(sets.values())
    ]
)
MACHINES = st.lists(st.tuples(TAGS, VALUES), min_size=1, max_size=4).map(
    lambda made: [machine(number, *tags, value=value) for number, (tags, value) in enumerate(made)]
)


@given(RULES, MACHINES)
def test_a_second_run_has_nothing_to_do(rules: list[dict[str, Any]], machines: list[dict[str, Any]]) -> None:
    plan = planned(rules, *machines)
    if not plan["refusal"]:
        assert planned(rules, *(after(one, plan) for one in machines))["calls"] == []


@given(RULES, MACHINES)
def test_the_calls_do_what_the_plan_says_and_nothing_else(
    rules: list[dict[str, Any]], machines: list[dict[str, Any]]
) -> None:
    plan = planned(rules, *machines)
    wanted = {one["machine_id"]: one for one in plan["machines"]} if plan["calls"] else {}
    for one in machines:
        made, want = after(one, plan), wanted.get(one["id"], {"add": [], "remove": [], "device_value": None})
        assert set(made["machineTags"]) == (set(one["machineTags"]) | set(want["add"])) - set(want["remove"])
        assert made["deviceValue"] == (want["device_value"] or one["deviceValue"])


@given(st.text(max_size=8), st.text(max_size=8))
def test_a_text_without_stars_matches_itself_and_nothing_else(wanted: str, given_name: str) -> None:
    wanted = wanted.strip().replace("*", "").replace("?", "")
    fits = condition({"computer_dns_name": wanted})(Look({"computerDnsName": given_name}, (), None, NOW))
    if wanted == given_name:
        assert fits
    elif wanted.casefold() != given_name.casefold() and wanted.upper() != given_name.upper():
        assert not fits


def told(plan: dict[str, Any], *results: dict[str, Any], check_mode: bool = False) -> dict[str, Any]:
    return tag_account(plan, {"results": list(results)}, check_mode)


def done(machine_id: str, changed: bool = True, **more: Any) -> dict[str, Any]:
    return {"machine_id": machine_id, "changed": changed, "before": {}, "after": {}, **more}


def test_each_machine_has_its_ending_and_a_failure_hides_no_other() -> None:
    rules = [rule("a", tags=["x"]), rule("b", {"tags": "old"}, remove_tags=["old"])]
    plan = planned(
        rules, machine(1), machine(2, "old"), machine(3), machine(4, "x", "old"), machine(5, "hands-off")
    )
    refused: dict[str, Any] = {"msg": "HTTP 500", "error": {"kind": "ApiError"}}
    account = told(
        plan,
        {"results": [done("m1"), done("m2"), done("m3", False)]},
        {"results": [done("m2", **refused), done("m4")]},
    )
    assert [(one["machine_id"], one["ending"]) for one in account["machines"]] == [
        ("m1", "done"),
        ("m2", "failed"),
        ("m3", "already"),
        ("m4", "done"),
        ("m5", "left_out"),
    ]
    assert account["failure"] == (
        "1 of 4 machines is not as the rules want; ws-2: HTTP 500. Run the same again to go on: nothing is sent twice."
    )
    report = tag_report(account, "Tags", WEEK_AGO, 2)
    assert report["lead"] == "2 machines of 5 changed in this run, 1 failed."
    assert report["sections"][1]["text"] == ["The first 2 of 5; the data of this report has all."]
    assert report["sections"][1]["table"]["rows"][0][0][0] == "ws-2"


def test_a_task_that_failed_as_a_whole_failed_for_all_of_its_machines() -> None:
    plan = planned([rule("a", tags=["x"])], machine(1), machine(2))
    account = told(plan, {"msg": "No login.", "error": {"kind": "AuthError"}, "changed": False})
    assert [one["error"] for one in account["machines"]] == [{"kind": "AuthError", "msg": "No login."}] * 2
    broken = told(plan, {"msg": "Traceback", "changed": False})
    assert broken["machines"][0]["error"] == {"kind": "Error", "msg": "Traceback"}


@pytest.mark.parametrize(
    ("rules", "machines", "results", "check_mode", "lead"),
    [
        (
            [rule("a", tags=["x"])],
            [machine(1)],
            [{"results": [done("m1")]}],
            True,
            "Check mode: 1 machine would be changed; nothing was sent.",
        ),
        (
            [rule("a", tags=["x"])],
            [machine(1, "x")],
            [],
            False,
            "All of 1 machine are as the rules want; nothing was sent.",
        ),
        (
            [rule("a", tags=["x"])],
            [machine(1, "hands-off")],
            [],
            False,
            "All of 1 machine are as the rules want but 1 that a rule leaves out; nothing was sent.",
        ),
        ([], [machine(1)], [], False, "Refused: There are no rules;"),
    ],
)
def test_the_report_leads_with_what_happened(
    rules: Any, machines: Any, results: Any, check_mode: bool, lead: str
) -> None:
    report = tag_report(
        told(planned(rules, *machines), *results, check_mode=check_mode), "Tags", WEEK_AGO, 200
    )
    assert report["lead"].startswith(lead)
