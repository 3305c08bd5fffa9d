# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long ago something was, in days, and ages counted in spans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from ansible_collections.secops.defender.plugins.plugin_utils._times import moment

UNKNOWN = "not known"
_DAY = timedelta(days=1)

Counted = TypeVar("Counted")


def days_since(text: object, now: datetime) -> float | None:
    """Return how many days ago a time was; None when the text names no time."""
    when = moment(text)
    return None if when is None else (now - when) / _DAY


class Spans:
    """Spans of age between limits in days; a limit belongs to the older span."""

    def __init__(self, *limits: float) -> None:
        self._limits = sorted(set(limits))
        between = zip(self._limits, self._limits[1:], strict=False)
        self.names = [
            f"less than {_days(self._limits[0])}",
            *(f"{young:g} to {_days(old)}" for young, old in between),
            f"{_days(self._limits[-1])} or more",
        ]

    def of(self, days: float | None) -> str:
        """Return the name of the span that an age is in."""
        return UNKNOWN if days is None else self.names[bisect_right(self._limits, days)]

    def in_order(self, found: Mapping[str, Counted]) -> dict[str, Counted]:
        """Return what was found by span, the youngest first."""
        return {name: found[name] for name in (*self.names, UNKNOWN) if name in found}


def _days(number: float) -> str:
    return "1 day" if number == 1 else f"{number:g} days"
