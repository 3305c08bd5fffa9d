# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Restriction against a tenant: what differs from isolation is that it has no scope."""

from __future__ import annotations

from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._runners import action
from ansible_collections.secops.defender.plugins.module_utils._tables.restriction import RESTRICTION
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

TASK = action(RESTRICTION)
MACHINE = {
    "id": "1e5bc9d7e413ddd7902c2932e418702b84d0cc07",
    "computerDnsName": "ws-1.contoso.com",
    "healthStatus": "Active",
    "osPlatform": "Windows11",
    "onboardingStatus": "Onboarded",
}


def tenant_with(*faults: dict[str, Any]) -> Any:
    return running(scenario={"machines": [MACHINE]}, faults=list(faults), time_scale=2000)


def restrict(tenant: Running, check_mode: bool = False, **options: Any) -> Result:
    return run(
        tenant, TASK, check_mode, machines=["ws-1"], comment="Incident 4711", poll_interval=0.1, **options
    )


def types(tenant: Running) -> list[str]:
    return [action["type"] for action in tenant.collection("machineactions")]


def test_a_machine_that_was_never_touched_is_restricted_once() -> None:
    with tenant_with() as tenant:
        predicted = restrict(tenant, check_mode=True)
        assert predicted["changed"] is True
        assert tenant.writes == []
        first, second = restrict(tenant), restrict(tenant)
        assert (first["changed"], second["changed"]) == (True, False)
        assert first["diff"] == predicted["diff"]
        assert types(tenant) == ["RestrictCodeExecution"]
        assert tenant.collection("machineactions")[0]["requestorComment"] == "Incident 4711"


def test_a_restriction_is_lifted_once_and_only_where_there_is_one() -> None:
    with tenant_with() as tenant:
        assert restrict(tenant, state="unrestricted")["changed"] is False
        assert tenant.writes == []
        restrict(tenant)
        assert [restrict(tenant, state="unrestricted")["changed"] for _run in range(2)] == [True, False]
        assert sorted(types(tenant)) == ["RestrictCodeExecution", "UnrestrictCodeExecution"]


def test_an_answer_that_is_lost_restricts_no_second_time() -> None:
    lost = {"when": {"path": "/restrictCodeExecution$", "nth": 1}, "do": "drop_after"}
    with tenant_with(lost) as tenant:
        assert restrict(tenant)["changed"] is True
        assert types(tenant) == ["RestrictCodeExecution"]
