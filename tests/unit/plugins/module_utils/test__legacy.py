# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The preview of 2017 against a tenant: 404 is no error, pages have links with $top, and nothing else is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._legacy import ACTOR_INFO, LEGACY_INFO
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

NOW = "2026-05-01T12:00:00Z"
MD5 = "7f05a371d2beffb3784fd2199f81d730"
MACHINES = [
    {
        "id": f"{number:040x}",
        "computerDnsName": f"ws-{number}.contoso.com",
        "lastSeen": "2026-05-01T10:00:00Z",
        "lastIpAddress": f"10.0.0.{number}",
        "osPlatform": "Windows10",
        "riskScore": "High",
    }
    for number in range(5)
]
ALERTS = [
    {
        "id": f"da{number}_1",
        "alertCreationTime": f"2026-05-01T0{number}:00:00Z",
        "severity": "Low",
        "machineId": MACHINES[number]["id"],
        "relatedUser": {"userName": "user1", "domainName": "contoso"},
    }
    for number in range(5)
]
SCENARIO: dict[str, Any] = {
    "now": NOW,
    "machines": MACHINES,
    "alerts": ALERTS,
    "actors": [{"id": "zinc", "linkToReport": None, "alertIds": ["da1_1", "da3_1"]}],
    "files": [{"sha1": "f" * 40, "md5": MD5}],
}


@pytest.fixture(name="tenant")
def _tenant() -> Iterator[Running]:
    with running(SCENARIO, page_size=2) as tenant:
        yield tenant


def read(tenant: Running, kind: str, **options: Any) -> Result:
    return run(tenant, LEGACY_INFO, legacy_version="testwdatppreview", kind=kind, **options)


def actors(tenant: Running, **options: Any) -> Result:
    return run(tenant, ACTOR_INFO, legacy_version="testwdatppreview", **options)


def ids(result: Result) -> list[str]:
    return [record["id"] for record in result["records"]]


def queries(tenant: Running) -> list[str]:
    """The queries that were sent to the preview; nothing but it and the login was asked."""
    asked = [entry for entry in tenant.journal if entry["path"].startswith(("/api/", "/graph/"))]
    assert all(entry["path"].startswith("/graph/testwdatppreview/") for entry in asked)
    return [entry["query"] for entry in asked]


def test_a_listing_is_walked_to_its_end_with_what_it_brings_along(tenant: Running) -> None:
    result = read(tenant, "alerts", expand=["machine"])
    assert ids(result) == ["da4_1", "da3_1", "da2_1", "da1_1", "da0_1"]
    assert [alert["machine"]["id"] for alert in result["records"]] == [
        machine["id"] for machine in reversed(MACHINES)
    ]
    assert "riskScore" not in result["records"][0]["machine"]
    assert queries(tenant) == [
        "$expand=machine",
        "$expand=machine&$skip=2",
        "$expand=machine&$skip=4",
    ]


def test_a_limit_beyond_a_page_follows_the_links_and_begins_where_skip_says(tenant: Running) -> None:
    assert ids(read(tenant, "alerts", limit=3, skip=1)) == ["da3_1", "da2_1", "da1_1"]
    assert queries(tenant) == ["$skip=1&$top=3", "$skip=3&$top=3"]
    assert ids(read(tenant, "alerts", limit=1, skip=4)) == ["da0_1"]
    assert ids(read(tenant, "alerts", skip=5)) == []


def test_selected_properties_come_with_the_id_and_the_count_is_that_of_all(tenant: Running) -> None:
    result = read(tenant, "alerts", select=["severity"], limit=2, count=True)
    assert result["records"] == [{"id": "da4_1", "severity": "Low"}, {"id": "da3_1", "severity": "Low"}]
    assert result["count"] == 5


