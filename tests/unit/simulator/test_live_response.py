# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Live response: commands run in order over virtual time, one session a machine, a number of sessions at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, error_of, machine

OFFLINE = 99
LIBRARY = [{"fileName": name, "sha256": "d0" * 32} for name in ("tool.exe", "list.ps1")]
SCENARIO: dict[str, Any] = {
    "now": NOW,
    "machines": [*map(machine, range(27)), machine(OFFLINE, healthStatus="Inactive")],
    "libraryfiles": LIBRARY,
    "command_results": [
        {"command": "GetFile", "value": "C:\\gone.txt", "fails": "The file was not found"},
    ],
}


def command(type_: str, **params: str) -> dict[str, Any]:
    return {"type": type_, "params": [{"key": key, "value": value} for key, value in params.items()]}


PUT = command("PutFile", FileName="Tool.exe")
SCRIPT = command("RunScript", ScriptName="list.ps1", Args="-All")
GET = command("GetFile", Path="C:\\out.txt")
GONE = command("GetFile", Path="c:\\Gone.txt")


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield Client(tenant)


def run(client: Client, *commands: Any, number: int = 1, **more: Any) -> requests.Response:
    path = f"/API/machines/{machine(number)['id']}/runLiveResponse"
    return client.post(path, {"Commands": list(commands), "Comment": "Incident 4711", **more})


def now(client: Client, action: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/machineactions/{action['id']}").json()
    return found


def told(action: dict[str, Any]) -> list[str]:
    return [entry["commandStatus"] for entry in action["commands"]]


def test_commands_run_one_after_the_other(client: Client) -> None:
    answer = run(client, PUT, SCRIPT, GET)
    assert answer.status_code == 201
    action = answer.json()
    assert (action["type"], action["status"], told(action)) == ("LiveResponse", "Pending", ["Created"] * 3)
    assert [entry["command"] for entry in action["commands"]] == [PUT, SCRIPT, GET]
    client.tenant.advance(30)
    assert (now(client, action)["status"], told(now(client, action))) == (
        "InProgress",
        ["Completed", "Created", "Created"],
    )
    assert [entry["startTime"] is None for entry in now(client, action)["commands"]] == [False, False, True]
    client.tenant.advance(30)
    done = now(client, action)
    assert (done["status"], told(done)) == ("Succeeded", ["Completed"] * 3)


def test_after_a_failed_command_the_rest_is_skipped(client: Client) -> None:
    action = run(client, SCRIPT, GONE, GET).json()
    client.tenant.advance(100)
    done = now(client, action)
    assert (done["status"], told(done)) == ("Failed", ["Completed", "Failed", "Created"])
    assert done["commands"][1]["errors"] == ["The file was not found"]


def test_quirk_failing_actions_fails_the_first_command() -> None:
    with running({**SCENARIO, "quirks": ["failing_actions"]}) as tenant:
        client = Client(tenant)
        action = run(client, SCRIPT, GET).json()
        tenant.advance(100)
        done = now(client, action)
    assert (done["status"], told(done)) == ("Failed", ["Failed", "Created"])


def test_an_open_session_of_a_scenario_goes_on() -> None:
    entry: dict[str, Any] = {
        "index": 0,
        "startTime": None,
        "endTime": None,
        "commandStatus": "Created",
        "errors": [],
    }
    session = {**open_sessions(1)[0], "commands": [{**entry, "command": GET}]}
    with running({**SCENARIO, "machineactions": [session]}) as tenant:
        client = Client(tenant)
        tenant.advance(20)
        assert now(client, session)["commands"][0]["startTime"] is not None
        tenant.advance(20)
        assert (now(client, session)["status"], told(now(client, session))) == ("Succeeded", ["Completed"])


@pytest.mark.parametrize(
    ("commands", "code"),
    [
        ([], "MissingRequiredParameter"),
        ([GET, SCRIPT], "InvalidRequestBody"),
        ([{"Type": "GetFile", "Params": []}], "InvalidRequestBody"),
        ([{"type": "GetFile", "params": [{"Key": "Path", "Value": "C:\\x"}]}], "InvalidRequestBody"),
        ([command("GetFile", path="C:\\x")], "InvalidRequestBody"),
        ([command("GetFile")], "MissingRequiredParameter"),
        ([{**GET, "params": GET["params"] * 2}], "InvalidRequestBody"),
        ([command("getfile", Path="C:\\x")], "InvalidInput"),
        ([command("RunScript", ScriptName="unknown.ps1")], "InvalidInput"),
        ([PUT, command("PutFile", FileName="unknown.exe")], "InvalidInput"),
    ],
)
def test_a_wrong_command_is_refused_and_starts_nothing(client: Client, commands: Any, code: str) -> None:
    assert error_of(run(client, *commands)) == (400, code)
    assert client.tenant.collection("machineactions") == []


def test_the_outer_keys_have_their_own_case_and_the_comment_may_be_left_out(client: Client) -> None:
    path = f"/api/machines/{machine(1)['id']}/runliveresponse"
    assert error_of(client.post(path, {"commands": [GET]})) == (400, "InvalidRequestBody")
    assert client.post(path, {"Commands": [GET]}).json()["requestorComment"] is None


def test_a_machine_has_one_session_at_a_time(client: Client) -> None:
    run(client, GET)
    assert error_of(run(client, SCRIPT)) == (400, "ActiveRequestAlreadyExists")
    client.tenant.advance(60)
    assert run(client, SCRIPT).status_code == 201


def test_a_machine_that_is_off_keeps_the_session_for_three_days(client: Client) -> None:
    action = run(client, GET, number=OFFLINE).json()
    client.tenant.advance(3 * 86400 - 10)
    assert now(client, action)["status"] == "Pending"
    client.tenant.advance(20)
    assert (now(client, action)["status"], told(now(client, action))) == ("TimeOut", ["Created"])


def test_calls_and_open_sessions_have_their_limits() -> None:
    with running(SCENARIO, limits="documented") as tenant:
        client = Client(tenant)
        assert [run(client, GET, number=number).status_code for number in range(11)] == [201] * 10 + [429]
        tenant.advance(60)
        for number in range(10, 26):
            tenant.advance(6)
            assert run(client, GET, number=number).status_code == 201
    with running({**SCENARIO, "machineactions": open_sessions(25)}, limits="documented") as tenant:
        refused = run(Client(tenant), GET, number=26)
        assert error_of(refused) == (429, "TooManyRequests")
        assert "retry-after" not in refused.headers


def open_sessions(count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"session-{number}",
            "type": "LiveResponse",
            "status": "Pending",
            "machineId": machine(number)["id"],
            "creationDateTimeUtc": NOW,
            "commands": [],
        }
        for number in range(count)
    ]


