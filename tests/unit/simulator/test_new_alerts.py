# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Alerts that are raised on an event of the scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, error_of, machine

PATH = "/api/alerts/createAlertByReference"
EVENT = {
    "machineId": machine(1)["id"],
    "reportId": "20776",
    "eventTime": "2026-04-30T16:45:21.7115183Z",
}
LATER = {**EVENT, "reportId": "20777", "eventTime": "2026-04-30T16:46:00Z"}
BODY = {
    **EVENT,
    "severity": "Low",
    "title": "example",
    "description": "example alert",
    "recommendedAction": "nothing",
    "category": "Exploit",
}
SCENARIO: dict[str, Any] = {"now": NOW, "machines": [machine(1), machine(2)], "events": [EVENT, LATER]}


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield Client(tenant)


def test_an_alert_is_raised_on_an_event(client: Client) -> None:
    answer = client.post(PATH, BODY)
    assert answer.status_code == 200, answer.text
    alert = answer.json()
    assert alert["@odata.context"].endswith("#Alerts/$entity")
    assert alert["id"].startswith("da6")
    assert (alert["status"], alert["severity"], alert["title"]) == ("New", "Low", "example")
    assert (alert["machineId"], alert["computerDnsName"]) == (EVENT["machineId"], "web-1.contoso.com")
    assert alert["firstEventTime"] == EVENT["eventTime"]
    assert client.ids("/api/alerts") == [alert["id"]]


def test_an_open_alert_of_the_title_on_the_machine_takes_the_event_in(client: Client) -> None:
    first = client.post(PATH, BODY).json()
    second = client.post(PATH, {**BODY, **LATER, "severity": "High"}).json()
    assert (second["id"], second["severity"]) == (first["id"], "Low")
    assert second["lastEventTime"] == LATER["eventTime"]
    assert client.post(PATH, {**BODY, "title": "other"}).json()["id"] != first["id"]
    client.patch(f"/api/alerts/{first['id']}", {"status": "Resolved"})
    assert client.post(PATH, BODY).json()["id"] != first["id"]
    assert len(set(client.ids("/api/alerts"))) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"eventTime": "2026-04-30T16:45:21.7115184Z"},
        {"reportId": "1"},
        {"machineId": machine(2)["id"]},
    ],
)
def test_without_its_event_there_is_no_alert(client: Client, changes: dict[str, str]) -> None:
    assert error_of(client.post(PATH, {**BODY, **changes})) == (404, "ResourceNotFound")
    assert client.tenant.collection("alerts") == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({name: value for name, value in BODY.items() if name != "title"}, "MissingRequiredParameter"),
        ({**BODY, "severity": "Informational"}, "InvalidInput"),
        ({**BODY, "category": "exploit"}, "InvalidInput"),
        ({**BODY, "eventTime": "yesterday"}, "InvalidInput"),
        ({**BODY, "reportId": 20776}, "InvalidRequestBody"),
        ({**BODY, "Title": "x"}, "InvalidRequestBody"),
    ],
)
def test_a_wrong_body_raises_nothing(client: Client, body: dict[str, Any], code: str) -> None:
    assert error_of(client.post(PATH, body)) == (400, code)
    assert client.tenant.collection("alerts") == []


def test_fifteen_alerts_are_raised_in_a_minute() -> None:
    with running(SCENARIO, limits="documented") as tenant:
        client = Client(tenant)
        statuses = [client.post(PATH, BODY).status_code for _request in range(16)]
    assert statuses == [200] * 15 + [429]
