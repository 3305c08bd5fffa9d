# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Events over time, counted in buckets of a round length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone

MOST_BUCKETS = 48
_DAY = 24 * 60
_MINUTES = (10, 30, 60, 180, 360, _DAY, 7 * _DAY, 30 * _DAY, 365 * _DAY)


def step(first: datetime, last: datetime) -> timedelta:
    """Return the shortest round length that covers the span in few enough buckets."""
    for minutes in _MINUTES:
        length = timedelta(minutes=minutes)
        if (_floor(last, length) - _floor(first, length)) / length < MOST_BUCKETS:
            return length
    return timedelta(minutes=_MINUTES[-1])


def buckets(times: Sequence[datetime]) -> list[datetime]:
    """Return the starts of all buckets from the first time to the last, empty ones between them too."""
    if not times:
        return []
    length = step(min(times), max(times))
    start = _floor(min(times), length)
    return [start + length * place for place in range(int((max(times) - start) / length) + 1)]


def counts(times: Iterable[datetime], starts: Sequence[datetime]) -> list[int]:
    """Return how many times fall into each bucket."""
    found = [0] * len(starts)
    length = starts[1] - starts[0] if len(starts) > 1 else timedelta.max
    for when in times:
        found[int((when - starts[0]) / length)] += 1
    return found


def label(start: datetime, starts: Sequence[datetime]) -> str:
    """Write the start of a bucket as precisely as the buckets are long."""
    length = starts[1] - starts[0] if len(starts) > 1 else timedelta(minutes=10)
    if length < timedelta(days=1):
        return f"{start.day} {start:%b %H:%M}"
    return f"{start.day} {start:%b}" if length < timedelta(days=300) else f"{start:%Y}"


def _floor(when: datetime, length: timedelta) -> datetime:
    zero = datetime(1970, 1, 1, tzinfo=timezone.utc)
    return zero + (when - zero) // length * length
