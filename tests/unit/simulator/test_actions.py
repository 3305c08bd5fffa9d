# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machine actions: they take their time, refuse to run twice, and hang where the service hangs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, error_of, machine

OFFLINE, MAC, UNMANAGED, OTHER = 2, 3, 4, 5
SCENARIO: dict[str, Any] = {
    "now": NOW,
    "machines": [
        machine(1),
        machine(OFFLINE, healthStatus="Inactive"),
        machine(MAC, osPlatform="macOS"),
        machine(UNMANAGED, onboardingStatus="CanBeOnboarded"),
        machine(OTHER),
    ],
}


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield Client(tenant)


def path(number: int, verb: str) -> str:
    return f"/api/machines/{machine(number)['id']}/{verb}"


def start(client: Client, verb: str, number: int = 1, **body: Any) -> dict[str, Any]:
    answer = client.post(path(number, verb), {"Comment": "because", **body})
    assert answer.status_code == 201, answer.text
    action: dict[str, Any] = answer.json()
    return action


def now(client: Client, action: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/machineactions/{action['id']}").json()
    return found


def status(client: Client, action: dict[str, Any]) -> str:
    return str(now(client, action)["status"])


def test_an_action_is_pending_then_in_progress_then_succeeded(client: Client) -> None:
    action = start(client, "isolate", IsolationType="Selective")
    assert action["@odata.context"].endswith("/api/$metadata#MachineActions/$entity")
    assert (action["status"], action["scope"], action["requestSource"]) == ("Pending", None, "PublicApi")
    assert (action["requestor"], action["requestorComment"]) == ("Defender automation", "because")
    client.tenant.advance(12)
    assert (status(client, action), now(client, action)["scope"]) == ("InProgress", "Selective")
    client.tenant.advance(30)
    done = now(client, action)
    assert (done["status"], done["scope"], done["errorHResult"]) == ("Succeeded", "Selective", 0)
    assert done["lastUpdateDateTimeUtc"].startswith("2026-05-01T12:00:4")
    assert done["creationDateTimeUtc"] == action["creationDateTimeUtc"]


def test_real_time_moves_an_action_on_when_time_runs_fast() -> None:
    with running(SCENARIO, time_scale=100_000) as tenant:
        client = Client(tenant)
        action = start(client, "isolate")
        client.get("/api/alerts")
        assert status(client, action) == "Succeeded"


@pytest.mark.parametrize(
    ("verb", "type_", "body", "scope"),
    [
        ("isolate", "Isolate", {}, "Full"),
        ("unisolate", "Unisolate", {}, None),
        ("restrictCodeExecution", "RestrictCodeExecution", {}, None),
        ("unrestrictCodeExecution", "UnrestrictCodeExecution", {}, None),
        ("runAntiVirusScan", "RunAntiVirusScan", {"ScanType": "Quick"}, "Quick"),
    ],
)
def test_every_sort_of_action_ends(
    client: Client, verb: str, type_: str, body: dict[str, Any], scope: str
) -> None:
    action = start(client, verb, **body)
    client.tenant.advance(200)
    done = now(client, action)
    assert (done["type"], done["status"], done["scope"]) == (type_, "Succeeded", scope)


def test_actions_are_listed_newest_first_and_by_filter(client: Client) -> None:
    first = start(client, "isolate")
    client.tenant.advance(100)
    second = start(client, "unisolate")
    assert client.ids("/api/machineactions") == [second["id"], first["id"]]
    wanted = f"machineId eq '{machine(1)['id']}' and type in ('Isolate') and status eq 'Succeeded'"
    assert client.ids("/api/machineactions", filter=wanted) == [first["id"]]
    assert error_of(client.get("/api/machineactions", filter="scope eq 'Full'")) == (400, "ODataError")


def test_a_repeated_request_gets_the_pending_action_then_a_refusal(client: Client) -> None:
    action = start(client, "isolate")
    again = client.post(path(1, "isolate"), {"Comment": "again", "IsolationType": "Selective"})
    assert (again.status_code, again.json()["id"]) == (200, action["id"])
    client.tenant.advance(15)
    refused = client.post(path(1, "isolate"), {"Comment": "again"})
    assert error_of(refused) == (400, "ActiveRequestAlreadyExists")
    assert refused.json()["error"]["message"] == "Action is already in progress"
    assert len(client.tenant.collection("machineactions")) == 1


def test_isolating_what_is_isolated_hangs_and_wins_over_a_later_release(client: Client) -> None:
    for verb in ("isolate", "unisolate", "isolate"):
        start(client, verb)
        client.tenant.advance(60)
    hanging = start(client, "isolate")
    start(client, "unisolate", OTHER)
    client.tenant.advance(24 * 3600)
    assert status(client, hanging) == "Pending"
    release = start(client, "unisolate")
    client.tenant.advance(60)
    assert (status(client, release), status(client, hanging)) == ("Succeeded", "Pending")
    client.tenant.advance(30)
    assert status(client, hanging) == "Succeeded"
    assert now(client, hanging)["lastUpdateDateTimeUtc"] > now(client, release)["lastUpdateDateTimeUtc"]


def test_what_was_isolated_in_the_scenario_is_isolated() -> None:
    past = {"type": "Isolate", "status": "Succeeded", "machineId": machine(1)["id"], "scope": "Full"}
    times = {
        "creationDateTimeUtc": "2026-04-01T10:00:00Z",
        "lastUpdateDateTimeUtc": "2026-04-01T10:01:00.12Z",
    }
    with running({**SCENARIO, "machineactions": [{"id": "a", **past, **times}]}) as tenant:
        client = Client(tenant)
        action = start(client, "isolate")
        client.tenant.advance(600)
        assert status(client, action) == "Pending"


def test_isolating_after_a_release_is_ordinary(client: Client) -> None:
    for verb in ("isolate", "unisolate", "isolate"):
        action = start(client, verb)
        client.tenant.advance(60)
        assert status(client, action) == "Succeeded"


@pytest.mark.parametrize("number", [OFFLINE, UNMANAGED])
def test_what_cannot_be_reached_is_pending_until_it_times_out_after_three_days(
    client: Client, number: int
) -> None:
    action = start(client, "isolate", number)
    client.tenant.advance(3 * 24 * 3600 - 60)
    assert status(client, action) == "Pending"
    client.tenant.advance(61)
    done = now(client, action)
    assert (done["status"], done["errorHResult"]) == ("TimeOut", -2145844840)


def test_an_unmanaged_device_is_contained_from_outside(client: Client) -> None:
    action = start(client, "isolate", UNMANAGED, IsolationType="UnManagedDevice")
    client.tenant.advance(60)
    assert status(client, action) == "Succeeded"


def test_open_actions_of_a_scenario_go_on() -> None:
    actions = [
        {"id": "running", "type": "RunAntiVirusScan", "status": "InProgress", "machineId": machine(1)["id"]},
        {"id": "waiting", "type": "Isolate", "status": "Pending", "machineId": machine(OFFLINE)["id"]},
        {"id": "strange", "type": "LiveResponse", "status": "Pending", "machineId": None},
    ]
    made = [{**action, "creationDateTimeUtc": "2026-04-29T12:00:00Z"} for action in actions]
    with running({**SCENARIO, "machineactions": made}) as tenant:
        assert {item["id"]: item["status"] for item in tenant.collection("machineactions")} == {
            "running": "InProgress",
            "waiting": "Pending",
            "strange": "Pending",
        }
        tenant.advance(24 * 3600 + 200)
        assert {item["id"]: item["status"] for item in tenant.collection("machineactions")} == {
            "running": "Succeeded",
            "waiting": "TimeOut",
            "strange": "TimeOut",
        }


def test_an_action_that_would_end_after_its_three_days_times_out() -> None:
    action = {"id": "late", "type": "Isolate", "status": "InProgress", "machineId": machine(1)["id"]}
    late = {**action, "creationDateTimeUtc": "2026-04-28T12:00:20Z"}
    with running({**SCENARIO, "machineactions": [late]}) as tenant:
        tenant.advance(100)
        assert tenant.collection("machineactions")[0]["status"] == "TimeOut"


def test_quirk_late_listings_shows_an_action_by_its_id_first() -> None:
    with running({**SCENARIO, "quirks": ["late_listings"]}) as tenant:
        client = Client(tenant)
        action = start(client, "isolate")
        assert client.get("/api/machineactions").json()["value"] == []
        assert now(client, action)["id"] == action["id"]
        assert [row["id"] for row in client.get("/api/machineactions").json()["value"]] == [action["id"]]


def test_quirk_failing_actions_fails_them() -> None:
    with running({**SCENARIO, "quirks": ["failing_actions"]}) as tenant:
        client = Client(tenant)
        action = start(client, "isolate")
        client.tenant.advance(60)
        done = now(client, action)
    assert (done["status"], done["errorHResult"]) == ("Failed", -2147467259)


def test_an_open_action_is_cancelled_and_stays_so(client: Client) -> None:
    action = start(client, "isolate")
    done = client.post(f"/api/machineactions/{action['id']}/cancel", {"Comment": "no"}).json()
    assert (done["status"], done["errorHResult"], done["cancellationComment"]) == (
        "Cancelled",
        -2147467260,
        "no",
    )
    assert done["cancellationRequestor"] == "Defender automation"
    client.tenant.advance(600)
    assert status(client, action) == "Cancelled"
    again = client.post(f"/api/machineactions/{action['id']}/cancel", {})
    assert error_of(again) == (400, "InvalidInput")
    assert client.post("/api/machineactions/none/cancel", {}).status_code == 404


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("isolate", {"IsolationType": "Full"}),
        ("isolate", {"IsolationType": "Selective"}),
        ("restrictCodeExecution", {}),
        ("runAntiVirusScan", {"ScanType": "Full"}),
    ],
)
def test_a_platform_that_an_action_is_not_documented_for_is_refused(
    client: Client, verb: str, body: dict[str, str]
) -> None:
    answer = client.post(path(MAC, verb), {"Comment": "x", **body})
    assert error_of(answer) == (400, "OsPlatformNotSupported")


