# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils import _timeline, _times
from hypothesis import given
from hypothesis import strategies as st

START = datetime(2026, 8, 19, 10, 7, tzinfo=timezone.utc)
AGES = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("span", "length"),
    [
        (timedelta(), timedelta(minutes=10)),
        (timedelta(hours=3), timedelta(minutes=10)),
        (timedelta(hours=8), timedelta(minutes=30)),
        (timedelta(hours=20), timedelta(minutes=30)),
        (timedelta(days=5), timedelta(hours=3)),
        (timedelta(days=30), timedelta(days=1)),
        (timedelta(days=300), timedelta(days=7)),
        (timedelta(days=40_000), timedelta(days=365)),
    ],
)
def test_buckets_are_as_short_as_their_number_allows(span: timedelta, length: timedelta) -> None:
    assert _timeline.step(START - span, START) == length


@given(AGES)
def test_every_event_is_counted_once(minutes: list[int]) -> None:
    times = [START - timedelta(minutes=age) for age in minutes]
    starts = _timeline.buckets(times)
    assert sum(_timeline.counts(times, starts)) == len(times)
    assert len(starts) <= _timeline.MOST_BUCKETS


def test_no_event_has_no_bucket() -> None:
    assert _timeline.buckets([]) == []


@pytest.mark.parametrize(
    ("later", "label"),
    [(timedelta(hours=1), "19 Aug 10:00"), (timedelta(days=30), "19 Aug"), (timedelta(days=9000), "2025")],
)
def test_labels_are_as_precise_as_the_buckets(later: timedelta, label: str) -> None:
    starts = _timeline.buckets([START, START + later])
    assert _timeline.label(starts[0], starts) == label


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-08-19T10:07:59.1234567Z", "19 Aug 2026, 10:07 UTC"),
        ("2026-08-19T10:07:59", "19 Aug 2026, 10:07 UTC"),
        ("2026-08-19T12:07:59+02:00", "19 Aug 2026, 10:07 UTC"),
        (START, "19 Aug 2026, 10:07 UTC"),
        (START.replace(tzinfo=None), "19 Aug 2026, 10:07 UTC"),
        (None, ""),
        ("", ""),
        ("yesterday", ""),
        ("2026-13-45T10:07:59Z", ""),
    ],
)
def test_a_time_is_said_to_people_and_none_is_nothing(text: object, said: str) -> None:
    assert _times.spoken(text) == said


def test_earlier_is_what_a_filter_takes() -> None:
    assert _times.earlier("2026-08-19T10:07:00Z", 24.5) == "2026-08-18T09:37:00Z"
    with pytest.raises(ValueError, match="'now' is no time"):
        _times.earlier("now", 1)
