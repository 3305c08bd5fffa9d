# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeping to a documented rate."""

from __future__ import annotations

from contextlib import suppress

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._entity import Rate
from ansible_collections.secops.defender.plugins.module_utils._pace import Pace, seconds_to_wait


@pytest.mark.parametrize(
    ("rate", "asked", "wait"),
    [
        (Rate(2, 120), [], 0),
        (Rate(2, 120), [99], 0),
        (Rate(2, 120), [50, 90], 10),
        (Rate(2, 120), [30, 40], 0),
        (Rate(2, 120), [10, 70, 90], 30),
        (Rate(2, 3), [10, 20, 30], 3510),
        (Rate(None, 2), [90, 99], 3590),
        (Rate(10, None), [99] * 9, 0),
        (Rate(None, None), [99] * 99, 0),
    ],
)
def test_the_wait_is_until_the_fullest_window_has_room(rate: Rate, asked: list[float], wait: float) -> None:
    assert seconds_to_wait(rate, asked, 100) == wait


def test_a_pace_waits_between_requests_and_counts_those_that_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [1000.0], []
    monkeypatch.setattr(_clock, "monotonic", lambda: now[0])
    monkeypatch.setattr(_clock, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    pace = Pace(Rate(2, 5))

    def ask() -> None:
        asked.append(now[0] - 1000)
        now[0] += 1
        if len(asked) == 2:
            raise ValueError

    for _request in range(6):
        with suppress(ValueError):
            pace.keep(ask)
    assert asked == [0, 1, 61, 62, 122, 3601]
