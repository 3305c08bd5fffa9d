# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup machine in a template, against a simulated tenant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.inventory.reading import trusted


def machine(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"{number:040x}", "computerDnsName": name, "lastIpAddress": f"10.0.0.{number}", **more}


WEB, OLD_TWIN, TWIN = (
    machine(1, "web.example.com", machineTags=["{{ 1 + 1 }}"]),
    machine(2, "twin.example.com", lastSeen="2026-03-13T00:00:00Z"),
    machine(3, "TWIN.example.com", lastSeen="2026-03-14T00:00:00Z"),
)
ISOLATED = {
    "id": "5c0f7a1e-3b2d-4e68-9a41-000000000001",
    "type": "Isolate",
    "status": "Succeeded",
    "scope": "Full",
    "machineId": TWIN["id"],
    "creationDateTimeUtc": "2026-03-13T10:00:00Z",
    "lastUpdateDateTimeUtc": "2026-03-13T10:01:00Z",
}


@pytest.fixture(name="tenant", scope="module")
def _tenant() -> Iterator[Running]:
    with running({"machines": [WEB, OLD_TWIN, TWIN], "machineactions": [ISOLATED]}) as tenant:
        yield tenant


def evaluated(tenant: Running, expression: str) -> Any:
    """Evaluate an expression that gives the connection of the tenant as **tenant."""
    templar = Templar(loader=DataLoader(), variables={"tenant": dict(tenant.options)})
    return templar.template(trusted(f"{{{{ {expression} }}}}"))


def test_a_machine_is_found_by_name_address_or_id_and_stays_data(tenant: Running) -> None:
    for name in ("WEB", "10.0.0.1", WEB["id"]):
        found = evaluated(tenant, f"lookup('secops.defender.machine', '{name}', **tenant)")
        assert (found["id"], found["machineTags"]) == (WEB["id"], ["{{ 1 + 1 }}"])


def test_many_names_give_each_machine_once_in_their_order(tenant: Running) -> None:
    names = "['10.0.0.3', 'web'], 'web.example.com'"
    found = evaluated(tenant, f"query('secops.defender.machine', {names}, **tenant)")
    assert [one["id"] for one in found] == [TWIN["id"], WEB["id"]]


def test_the_response_state_is_read_when_asked_for(tenant: Running) -> None:
    options = "duplicates='newest', include=['response_state'], **tenant"
    found = evaluated(tenant, f"lookup('secops.defender.machine', 'twin', {options})")
    assert (found["id"], found["response_state"]["isolation_type"]) == (TWIN["id"], "Full")
    assert "response_state" not in evaluated(tenant, "lookup('secops.defender.machine', 'web', **tenant)")
    asked = "lookup('secops.defender.machine', '10.0.0.3', include=['response_state'], **tenant)"
    assert evaluated(tenant, f"{asked} is secops.defender.isolated") is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("'nobody'", "the tenant knows no machine 'nobody'"),
        ("'twin'", "'twin' means 2 machines: 0000"),
        ("''", "an empty name means no machine"),
        ("'web', duplicate='all'", "duplicate: there is no such option"),
        ("'web', include=['alerts']", "value of include must be one or more of: response_state"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_that_names_the_lookup(
    tenant: Running, arguments: str, said: str
) -> None:
    with pytest.raises(AnsibleError, match=r"secops\.defender\.machine: ") as caught:
        evaluated(tenant, f"lookup('secops.defender.machine', {arguments}, **tenant)")
    assert said in str(caught.value)


def test_the_connection_comes_from_the_environment(tenant: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in tenant.environment.items():
        monkeypatch.setenv(name, value)
    assert evaluated(tenant, "lookup('secops.defender.machine', 'web').id") == WEB["id"]
