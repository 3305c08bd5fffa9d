# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Offboarding against a tenant: never without a confirmation, and never twice."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._machine_offboard import MACHINE_OFFBOARD
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

MACHINE = {
    "id": "1" * 40,
    "computerDnsName": "ws-1.contoso.com",
    "osPlatform": "Windows11",
    "onboardingStatus": "Onboarded",
}


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    sleep = _clock.sleep
    monkeypatch.setattr(_clock, "sleep", lambda seconds: sleep(min(seconds, 0.01)))


def tenant_with(*faults: dict[str, Any], **more: Any) -> Any:
    return running({"machines": [MACHINE], **more}, list(faults), time_scale=5000)


def offboard(tenant: Running, check_mode: bool = False, **options: Any) -> Result:
    usual = {"machines": ["ws-1"], "comment": "Retired", "confirm": True, "poll_interval": 0.1}
    return run(tenant, MACHINE_OFFBOARD, check_mode, **{**usual, **options})


def test_nothing_is_asked_of_the_service_without_a_confirmation() -> None:
    with tenant_with() as tenant:
        for check_mode in (False, True):
            result = offboard(tenant, check_mode, confirm=False)
            assert result["error"] == {"kind": "OptionError", "option": "confirm"}
            assert result["msg"].startswith("confirm: offboarded machines are no longer protected")
        assert tenant.journal == []


def test_a_machine_is_offboarded_once() -> None:
    with tenant_with() as tenant:
        predicted = offboard(tenant, check_mode=True)
        assert (predicted["changed"], tenant.writes) == (True, [])
        first, second = offboard(tenant), offboard(tenant, max_age=0)
        assert len(tenant.writes) == 1
        assert tenant.collection("machines")[0]["onboardingStatus"] == "CanBeOnboarded"
    assert (first["changed"], second["changed"]) == (True, False)
    assert first["diff"] == predicted["diff"]
    assert first["results"][0]["action"]["status"] == "Succeeded"
    assert second["results"][0]["decided_from"] == {
        "decision": "nothing",
        "reason": "The machine is not onboarded: its onboardingStatus is CanBeOnboarded.",
        "action_id": None,
    }


def test_an_offboarding_counts_before_the_record_tells_and_until_max_age_is_over() -> None:
    past = {"id": "past", "type": "Offboard", "status": "Succeeded", "machineId": MACHINE["id"]}
    ended = datetime.now(timezone.utc) - timedelta(days=10)
    times = {"creationDateTimeUtc": ended.isoformat(), "lastUpdateDateTimeUtc": ended.isoformat()}
    with tenant_with(machineactions=[{**past, **times}]) as tenant:
        within = offboard(tenant, max_age=11 * 86400, wait=False)
        beyond = offboard(tenant, wait=False)
        assert len(tenant.writes) == 1
    assert (within["changed"], beyond["changed"]) == (False, True)
    assert within["results"][0]["decided_from"]["action_id"] == "past"


@pytest.mark.parametrize("lost", ["drop_after", "drop_before", "cut_body"])
def test_an_answer_that_is_lost_leads_to_one_offboarding(lost: str) -> None:
    with tenant_with({"when": {"path": "/offboard", "nth": 1}, "do": lost}) as tenant:
        assert offboard(tenant)["changed"] is True
        assert len(tenant.collection("machineactions")) == 1


def test_a_platform_that_cannot_be_offboarded_fails_for_itself() -> None:
    linux = {**MACHINE, "id": "2" * 40, "computerDnsName": "lnx-1", "osPlatform": "Ubuntu"}
    with tenant_with(machines=[linux, MACHINE]) as tenant:
        result = offboard(tenant, machines=["lnx-1", "ws-1"])
        assert len(tenant.collection("machineactions")) == 1
    assert "1 of 2 machines is not offboarded; lnx-1: offboard_machine: " in result["msg"]
    assert [row["changed"] for row in result["results"]] == [False, True]
