# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.plugin_utils._machines import (
    age_of,
    first_of,
    hosts_of,
    reader_of,
    tidy,
    without_stale,
)

NOW = datetime(2026, 3, 14, tzinfo=timezone.utc)


def machine(
    machine_id: str, name: str | None, last_seen: str = "2026-03-13T00:00:00Z", **more: Any
) -> dict[str, Any]:
    return {"id": machine_id, "computerDnsName": name, "lastSeen": last_seen, **more}


def rendered(record: dict[str, Any]) -> str:
    return f"rendered {record['id']}"


DNS_NAME = reader_of("name_from", "computerDnsName", rendered)

SEVERAL = [
    ("newest", [("web", "b")]),
    ("all", [("web", "b"), ("Web_a", "a")]),
]


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"machineTags": [""]}, {"machineTags": []}),
        ({"machineTags": ["a", "", "b"]}, {"machineTags": ["a", "b"]}),
        ({"machineTags": ["a"]}, {"machineTags": ["a"]}),
        ({"machineTags": None}, {"machineTags": None}),
        ({}, {}),
    ],
)
def test_empty_tags_are_dropped(given: dict[str, Any], left: dict[str, Any]) -> None:
    assert tidy(given) == left


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("7d", timedelta(days=7)),
        ("12h", timedelta(hours=12)),
        ("90m", timedelta(minutes=90)),
        (" 2W ", timedelta(weeks=2)),
    ],
)
def test_an_age_is_a_number_and_a_unit(text: str, age: timedelta) -> None:
    assert age_of(text) == age


@pytest.mark.parametrize("text", ["", "7", "7 days", "d", "-1d", "0d", "1.5h", "7d12h", "P7D"])
def test_what_is_no_age_is_refused_by_name(text: str) -> None:
    with pytest.raises(OptionError, match=r"^exclude_stale: .* is no age; write a whole number"):
        age_of(text)


@pytest.mark.parametrize(
    ("last_seen", "kept"),
    [
        ("2026-03-13T00:00:00.1234567Z", True),
        ("2026-03-07T00:00:00Z", True),
        ("2026-03-06T23:59:59.9999999Z", False),
        ("2026-03-06 23:59:59", False),
        ("2026-03-15T00:00:00Z", True),
        (None, True),
        ("never", True),
    ],
)
def test_a_machine_is_stale_when_it_was_seen_longer_ago(last_seen: Any, kept: bool) -> None:
    record = {"id": "a", "lastSeen": last_seen}
    assert (without_stale([record], timedelta(days=7), NOW) == [record]) is kept


@pytest.mark.parametrize(
    ("text", "record", "value"),
    [
        ("computerDnsName", {"computerDnsName": "web"}, "web"),
        ("defender.computerDnsName", {"computerDnsName": "web"}, "web"),
        ("vmMetadata.vmId", {"vmMetadata": {"vmId": "7"}}, "7"),
        ("vmMetadata.vmId", {"vmMetadata": None}, None),
        ("vmMetadata.vmId", {}, None),
        ("vmMetadata", {"vmMetadata": {"vmId": "7"}}, None),
        ("machineTags", {"machineTags": ["a"]}, None),
        ("rbacGroupId", {"rbacGroupId": 0}, "0"),
        ("computerDnsName", {"computerDnsName": " "}, ""),
        ("{{ defender.id }}", {"id": "a"}, "rendered a"),
        ("{% if true %}x{% endif %}", {"id": "a"}, "rendered a"),
    ],
)
def test_a_text_is_read_from_an_attribute_or_a_template(
    text: str, record: dict[str, Any], value: Any
) -> None:
    assert reader_of("name_from", text, rendered)(record) == value


@pytest.mark.parametrize("text", ["defender.id | lower", "a b", "ipAddresses[0]", ""])
def test_an_expression_without_brackets_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match=r"^ansible_host: .* is neither an attribute nor a template"):
        reader_of("ansible_host", text, rendered)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"aadDeviceId": "x", "computerDnsName": "web"}, "x"),
        ({"aadDeviceId": None, "computerDnsName": "web"}, "web"),
        ({"aadDeviceId": "", "computerDnsName": ""}, None),
    ],
)
def test_the_first_text_that_is_not_empty_counts(record: dict[str, Any], name: Any) -> None:
    readers = [reader_of("name_from", text, rendered) for text in ("aadDeviceId", "computerDnsName")]
    assert first_of(readers)(record) == name


@pytest.mark.parametrize("name", ["", None])
def test_a_machine_without_a_name_is_named_by_its_id(name: Any) -> None:
    assert [host.name for host in hosts_of([machine("a", name)], DNS_NAME, "error")] == ["a"]


@pytest.mark.parametrize("name", ["localhost", "LocalHost", "all", "ungrouped", "127.0.0.1", "::1"])
def test_a_machine_cannot_take_a_name_that_means_something_to_ansible(name: str) -> None:
    assert [host.name for host in hosts_of([machine("a", name)], DNS_NAME, "newest")] == [f"{name}_a"]


@pytest.mark.parametrize(("rule", "hosts"), SEVERAL)
def test_several_machines_of_one_name_are_told_apart_by_the_rule(
    rule: str, hosts: list[tuple[str, str]]
) -> None:
    records = [
        machine("a", "Web", "2026-03-12T00:00:00.12Z"),
        machine("b", "web", "2026-03-12T00:00:00.1234567Z"),
    ]
    found = hosts_of(records, DNS_NAME, rule)
    assert [(host.name, host.record["id"]) for host in found] == hosts
    assert hosts_of(records[::-1], DNS_NAME, rule) == found


def test_several_machines_of_one_name_are_refused_with_the_candidates() -> None:
    records = [machine("a", "Web", "2026-03-12T00:00:00Z"), machine("b", "web"), machine("c", "other")]
    with pytest.raises(OptionError) as caught:
        hosts_of(records, DNS_NAME, "error")
    assert str(caught.value) == (
        "duplicates: 2 machines would be the host 'web': b (last seen 2026-03-13T00:00:00Z); "
        "a (last seen 2026-03-12T00:00:00Z). Set duplicates to newest or all, or name them otherwise with name_from."
    )
    assert caught.value.details["candidates"] == ["b", "a"]


def test_newest_leaves_out_no_machine_of_another_dns_name() -> None:
    def short(record: dict[str, Any]) -> str:
        return str(record["computerDnsName"]).partition(".")[0]

    records = [
        machine("a", "web.a.example"),
        machine("b", "web.b.example"),
        machine("c", "WEB.b.example", "2020-01-01"),
    ]
    found = hosts_of(records, short, "newest")
    assert [(host.name, host.record["id"]) for host in found] == [("web", "b"), ("web_a", "a")]


def test_hosts_stand_in_the_order_of_the_listing() -> None:
    records = [machine("c", "x"), machine("a", "y"), machine("b", "X"), machine("d", "z")]
    assert [host.name for host in hosts_of(records, DNS_NAME, "newest")] == ["x", "y", "z"]