@pytest.mark.parametrize(
    ("verb", "body", "code"),
    [
        ("isolate", {}, "MissingRequiredParameter"),
        ("isolate", {"Comment": ""}, "MissingRequiredParameter"),
        ("isolate", {"comment": "x"}, "MissingRequiredParameter"),
        ("isolate", {"Comment": "x", "isolationType": "Full"}, "InvalidRequestBody"),
        ("isolate", {"Comment": "x", "IsolationType": "full"}, "InvalidInput"),
        ("isolate", {"Comment": 5}, "InvalidRequestBody"),
        ("isolate", ["Comment"], "InvalidRequestBody"),
        ("unisolate", {"Comment": "x", "IsolationType": "Full"}, "InvalidRequestBody"),
        ("runAntiVirusScan", {"Comment": "x"}, "MissingRequiredParameter"),
        ("tags", {"Value": "a"}, "MissingRequiredParameter"),
        ("tags", {"Value": "a", "Action": "add"}, "InvalidInput"),
        ("setDeviceValue", {"deviceValue": "High"}, "MissingRequiredParameter"),
    ],
)
def test_a_body_is_checked_with_regard_to_case(client: Client, verb: str, body: Any, code: str) -> None:
    assert error_of(client.post(path(1, verb), body)) == (400, code)
    assert client.tenant.collection("machineactions") == []


def test_a_body_that_is_no_json_is_refused(client: Client) -> None:
    answer = client.session.post(client.tenant.url + path(1, "isolate"), data="{")
    assert error_of(answer) == (400, "InvalidRequestBody")


def test_an_action_needs_a_machine_by_its_id(client: Client) -> None:
    assert error_of(client.post("/api/machines/none/isolate", {"Comment": "x"})) == (404, "ResourceNotFound")
    by_name = f"/api/machines/{machine(1)['computerDnsName']}/isolate"
    assert error_of(client.post(by_name, {"Comment": "x"})) == (404, "ResourceNotFound")
