# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tenant's own time, which can run faster than real time and be moved on by hand."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone


class Clock:
    """Virtual time: the start, plus real time passed times the scale, plus what was added."""

    def __init__(self, start: datetime | None = None, scale: float = 1.0) -> None:
        """Start at a given moment, or at the wall clock's."""
        self._start = start or datetime.now(timezone.utc)
        self._scale = scale
        self._real_start = time.monotonic()
        self._added = 0.0

    def now(self) -> datetime:
        """The current virtual moment."""
        passed = (time.monotonic() - self._real_start) * self._scale + self._added
        return self._start + timedelta(seconds=passed)

    def advance(self, seconds: float) -> None:
        """Move virtual time on."""
        self._added += seconds
