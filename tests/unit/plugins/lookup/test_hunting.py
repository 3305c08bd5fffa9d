# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup hunting in a template, against a simulated tenant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.lookup.test_machine import evaluated

MACHINES = [
    {"id": f"{number:040x}", "computerDnsName": name, "lastSeen": "2026-05-01T11:00:00Z"}
    for number, name in enumerate(("web.example.com", "{{ 1 + 1 }}"))
]


@pytest.fixture(name="tenant", scope="module")
def _tenant() -> Iterator[Running]:
    with running({"now": "2026-05-01T12:00:00Z", "machines": MACHINES}) as tenant:
        yield tenant


def names(tenant: Running, arguments: str) -> list[Any]:
    rows = evaluated(tenant, f"query('secops.defender.hunting', {arguments}, **tenant)")
    return [row["DeviceName"] for row in rows]


def test_rows_come_as_data_on_both_routes(tenant: Running) -> None:
    for api in ("graph", "endpoint"):
        assert names(tenant, f"'DeviceInfo', api='{api}'") == ["web.example.com", "{{ 1 + 1 }}"]


def test_several_queries_give_their_rows_one_after_the_other(tenant: Running) -> None:
    asked = "'DeviceInfo | where DeviceName == name', 'DeviceInfo | where DeviceName != name | take 1'"
    found = names(tenant, f"{asked}, parameters={{'name': 'web.example.com'}}")
    assert found == ["web.example.com", "{{ 1 + 1 }}"]


def test_a_time_of_ansible_is_a_time_of_the_query(tenant: Running) -> None:
    for time, count in (("2026-05-01 10:00:00", 2), ("2026-05-01 11:30:00", 0)):
        asked = f"parameters={{'since': '{time}' | to_datetime}}"
        assert len(names(tenant, f"'DeviceInfo | where Timestamp > since', {asked}")) == count


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("'NoSuchTable'", "Failed to resolve table or column expression named 'NoSuchTable'"),
        ("'T', colour='blue'", "colour: there is no such option"),
        ("'T', parameters={'x': 1}", "parameters.x: the query does not name it"),
        ("'T', api='other'", "value of api must be one of: graph, endpoint"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(tenant: Running, arguments: str, says: str) -> None:
    with pytest.raises(AnsibleError) as caught:
        names(tenant, arguments)
    assert f"secops.defender.hunting: {says}" in str(caught.value) or says in str(caught.value)
