# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import csv
from datetime import datetime, timedelta, timezone
from io import StringIO
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._ages import UNKNOWN, Spans, days_since
from ansible_collections.secops.defender.plugins.plugin_utils._posture import posture, settings_of, unresolved
from ansible_collections.secops.defender.plugins.plugin_utils._posture_charts import (
    actions_by_type,
    health_by,
)
from ansible_collections.secops.defender.plugins.plugin_utils._posture_csv import COLUMNS, machines_as_csv
from ansible_collections.secops.defender.plugins.plugin_utils._posture_machines import Settings
from ansible_collections.secops.defender.plugins.plugin_utils._posture_report import posture_report
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 8, 19, 12, tzinfo=timezone.utc)
DEFAULT = Settings()
NO_PERMISSION = {"msg": "The token lacks Alert.Read.All.", "error": {"kind": "Forbidden"}, "failed": False}


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def machine(number: int, days: float | None = 0.5, **more: Any) -> dict[str, Any]:
    """A machine as defender_machine_info returns it, last seen that many days ago."""
    return {
        "id": f"m{number}",
        "computerDnsName": f"ws-{number}.contoso.com",
        "lastSeen": None if days is None else ago(days),
        "healthStatus": "Active",
        "onboardingStatus": "Onboarded",
        "riskScore": "None",
        "exposureLevel": "Low",
        "deviceValue": "Normal",
        "osPlatform": "Windows11",
        **more,
    }


def alert(name: str, days: float, severity: str = "Low", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "severity": severity,
        "status": "New",
        "alertCreationTime": ago(days),
        "machineId": "m1",
        **more,
    }


def action(name: str, kind: str, status: str, days: float = 1) -> dict[str, Any]:
    return {"id": name, "type": kind, "status": status, "machineId": "m1", "creationDateTimeUtc": ago(days)}


def of_machines(*machines: dict[str, Any], settings: Settings = DEFAULT) -> Any:
    return posture({"machines": {"machines": machines}}, NOW, settings)["machines"]


def test_machines_are_counted_by_every_property_the_most_frequent_first() -> None:
    counts = of_machines(
        machine(1, osPlatform="Ubuntu"),
        machine(2, riskScore="High"),
        machine(3, healthStatus=None, riskScore="High"),
    )["counts"]
    assert list(counts["os_platform"].items()) == [("Windows11", 2), ("Ubuntu", 1)]
    assert list(counts["risk_score"].items()) == [("High", 2), ("None", 1)]
    assert counts["health_status"] == {"Active": 2, "not given": 1}


def test_properties_are_counted_against_each_other() -> None:
    found = of_machines(
        machine(1), machine(2, healthStatus="Inactive"), machine(3, osPlatform="Ubuntu", riskScore="High")
    )
    assert found["health_by_platform"] == {"Windows11": {"Active": 1, "Inactive": 1}, "Ubuntu": {"Active": 1}}
    assert found["exposure_by_risk"] == {"None": {"Low": 2}, "High": {"Low": 1}}


@pytest.mark.parametrize(
    ("days", "span", "stale"),
    [
        (-0.1, "less than 1 day", False),
        (0.99, "less than 1 day", False),
        (1, "1 to 7 days", False),
        (13.9, "7 to 14 days", False),
        (14, "14 to 30 days", True),
        (400, "90 days or more", True),
        (None, UNKNOWN, False),
    ],
)
def test_a_machine_is_stale_from_the_given_age_on(days: float | None, span: str, stale: bool) -> None:
    found = of_machines(machine(1, days), settings=Settings(stale_days=14))
    assert found["stale"] == len(found["stale_machines"]) == int(stale)
    assert [name for name, row in found["last_seen"].items() if row] == [span]


def test_stale_machines_come_longest_first_and_stop_where_asked() -> None:
    found = of_machines(*(machine(days, days) for days in (40, 90, 31)), settings=Settings(rows=2))
    assert [one["machine_id"] for one in found["stale_machines"]] == ["m90", "m40"]
    assert found["stale"] == 3


def test_machines_at_risk_come_by_risk_exposure_value_open_alerts_and_id() -> None:
    machines = [
        machine(6, riskScore="Low"),
        machine(5, riskScore="Medium", exposureLevel="High"),
        machine(4, riskScore="High"),
        machine(3, riskScore="High"),
        machine(1, riskScore="High"),
        machine(2, riskScore="High", deviceValue="High"),
        machine(7, riskScore="High", exposureLevel="Medium"),
    ]
    found = posture(
        {"machines": {"machines": machines}, "alerts": {"alerts": [alert("a", 1)]}}, NOW, Settings()
    )
    told = [(one["machine_id"], one["open_alerts"]) for one in found["machines"]["risky_machines"]]
    assert told == [("m7", 0), ("m2", 0), ("m1", 1), ("m3", 0), ("m4", 0), ("m5", 0)]