def test_what_is_missing_is_told_and_what_is_empty_is_empty(tenant: Running) -> None:
    result = read(tenant, "users", ids=["contoso\\user1", "nobody"], include=["alerts"])
    assert result["missing"] == ["nobody"]
    assert [user["id"] for user in result["records"]] == ["contoso\\user1"]
    assert len(result["records"][0]["alerts"]) == 5
    file = read(tenant, "files", ids=[MD5], include=["alerts", "machines", "stats"])["records"][0]
    assert (file["alerts"], file["machines"], file["stats"]["orgPrevalence"]) == ([], [], "0")
    with running({"now": NOW}) as empty:
        assert read(empty, "machines", count=True) == {
            "changed": False,
            "records": [],
            "missing": [],
            "count": 0,
        }


@pytest.mark.parametrize(("name", "found"), [("10.0.0.2", [2]), ("WS-3.contoso.com", [3]), ("10.9.9.9", [])])
def test_machines_are_found_by_address_or_name_at_a_time(
    tenant: Running, name: str, found: list[int]
) -> None:
    result = read(tenant, "machines", found_as=name, seen_at="2026-05-01T10:15:30Z")
    assert ids(result) == [MACHINES[number]["id"] for number in found]


def test_an_actor_is_read_by_name_and_by_alerts_once(tenant: Running) -> None:
    by_name = actors(tenant, actors=["zinc", "strontium"], include=["alerts"])
    assert by_name["missing"] == ["strontium"]
    assert [alert["id"] for alert in by_name["actors"][0]["alerts"]] == ["da1_1", "da3_1"]
    by_alerts = actors(tenant, alert_ids=["da1_1", "da2_1", "da3_1"])
    assert by_alerts["actors"] == [{"id": "zinc", "linkToReport": None}]
    assert by_alerts["missing"] == ["da2_1"]
    assert all(query == "" for query in queries(tenant))


@pytest.mark.parametrize(
    ("kind", "options", "says"),
    [
        ("users", {}, "ids: users cannot be listed; name at least one."),
        (
            "users",
            {"ids": ["a"], "include": ["stats"]},
            "include: users have no stats; they have alerts, machines.",
        ),
        ("machines", {"expand": ["machine"]}, "expand: machines have no machine; they have none."),
        ("alerts", {"found_as": "a", "seen_at": NOW}, "found_as: it finds machines, no alerts; name ids."),
        (
            "alerts",
            {"ids": ["a"], "count": True},
            "count: it is for listings; leave it out, or ids and found_as.",
        ),
        ("alerts", {"limit": 0}, "limit: give a number of at least 1."),
        ("alerts", {"skip": -1}, "skip: give a number of at least 0."),
        ("alerts", {"ids": [" "]}, "ids: an empty text names nothing; leave it out."),
        (
            "machines",
            {"found_as": "a", "seen_at": "noon"},
            "seen_at: 'noon' is not an ISO 8601 time; write it like 2026-03-14T03:00:00Z.",
        ),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(
    tenant: Running, kind: str, options: dict[str, Any], says: str
) -> None:
    refused = read(tenant, kind, **options)
    assert refused["msg"] == says
    assert refused["error"] == {"kind": "OptionError", "option": says.partition(":")[0]}
    assert [entry for entry in tenant.journal if "/graph/" in entry["path"]] == []


@pytest.mark.parametrize("version", ["", "v1.0", "Beta", "a/b"])
def test_a_version_that_is_none_or_that_of_graph_is_refused(tenant: Running, version: str) -> None:
    for task, options in ((LEGACY_INFO, {"kind": "users", "ids": ["a"]}), (ACTOR_INFO, {"actors": ["a"]})):
        refused = run(tenant, task, legacy_version=version, **options)
        assert refused["error"] == {"kind": "OptionError", "option": "legacy_version"}
    assert tenant.journal == []


def test_a_version_that_graph_does_not_know_is_no_empty_answer(tenant: Running) -> None:
    refused = run(tenant, LEGACY_INFO, legacy_version="testpreview", kind="alerts")
    assert (refused["error"]["kind"], refused["error"]["status"]) == ("ApiError", 400)
    assert "Invalid version: testpreview" in refused["msg"]
