# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start a simulator in the background and print how to reach it: start.py FOLDER, and what it is to be as JSON on standard input.

It gets a folder of its own below FOLDER, and serves until its file ready.json, the folder, or its time is gone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SIMULATOR = (sys.executable, "-m", "ansible_collections.secops.defender.tests.simulator")
HOLD = Path(__file__).with_name("hold.py")
PATIENCE = 60


def written(path: Path, document: Any) -> str:
    """Write a document for the simulator alone, and return where."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def command(folder: Path, wish: Mapping[str, Any]) -> list[str]:
    """Return the command line of the simulator."""
    scenario, faults = wish["scenario"], wish["faults"]
    named = written(folder / "scenario.json", scenario) if isinstance(scenario, dict) else scenario
    wrong = ["--faults", written(folder / "faults.json", faults)] if faults else []
    hold = ["--", sys.executable, str(HOLD), str(folder / "ready.json"), str(wish["lifetime"])]
    journal = ["--journal", str(folder / "journal.jsonl")]
    return [*SIMULATOR, "--scenario", named, *wrong, *journal, *wish["arguments"], *hold]


def main(below: str) -> str:
    """Return how to reach the simulator once it serves, or end with what it said."""
    folder = Path(tempfile.mkdtemp(prefix="simulator.", dir=below))
    ready, log = folder / "ready.json", folder / "log"
    with log.open("wb") as said:
        started = subprocess.Popen(
            command(folder, json.load(sys.stdin)),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    until = time.monotonic() + PATIENCE
    while not ready.exists():
        if started.poll() is not None or time.monotonic() > until:
            started.kill()
            sys.exit(f"The simulator does not serve: {log.read_text()}")
        time.sleep(0.05)
    places = {"folder": str(folder), "journal": str(folder / "journal.jsonl")}
    return json.dumps({**json.loads(ready.read_text()), **places})


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1]))
