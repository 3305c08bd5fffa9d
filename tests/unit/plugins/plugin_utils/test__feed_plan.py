# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._feed_never import kept_back, never_of
from ansible_collections.secops.defender.plugins.plugin_utils._feed_plan import indicator_plan
from ansible_collections.secops.defender.plugins.plugin_utils._feeds import feeds
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = datetime(2026, 8, 19, 12, tzinfo=timezone.utc)
SETTINGS: dict[str, Any] = {
    "owner": "repository",
    "state": "exact",
    "action": "Audit",
    "severity": "Medium",
    "generate_alert": False,
    "device_groups": [],
    "title": "{type} {value}",
    "description": "From {file} of {owner}",
    "expires_in_days": 0,
    "max_age_days": 0,
    "never_block": [],
    "on_wrong": "refuse",
    "on_conflict": "refuse",
    "allow_empty": False,
}
A = {"value": "A.example", "type": "DomainName"}


def plan(*files: Any, records: Any = (), now: datetime = NOW, **changed: Any) -> dict[str, Any]:
    """Plan for files that are lists of records, bundles, or text."""
    texts = [file if isinstance(file, str) else json.dumps(file) for file in files]
    found = feeds([{"name": f"feeds/{n}.json", "text": text} for n, text in enumerate(texts)], now)
    return indicator_plan(found, records, {**SETTINGS, **changed}, now)


def items(*files: Any, **changed: Any) -> list[dict[str, Any]]:
    made = plan(*files, **changed)
    assert made["refusal"] == ""
    return [one["item"] for one in made["indicators"]]


def refusal(*files: Any, **changed: Any) -> str:
    made = plan(*files, **changed)
    assert made["calls"] == []
    return str(made["refusal"])


def record(value: str = "a.example", kind: str = "DomainName", **more: Any) -> dict[str, Any]:
    return {
        "id": "7",
        "indicatorValue": value,
        "indicatorType": kind,
        "action": "Audit",
        "application": "repository",
        "createdBy": "app",
        **more,
    }


def indicator(pattern: str, number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "type": "indicator",
        "id": f"indicator--{number}",
        "pattern_type": "stix",
        "pattern": pattern,
        "valid_from": "2026-08-01T00:00:00Z",
        **more,
    }


def bundle(*objects: Any) -> dict[str, Any]:
    return {"type": "bundle", "objects": list(objects)}


def test_what_a_file_does_not_say_the_role_says() -> None:
    assert items([A]) == [
        {
            "value": "a.example",
            "type": "DomainName",
            "action": "Audit",
            "severity": "Medium",
            "generate_alert": True,
            "title": "DomainName a.example",
            "description": "From 0.json of repository",
        }
    ]
    (other,) = items([{**A, "action": "Block", "title": "T {value}"}], device_groups=["Servers"])
    assert (other["action"], other["generate_alert"], other["title"]) == ("Block", False, "T {value}")
    assert other["rbac_group_names"] == ["Servers"]
    assert items([A], action="Block", generate_alert=True)[0]["generate_alert"] is True


def test_exact_is_one_task_for_all() -> None:
    made = plan([A, {"value": "b.example", "type": "DomainName"}])
    assert [call["state"] for call in made["calls"]] == ["exact"]
    assert [one["value"] for one in made["calls"][0]["indicators"]] == ["a.example", "b.example"]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("owner", {"owner": " "}, "manage_indicators_owner is empty; name the application"),
    (
        "never",
        {"never_block": ["ours"]},
        "manage_indicators_never_block: 'ours' is no address, network, domain or",
    ),
    (
        "placeholder",
        {"title": "{name}"},
        "manage_indicators_title_template: {name} stands for nothing; write text",
    ),
    (
        "empty template",
        {"description": ""},
        "manage_indicators_description_template: it is empty; write text",
    ),
    ("days", {"expires_in_days": -1}, "manage_indicators_expires_in_days is -1; it must be 0"),
    ("age", {"max_age_days": 99_999_999}, "manage_indicators_max_age_days is 99999999; it must be 0"),
]


