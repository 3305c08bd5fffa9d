# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Times as the service writes them: ISO 8601, UTC, none to seven fraction digits."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
TICKS_PER_SECOND = 10_000_000
# Ids of alerts begin with a count of 100 ns steps that begins in the year 1.
TICKS_BEFORE_1970 = 621_355_968_000_000_000

_TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)"
    r"(?:(?P<gap>[T ])(?P<clock>\d\d:\d\d)(?P<seconds>:\d\d)?(?:\.(?P<fraction>\d{1,9}))?)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?"
)


def is_time(text: str) -> bool:
    """Whether the whole text is a date or a time that the service could have written."""
    try:
        ticks(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=400_000)
def ticks(text: str) -> int:
    """The time as a count of 100 ns steps since 1970, so that seven digits compare exactly."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"not a time: {text!r}")
    whole = _whole_seconds(match)
    fraction = (match["fraction"] or "").ljust(7, "0")[:7]
    return whole * TICKS_PER_SECOND + int(fraction)


def _whole_seconds(match: re.Match[str]) -> int:
    zone = match["zone"] or "Z"
    clock = (match["clock"] or "00:00") + (match["seconds"] or ":00")
    offset = "+00:00" if zone == "Z" else zone
    moment = datetime.fromisoformat(f"{match['date']}T{clock}{offset}")
    return (moment - EPOCH) // timedelta(seconds=1)


def shifted(text: str, seconds: int) -> str:
    """The same time some whole seconds later, in the same spelling and with the same fraction."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"not a time: {text!r}")
    if match["clock"] is None:
        moment = datetime.fromisoformat(match["date"]) + timedelta(seconds=seconds)
        return moment.strftime("%Y-%m-%d") + (match["zone"] or "")
    pattern = f"%Y-%m-%d{match['gap']}%H:%M" + (":%S" if match["seconds"] else "")
    local = datetime.fromisoformat(f"{match['date']}T{match['clock']}{match['seconds'] or ':00'}")
    fraction = f".{match['fraction']}" if match["fraction"] else ""
    return (local + timedelta(seconds=seconds)).strftime(pattern) + fraction + (match["zone"] or "")


def written(moment: datetime, last_digit: str = "") -> str:
    """A moment as text with six fraction digits, or seven when the last one is given."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f") + last_digit + "Z"


def moment_of(text: str) -> datetime:
    """The moment that a text names, cut to microseconds."""
    return EPOCH + timedelta(microseconds=ticks(text) // 10)
