# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task costs: in the controller's process, as an ordinary module, and as ansible.builtin.uri doing the same GET.

    python -m ansible_collections.secops.defender.tests.benchmarks.tasks [--rounds N] [--items N]

One playbook does all of them in turn against one tenant, with a token that is at hand, so that each is one request.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree

from ansible.release import __version__
from ansible_collections.secops.defender.tests.simulator import running

COLLECTIONS = Path(__file__).resolve().parents[5]

IN_PROCESS, MODULE, URI, NOTHING = (
    "in the controller's process",
    "as an ordinary module",
    "builtin uri",
    "builtin debug",
)
WAYS = (IN_PROCESS, MODULE, URI, NOTHING)
TOKEN = "{{ login.token.access_token }}"

Times = Mapping[str, float]


def tasks(options: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The same read in each way, and a task that does nothing."""
    reachable = {"ca_path": options["ca_path"]}
    read = {"access_token": TOKEN, "api_url": options["api_url"], "limit": 1, **reachable}
    url = f"{options['api_url']}/api/machines?$top=1"
    return {
        IN_PROCESS: {"secops.defender.defender_machine_info": read},
        MODULE: {"secops.defender.defender_machine_info": read, "vars": {"defender_run_on": "target"}},
        URI: {
            "ansible.builtin.uri": {
                "url": url,
                "headers": {"Authorization": f"Bearer {TOKEN}"},
                "return_content": True,
                **reachable,
            }
        },
        NOTHING: {"ansible.builtin.debug": {"msg": "nothing"}},
    }


def playbook(options: Mapping[str, str], rounds: int, items: int) -> list[dict[str, Any]]:
    """One play: log in, then rounds of one task in each way and of one loop in each way."""
    login = {"name": "Log in", "secops.defender.defender_app_token": dict(options), "register": "login"}
    single = [{"name": f"1 {way}", **task} for way, task in tasks(options).items()]
    loops = [
        {"name": f"{items} {way}", "loop": list(range(items)), **task} for way, task in tasks(options).items()
    ]
    variables = {"ansible_python_interpreter": sys.executable}
    play = {"hosts": "localhost", "gather_facts": False, "vars": variables}
    return [{**play, "tasks": [login, *(single * rounds), *(loops * max(1, rounds // 5))]}]


def seconds_of(report: str) -> dict[str, list[float]]:
    """Read from a JUnit report how long the tasks of each name took; it puts arguments behind the names."""
    found: dict[str, list[float]] = {}
    for case in ElementTree.fromstring(report).iter("testcase"):
        named = re.search(rf"\d+ ({'|'.join(WAYS)})", case.attrib["name"])
        if named:
            found.setdefault(named.group(), []).append(float(case.attrib["time"]))
    return found


def measured(rounds: int, items: int) -> tuple[Times, Times]:
    """Run the playbook; return the milliseconds of one task and of one item of a loop in each way."""
    with running(scenario="fleet:1") as tenant, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "playbook.yml")
        path.write_text(json.dumps(playbook(tenant.options, rounds, items)), encoding="utf-8")
        environment = {
            **os.environ,
            "ANSIBLE_CALLBACKS_ENABLED": "ansible.builtin.junit",
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "JUNIT_OUTPUT_DIR": folder,
        }
        command = [sys.executable, "-m", "ansible.cli.playbook", str(path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{done.stdout}{done.stderr}\nThe playbook failed; nothing was measured.")
        (report,) = Path(folder).glob("*.xml")
        seconds = seconds_of(report.read_text(encoding="utf-8"))
    return (
        {way: median(seconds[f"1 {way}"]) * 1000 for way in WAYS},
        {way: median(seconds[f"{items} {way}"]) * 1000 / items for way in WAYS},
    )


def report(alone: Times, looped: Times) -> str:
    """Say what was measured, each way beside uri."""
    lines = [
        f"ansible-core {__version__}, Python {sys.version.split()[0]}, one read of the API",
        f"  {'':<28} {'a task of its own':>22} {'an item of a loop':>22}",
    ]
    for way in WAYS:
        cells = (f"{of[way]:>8.0f} ms, {of[way] / of[URI]:>5.2f} x uri" for of in (alone, looped))
        lines.append("  {:<28} {:>22} {:>22}".format(way, *cells))
    return "\n".join(lines)


def main() -> int:
    """Read the command line, measure and report."""
    parser = argparse.ArgumentParser(description="Measure a task in three ways.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--items", type=int, default=10)
    given = parser.parse_args()
    print(report(*measured(given.rounds, given.items)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
