# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Times for people, and times that may be none."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ansible_collections.secops.defender.plugins.module_utils import _times


def moment(text: object) -> datetime | None:
    """Return the point in time that a text names, in UTC; None when it names none."""
    if isinstance(text, datetime):
        return text.astimezone(timezone.utc) if text.tzinfo else text.replace(tzinfo=timezone.utc)
    try:
        return _times.parse(str(text)) if text else None
    except (ValueError, OverflowError):
        return None


def earlier(text: object, hours: float) -> str:
    """Return the time that many hours before, as the service's filters take it."""
    start = moment(text)
    if start is None:
        raise ValueError(f"'{text}' is no time; write it like 2026-08-19T10:30:00Z.")
    return stamp(start - timedelta(hours=float(hours)))


def stamp(when: datetime) -> str:
    """Write a time to the second, in UTC, for machines."""
    return when.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def spoken(text: object) -> str:
    """Write a time to the minute, for people; nothing when there is none."""
    when = moment(text)
    return f"{when.day} {when:%b %Y, %H:%M} UTC" if when else ""


def brief(text: object) -> str:
    """Write a time to the minute without its year, for tables."""
    when = moment(text)
    return f"{when.day} {when:%b %H:%M}" if when else ""
