# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scans against a tenant: what holds for every job that is done by a machine action."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._runners import job
from ansible_collections.secops.defender.plugins.module_utils._tables.scan import SCAN
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

TASK = job(SCAN)
MACHINE = {
    "id": "1e5bc9d7e413ddd7902c2932e418702b84d0cc07",
    "computerDnsName": "ws-1.contoso.com",
    "healthStatus": "Active",
    "osPlatform": "Windows11",
    "onboardingStatus": "Onboarded",
}


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    sleep = _clock.sleep
    monkeypatch.setattr(_clock, "sleep", lambda seconds: sleep(min(seconds, 0.01)))


def tenant_with(*faults: dict[str, Any], speed: int = 5000) -> Any:
    return running(scenario={"machines": [MACHINE]}, faults=list(faults), time_scale=speed)


def scan(tenant: Running, check_mode: bool = False, **options: Any) -> Result:
    return run(
        tenant, TASK, check_mode, machines=["ws-1"], comment="Incident 4711", poll_interval=0.1, **options
    )


def decision(result: Result) -> str:
    return str(result["results"][0]["decided_from"]["decision"])


def test_a_machine_is_scanned_once_within_max_age_and_the_second_run_says_why() -> None:
    with tenant_with() as tenant:
        predicted = scan(tenant, check_mode=True)
        assert predicted["changed"] is True
        assert tenant.writes == []
        first, second = scan(tenant), scan(tenant)
        assert (first["changed"], second["changed"]) == (True, False)
        assert first["diff"] == predicted["diff"]
        assert first["results"][0]["action"]["scope"] == "Quick"
        assert "which is within max_age (3600 s)" in second["results"][0]["decided_from"]["reason"]
        assert len(tenant.writes) == 1


def test_a_scan_that_is_too_old_or_of_the_other_type_does_not_count() -> None:
    with tenant_with() as tenant:
        scan(tenant)
        assert scan(tenant, scan_type="full")["changed"] is True
        assert sorted(action["scope"] for action in tenant.collection("machineactions")) == ["Full", "Quick"]


def test_a_scan_under_way_is_waited_for_and_one_of_the_other_type_is_in_the_way() -> None:
    with tenant_with(speed=1) as tenant:
        scan(tenant, wait=False)
        assert decision(scan(tenant, wait=False)) == "adopt"
        tenant.advance(20)
        refused = scan(tenant, scan_type="full", wait=False)
        assert refused["error"]["kind"] == "ActionConflict"
        assert refused["msg"].startswith("1 of 1 machine is not scanned; ws-1.contoso.com: RunAntiVirusScan")
        assert len(tenant.writes) == 1


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "cut_body", "status 500"])
def test_an_answer_that_is_lost_leads_to_one_scan(fault: str) -> None:
    lost = {"when": {"method": "POST", "path": "runAntiVirusScan", "nth": 1}, "do": fault}
    with tenant_with(lost) as tenant:
        result = scan(tenant)
        assert result["changed"] is (fault != "status 500")
        assert len(tenant.collection("machineactions")) == int(fault != "status 500")