def test_names_that_several_ids_have_are_told_whatever_their_case_the_newest_id_first() -> None:
    found = of_machines(
        machine(1, 9, computerDnsName="SRV.contoso.com"),
        machine(2, 1, computerDnsName="srv.contoso.com", isPotentialDuplication=True),
        machine(3, None, computerDnsName="srv.contoso.com"),
        machine(4, computerDnsName="srv"),
        machine(5, computerDnsName=None),
        machine(6, computerDnsName=None),
    )["duplicates"]
    assert (found["names"], found["machines"], found["suspected"]) == (1, 3, 1)
    assert [one["machine_id"] for one in found["listed"][0]["machines"]] == ["m2", "m1", "m3"]


def test_tags_and_groups_that_are_empty_are_none() -> None:
    found = of_machines(
        machine(1, machineTags=[""]),
        machine(2, machineTags=None, rbacGroupName=""),
        machine(3, 40, machineTags=["x"], rbacGroupName="Servers", riskScore="High", healthStatus="Inactive"),
    )
    assert (found["untagged"], found["ungrouped"]) == (2, 2)
    assert found["groups"] == [
        {
            "device_group": "no device group",
            "machines": 2,
            "not_active": 0,
            "stale": 0,
            "high_risk": 0,
            "high_exposure": 0,
        },
        {
            "device_group": "Servers",
            "machines": 1,
            "not_active": 1,
            "stale": 1,
            "high_risk": 1,
            "high_exposure": 0,
        },
    ]


def test_open_alerts_are_counted_by_age_and_severity_and_come_oldest_first() -> None:
    alerts = [
        alert("a", 0.1, "High"),
        alert("b", 3, "High", assignedTo="ada"),
        alert("c", 99),
        alert("d", 200, status="Resolved"),
        alert("e", 2, alertCreationTime=None),
    ]
    found = posture({"alerts": {"alerts": alerts}}, NOW, Settings())["alerts"]
    assert (found["total"], found["unassigned"]) == (4, 3)
    assert list(found["severity_by_age"].items()) == [
        ("less than 1 day", {"High": 1}),
        ("1 to 7 days", {"High": 1}),
        ("90 days or more", {"Low": 1}),
        (UNKNOWN, {"Low": 1}),
    ]
    assert [one["alert_id"] for one in found["oldest"]] == ["c", "b", "a", "e"]


def test_actions_are_counted_by_type_and_outcome_within_the_days() -> None:
    actions = [
        action("a", "Isolate", "Succeeded"),
        action("b", "Isolate", "Failed", 3),
        action("c", "Isolate", "Succeeded", 9),
        action("d", "RunAntiVirusScan", "Cancelled"),
        action("e", "RunAntiVirusScan", "Pending", 0.5),
    ]
    found = posture({"actions": {"machine_actions": actions}}, NOW, Settings())["actions"]
    assert found["status_by_type"] == {
        "Isolate": {"Failed": 1, "Succeeded": 1},
        "RunAntiVirusScan": {"Cancelled": 1, "Pending": 1},
    }
    assert (found["total"], found["unfinished"]) == (4, 2)
    assert [one["action_id"] for one in found["without_success"]] == ["e", "b"]


def test_what_could_not_be_collected_is_named_and_hides_nothing_else() -> None:
    found = posture(
        {"machines": {"machines": [machine(1, riskScore="High")]}, "alerts": NO_PERMISSION}, NOW, Settings()
    )
    assert found["failure"] == (
        "Not everything could be collected; alerts: The token lacks Alert.Read.All. The report tells of machines alone."
    )
    assert (found["collected"], found["alerts"], found["actions"]) == (["machines"], None, None)
    assert found["machines"]["risky_machines"][0]["open_alerts"] is None
    assert posture_report(found, "Posture", ago(0))["sections"][0]["heading"] == "What is missing"


def test_what_was_not_asked_for_is_not_missing() -> None:
    found = posture(
        {"machines": {"machines": []}, "alerts": {"skipped": True, "changed": False}, "actions": {}},
        NOW,
        Settings(),
    )
    assert (found["failure"], found["missing"], found["alerts"]) == ("", [], None)


def test_when_nothing_was_collected_the_reason_leads() -> None:
    report = posture_report(posture({"machines": {"msg": "No login."}}, NOW, Settings()), "Posture", ago(0))
    assert report["lead"] == "Not everything could be collected; machines: No login."
    assert report["data"]["missing"] == [{"source": "machines", "kind": "Error", "msg": "No login."}]


