# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told of a run that is interrupted, and of one that is not."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

from ansible_collections.secops.defender.tests.unit.plugins.commands import argv, command, environment

ENABLED = {"ANSIBLE_CALLBACKS_ENABLED": "secops.defender.go_on"}
PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - {name: Short work, ansible.builtin.command: "true"}
    - {name: Long work, ansible.builtin.shell: touch begun; sleep LENGTH}
"""


def written(folder: Path, length: int) -> str:
    path = folder / "play.yml"
    path.write_text(PLAY.replace("LENGTH", str(length)), encoding="utf-8")
    return str(path)


def test_an_interrupted_run_tells_where_it_was_and_how_to_go_on(tmp_path: Path) -> None:
    running = subprocess.Popen(
        # What began it may have told it not to care for this signal.
        ["env", "--default-signal=INT", *argv("playbook", written(tmp_path, 30))],
        cwd=tmp_path,
        env=environment(tmp_path, **ENABLED),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with running:
        while not (tmp_path / "begun").exists():
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        told = running.stdout.read() if running.stdout else ""
    assert running.returncode == 99
    assert told.count("Interrupted in task 2, 'Long work'.") == 1
    assert "Run the same command again to go on" in told


def test_a_run_that_comes_to_its_end_tells_nothing(tmp_path: Path) -> None:
    done = command("playbook", written(tmp_path, 0), folder=tmp_path, **ENABLED)
    assert done.returncode == 0
    assert "Interrupted" not in done.stdout + done.stderr
