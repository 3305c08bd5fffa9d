# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Live response against a tenant: commands run once, within the limits, and what they leave behind is fetched."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._library import LARGEST
from ansible_collections.secops.defender.plugins.module_utils._live_response import LIVE_RESPONSE_TASK
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

SCRIPT = {"type": "run_script", "script_name": "list.ps1", "args": "-All"}
PUT = {"type": "put_file", "file_name": "tool.exe"}
GET = {"type": "get_file", "path": "C:\\Temp\\..\\out one.txt"}
GONE = {"type": "get_file", "path": "/gone.txt"}
LIBRARY = [{"fileName": name, "sha256": "d0" * 32} for name in ("tool.exe", "list.ps1")]
RULES = [
    {"command": "RunScript", "value": "list.ps1", "output": "Done.\x00\n", "errors": "Odd", "exit_code": 3},
    {"command": "GetFile", "value": GET["path"], "content": "evidence"},
    {"command": "GetFile", "value": GONE["path"], "fails": "The file was not found"},
]


def machine(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"{number:040x}",
        "computerDnsName": f"ws-{number}.contoso.com",
        "healthStatus": "Active",
        "osPlatform": "Windows11",
        "onboardingStatus": "Onboarded",
        **changes,
    }


class Passing:
    """A clock whose sleep takes no time, and moves the tenant's clock on."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.tenant: Running | None = None
        self._monotonic = _clock.monotonic

    def monotonic(self) -> float:
        return self._monotonic() + self.passed

    def sleep(self, seconds: float) -> None:
        self.passed += seconds
        if self.tenant:
            self.tenant.advance(seconds)


@pytest.fixture(autouse=True, name="clock")
def _clock_that_passes(monkeypatch: pytest.MonkeyPatch) -> Passing:
    clock = Passing()
    monkeypatch.setattr(_clock, "sleep", clock.sleep)
    monkeypatch.setattr(_clock, "monotonic", clock.monotonic)
    return clock


def tenant_of(machines: Any, *faults: dict[str, Any], limits: str = "off", **scenario: Any) -> Any:
    made = {"machines": list(machines), "libraryfiles": LIBRARY, "command_results": RULES, **scenario}
    return running(scenario=made, faults=list(faults), limits=limits)


def tenant_with(*faults: dict[str, Any], **scenario: Any) -> Any:
    return tenant_of([machine(1)], *faults, **scenario)


def respond(
    tenant: Running, clock: Passing, *commands: Any, check_mode: bool = False, **options: Any
) -> Result:
    clock.tenant = tenant
    chosen = {"machines": ["ws-1"], "comment": "Incident 4711", **options}
    return run(tenant, LIVE_RESPONSE_TASK, check_mode, commands=list(commands), **chosen)


def sessions(tenant: Running) -> list[dict[str, Any]]:
    return tenant.collection("machineactions")


def decision(result: Result) -> str:
    return str(result["results"][0]["decided_from"]["decision"])


def test_commands_run_once_and_a_second_run_gives_the_same_results(clock: Passing, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        options: dict[str, Any] = {"dest": str(tmp_path)}
        predicted = respond(tenant, clock, PUT, SCRIPT, GET, check_mode=True, **options)
        assert predicted["changed"] is True
        assert tenant.writes == []
        first, second = (respond(tenant, clock, PUT, SCRIPT, GET, **options) for _run in range(2))
        assert (first["changed"], second["changed"]) == (True, False)
        assert first["diff"] == predicted["diff"]
        assert (decision(first), decision(second)) == ("submit", "nothing")
        assert "which is within max_age (3600 s)" in second["results"][0]["decided_from"]["reason"]
        assert first["results"][0]["commands"] == second["results"][0]["commands"]
        assert len(tenant.writes) == 1
        assert sessions(tenant)[0]["requestorComment"] == "Incident 4711"


def test_what_is_sent_has_the_case_of_the_api(clock: Passing) -> None:
    with tenant_with() as tenant:
        respond(tenant, clock, PUT, SCRIPT, GET)
        body = {
            "Comment": "Incident 4711",
            "Commands": [
                {"type": "PutFile", "params": [{"key": "FileName", "value": "tool.exe"}]},
                {
                    "type": "RunScript",
                    "params": [{"key": "ScriptName", "value": "list.ps1"}, {"key": "Args", "value": "-All"}],
                },
                {"type": "GetFile", "params": [{"key": "Path", "value": GET["path"]}]},
            ],
        }
        assert tenant.writes[0]["body_sha256"] == hashlib.sha256(json.dumps(body).encode()).hexdigest()


def test_each_command_is_told_with_what_it_left_behind(clock: Passing, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        result = respond(tenant, clock, PUT, SCRIPT, GET, dest=str(tmp_path))
    put, script, got = result["results"][0]["commands"]
    assert [one["command"] for one in (put, script, got)] == [PUT, SCRIPT, GET]
    assert [one["status"] for one in (put, script, got)] == ["Completed"] * 3
    assert (script["script_output"], script["script_errors"], script["exit_code"]) == ("Done.\n", "Odd", 3)
    path = tmp_path / f"{1:040x}.2.out_one.txt"
    digest = hashlib.sha256(b"evidence").hexdigest()
    assert got["file"] == {"path": str(path), "size": 8, "sha256": digest}
    assert path.read_bytes() == b"evidence"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert "https://" not in json.dumps(result)


def test_files_stay_with_the_service_without_a_folder_for_them(clock: Passing) -> None:
    with tenant_with() as tenant:
        result = respond(tenant, clock, GET)
        assert "file" not in result["results"][0]["commands"][0]
        assert not any("DownloadLink" in entry["path"] for entry in tenant.journal)


def test_a_file_that_was_lost_is_fetched_again_without_a_new_session(clock: Passing, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        kept = respond(tenant, clock, GET, dest=str(tmp_path))["results"][0]["commands"][0]["file"]
        same = respond(tenant, clock, GET, check_mode=True, dest=str(tmp_path))
        assert (same["changed"], same["results"][0]["commands"][0]["file"]) == (False, kept)
        Path(kept["path"]).write_text("damaged")
        assert respond(tenant, clock, GET, check_mode=True, dest=str(tmp_path))["changed"] is True
        assert Path(kept["path"]).read_text() == "damaged"
        Path(kept["path"]).unlink()
        predicted = respond(tenant, clock, GET, check_mode=True, dest=str(tmp_path))
        assert (predicted["changed"], list(tmp_path.iterdir())) == (True, [])
        assert predicted["results"][0]["commands"][0]["file"]["size"] is None
        file = f"{GET['path']} of ws-1.contoso.com ({1:040x})"
        assert (predicted["diff"]["before"][file], predicted["diff"]["after"][file]) == (
            "not in dest",
            "in dest",
        )
        again = respond(tenant, clock, GET, dest=str(tmp_path))
        assert (again["changed"], len(sessions(tenant))) == (True, 1)
        assert again["results"][0]["commands"][0]["file"] == kept


def test_a_link_that_has_expired_is_asked_for_anew(clock: Passing, tmp_path: Path) -> None:
    refused = {"when": {"path": "^/download/", "nth": 1}, "do": "status 403"}
    cut = {"when": {"path": "^/download/", "nth": 2}, "do": "cut_body"}
    with tenant_with(refused, cut) as tenant:
        result = respond(tenant, clock, GET, dest=str(tmp_path))
        assert "failed" not in result
        assert sum("DownloadLink" in entry["path"] for entry in tenant.journal) == 2
    assert (tmp_path / f"{1:040x}.0.out_one.txt").read_bytes() == b"evidence"


def test_a_result_that_comes_late_is_asked_for_again(clock: Passing) -> None:
    with tenant_with({"when": {"path": "index=0", "nth": 1}, "do": "status 404"}) as tenant:
        assert respond(tenant, clock, SCRIPT)["results"][0]["commands"][0]["exit_code"] == 3


def test_what_is_no_transcript_fails_its_machine(clock: Passing) -> None:
    with tenant_with({"when": {"path": "^/download/"}, "do": "not_json"}) as tenant:
        result = respond(tenant, clock, SCRIPT)
        assert (result["changed"], result["error"]["kind"]) == (True, "TransportError")
        assert result["msg"].endswith("get_live_response_result: what was downloaded is no transcript.")


def test_a_result_of_long_ago_that_is_gone_is_not_waited_for(clock: Passing) -> None:
    with tenant_with({"when": {"path": "index=0", "nth": 2}, "do": "status 404"}) as tenant:
        respond(tenant, clock, SCRIPT)
        before = clock.passed
        assert respond(tenant, clock, SCRIPT)["error"]["kind"] == "NotFound"
        assert clock.passed == before


def test_a_result_that_cannot_be_had_fails_its_machine_and_keeps_the_rest(clock: Passing) -> None:
    gone = {"when": {"path": "index=1"}, "do": "status 404"}
    with tenant_with(gone) as tenant:
        result = respond(tenant, clock, SCRIPT, SCRIPT)
        assert (result["changed"], result["error"]["kind"]) == (True, "NotFound")
        first, second = result["results"][0]["commands"]
        assert (first["exit_code"], "exit_code" in second) == (3, False)


def test_after_a_command_that_failed_the_rest_is_told_as_skipped(clock: Passing, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        result = respond(tenant, clock, SCRIPT, GONE, GET, dest=str(tmp_path))
        assert (result["failed"], result["error"]["kind"]) == (True, "ActionFailed")
        commands = result["results"][0]["commands"]
        assert [one["status"] for one in commands] == ["Completed", "Failed", "Created"]
        assert (commands[0]["exit_code"], commands[1]["errors"]) == (3, ["The file was not found"])
        asked = [entry["path"][-9:] for entry in tenant.journal if "DownloadLink" in entry["path"]]
        assert asked == ["(index=0)"]
        assert decision(respond(tenant, clock, SCRIPT, GONE, GET)) == "submit"


def test_other_commands_are_another_work_and_are_not_begun_beside_it(clock: Passing, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        respond(tenant, clock, SCRIPT, wait=False)
        predicted = respond(tenant, clock, GET, check_mode=True, dest=str(tmp_path))
        assert (decision(predicted), predicted["changed"]) == ("refuse", False)
        adopted = respond(tenant, clock, SCRIPT, wait=False)
        assert (decision(adopted), adopted["changed"]) == ("adopt", False)
        assert "commands" not in adopted["results"][0]
        refused = respond(tenant, clock, {**SCRIPT, "args": "-Few"})
        assert refused["error"]["kind"] == "ActionConflict"
        assert decision(respond(tenant, clock, SCRIPT)) == "adopt"
        assert decision(respond(tenant, clock, {"type": "run_script", "script_name": "list.ps1"})) == "submit"
        assert len(sessions(tenant)) == 2


def test_nothing_counts_that_is_older_than_max_age(clock: Passing) -> None:
    with tenant_with(now="2020-01-01T00:00:00Z") as tenant:
        assert [respond(tenant, clock, SCRIPT)["changed"] for _run in range(2)] == [True, True]


@pytest.mark.parametrize("do", ["drop_after", "cut_body", "not_json", "drop_before"])
def test_a_lost_answer_never_starts_a_second_session(clock: Passing, do: str) -> None:
    lost = {"when": {"method": "POST", "path": "runliveresponse", "nth": 1}, "do": do}
    with tenant_with(lost) as tenant:
        result = respond(tenant, clock, SCRIPT)
        assert result["changed"] is True
        assert result["results"][0]["commands"][0]["exit_code"] == 3
        assert len(sessions(tenant)) == 1


def test_a_machine_that_is_off_keeps_its_session_and_the_others_are_done(
    clock: Passing, tmp_path: Path
) -> None:
    machines = [machine(1, healthStatus="Inactive"), machine(2)]
    with tenant_of(machines) as tenant:
        options: dict[str, Any] = {"machines": ["ws-1", "ws-2"], "dest": str(tmp_path)}
        result = respond(tenant, clock, GET, wait_timeout=600, **options)
        assert [one.get("error", {}).get("kind") for one in result["results"]] == ["ActionTimeout", None]
        assert ["commands" in one for one in result["results"]] == [False, True]
        fetched = [name for name in result["diff"]["after"] if name.startswith(GET["path"])]
        assert fetched == [f"{GET['path']} of ws-2.contoso.com ({2:040x})"]


def test_many_machines_get_their_turn_as_pace_and_room_allow(clock: Passing) -> None:
    with tenant_of(map(machine, range(1, 31)), limits="documented") as tenant:
        names = [f"ws-{number}" for number in range(1, 31)]
        result = respond(tenant, clock, *[PUT] * 12, machines=names, max_machines=30, wait_timeout=86400)
        assert "failed" not in result
        assert [one["action"]["status"] for one in result["results"]] == ["Succeeded"] * 30
        assert [entry["status"] for entry in tenant.writes] == [201] * 30
    assert clock.passed > 180


def test_without_room_in_time_the_rest_is_not_tried(clock: Passing) -> None:
    asleep = [machine(number, healthStatus="Inactive") for number in range(1, 28)]
    with tenant_of(asleep, limits="documented") as tenant:
        names = [one["id"] for one in asleep]
        result = respond(tenant, clock, SCRIPT, machines=names, max_machines=30, wait=False)
        assert (result["changed"], result["error"]["kind"]) == (True, "Throttled")
        assert "25 sessions, which is the most, are still open after wait_timeout (900 s)" in result["msg"]
        assert [one["changed"] for one in result["results"]] == [True] * 25 + [False] * 2
        assert len(tenant.writes) == 25


@pytest.mark.parametrize(
    ("commands", "says"),
    [
        ([], "commands: at least 1 must be given."),
        ([{}], "commands[0]: type is missing."),
        ([{"type": "run"}], 'commands[0].type: "run" is none of put_file, run_script, get_file.'),
        ([{"type": "put_file"}], "commands[0]: file_name is missing."),
        ([SCRIPT, {**SCRIPT, "args": 5}], "commands[1].args: 5 is not of the type string."),
        ([{**GET, "args": "x"}], "commands[0]: 'args' is no key of it; the keys are type, path."),
        ([{"type": "get_file", "path": "out.txt"}], 'commands[0].path: "out.txt" is no absolute path'),
        ([{**GET, "path": "C:\\a\nb"}], 'commands[0].path: "C:\\\\a\\nb" is no absolute path on a machine;'),
        ([{**PUT, "file_name": "a b"}], 'commands[0].file_name: "a b" is no name of a file in the library;'),
        (
            [GET, SCRIPT],
            "commands[1]: run_script cannot come after get_file; the service takes put_file, then",
        ),
    ],
)
def test_a_command_that_cannot_be_run_is_told_before_anything_is_asked(
    clock: Passing, commands: Any, says: str
) -> None:
    with tenant_with() as tenant:
        result = respond(tenant, clock, *commands)
        assert result["error"]["kind"] == "OptionError"
        assert result["msg"].startswith(says)
        assert [entry for entry in tenant.journal if entry["path"].startswith("/api/")] == []


def test_a_folder_that_is_not_there_is_told_before_anything_is_asked(clock: Passing, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        result = respond(tenant, clock, GET, dest=str(tmp_path / "none"))
        assert result["msg"] == f"dest: there is no directory {tmp_path / 'none'}; make it first."
        result = respond(tenant, clock, GET, upload_missing=[str(tmp_path / "none")])
        assert result["msg"] == f"upload_missing: there is neither a file nor a folder {tmp_path / 'none'}."
        assert [entry for entry in tenant.journal if entry["path"].startswith("/api/")] == []


def test_what_the_library_lacks_is_uploaded_first_and_once(clock: Passing, tmp_path: Path) -> None:
    for name in ("new.ps1", "tool.exe", "unused.txt"):
        (tmp_path / name).write_text(name)
    new = {"type": "run_script", "script_name": "new.ps1"}
    with tenant_with() as tenant:
        options: dict[str, Any] = {"upload_missing": [str(tmp_path)]}
        predicted = respond(tenant, clock, PUT, new, check_mode=True, **options)
        assert tenant.writes == []
        first, second = (respond(tenant, clock, PUT, new, **options) for _run in range(2))
        assert (first["changed"], second["changed"]) == (True, False)
        assert predicted["diff"] == first["diff"]
        assert first["diff"]["before"]["new.ps1"] is None
        assert predicted["uploads"] == first["uploads"]
        assert [(one["file_name"], one["changed"]) for one in first["uploads"]] == [("new.ps1", True)]
        assert "uploads" not in second
        assert [entry["path"].split("/")[2] for entry in tenant.writes] == ["libraryfiles", "machines"]
        held = {file["fileName"]: file["sha256"] for file in tenant.collection("libraryfiles")}
        assert held["new.ps1"] == hashlib.sha256(b"new.ps1").hexdigest()
        assert held["tool.exe"] == "d0" * 32


def test_a_file_that_is_nowhere_is_named_before_anything_is_written(clock: Passing, tmp_path: Path) -> None:
    new = {"type": "run_script", "script_name": "new.ps1"}
    with tenant_with() as tenant:
        result = respond(tenant, clock, PUT, new, upload_missing=[str(tmp_path)])
        assert result["error"]["option"] == "upload_missing"
        assert "neither the library nor these files hold new.ps1" in result["msg"]
        (tmp_path / "new.ps1").write_bytes(b"x" * (LARGEST + 1))
        assert (
            "at most 20 MB" in respond(tenant, clock, new, upload_missing=[str(tmp_path / "new.ps1")])["msg"]
        )
        assert tenant.writes == []


def test_a_failed_upload_starts_nothing_and_what_was_uploaded_is_told(clock: Passing, tmp_path: Path) -> None:
    scripts = [{"type": "run_script", "script_name": f"{letter}.ps1"} for letter in "ab"]
    for script in scripts:
        (tmp_path / script["script_name"]).write_text("x")
    refused = {"when": {"method": "POST", "path": "libraryfiles", "nth": 2}, "do": "status 400"}
    with tenant_with(refused) as tenant:
        result = respond(tenant, clock, *scripts, upload_missing=[str(tmp_path)])
        assert (result["failed"], result["changed"], result["results"]) == (True, True, [])
        assert [one["changed"] for one in result["uploads"]] == [True, False]
        assert sessions(tenant) == []


def test_an_upload_is_told_when_the_machines_cannot_be_dealt_with_after_it(
    clock: Passing, tmp_path: Path
) -> None:
    (tmp_path / "new.ps1").write_text("x")
    broken = {"when": {"method": "GET", "path": "/api/machineactions$", "nth": 2}, "do": "status 400"}
    with tenant_with(broken) as tenant:
        new = {"type": "run_script", "script_name": "new.ps1"}
        result = respond(tenant, clock, new, upload_missing=[str(tmp_path / "new.ps1")])
        assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, True, "ApiError")
        assert [one["changed"] for one in result["uploads"]] == [True]
