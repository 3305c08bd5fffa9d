# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for actions by id and cancelling them, against a tenant."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._machine_action import MACHINE_ACTION
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.plugins.module_utils._waiting import Patience, looks
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import client_of, run

NOW = "2026-01-02T00:00:00Z"
MACHINE = {
    "id": "a" * 40,
    "computerDnsName": "ws-1.contoso.com",
    "lastSeen": NOW,
    "healthStatus": "Inactive",
    "osPlatform": "Windows11",
    "onboardingStatus": "Onboarded",
}


def action(number: int, status: str) -> dict[str, Any]:
    return {
        "id": f"00000000-0000-0000-0000-{number:012}",
        "type": "Isolate",
        "status": status,
        "scope": "Full",
        "machineId": MACHINE["id"],
        "creationDateTimeUtc": NOW,
        "lastUpdateDateTimeUtc": NOW,
    }


ENDED, WAITING, FAILED = action(1, "Succeeded"), action(2, "Pending"), action(3, "Failed")


def tenant_with(*actions: dict[str, Any], faults: Any = ()) -> Any:
    scenario = {"now": NOW, "machines": [MACHINE], "machineactions": list(actions)}
    return running(scenario=scenario, faults=list(faults))


def cancel(tenant: Running, *actions: dict[str, Any], check_mode: bool = False) -> Result:
    ids = [one["id"] for one in actions]
    return run(tenant, MACHINE_ACTION, check_mode, action_ids=ids, state="cancelled", comment="test")


def wait_for(tenant: Running, *actions: dict[str, Any], check_mode: bool = False) -> Result:
    ids = [one["id"] for one in actions]
    return run(tenant, MACHINE_ACTION, check_mode, action_ids=ids, wait_timeout=0.3, poll_interval=0.1)


def test_an_open_action_is_cancelled_once_and_an_ended_one_is_left_alone() -> None:
    with tenant_with(ENDED, WAITING) as tenant:
        first, second = cancel(tenant, ENDED, WAITING), cancel(tenant, ENDED, WAITING)
        assert [one["changed"] for one in first["results"]] == [False, True]
        assert [one["action"]["status"] for one in first["results"]] == ["Succeeded", "Cancelled"]
        assert second["changed"] is False
        assert len(tenant.writes) == 1


def test_check_mode_predicts_and_cancels_nothing() -> None:
    with tenant_with(ENDED, WAITING) as tenant:
        assert [one["changed"] for one in cancel(tenant, ENDED, WAITING, check_mode=True)["results"]] == [
            False,
            True,
        ]
        assert tenant.writes == []


@pytest.mark.parametrize("do", ["drop_after", "cut_body", "not_json"])
def test_a_lost_answer_is_looked_up_and_not_sent_again(do: str) -> None:
    with tenant_with(WAITING, faults=[{"when": {"path": "/cancel$", "nth": 1}, "do": do}]) as tenant:
        result = cancel(tenant, WAITING)
        assert result["changed"] is True
        assert result["results"][0]["action"]["status"] == "Cancelled"
        assert len(tenant.writes) == 1


@pytest.mark.parametrize("do", ["drop_before", "status 500", "status 403"])
def test_what_was_cancelled_before_a_failure_is_in_the_result(do: str) -> None:
    other = action(4, "Pending")
    with tenant_with(WAITING, other, faults=[{"when": {"path": "/cancel$", "nth": 2}, "do": do}]) as tenant:
        result = cancel(tenant, WAITING, other)
        assert result["failed"] is True
        assert [one["changed"] for one in result["results"]] == [True, False]
        assert result["msg"].startswith("1 of 2 actions is not as wanted; ")
        assert cancel(tenant, WAITING, other)["results"][1]["changed"] is True


def test_waiting_tells_the_three_ends_apart() -> None:
    with tenant_with(ENDED, WAITING, FAILED) as tenant:
        result = wait_for(tenant, ENDED, WAITING, FAILED)
    kinds = [one.get("error", {}).get("kind") for one in result["results"]]
    assert kinds == [None, "ActionTimeout", "ActionFailed"]
    assert result["error"]["kind"] == "ActionTimeout"
    assert result["changed"] is False


def test_waiting_that_breaks_off_blames_only_what_was_still_open() -> None:
    fault = {"when": {"path": "/api/machineactions$", "nth": 2}, "do": "status 400"}
    with tenant_with(ENDED, WAITING, faults=[fault]) as tenant:
        result = wait_for(tenant, ENDED, WAITING)
    assert [one.get("error", {}).get("kind") for one in result["results"]] == [None, "ApiError"]


def test_check_mode_looks_once_and_does_not_wait() -> None:
    with tenant_with(WAITING) as tenant:
        result = wait_for(tenant, WAITING, check_mode=True)
        assert result["results"][0]["action"]["status"] == "Pending"
        assert "failed" not in result
        assert len([entry for entry in tenant.journal if entry["path"] == "/api/machineactions"]) == 1


@pytest.mark.parametrize("attempt", [cancel, wait_for])
def test_an_unknown_action_is_named_before_anything_is_written(attempt: Any) -> None:
    with tenant_with(WAITING) as tenant:
        result = attempt(tenant, WAITING, action(9, "Pending"))
        assert result["error"]["kind"] == "OptionError"
        assert result["msg"].startswith(
            "action_ids: the tenant knows no action 00000000-0000-0000-0000-000000000009;"
        )
        assert tenant.writes == []


def test_cancelling_needs_a_comment() -> None:
    with tenant_with(WAITING) as tenant:
        result = run(tenant, MACHINE_ACTION, action_ids=[WAITING["id"]], state="cancelled", comment=" ")
        assert result["msg"] == "comment: say why the actions are cancelled; it must not be empty."


def test_an_action_that_is_not_shown_yet_is_looked_for_until_time_is_over() -> None:
    with tenant_with() as tenant:
        seen = list(
            looks(client_of(tenant), [action(9, "Pending")["id"]], Patience(timeout=0.3, interval=0.1))
        )
    assert len(seen) > 1
    assert not any(seen)
