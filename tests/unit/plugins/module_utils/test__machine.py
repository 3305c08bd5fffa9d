# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags and values against a tenant: only what differs is written, in as few requests as there can be."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._changes import Change
from ansible_collections.secops.defender.plugins.module_utils._machine import MACHINE, requests, tags_after
from ansible_collections.secops.defender.plugins.module_utils._runners import state
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run
from hypothesis import given
from hypothesis import strategies as st

TASK = state(MACHINE)


def tenant_with(*tags: list[str], faults: Any = ()) -> Any:
    machines = [
        {
            "id": f"{number:040x}",
            "computerDnsName": f"ws-{number}.contoso.com",
            "machineTags": own,
            "deviceValue": "Normal",
        }
        for number, own in enumerate(tags)
    ]
    return running(scenario={"machines": machines}, faults=list(faults))


def change(tenant: Running, count: int = 3, check_mode: bool = False, **options: Any) -> Result:
    return run(tenant, TASK, check_mode, machines=[f"ws-{number}" for number in range(count)], **options)


def tags_of(tenant: Running) -> list[list[str]]:
    return [machine["machineTags"] for machine in tenant.collection("machines")]


def written(tenant: Running) -> list[str]:
    return [entry["path"].rpartition("/")[2] for entry in tenant.writes]


def test_a_tag_goes_where_it_is_missing_in_one_request_and_never_twice() -> None:
    with tenant_with(["VIP"], ["X", ""], []) as tenant:
        predicted = change(tenant, tags=["VIP"], check_mode=True)
        assert tenant.writes == []
        first, second = change(tenant, tags=["VIP"]), change(tenant, tags=["VIP"])
        assert [result["changed"] for result in first["results"]] == [False, True, True]
        assert first["diff"] == predicted["diff"]
        assert first["diff"]["before"][f"ws-1.contoso.com ({1:040x})"] == {"machineTags": ["X"]}
        assert (first["changed"], second["changed"]) == (True, False)
        assert written(tenant) == ["AddOrRemoveTagForMultipleMachines"]
        assert [own.count("VIP") for own in tags_of(tenant)] == [1, 1, 1]


def test_exactly_these_tags_and_a_value_are_one_request_for_a_machine() -> None:
    with tenant_with(["A"], ["B"], ["C", "D"]) as tenant:
        result = change(tenant, tags=["D", "E"], tags_mode="exact", device_value="High")
        assert result["changed"] is True
        assert tags_of(tenant) == [["D", "E"], ["D", "E"], ["D", "E"]]
        assert {machine["deviceValue"] for machine in tenant.collection("machines")} == {"High"}
        assert [entry["method"] for entry in tenant.writes] == ["PATCH"] * 3


def test_a_tag_is_taken_away_and_a_value_set_without_touching_the_rest() -> None:
    with tenant_with(["A", "B"], ["B"], ["C"]) as tenant:
        change(tenant, tags=["B"], tags_mode="remove", device_value="Low")
        assert tags_of(tenant) == [["A"], [], ["C"]]
        assert sorted(written(tenant)) == ["AddOrRemoveTagForMultipleMachines", *["setDeviceValue"] * 3]


def test_ten_thousand_machines_are_twenty_requests() -> None:
    changes = [
        Change(f"{number:040x}", "m", {"machineTags": ["A"]}, {"machineTags": ["A", "B"]})
        for number in range(10_000)
    ]
    assert [len(request.changes) for request in requests({"tags_mode": "add"}, changes)] == [500] * 20
    assert len(list(requests({"tags_mode": "exact"}, changes))) == 20


def test_machines_that_differ_each_in_many_tags_are_written_as_a_whole_only_when_that_is_meant() -> None:
    changes = [
        Change(str(number), "m", {"machineTags": [f"A{number}", f"B{number}"]}, {"machineTags": ["C"]})
        for number in range(3)
    ]
    assert [request.operation.name for request in requests({"tags_mode": "exact"}, changes)] == [
        "update_machine"
    ] * 3
    assert len(list(requests({"tags_mode": "add"}, changes))) == 7


@given(
    present=st.lists(st.sampled_from("ABCDE"), unique=True),
    tags=st.lists(st.sampled_from("ABCDE"), unique=True),
    mode=st.sampled_from(["add", "remove", "exact"]),
)
def test_the_tags_afterwards_are_those_of_the_mode_and_stay_so(
    present: list[str], tags: list[str], mode: str
) -> None:
    after = tags_after(present, tags, mode)
    wanted = {
        "add": set(present) | set(tags),
        "remove": set(present) - set(tags),
        "exact": set(tags),
    }[mode]
    assert set(after) == wanted
    assert len(after) == len(wanted)
    assert tags_after(after, tags, mode) == after


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "cut_body"])
def test_a_lost_answer_is_looked_up_and_nothing_is_written_twice(fault: str) -> None:
    lost = {"when": {"method": "POST", "path": "MultipleMachines", "nth": 1}, "do": fault}
    with tenant_with([], [], [], faults=[lost]) as tenant:
        result = change(tenant, tags=["A", "B"])
        assert not result.get("failed")
        assert [one["changed"] for one in result["results"]] == [True] * 3
        accepted = [entry for entry in tenant.writes if entry["status"] == 200]
        assert len(accepted) == 2
        assert [sorted(own) for own in tags_of(tenant)] == [["A", "B"]] * 3


def test_what_fails_for_one_machine_is_in_its_result_and_the_others_are_done() -> None:
    broken = {"when": {"method": "POST", "path": f"{1:040x}/setDeviceValue"}, "do": "status 400"}
    with tenant_with([], [], [], faults=[broken]) as tenant:
        result = change(tenant, device_value="High")
        assert [one["changed"] for one in result["results"]] == [True, False, True]
        assert result["results"][1]["error"]["kind"] == "ApiError"
        assert result["msg"].startswith("1 of 3 machines is not as wanted; ws-1.contoso.com")
        again = change(tenant, device_value="High")
        assert [one["changed"] for one in again["results"]] == [False, False, False]


def test_what_would_fail_for_all_ends_the_writing() -> None:
    throttled = {"when": {"method": "POST", "path": "setDeviceValue"}, "do": "throttle 600"}
    with tenant_with([], [], [], faults=[throttled]) as tenant:
        result = change(tenant, device_value="High", retry_budget=0)
        assert {one["error"]["kind"] for one in result["results"]} == {"Throttled"}
        assert len(tenant.writes) == 1


def test_a_permission_that_is_missing_is_told_before_anything_is_written() -> None:
    reader = {"id": "1" * 36, "secret": "s", "permissions": ["Machine.Read.All"]}
    machine = {"id": "0" * 40, "computerDnsName": "ws-0"}
    with running(scenario={"apps": [reader], "machines": [machine]}) as tenant:
        result = change(tenant, 1, check_mode=True, tags=["A"])
        assert result["error"]["kind"] == "Forbidden"
        assert result["error"]["needed"] == ["Machine.ReadWrite.All"]


@pytest.mark.parametrize("tags", [[""], [" "]])
def test_an_empty_tag_is_refused(tags: list[str]) -> None:
    with tenant_with([]) as tenant:
        assert change(tenant, 1, tags=tags)["msg"] == "tags: an empty text is no tag; leave it out."
