# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests of logging in share; each names what it uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import (
    FOREIGN_VARIABLES,
    scenario,
    serving,
)


@pytest.fixture
def no_foreign_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FOREIGN_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def tenant() -> Iterator[Running]:
    with serving(scenario()) as tenant:
        yield tenant


@pytest.fixture
def path(tmp_path: Path) -> str:
    """The file where tokens are kept."""
    return str(tmp_path / "tokens.json")