@pytest.mark.parametrize(
    ("changed", "says"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_wrong_input_is_refused_by_its_name(changed: dict[str, Any], says: str) -> None:
    assert refusal([A], **changed).startswith(says)


WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"value": "a_b", "type": "DomainName"},
        "value: 'a_b' is no domain; give a host name such as login.example.net",
    ),
    ({"value": "10.0.0.1", "type": "IpAddress"}, "value: '10.0.0.1' is an internal address"),
    ({"value": "203.0.113.0/24", "type": "IpAddress"}, "value: '203.0.113.0/24' is more than one address"),
    ({**A, "action": "BlockAndRemediate"}, "action: BlockAndRemediate is not for DomainName"),
    ({**A, "generate_alert": False}, "generate_alert: the action Audit does nothing but alert"),
    (
        {**A, "mitre_techniques": ["phishing"]},
        'mitre_techniques[0]: "phishing" must be the id of a technique',
    ),
    ({**A, "expiration_time": "12/31/2026"}, "expiration_time: '12/31/2026' is no time; write it like"),
    ({**A, "created": "lately"}, "created: 'lately' is no time"),
]


@pytest.mark.parametrize(("one", "says"), WRONG, ids=[case[1] for case in WRONG])
def test_what_the_module_would_refuse_is_refused_by_its_place(one: dict[str, Any], says: str) -> None:
    ok = {"value": "ok.example", "type": "DomainName"}
    said = refusal([ok, one])
    assert said.startswith(f"feeds/0.json[1]: {says}")
    assert said.endswith("Nothing was sent.")
    made = plan([ok, one], on_wrong="leave_out")
    assert [found["indicator"] for found in made["indicators"]] == ["DomainName ok.example"]
    assert [(left["place"], left["why"]) for left in made["left_out"]] == [("feeds/0.json[1]", "wrong")]


def test_the_first_wrong_record_is_named_and_the_others_counted() -> None:
    assert refusal([{"value": "x", "type": "Url"}] * 3).endswith("Nothing was sent. 2 more are wrong.")


def test_what_stix_means_and_defender_does_not_take_is_left_out() -> None:
    made = plan(bundle(indicator("[ipv4-addr:value IN ('10.0.0.1', '203.0.113.0/24', '203.0.113.1')]")))
    assert [one["indicator"] for one in made["indicators"]] == ["IpAddress 203.0.113.1"]
    assert [(one["what"], one["why"]) for one in made["left_out"]] == [
        ("10.0.0.1", "form"),
        ("203.0.113.0/24", "form"),
    ]


def test_the_same_wish_in_two_files_is_one() -> None:
    (one,) = plan([A], [{**A, "value": "a.EXAMPLE", "title": "T", "mitre_techniques": ["T1566"]}])[
        "indicators"
    ]
    assert one["places"] == ["feeds/0.json[0]", "feeds/1.json[0]"]
    assert (one["item"]["title"], one["item"]["mitre_techniques"]) == ("T", ["T1566"])
    assert one["item"]["description"] == "From 0.json of repository"


@pytest.mark.parametrize(
    ("one", "other", "key"),
    [
        ({"action": "Block"}, {"action": "Warn"}, "action is 'Block' in feeds/0.json[0] and 'Warn' in"),
        ({}, {"action": "Warn"}, "action is 'Audit' in feeds/0.json[0] and 'Warn' in"),
        ({"title": "S"}, {"title": "T"}, "title is 'S' in"),
        ({"expiration_time": "2099-01-01"}, {"expiration_time": "never"}, "expiration_time is"),
        ({"rbac_group_names": ["a"]}, {"rbac_group_names": ["a", "b"]}, "rbac_group_names is"),
    ],
)
def test_two_files_that_contradict_each_other_are_both_named(
    one: dict[str, Any], other: dict[str, Any], key: str
) -> None:
    said = refusal([{**A, **one}], [{**A, **other}])
    assert said.startswith(f"DomainName a.example is wanted in two ways: {key}")
    assert "feeds/0.json[0]" in said
    assert "feeds/1.json[0]" in said
    made = plan([{**A, **one}], [{**A, **other}], on_conflict="first")
    assert [found["places"] for found in made["indicators"]] == [["feeds/0.json[0]"]]
    assert [(left["place"], left["why"]) for left in made["left_out"]] == [("feeds/1.json[0]", "conflict")]


def test_the_same_groups_in_another_order_contradict_nothing() -> None:
    groups = [["a", "b"], ["b", "a"]]
    assert len(items(*([{**A, "rbac_group_names": one}] for one in groups))) == 1


