# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs Ansible's own commands on this collection."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COLLECTIONS = Path(__file__).resolve().parents[6]


def argv(name: str, *arguments: str) -> list[str]:
    """Return the command line of one of them, such as playbook."""
    return [sys.executable, "-m", f"ansible.cli.{name}", *arguments]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment in which they find this collection, and nothing of the person's."""
    return {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "HOME": str(folder),
        **more,
    }


def command(name: str, *arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one of them."""
    return subprocess.run(
        argv(name, *arguments),
        cwd=folder,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
