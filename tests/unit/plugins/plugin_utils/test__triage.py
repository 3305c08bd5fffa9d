# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._triage import triage

NOW = datetime(2026, 8, 19, 12, tzinfo=timezone.utc)
WEIGHTS = {"severity": {"High": 40, "Medium": 20, "Low": 8}}


def alert(name: str, severity: str, machine: str | None = "m1", **more: Any) -> dict[str, Any]:
    """An alert of a machine."""
    return {"id": name, "title": f"Title of {name}", "severity": severity, "machineId": machine, **more}


def found(*alerts: dict[str, Any]) -> dict[str, Any]:
    return triage(alerts, WEIGHTS, NOW)


def test_nothing_found_is_an_empty_triage() -> None:
    assert found() == {"machines": [], "alerts": [], "entities": []}


def test_alerts_and_machines_come_worst_first() -> None:
    result = found(alert("a", "Low", "m1"), alert("b", "High", "m2"), alert("c", "Medium", "m1"))
    assert [one["alert_id"] for one in result["alerts"]] == ["b", "c", "a"]
    assert [(one["machine_id"], one["score"]) for one in result["machines"]] == [("m2", 40), ("m1", 20)]


def test_of_equal_alerts_the_newer_comes_first_and_then_the_id_decides() -> None:
    times = {"a": "2026-08-01T10:00:00Z", "b": "2026-08-02T10:00:00.5Z", "c": None, "d": None}
    result = found(*(alert(name, "High", alertCreationTime=time) for name, time in reversed(times.items())))
    assert [one["alert_id"] for one in result["alerts"]] == ["b", "a", "c", "d"]


def test_a_machine_sums_up_its_alerts() -> None:
    record = {
        "computerDnsName": "ws-1.contoso.com",
        "riskScore": "High",
        "machineTags": ["", "vip"],
        "rbacGroupName": None,
    }
    result = found(
        alert(
            "a", "Low", firstEventTime="2026-08-01T10:00:00.12Z", lastEventTime="2026-08-01T11:00:00.1234567Z"
        ),
        alert("b", "High", machine="m1", firstEventTime="2026-08-02T10:00:00", lastEventTime="never")
        | {"machine": record},
    )
    machine = result["machines"][0]
    assert machine["severities"] == {"High": 1, "Low": 1}
    assert machine["alert_ids"] == ["b", "a"]
    assert machine["computer_dns_name"] == "ws-1.contoso.com"
    assert machine["machine_tags"] == ["vip"]
    assert (machine["first_event"], machine["last_event"]) == (
        "2026-08-01T10:00:00.12Z",
        "2026-08-01T11:00:00.1234567Z",
    )


def test_alerts_without_a_machine_id_are_grouped_by_name_whatever_its_case() -> None:
    result = found(
        alert("a", "High", None, computerDnsName="TESTSERVER4"),
        alert("b", "High", None, computerDnsName="testserver4"),
    )
    assert [one["alert_ids"] for one in result["machines"]] == [["a", "b"]]
    assert result["machines"][0]["machine_id"] is None


def test_machines_of_one_name_and_two_ids_stay_two_and_know_each_other() -> None:
    result = found(
        alert("a", "High", "m1", computerDnsName="Twin"), alert("b", "Low", "m2", computerDnsName="twin")
    )
    assert {one["machine_id"]: one["same_name_as"] for one in result["machines"]} == {
        "m1": ["m2"],
        "m2": ["m1"],
    }


def test_machines_without_a_name_are_no_namesakes() -> None:
    result = found(
        alert("a", "High", "m1", computerDnsName=""), alert("b", "Low", "m2", computerDnsName=None)
    )
    assert [one["same_name_as"] for one in result["machines"]] == [[], []]


def test_odd_alerts_survive() -> None:
    odd = {
        "id": "da1_-2",
        "category": "null",
        "mitreTechniques": "T1064",
        "relatedUser": "root",
        "evidence": {"ipAddress": "192.0.2.1"},
    }
    one = found(odd)["alerts"][0]
    assert (one["category"], one["severity"], one["title"], one["mitre_techniques"]) == (
        None,
        "UnSpecified",
        "",
        ["T1064"],
    )
    assert one["user"] == "root"


def test_an_unknown_severity_is_counted_after_the_known_ones() -> None:
    machine = found(alert("a", "Catastrophic"), alert("b", "Low"))["machines"][0]
    assert list(machine["severities"].items()) == [("Low", 1), ("Catastrophic", 1)]


def test_the_user_of_the_alert_is_told_with_the_domain() -> None:
    enriched = alert(
        "a", "High", user={"accountName": "ada", "accountDomain": "contoso"}, relatedUser={"userName": "old"}
    )
    plain = alert("b", "Low", user=None, relatedUser={"userName": "grace", "domainName": "contoso"})
    assert [one["user"] for one in found(enriched, plain)["alerts"]] == ["contoso\\ada", "contoso\\grace"]


def test_things_are_met_once_with_all_their_alerts_the_most_widespread_first() -> None:
    lonely = {"ips": [{"id": "192.0.2.9"}], "domains": [{"host": "evil.example"}, "bare.example"]}
    evidence = [
        {"entityType": "File", "sha256": "AB", "sha1": "cd", "fileName": "x.exe"},
        {"url": "https://evil.example/x"},
    ]
    result = found(
        alert("a", "Low", "m1", files=[{"sha1": "cd", "sha256": "ab"}], evidence=evidence),
        alert("b", "Low", "m2", files=[{"sha256": "ab"}], evidence=None, **lonely),
    )
    shared, *others = result["entities"]
    assert shared == {
        "kind": "file",
        "value": "ab",
        "names": ["x.exe"],
        "alert_ids": ["a", "b"],
        "machine_ids": ["m1", "m2"],
        "prevalence": None,
    }
    assert [(one["kind"], one["value"]) for one in others] == [
        ("domain", "evil.example"),
        ("domain", "bare.example"),
        ("ip", "192.0.2.9"),
        ("url", "https://evil.example/x"),
    ]


def test_ten_thousand_alerts_are_grouped_without_comparing_each_with_each() -> None:
    many = [alert(f"a{number}", "Low", f"m{number % 5000}") for number in range(10_000)]
    assert len(found(*many)["machines"]) == 5000
