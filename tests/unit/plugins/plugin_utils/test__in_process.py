# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the integration target both_ways cannot show cheaply of running in the controller's process."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils import _in_process
from ansible_collections.secops.defender.tests.unit.plugins.commands import COLLECTIONS


class Sealed:
    """A text of another kind, as ansible-core has them for values of a vault."""

    def __str__(self) -> str:
        return "opened"


class Marked(str):
    """A text that Ansible has marked."""

    __slots__ = ()


SENT: list[tuple[Any, Any]] = [
    (Sealed(), "opened"),
    (date(2026, 3, 14), "2026-03-14"),
    (datetime(2026, 3, 14, 3, tzinfo=timezone.utc), "2026-03-14T03:00:00+00:00"),
    (["a", {"b": Sealed()}], ["a", {"b": "opened"}]),
    (None, None),
    (True, True),
]


@pytest.mark.parametrize(("given", "sent"), SENT)
def test_an_option_reaches_the_task_as_it_would_reach_a_module(given: Any, sent: Any) -> None:
    assert _in_process._as_sent({"option": given}) == {"option": sent}


def test_a_marked_text_loses_its_mark() -> None:
    assert _in_process._as_sent({"option": Marked("text")})["option"].__class__ is str


def fail_at_home() -> None:
    with _in_process._environment({"HOME": "/elsewhere"}):
        raise LookupError(os.environ["HOME"])


def test_the_environment_of_a_play_ends_with_its_task() -> None:
    before = dict(os.environ)
    with pytest.raises(LookupError, match="/elsewhere"):
        fail_at_home()
    assert dict(os.environ) == before


def test_the_libraries_are_there_before_a_task_runs() -> None:
    looks = "import sys; print(sorted({'msal', 'requests'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"import {_in_process.__name__}; {looks}"],
        env={**os.environ, "PYTHONPATH": str(COLLECTIONS)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['msal', 'requests']"
