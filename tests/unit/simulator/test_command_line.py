# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line: the environment of a command, its status, and what a wrong argument gets."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator.__main__ import main

PACKAGE = "ansible_collections.secops.defender.tests.simulator"
VARIABLES = [
    "DEFENDER_API_URL",
    "DEFENDER_GRAPH_URL",
    "DEFENDER_AUTHORITY_URL",
    "DEFENDER_TENANT_ID",
    "DEFENDER_CLIENT_ID",
    "DEFENDER_CLIENT_SECRET",
    "DEFENDER_CA_PATH",
]
ROOT = Path(__file__).resolve().parents[6]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
ASK = """
import os, sys
from ansible_collections.secops.defender.tests.simulator.running import VARIABLES, Running
from types import SimpleNamespace
from ansible_collections.secops.defender.tests.unit.simulator.client import Client
options = {name: os.environ[variable] for name, variable in VARIABLES.items()}
client = Client(SimpleNamespace(options=options, url=options["api_url"]))
print(client.session.get(options["api_url"] + sys.argv[1]).status_code)
"""


def simulator(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", PACKAGE, *arguments]
    return subprocess.run(
        command, env=ENVIRONMENT, capture_output=True, text=True, timeout=30, check=False, **options
    )


def test_a_command_gets_the_connection_in_its_environment_and_gives_its_status() -> None:
    dump = "import json, os, sys; print(json.dumps(dict(os.environ))); sys.exit(7)"
    done = simulator("--scenario", "breach", "--", sys.executable, "-c", dump)
    assert done.returncode == 7, done.stderr
    seen = json.loads(done.stdout)
    assert set(VARIABLES) <= set(seen)
    assert seen["DEFENDER_TENANT_ID"] == json.loads((ROOT / BREACH).read_text())["tenant_id"]
    assert not Path(seen["DEFENDER_CA_PATH"]).exists()


BREACH = "ansible_collections/secops/defender/tests/simulator/scenarios/breach.json"


def test_a_command_can_ask_and_the_journal_and_the_faults_are_files(tmp_path: Path) -> None:
    faults = tmp_path / "faults"
    faults.write_text(json.dumps([{"when": {"path": "machines"}, "do": "status 503"}]))
    options = ("--scenario", "breach", "--journal", str(tmp_path / "journal"), "--faults", str(faults))
    done = simulator(*options, "--", sys.executable, "-c", ASK, "/api/machines")
    assert (done.returncode, done.stdout) == (0, "503\n"), done.stderr
    lines = [json.loads(line) for line in (tmp_path / "journal").read_text().splitlines()]
    assert [(line["method"], line["status"], line["fault"]) for line in lines] == [
        ("POST", 200, None),
        ("GET", 503, "status 503"),
    ]


def test_a_command_that_is_killed_gives_the_status_of_a_shell() -> None:
    assert simulator("--", "sh", "-c", "kill -9 $$").returncode == 137


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_without_a_command_it_prints_exports_and_serves_until_told_to_stop(number: int) -> None:
    command = [sys.executable, "-m", PACKAGE]
    with subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [process.stdout.readline() for _line in VARIABLES]
        shell = subprocess.run(
            ["sh", "-c", "".join(lines) + "env"], capture_output=True, text=True, check=True
        )
        variables = dict(
            line.split("=", 1) for line in shell.stdout.splitlines() if line.startswith("DEFENDER_")
        )
        ask = [sys.executable, "-c", ASK, "/api/machineactions"]
        asked = subprocess.run(
            ask, env={**ENVIRONMENT, **variables}, capture_output=True, text=True, check=False
        )
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
    assert [line.split("=")[0] for line in lines] == [f"export {name}" for name in VARIABLES]
    assert asked.stdout == "200\n", asked.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        (["--port", "70000"], 2, "--port: must be a number from 0 to 65535"),
        (["--page-size", "0"], 2, "--page-size: must be a whole number from 1 on"),
        (["--time-scale", "fast"], 2, "--time-scale: must be a number above 0"),
        (["--time-scale", "nan"], 2, "--time-scale: must be a number above 0"),
        (["--limits", "some"], 2, "--limits: invalid choice: 'some'"),
        (["--scenario", "nope"], 2, "There is no scenario 'nope'"),
        (["--faults", "nope"], 2, "The faults file 'nope' cannot be read"),
        (["--journal", "/no/such/folder/journal"], 2, "--journal: cannot be written"),
        (["--colour"], 2, "unrecognized arguments: --colour"),
        (["--"], 2, "there is no command after --"),
        (["--", "/no/such/command"], 127, "/no/such/command: there is no such command"),
        (["--", "/"], 126, "/: Permission denied"),
    ],
)
def test_a_wrong_argument_gets_one_line(
    capfd: pytest.CaptureFixture[str], arguments: list[str], status: int, part: str
) -> None:
    assert status_of(arguments) == status
    printed = capfd.readouterr()
    assert part in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def status_of(arguments: list[str]) -> object:
    """Return the status with which the simulator ends in this process."""
    try:
        return main(arguments)
    except SystemExit as end:
        return end.code


def test_a_process_gives_its_status() -> None:
    assert simulator("--colour").returncode == 2


def test_a_port_that_is_taken_is_named() -> None:
    inner = [sys.executable, "-c", ASK_PORT, sys.executable, "-m", PACKAGE]
    done = simulator("--", *inner)
    assert done.returncode == 2
    assert "cannot be listened on" in done.stderr
    assert done.stderr.count("\n") == 1


ASK_PORT = """
import os, subprocess, sys
port = os.environ["DEFENDER_API_URL"].rpartition(":")[2]
sys.exit(subprocess.call([*sys.argv[1:], "--port", port, "--", "true"]))
"""


def test_it_starts_quickly() -> None:
    begin = time.monotonic()
    assert simulator("--scenario", "breach", "--", "true").returncode == 0
    assert time.monotonic() - begin < 5
