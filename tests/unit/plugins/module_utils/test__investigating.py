# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Investigations against a tenant: one is started where none is open, and what retired it is said plainly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _investigations
from ansible_collections.secops.defender.plugins.module_utils._investigating import INVESTIGATION
from ansible_collections.secops.defender.plugins.module_utils._investigation_info import INVESTIGATION_INFO
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

NOW = datetime.now(timezone.utc)


def machine(number: int) -> dict[str, Any]:
    name = f"ws-{number}.contoso.com"
    return {"id": f"{number:040x}", "computerDnsName": name, "osPlatform": "Windows11"}


def past(state: str, ended: float | None = None, number: int = 1) -> dict[str, Any]:
    """An investigation of a machine, and how many seconds ago it ended."""
    end = None if ended is None else f"{NOW - timedelta(seconds=ended):%Y-%m-%dT%H:%M:%SZ}"
    began = f"{NOW - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    return {
        "id": "63017",
        "state": state,
        "startTime": began,
        "endTime": end,
        "machineId": machine(number)["id"],
    }


def tenant_with(*investigations: dict[str, Any], fault: str = "", retired: bool = False) -> Any:
    scenario = {
        "machines": [machine(1), machine(2), machine(3)],
        "investigations": list(investigations),
        "quirks": [] if retired else ["manual_investigations"],
    }
    lost = [{"when": {"method": "POST", "path": "startInvestigation", "nth": 1}, "do": fault}]
    return running(scenario, faults=lost if fault else [])


def investigate(tenant: Running, *names: str, check_mode: bool = False, **options: Any) -> Result:
    machines = list(names or ["ws-1"])
    return run(tenant, INVESTIGATION, check_mode, machines=machines, comment="Incident 4711", **options)


def test_a_machine_is_investigated_once_and_the_second_run_says_why() -> None:
    with tenant_with() as tenant:
        predicted = investigate(tenant, check_mode=True)
        assert (predicted["changed"], tenant.writes) == (True, [])
        first, second = investigate(tenant), investigate(tenant)
        tenant.advance(600)
        third = investigate(tenant)
        assert [run_["changed"] for run_ in (first, second, third)] == [True, False, False]
        assert first["diff"] == predicted["diff"]
        assert second["results"][0]["decided_from"]["decision"] == "adopt"
        assert second["results"][0]["investigation"]["id"] == first["results"][0]["investigation"]["id"]
        assert third["results"][0]["decided_from"]["decision"] == "nothing"
        assert len(tenant.writes) == 1


def test_only_machines_without_an_open_investigation_get_one() -> None:
    with tenant_with(past("PendingApproval", number=2)) as tenant:
        result = investigate(tenant, "ws-1", "ws-2")
        assert [one["changed"] for one in result["results"]] == [True, False]
        assert [entry["path"].split("/")[3] for entry in tenant.writes] == [machine(1)["id"]]


@pytest.mark.parametrize(
    ("before", "verb"),
    [
        (past("Running"), "adopt"),
        (past("Running", ended=5), "submit"),
        (past("Benign", ended=3590), "nothing"),
        (past("Benign", ended=3610), "submit"),
        (past("Failed", ended=5), "submit"),
    ],
)
def test_what_counts_is_open_or_came_to_a_result_within_max_age(before: dict[str, Any], verb: str) -> None:
    decision = _investigations.decide([before], 3600.0, NOW)
    assert decision.verb == verb


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "cut_body", "not_json", "status 500"])
def test_an_answer_that_is_lost_leads_to_one_investigation(fault: str) -> None:
    with tenant_with(fault=fault) as tenant:
        result = investigate(tenant)
        started = int(fault != "status 500")
        assert result["changed"] is bool(started)
        assert len(tenant.writes) == (2 if fault == "drop_before" else 1)
        assert len(tenant.collection("investigations")) == started


def test_of_two_who_start_at_once_one_takes_what_the_other_started() -> None:
    with tenant_with(fault="delay 0.2") as tenant, ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda _n: investigate(tenant), range(2)))
        assert sorted(result["changed"] for result in results) == [False, True]
        taken = {result["results"][0]["investigation"]["id"] for result in results}
        assert taken == {one["id"] for one in tenant.collection("investigations")}


def test_a_start_that_is_retired_is_said_plainly_and_tried_only_once() -> None:
    with tenant_with(past("Running", number=2), retired=True) as tenant:
        result = investigate(tenant, "ws-1", "ws-2", "ws-3")
        assert (result["changed"], len(tenant.writes)) == (False, 1)
        assert (result["error"]["kind"], result["error"]["code"]) == ("ApiError", "DisallowedOperation")
        assert result["msg"].startswith("2 of 3 machines are not under investigation; ws-1.contoso.com")
        assert "defender_machine_scan and scan_type full" in result["msg"]
        assert result["results"][1]["investigation"]["id"] == "63017"


def test_what_cannot_be_used_is_told_before_anything_is_written() -> None:
    with tenant_with() as tenant:
        for options in ({"comment": " "}, {"max_machines": 1}):
            arguments: dict[str, Any] = {"machines": ["ws-1", "ws-2"], "comment": "Incident 4711", **options}
            refused = run(tenant, INVESTIGATION, **arguments)
            assert refused["error"] == {"kind": "OptionError", "option": next(iter(options))}
        assert tenant.writes == []


def test_an_investigation_of_several_alerts_is_read_once() -> None:
    with tenant_with(past("Running") | {"triggeringAlertId": "da1_1"}) as tenant:
        found = run(tenant, INVESTIGATION_INFO, alert_ids=["da1_1", "63017"])
        assert [one["id"] for one in found["investigations"]] == ["63017"]
