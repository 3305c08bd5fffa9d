# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requirement files agree with each other."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = (
    "requirements.txt",
    "tests/requirements.txt",
    "tests/unit/requirements.txt",
    "tests/integration/requirements.txt",
    "tests/simulator/requirements.txt",
)


def names_in(path: Path) -> set[str]:
    """List the packages of a file, spelled as package indexes do."""
    lines = path.read_text().splitlines()
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


@pytest.mark.parametrize("file", FILES)
def test_every_required_package_is_pinned(file: str) -> None:
    assert names_in(ROOT / file) <= names_in(ROOT / "tests/constraints.txt")


@pytest.mark.parametrize("command", ["unit", "integration"])
def test_ansible_test_installs_all_that_the_collection_and_the_simulator_need(command: str) -> None:
    needed = names_in(ROOT / "requirements.txt") | names_in(ROOT / "tests/simulator/requirements.txt")
    assert needed - names_in(ROOT / "tests" / command / "requirements.txt") == {"ansible-core"}


@pytest.mark.parametrize("file", FILES)
def test_every_requirement_says_what_it_is_for(file: str) -> None:
    lines = ["", *(ROOT / file).read_text().splitlines()]
    silent = [
        line for above, line in pairwise(lines) if line and "#" not in line and not above.startswith("#")
    ]
    assert silent == []
