# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading machines in the ways that only they have, against a tenant."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._machine_info import MACHINE_INFO
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, machine

SCENARIO: dict[str, Any] = {
    "now": NOW,
    "machines": [machine(1), machine(2, lastIpAddress="10.0.0.8")],
    "alerts": [
        {"id": f"da{number}_1", "machineId": machine(1)["id"], "status": status}
        for number, status in enumerate(("New", "Resolved", "InProgress"))
    ],
}


def test_alerts_are_counted_without_being_read() -> None:
    with running(SCENARIO) as tenant:
        found = run(tenant, MACHINE_INFO, include=["alert_count"])["machines"]
        assert [record["alert_count"] for record in found] == [
            {"all": 3, "unresolved": 2},
            {"all": 0, "unresolved": 0},
        ]
        asked = [entry["path"].rpartition("/")[2] for entry in tenant.journal if "/api/" in entry["path"]]
        assert asked == ["machines", *["$count"] * 4]


def test_a_number_that_is_none_is_no_number_of_alerts() -> None:
    with running(SCENARIO, faults=[{"when": {"path": "count"}, "do": "status 204"}]) as tenant:
        assert run(tenant, MACHINE_INFO, include=["alert_count"])["failed"]


@pytest.mark.parametrize(
    ("function", "moment", "numbers"),
    [
        ("findbyip", "2026-05-01T10:15:30Z", []),
        ("find", "2026-05-01T10:15:30Z", [1]),
        ("find", "2026-05-01T10:17:00Z", []),
    ],
)
def test_machines_are_found_with_either_function(function: str, moment: str, numbers: list[int]) -> None:
    with running(SCENARIO) as tenant:
        options: dict[str, Any] = {"ip_address": "10.0.0.7", "seen_at": moment, "find_with": function}
        found = run(tenant, MACHINE_INFO, **options)["machines"]
    assert [record["id"] for record in found] == [machine(number)["id"] for number in numbers]