def link(client: Client, action: dict[str, Any], index: object) -> requests.Response:
    return client.get(f"/api/machineactions/{action['id']}/GetLiveResponseResultDownloadLink(index={index})")


def content(client: Client, url: str) -> requests.Response:
    return requests.get(url, verify=client.tenant.options["ca_path"], timeout=10)


def test_a_script_leaves_a_transcript_and_a_file_is_given_as_it_is(client: Client) -> None:
    action = run(client, PUT, SCRIPT, GET).json()
    assert error_of(link(client, action, 1)) == (404, "ResourceNotFound")
    client.tenant.advance(60)
    answer = link(client, action, 1).json()
    assert answer["@odata.context"].endswith("/api/$metadata#Edm.String")
    transcript = content(client, answer["value"]).json()
    assert set(transcript) == {"script_name", "exit_code", "script_output", "script_errors"}
    assert (transcript["script_name"], transcript["exit_code"]) == ("list.ps1", 0)
    assert "\x00" in transcript["script_output"]
    assert b"C:\\out.txt" in content(client, link(client, action, 2).json()["value"]).content
    for index in (0, 3, -1, "x"):
        assert error_of(link(client, action, index)) == (404, "ResourceNotFound")


def test_a_link_is_good_for_thirty_minutes_and_can_be_had_again(client: Client) -> None:
    action = run(client, GET).json()
    client.tenant.advance(30)
    url = link(client, action, 0).json()["value"]
    client.tenant.advance(1790)
    assert content(client, url).status_code == 200
    client.tenant.advance(20)
    assert content(client, url).status_code == 403
    assert content(client, link(client, action, 0).json()["value"]).status_code == 200


def test_what_a_command_gives_can_be_told_for_one_machine() -> None:
    rules = [
        {"command": "GetFile", "value": "c:\\OUT.txt", "machineId": machine(2)["id"], "content": "two"},
        {"command": "RunScript", "value": "list.ps1", "exit_code": 3, "output": "x", "errors": "no"},
    ]
    with running({**SCENARIO, "command_results": rules}) as tenant:
        client = Client(tenant)
        first, second = (run(client, SCRIPT, GET, number=number).json() for number in (1, 2))
        tenant.advance(60)
        assert content(client, link(client, second, 1).json()["value"]).content == b"two"
        assert content(client, link(client, first, 1).json()["value"]).content != b"two"
        assert content(client, link(client, first, 0).json()["value"]).json() == {
            "script_name": "list.ps1",
            "exit_code": 3,
            "script_output": "x",
            "script_errors": "no",
        }