NEVER: list[tuple[str, str, str, bool]] = [
    ("198.51.100.0/24", "IpAddress", "198.51.100.9", True),
    ("198.51.100.0/24", "IpAddress", "198.51.101.9", False),
    ("198.51.100.9", "IpAddress", "198.51.100.9", True),
    ("2001:db8::/32", "IpAddress", "2001:db8:0:0:0:0:0:1", True),
    ("198.51.100.0/24", "Url", "http://198.51.100.9:8080/x", True),
    ("2001:db8::/32", "Url", "http://[2001:db8::1]/x", True),
    ("contoso.com", "DomainName", "contoso.com", True),
    ("Contoso.COM.", "DomainName", "www.contoso.com", True),
    ("*.contoso.com", "DomainName", "www.contoso.com", True),
    ("www.contoso.com", "DomainName", "contoso.com", True),
    ("contoso.com", "DomainName", "notcontoso.com", False),
    ("contoso.com", "DomainName", "contoso.com.example", False),
    ("contoso.com", "Url", "https://www.contoso.com:443/login", True),
    ("contoso.com", "Url", "contoso.com/login", True),
    ("www.contoso.com", "Url", "https://contoso.com/login", False),
    ("www.contoso.com", "Url", "https://contoso.com/", True),
    ("contoso.com", "Url", "https://evil.example/contoso.com", False),
    ("https://contoso.com/x", "DomainName", "contoso.com", True),
    ("münchen.example", "DomainName", "xn--mnchen-3ya.example", True),
    ("44D88612FEA8A8F36DE82E1278ABB02F", "FileMd5", "44d88612fea8a8f36de82e1278abb02f", True),
    ("44D88612FEA8A8F36DE82E1278ABB02F", "FileMd5", "44d88612fea8a8f36de82e1278abb020", False),
]


@pytest.mark.parametrize(
    ("entry", "kind", "value", "held"), NEVER, ids=[f"{one[0]} {one[2]}" for one in NEVER]
)
def test_what_is_ones_own_is_kept_back(entry: str, kind: str, value: str, held: bool) -> None:
    assert kept_back(never_of([entry]), kind, value) == (entry if held else "")


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_an_address_of_a_network_of_ones_own_is_always_kept_back(address: Any, length: int) -> None:
    assert kept_back(never_of([f"{address}/{length}"]), "IpAddress", str(address))


@pytest.mark.parametrize("action", ["Allowed", "Audit", "Warn", "Block"])
def test_only_what_would_block_or_warn_is_kept_back_and_told(action: str) -> None:
    made = plan([{**A, "action": action}], never_block=["a.example"], allow_empty=True)
    held = action in ("Warn", "Block")
    assert len(made["indicators"]) == (not held)
    assert [(one["what"], one["place"], one["why"]) for one in made["left_out"]] == [
        ("DomainName a.example", "feeds/0.json[0]", "never_block")
    ] * held


def test_what_somebody_else_made_is_left_alone_and_named() -> None:
    made = plan([A], records=[record(application="theirs", createdBy="them", action="Block")])
    assert made["indicators"] == []
    (left,) = made["left_out"]
    assert left["reason"] == "it is there as Block (id 7), made by them for theirs, not for repository"


@pytest.mark.parametrize(("action", "kept"), [("Block", 1), ("Audit", 0), ("Alert", 0)])
def test_beside_ours_theirs_is_in_the_way_only_with_the_same_action(action: str, kept: int) -> None:
    theirs = record(application=None, action=action, id="8")
    assert len(plan([A], records=[record(action="Warn"), theirs])["indicators"]) == kept


def test_a_file_without_an_end_gets_one_that_moves_on_when_half_is_over() -> None:
    (first,) = items([A], expires_in_days=30)
    assert first["expiration_time"] == "2026-09-19T00:00:00Z"
    ends = {"records": [record(expirationTime=first["expiration_time"])], "expires_in_days": 30}
    for days in (0, 1, 14):
        assert items([A], now=NOW + timedelta(days=days), **ends)[0] == first
    (later,) = items([A], now=NOW + timedelta(days=16), **ends)
    assert later["expiration_time"] == "2026-10-05T00:00:00Z"


