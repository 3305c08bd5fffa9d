# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several tenants behind one address, with one application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.simulator.scenario import ScenarioError
from ansible_collections.secops.defender.tests.unit.simulator.client import (
    NOW,
    Client,
    app,
    error_of,
    machine,
)

HOME, OTHER = "5de4e7d2-0000-4000-8000-00000000d1e5", "0b2b1f0c-0000-4000-8000-00000000beef"
ADMIN = {"name": "analyst@contoso.com", "password": "the-password", "scopes": ["Machine.Read"]}
SCENARIO: dict[str, Any] = {
    "now": NOW,
    "apps": [app(users=[ADMIN], permissions=["Machine.Read.All", "Machine.ReadWrite.All"])],
    "machines": [machine(1)],
    "tenants": [{"tenant_id": OTHER, "machines": [machine(2), machine(3)]}],
}


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield Client(tenant)


def test_the_token_decides_which_tenant_answers(client: Client) -> None:
    assert len(client.ids("/api/machines")) == 1
    client.use(client.token(tenant_id=OTHER))
    assert len(client.ids("/api/machines")) == 2


def test_a_token_is_of_the_tenant_that_was_asked_for_it(client: Client) -> None:
    claims = jwt.decode(client.token(tenant_id=OTHER), options={"verify_signature": False})
    assert claims["tid"] == OTHER


def test_what_is_written_stays_in_its_tenant_and_the_journal_names_it(client: Client) -> None:
    client.use(client.token(tenant_id=OTHER))
    answer = client.post(f"/api/machines/{machine(2)['id']}/tags", {"Value": "mine", "Action": "Add"})
    assert answer.status_code == 200
    assert "mine" in client.tenant.collection("machines", OTHER)[0]["machineTags"]
    assert (
        client.post(f"/api/machines/{machine(1)['id']}/tags", {"Value": "x", "Action": "Add"}).status_code
        == 404
    )
    assert [entry["tenant"] for entry in client.tenant.writes] == [OTHER, OTHER]


def test_a_tenant_that_is_not_there_is_refused_in_entras_words(client: Client) -> None:
    answer = client.log_in(tenant_id="0b2b1f0c-0000-4000-8000-00000000dead")
    assert answer.json()["error_codes"] == [90002]


def test_people_belong_to_the_first_tenant_alone(client: Client) -> None:
    form: dict[str, Any] = {
        "grant_type": "password",
        "username": ADMIN["name"],
        "password": ADMIN["password"],
        "client_secret": "",
    }
    assert client.log_in(**form).status_code == 200
    assert client.log_in(tenant_id=OTHER, **form).json()["error_codes"] == [50034]


def test_a_tenant_may_have_applications_of_its_own() -> None:
    with running(
        {**SCENARIO, "tenants": [{"tenant_id": OTHER, "apps": [app(secret="another-secret")]}]}
    ) as tenant:
        client = Client(tenant)
        assert client.log_in(tenant_id=OTHER).json()["error_codes"] == [7000215]


def test_limits_are_counted_for_each_tenant() -> None:
    with running(SCENARIO, limits="documented") as tenant:
        client = Client(tenant)
        for _request in range(100):
            client.get("/api/machines/x")
        assert error_of(client.get("/api/machines/x"))[0] == 429
        client.use(client.token(tenant_id=OTHER))
        assert error_of(client.get("/api/machines/x"))[0] == 404


@pytest.mark.parametrize(
    ("tenants", "says"),
    [
        ([{}], r"tenants\[0\] has no tenant_id"),
        ([{"tenant_id": OTHER, "now": NOW}], r"tenants\[0\]\.now is common to all tenants"),
        ([{"tenant_id": OTHER}, {"tenant_id": OTHER}], "is there twice"),
        ([{"tenant_id": OTHER, "machines": [{}]}], r"tenants\[0\]: machines\[0\] has no id"),
    ],
)
def test_a_wrong_tenant_is_told_in_one_sentence(tenants: list[Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=says), running({**SCENARIO, "tenants": tenants}):
        pass
