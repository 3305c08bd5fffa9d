# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is written stays written: alerts, tags, device values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, error_of, machine

ALERT: dict[str, Any] = {"id": "da1_-1", "status": "New", "comments": [], "assignedTo": None}
OTHER: dict[str, Any] = {"id": "da2_2", "status": "New", "resolvedTime": None}
SCENARIO: dict[str, Any] = {
    "now": NOW,
    "alerts": [ALERT, OTHER],
    "machines": [machine(1), machine(2, machineTags=None)],
}
PATH = "/api/alerts/da1_-1"
MACHINE = f"/api/machines/{machine(1)['id']}"


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield Client(tenant)


def test_an_update_of_an_alert_is_kept(client: Client) -> None:
    body = {
        "status": "Resolved",
        "assignedTo": "a@contoso.com",
        "classification": "FalsePositive",
        "comment": "why",
    }
    answer = client.patch(PATH, {**body, "determination": "Malware"})
    assert answer.status_code == 200
    alert = client.get(PATH).json()
    assert (alert["status"], alert["assignedTo"], alert["determination"]) == (
        "Resolved",
        "a@contoso.com",
        "Malware",
    )
    assert alert["resolvedTime"] == alert["lastUpdateTime"] >= NOW.replace("Z", "")
    assert [(item["comment"], item["createdBy"]) for item in alert["comments"]] == [
        ("why", "Defender automation")
    ]
    assert client.ids("/api/alerts", filter="status eq 'Resolved'") == ["da1_-1"]
    assert client.patch(PATH, {"status": "Resolved"}).json()["resolvedTime"] == alert["resolvedTime"]
    assert client.patch(PATH, {"status": "New"}).json()["resolvedTime"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "InvalidRequestBody"),
        ({"Status": "New"}, "InvalidRequestBody"),
        ({"status": "resolved"}, "InvalidInput"),
        ({"determination": "Apt"}, "InvalidInput"),
        ({"classification": "Informational, expected activity"}, "InvalidInput"),
    ],
)
def test_a_wrong_update_changes_nothing(client: Client, body: dict[str, str], code: str) -> None:
    assert error_of(client.patch(PATH, body)) == (400, code)
    assert client.tenant.collection("alerts") == [ALERT, OTHER]


def test_many_alerts_are_updated_with_an_empty_answer(client: Client) -> None:
    answer = client.post("/api/alerts/batchUpdate", {"alertIds": ["da1_-1", "da2_2"], "status": "InProgress"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert {alert["status"] for alert in client.tenant.collection("alerts")} == {"InProgress"}


def test_one_unknown_alert_stops_the_whole_update(client: Client) -> None:
    answer = client.post("/api/alerts/batchUpdate", {"alertIds": ["da1_-1", "none"], "status": "InProgress"})
    assert answer.status_code == 404
    assert {alert["status"] for alert in client.tenant.collection("alerts")} == {"New"}
    assert error_of(client.post("/api/alerts/batchUpdate", {"alertIds": []})) == (
        400,
        "MissingRequiredParameter",
    )


def test_tags_are_added_and_removed(client: Client) -> None:
    added = client.post(f"{MACHINE}/tags", {"Value": "pci", "Action": "Add"}).json()
    assert added["machineTags"] == ["web", "production", "pci"]
    client.post(f"{MACHINE}/tags", {"Value": "web", "Action": "Remove"})
    assert client.get(MACHINE).json()["machineTags"] == ["production", "pci"]
    assert client.ids("/api/machines", filter="machineTags/any(t: t eq 'pci')") == [machine(1)["id"]]


def test_tags_of_many_machines_are_set_at_once(client: Client) -> None:
    path = "/api/machines/AddOrRemoveTagForMultipleMachines"
    ids = [machine(1)["id"], machine(2)["id"]]
    answer = client.post(path, {"Value": "pci", "Action": "Add", "MachineIds": ids})
    assert [item["machineTags"] for item in answer.json()["value"]] == [["web", "production", "pci"], ["pci"]]
    too_many = {"Value": "pci", "Action": "Add", "MachineIds": ids * 251}
    assert error_of(client.post(path, too_many)) == (400, "MaximumBatchSizeExceeded")
    unknown = {"Value": "pci", "Action": "Add", "MachineIds": ["none"]}
    assert client.post(path, unknown).status_code == 404


def test_the_tags_of_a_machine_are_replaced_and_its_value_is_set(client: Client) -> None:
    answer = client.patch(MACHINE, {"machineTags": ["one"], "deviceValue": "Low"}).json()
    assert (answer["machineTags"], answer["deviceValue"]) == (["one"], "Low")
    assert client.post(f"{MACHINE}/setDeviceValue", {"DeviceValue": "High"}).json()["deviceValue"] == "High"
    assert client.get(MACHINE).json()["machineTags"] == ["one"]


def test_taking_every_tag_away_is_refused_in_the_words_of_the_service(client: Client) -> None:
    answer = client.patch(MACHINE, {"machineTags": []})
    assert error_of(answer) == (400, "InvalidRequestBody")
    assert (
        answer.json()["error"]["message"] == "Currently supporting only update of: 'tags' and 'deviceValue'"
    )