def test_a_long_list_says_where_it_stops() -> None:
    machines = [machine(number, 50) for number in range(5)]
    report = posture_report(
        posture({"machines": {"machines": machines}}, NOW, Settings(rows=2)), "Posture", ago(0)
    )
    told = {part["heading"]: part["text"] for part in report["sections"]}
    assert told["Not seen for 30 days or longer, longest first"] == [
        "The first 2 of 5; the table of machines has all."
    ]


def test_many_platforms_are_drawn_as_the_largest_and_the_others() -> None:
    drawn = health_by(
        "platform", {f"p{number:02}": {"Active": 20 - number, "New": 1} for number in range(15)}
    )
    assert len(drawn["labels"]) == 12
    assert drawn["labels"][-1] == "others"
    assert sum(sum(part["counts"]) for part in drawn["series"]) == sum(21 - number for number in range(15))


def test_a_chart_says_what_it_shows() -> None:
    drawn = actions_by_type({"Isolate": {"Succeeded": 2, "Failed": 1}, "Offboard": {"Succeeded": 1}}, 7)
    assert drawn["description"] == (
        "4 actions of the last 7 days by type: Isolate 3, Offboard 1. In all: Succeeded 3, Failed 1."
    )
    assert [(part["name"], part["tone"]) for part in drawn["series"]] == [
        ("Succeeded", "good"),
        ("Failed", "bad"),
    ]


@pytest.mark.parametrize(
    ("given_settings", "named"),
    [
        ({"stale": 3}, "there is no setting 'stale'; there are stale_days, action_days, rows."),
        ({"stale_days": 0}, "stale_days is '0'; it must be a number above 0."),
        ({"action_days": "soon"}, "action_days is 'soon'; it must be a number above 0."),
        ({"rows": float("nan")}, "rows is 'nan'"),
    ],
)
def test_a_wrong_setting_is_named(given_settings: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        settings_of(given_settings)


def test_settings_may_come_as_text() -> None:
    assert settings_of({"rows": "3", "stale_days": "0.5"}) == Settings(stale_days=0.5, rows=3)


@given(st.lists(st.floats(0.01, 1000), min_size=1), st.floats(-10, 2000))
def test_every_age_is_in_one_of_the_spans(limits: list[float], days: float) -> None:
    spans = Spans(*limits)
    assert len(spans.names) == len(set(limits)) + 1
    assert spans.names.index(spans.of(days)) == sum(limit <= days for limit in set(limits))


@given(st.lists(st.sampled_from(["Active", "Inactive", None]), max_size=30))
def test_every_machine_is_counted_exactly_once(healths: list[str | None]) -> None:
    found = of_machines(
        *(machine(number, number, healthStatus=health) for number, health in enumerate(healths))
    )
    for table in (found["health_by_platform"], found["last_seen"]):
        assert sum(sum(row.values()) for row in table.values()) == len(healths)


def test_an_age_is_counted_in_days() -> None:
    assert days_since(ago(1.5), NOW) == 1.5
    assert days_since("yesterday", NOW) is None


def rows_of(*machines: dict[str, Any], alerts: Any = None) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(machines_as_csv(machines, unresolved(alerts), NOW, 30))))


def test_the_table_has_a_line_for_each_machine() -> None:
    alerts = [alert("a", 1), alert("b", 1, "High"), alert("c", 1, "Medium"), alert("d", 1, status="Resolved")]
    first, second = rows_of(
        machine(1, 40, machineTags=["a", "", "b"], computerDnsName="WS-2.contoso.com"),
        machine(2),
        alerts=alerts,
    )
    assert list(first) == list(COLUMNS)
    assert (first["machine_tags"], first["days_since_seen"], first["stale"]) == ("a; b", "40.0", "yes")
    assert (first["open_alerts"], first["worst_alert"], first["same_name"]) == ("3", "High", "1")
    assert (second["open_alerts"], second["worst_alert"], second["stale"]) == ("0", "", "no")


def test_without_alerts_the_table_says_nothing_of_them() -> None:
    assert rows_of(machine(1))[0]["open_alerts"] == ""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=x", "\r=1", " =1"])
def test_no_cell_of_the_table_is_a_formula(text: str) -> None:
    row = rows_of(machine(1, computerDnsName=text, machineTags=[text]))[0]
    assert (row["computer_dns_name"], row["machine_tags"]) == (f"'{text.strip()}",) * 2


def test_quotes_and_commas_stay_inside_their_cell_and_lines_become_one() -> None:
    assert rows_of(machine(1, computerDnsName='a,"b"\nc'))[0]["computer_dns_name"] == 'a,"b" c'