def test_an_end_that_is_further_off_than_the_rule_is_brought_forward() -> None:
    far = [record(expirationTime="2099-01-01T00:00:00Z")]
    assert items([A], records=far, expires_in_days=30)[0]["expiration_time"] == "2026-09-19T00:00:00Z"
    unending = [record(expirationTime=None)]
    assert items([A], records=unending, expires_in_days=30)[0]["expiration_time"] == "2026-09-19T00:00:00Z"


@settings(max_examples=50)
@given(days=st.integers(1, 400), hours=st.floats(0, 20_000))
def test_a_second_run_never_moves_an_end_that_a_first_one_set(days: int, hours: float) -> None:
    now = NOW + timedelta(hours=hours)
    (first,) = items([A], now=now, expires_in_days=days)
    there = [record(expirationTime=first["expiration_time"])]
    assert items([A], now=now, expires_in_days=days, records=there) == [first]
    assert now + timedelta(days=days) <= datetime.fromisoformat(
        first["expiration_time"].replace("Z", "+00:00")
    )


@pytest.mark.parametrize(
    ("one", "changed", "ends"),
    [
        ({"expiration_time": "2099-01-01"}, {"expires_in_days": 30}, "2099-01-01T00:00:00Z"),
        ({"expiration_time": "never"}, {"expires_in_days": 30}, ""),
        ({}, {}, None),
        ({"created": "2026-08-01"}, {"max_age_days": 10}, "2026-08-11T00:00:00Z"),
        ({"created": "2026-08-01"}, {"max_age_days": 30, "expires_in_days": 5}, "2026-08-25T00:00:00Z"),
        ({"created": "2026-08-01"}, {"max_age_days": 20, "expires_in_days": 90}, "2026-08-21T00:00:00Z"),
        (
            {"created": "2026-08-01", "expiration_time": "never"},
            {"max_age_days": 20},
            "2026-08-21T00:00:00Z",
        ),
        ({}, {"max_age_days": 20}, None),
    ],
)
def test_when_an_indicator_ends(one: dict[str, Any], changed: dict[str, Any], ends: str | None) -> None:
    assert items([{**A, **one}], **changed)[0].get("expiration_time") == ends


def test_of_two_dates_the_younger_counts_and_without_one_there_is_no_age() -> None:
    old, young = {**A, "created": "2026-08-01"}, {**A, "created": "2026-08-10"}
    assert items([old], [young], max_age_days=30)[0]["expiration_time"] == "2026-09-09T00:00:00Z"
    assert "expiration_time" not in items([old], [A], max_age_days=30)[0]


def test_what_was_revoked_is_removed_where_nothing_else_wants_it() -> None:
    gone = bundle(
        indicator("[domain-name:value = 'a.example']", 1, revoked=True),
        indicator("[domain-name:value = 'b.example']", 2, revoked=True),
        indicator("[domain-name:value = 'c.example']", 3, revoked=True),
    )
    there = [record(), record("b.example"), record("d.example")]
    made = plan(gone, [A], records=there, state="present")
    assert [(call["state"], [one["value"] for one in call["indicators"]]) for call in made["calls"]] == [
        ("present", ["a.example"]),
        ("absent", ["b.example"]),
    ]
    assert [one["why"] for one in made["left_out"]] == ["revoked"] * 3
    assert [call["state"] for call in plan(gone, [A], records=there)["calls"]] == ["exact"]


def test_what_is_not_there_to_be_revoked_takes_no_task() -> None:
    gone = bundle(indicator("[domain-name:value = 'a.example']", revoked=True))
    assert plan(gone, state="present", records=[record(application="theirs")])["calls"] == []


@pytest.mark.parametrize("empty", ["", "[]", {"type": "bundle", "objects": []}])
def test_an_empty_file_is_no_wish_to_remove_everything(empty: Any) -> None:
    assert refusal([A], empty).startswith("feeds/1.json holds no indicator at all. Nothing was sent;")
    assert plan([A], empty, state="present")["refusal"] == ""
    assert plan([A], empty, allow_empty=True)["refusal"] == ""


def test_no_file_at_all_is_refused() -> None:
    assert refusal().startswith("There are no indicators; name files")
    assert refusal("{").startswith("feeds/0.json cannot be read: ")
