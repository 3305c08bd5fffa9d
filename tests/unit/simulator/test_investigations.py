# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Automated investigations: found by either id, startable until their retirement, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, error_of, machine

OLD = {
    "id": "63017",
    "startTime": "2026-04-01T14:11:34Z",
    "endTime": "2026-04-01T15:00:00Z",
    "state": "Benign",
    "machineId": machine(2)["id"],
    "triggeringAlertId": "da637139166940871892_-598649278",
}
SCENARIO: dict[str, Any] = {
    "now": NOW,
    "machines": [machine(1), machine(2), machine(3, osPlatform="Linux")],
    "investigations": [OLD],
}
RETIRED = {**SCENARIO, "now": "2026-09-01T00:00:00Z"}
WHY = {"Comment": "Test"}


def start_of(number: int) -> str:
    return f"/api/machines/{machine(number)['id']}/startInvestigation"


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield Client(tenant)


def test_one_is_found_by_its_id_and_by_the_alert_that_triggered_it(client: Client) -> None:
    for name in (OLD["id"], OLD["triggeringAlertId"]):
        found = client.get(f"/api/investigations/{name}").json()
        assert {key: found[key] for key in OLD} == OLD
    assert error_of(client.get("/api/investigations/1")) == (404, "ResourceNotFound")


def test_one_that_is_started_has_an_alert_and_comes_to_an_end(client: Client) -> None:
    answer = client.post(start_of(1), WHY)
    started = answer.json()
    assert (answer.status_code, started["id"], started["state"]) == (201, "63018", "Queued")
    assert client.ids("/api/investigations") == ["63018", "63017"]
    alert = client.get(f"/api/alerts/{started['triggeringAlertId']}").json()
    assert (alert["machineId"], alert["investigationId"]) == (machine(1)["id"], 63018)
    states = []
    for seconds in (10, 590):
        client.tenant.advance(seconds)
        states.append(client.get("/api/investigations/63018").json()["state"])
    assert states == ["Running", "Benign"]
    assert client.get("/api/investigations/63018").json()["endTime"] is not None


def test_a_second_one_on_a_machine_is_refused_while_the_first_is_open(client: Client) -> None:
    assert client.post(start_of(1), WHY).status_code == 201
    assert error_of(client.post(start_of(1), WHY)) == (400, "ActiveRequestAlreadyExists")
    client.tenant.advance(600)
    assert client.post(start_of(1), WHY).status_code == 201


def test_what_cannot_be_investigated_is_refused(client: Client) -> None:
    assert error_of(client.post(start_of(3), WHY)) == (400, "OsPlatformNotSupported")
    assert error_of(client.post(start_of(4), WHY)) == (404, "ResourceNotFound")
    assert error_of(client.post(start_of(1), {"comment": "Test"})) == (400, "MissingRequiredParameter")


def test_starting_by_hand_has_ended_unless_the_scenario_says_otherwise() -> None:
    with running(RETIRED) as tenant:
        assert error_of(Client(tenant).post(start_of(1), WHY)) == (403, "DisallowedOperation")
    with running({**RETIRED, "quirks": ["manual_investigations"]}) as tenant:
        assert Client(tenant).post(start_of(1), WHY).status_code == 201


def test_fifty_an_hour_can_be_started() -> None:
    with running(RETIRED, limits="documented") as tenant:
        client = Client(tenant)
        statuses = {client.post(start_of(1), WHY).status_code for _number in range(50)}
        assert (statuses, client.post(start_of(1), WHY).status_code) == ({403}, 429)
