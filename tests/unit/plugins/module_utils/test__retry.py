# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.secops.defender.plugins.module_utils._retry import (
    ANSWERED,
    ATTEMPTS,
    LARGEST_BOUND,
    LOST,
    UNREACHED,
    Outcome,
    seconds_to_wait,
    worth_repeating,
)
from hypothesis import given
from hypothesis import strategies as st

POLICY = [
    (Outcome(UNREACHED), True, True),
    (Outcome(LOST), True, False),
    (Outcome(ANSWERED, 429), True, True),
    (Outcome(ANSWERED, 429, 8.0), True, True),
    (Outcome(ANSWERED, 503, 8.0), True, True),
    (Outcome(ANSWERED, 503), True, False),
    (Outcome(ANSWERED, 500), True, False),
    (Outcome(ANSWERED, 502), True, False),
    (Outcome(ANSWERED, 504), True, False),
    (Outcome(ANSWERED, 501), False, False),
    (Outcome(ANSWERED, 400), False, False),
    (Outcome(ANSWERED, 403), False, False),
    (Outcome(ANSWERED, 404), False, False),
]


@pytest.mark.parametrize(("outcome", "read", "write"), POLICY)
def test_a_write_that_may_have_arrived_is_never_repeated(outcome: Outcome, read: bool, write: bool) -> None:
    assert (worth_repeating("GET", outcome), worth_repeating("POST", outcome)) == (read, write)


def test_throttling_waits_as_long_as_the_service_says_however_often() -> None:
    assert seconds_to_wait(Outcome(ANSWERED, 429, 8.0), 1, 0.5) == 8.0
    assert seconds_to_wait(Outcome(ANSWERED, 503, 8.0), 99, 0.5) == 8.0


def test_being_told_to_come_back_at_once_still_waits_a_little() -> None:
    assert seconds_to_wait(Outcome(ANSWERED, 429, 0.0), 1, 0.5) == 0.5


def test_without_a_word_the_bound_doubles_up_to_a_limit() -> None:
    assert [seconds_to_wait(Outcome(UNREACHED), attempt, 1.0) for attempt in range(1, 5)] == [1, 2, 4, 8]
    assert seconds_to_wait(Outcome(ANSWERED, 429), 50, 1.0) == LARGEST_BOUND


def test_after_five_attempts_it_is_given_up() -> None:
    assert seconds_to_wait(Outcome(LOST), ATTEMPTS, 1.0) is None


@given(st.integers(1, 60), st.floats(0, 1, exclude_max=True))
def test_no_wait_exceeds_the_largest_bound(attempt: int, chance: float) -> None:
    wait = seconds_to_wait(Outcome(ANSWERED, 429), attempt, chance)
    assert wait is not None
    assert 0 <= wait <= LARGEST_BOUND
