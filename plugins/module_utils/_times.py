# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Times as the API writes them: ISO 8601, 0 to 7 fraction digits, with and without a zone. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_TIME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2}(?::\d{2})?)(?:\.(?P<fraction>\d{1,7}))?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


def parse(text: str) -> datetime:
    """Return the time in UTC; without a zone it is taken as UTC. ValueError if it is no time."""
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not an ISO 8601 time")
    seconds = match["clock"] if (match["clock"] or "").count(":") > 1 else f"{match['clock'] or '00:00'}:00"
    try:
        moment = datetime.fromisoformat(f"{match['day']}T{seconds}+00:00")
    except ValueError:
        raise ValueError(f"{text!r} is no day or hour that there is") from None
    fraction = timedelta(microseconds=int((match["fraction"] or "0").ljust(7, "0")[:6]))
    return moment + fraction - _offset(match["zone"])


def stamp(seconds: float) -> str:
    """Return a moment, given in seconds since 1970, as it stands in results."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def literal(text: str) -> str:
    """Write the time as OData takes it: bare, in UTC, with Z."""
    moment = parse(text)
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def exact(text: str) -> str:
    """Write the time in UTC, with Z, to the last digit that was given: seven are more than a date holds."""
    fraction = re.search(r"\.\d{1,7}", text)
    return f"{parse(text):%Y-%m-%dT%H:%M:%S}{fraction[0] if fraction else ''}Z"


def _offset(zone: str | None) -> timedelta:
    if not zone or zone in "Zz":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
