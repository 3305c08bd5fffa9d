# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation against a tenant: exactly one accepted request per machine, whatever happens on the way."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._runners import action
from ansible_collections.secops.defender.plugins.module_utils._tables.isolation import ISOLATION
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

TASK = action(ISOLATION)
PAST = {
    "id": "00000000-0000-0000-0000-000000000001",
    "type": "Isolate",
    "status": "Succeeded",
    "scope": "Full",
    "creationDateTimeUtc": "2026-01-01T00:00:00.1Z",
    "lastUpdateDateTimeUtc": "2026-01-01T00:01:00.1234567Z",
}


def machine(number: int, **properties: Any) -> dict[str, Any]:
    return {
        "id": f"{number:040x}",
        "computerDnsName": f"ws-{number}.contoso.com",
        "lastSeen": "2026-01-01T00:00:00Z",
        "lastIpAddress": f"10.0.0.{number}",
        "healthStatus": "Active",
        "osPlatform": "Windows11",
        "onboardingStatus": "Onboarded",
        **properties,
    }


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept, shortened to almost nothing."""
    slept: list[float] = []
    sleep = _clock.sleep

    def shortened(seconds: float) -> None:
        slept.append(seconds)
        sleep(min(seconds, 0.01))

    monkeypatch.setattr(_clock, "sleep", shortened)
    return slept


def tenant_with(*machines: dict[str, Any], actions: Any = (), faults: Any = (), speed: int = 2000) -> Any:
    scenario = {"now": "2026-01-02T00:00:00Z", "machines": list(machines), "machineactions": list(actions)}
    return running(scenario=scenario, faults=list(faults), time_scale=speed)


def isolate(tenant: Running, names: list[str], check_mode: bool = False, **options: Any) -> Result:
    return run(tenant, TASK, check_mode, machines=names, comment="test", poll_interval=0.1, **options)


def accepted(tenant: Running) -> list[str]:
    """The paths of the writes that the service took, whatever became of their answers."""
    return [
        record["machineId"] for record in tenant.collection("machineactions") if record["id"] != PAST["id"]
    ]


def test_a_machine_is_isolated_once_and_stays_so() -> None:
    with tenant_with(machine(1)) as tenant:
        first = isolate(tenant, ["ws-1"])
        second = isolate(tenant, ["WS-1.contoso.com", "10.0.0.1"])
        assert (first["changed"], second["changed"]) == (True, False)
        assert first["results"][0]["action"]["status"] == "Succeeded"
        assert first["results"][0]["decided_from"]["decision"] == "submit"
        assert second["results"][0]["decided_from"]["decision"] == "nothing"
        assert second["results"][0]["decided_from"]["action_id"] == first["results"][0]["action"]["id"]
        assert len(tenant.writes) == 1


def test_release_undoes_isolation_and_is_safe_to_repeat() -> None:
    with tenant_with(machine(1), actions=[{**PAST, "machineId": machine(1)["id"]}]) as tenant:
        assert isolate(tenant, ["ws-1"], state="released")["changed"] is True
        assert isolate(tenant, ["ws-1"], state="released")["changed"] is False
        assert [record["type"] for record in tenant.collection("machineactions")].count("Unisolate") == 1


def test_check_mode_predicts_and_writes_nothing() -> None:
    with tenant_with(machine(1), machine(2), actions=[{**PAST, "machineId": machine(2)["id"]}]) as tenant:
        predicted = isolate(tenant, ["ws-1", "ws-2"], check_mode=True)
        assert [result["changed"] for result in predicted["results"]] == [True, False]
        assert tenant.writes == []
        done = isolate(tenant, ["ws-1", "ws-2"])
        assert done["diff"] == predicted["diff"]
        assert list(done["diff"]["after"].values()) == ["isolated", "isolated"]


LOST = [
    "drop_before",
    "drop_after",
    "cut_body",
    "not_json",
    "status 503",
    "status 500",
    "status 200",
    "expire_token",
    "throttle 1",
]


@pytest.mark.parametrize("do", LOST)
@pytest.mark.parametrize("path", ["/isolate$", "/api/machineactions", "/api/machines$"])
def test_after_any_fault_and_a_second_run_every_machine_was_isolated_by_exactly_one_request(
    do: str, path: str
) -> None:
    faults = [{"when": {"path": path, "nth": nth}, "do": do} for nth in (1, 3)]
    machines = [machine(number) for number in range(1, 5)]
    with tenant_with(*machines, faults=faults) as tenant:
        names = [record["id"] for record in machines]
        first = isolate(tenant, names)
        second = isolate(tenant, names)
        assert second.get("failed") is not True
        assert sorted(accepted(tenant)) == names
        claimed = [
            result["machine_id"]
            for run_ in (first, second)
            for result in run_.get("results", [])
            if result["changed"]
        ]
        assert sorted(claimed) == names


def test_a_lost_answer_is_found_again_within_the_same_run() -> None:
    with tenant_with(
        machine(1), faults=[{"when": {"path": "/isolate$", "nth": 1}, "do": "drop_after"}]
    ) as tenant:
        result = isolate(tenant, ["ws-1"])
        assert result["changed"] is True
        assert result["results"][0]["action"]["status"] == "Succeeded"
        assert len(accepted(tenant)) == 1


def test_an_answer_that_holds_no_action_counts_as_lost() -> None:
    faults = [{"when": {"path": "/isolate$", "nth": 1}, "do": "status 204"}]
    with tenant_with(machine(1), machine(2), faults=faults) as tenant:
        assert [one["changed"] for one in isolate(tenant, ["ws-1", "ws-2"])["results"]] == [True, True]
        assert len(accepted(tenant)) == 2


def test_a_request_that_never_arrived_is_sent_a_second_time() -> None:
    with tenant_with(
        machine(1), faults=[{"when": {"path": "/isolate$", "nth": 1}, "do": "drop_before"}]
    ) as tenant:
        assert isolate(tenant, ["ws-1"])["changed"] is True
        assert len(accepted(tenant)) == 1


def test_an_open_action_is_adopted_and_waited_for() -> None:
    with tenant_with(machine(1), speed=100) as tenant:
        submitted = isolate(tenant, ["ws-1"], wait=False)
        adopted = isolate(tenant, ["ws-1"])
        assert adopted["changed"] is False
        assert adopted["results"][0]["decided_from"]["decision"] == "adopt"
        assert adopted["results"][0]["action"]["id"] == submitted["results"][0]["action"]["id"]
        assert adopted["results"][0]["action"]["status"] == "Succeeded"


def test_an_open_contradiction_is_refused_and_the_others_are_dealt_with() -> None:
    waiting = {
        **PAST,
        "id": "00000000-0000-0000-0000-000000000002",
        "type": "Unisolate",
        "status": "Pending",
        "machineId": machine(1)["id"],
        "creationDateTimeUtc": "2026-01-02T00:00:00Z",
    }
    with tenant_with(machine(1, healthStatus="Inactive"), machine(2), actions=[waiting]) as tenant:
        result = isolate(tenant, ["ws-1", "ws-2"])
        assert result["failed"] is True
        assert result["error"]["kind"] == "ActionConflict"
        assert result["msg"].startswith("1 of 2 machines is not isolated; ws-1.contoso.com: Unisolate")
        assert [entry["changed"] for entry in result["results"]] == [False, True]
        assert "error" not in result["results"][1]


def test_a_machine_that_does_not_answer_ends_the_wait_and_can_be_taken_up_again() -> None:
    with tenant_with(machine(1, healthStatus="Inactive")) as tenant:
        first = isolate(tenant, ["ws-1"], wait_timeout=0.3)
        assert first["error"]["kind"] == "ActionTimeout"
        assert first["changed"] is True
        second = isolate(tenant, ["ws-1"], wait_timeout=0.3)
        assert second["results"][0]["decided_from"]["decision"] == "adopt"
        assert len(accepted(tenant)) == 1
        tenant.advance(4 * 86_400)
        third = isolate(tenant, ["ws-1"], wait_timeout=0.3)
        assert third["results"][0]["decided_from"]["decision"] == "submit"


def test_force_submits_whatever_the_past_says() -> None:
    with tenant_with(machine(1), actions=[{**PAST, "machineId": machine(1)["id"]}]) as tenant:
        result = isolate(tenant, ["ws-1"], force=True, wait=False)
        assert result["changed"] is True
        assert len(tenant.writes) == 1


BAD: list[tuple[dict[str, Any], str]] = [
    ({"names": ["nobody"]}, "machines: the tenant knows no machine 'nobody'"),
    ({"names": ["twin"]}, "machines: 'twin' means 2 machines"),
    ({"names": ["ws-1"], "comment": " "}, "comment: say why"),
    ({"names": ["ws-1", "twin"], "max_machines": 1}, "machines: 2 machines are more than max_machines (1)"),
    (
        {"names": ["twin"], "max_machines": 1, "duplicates": "all"},
        "machines: 2 machines are more than max_machines",
    ),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_bad_input_ends_in_one_sentence_before_anything_is_written(
    options: dict[str, Any], message: str
) -> None:
    twins = [machine(2, computerDnsName="TWIN"), machine(3, computerDnsName="twin.contoso.com")]
    with tenant_with(machine(1), *twins) as tenant:
        given = {"comment": "test", **options}
        result = run(tenant, TASK, machines=given.pop("names"), **given)
        assert result["failed"] is True
        assert message in result["msg"]
        assert result["error"]["kind"] == "OptionError"
        assert tenant.writes == []


def test_a_missing_permission_is_refused_before_anything_is_written() -> None:
    apps = [
        {
            "id": "11111111-0000-0000-0000-000000000001",
            "secret": "s3cret-of-the-test",
            "permissions": ["Machine.Read.All"],
        }
    ]
    with running(scenario={"machines": [machine(1)], "apps": apps}) as tenant:
        result = isolate(tenant, ["ws-1"])
        assert result["error"]["kind"] == "Forbidden"
        assert "Machine.Isolate" in result["msg"]
        assert tenant.writes == []


def test_many_machines_are_looked_at_and_waited_for_in_a_few_requests() -> None:
    machines = [machine(number) for number in range(1, 31)]
    with tenant_with(*machines) as tenant:
        isolate(tenant, [record["id"] for record in machines], max_machines=30)
        reads = [
            entry for entry in tenant.journal if entry["method"] == "GET" and entry["path"].startswith("/api")
        ]
        assert len(tenant.writes) == 30
        assert len(reads) < 12
