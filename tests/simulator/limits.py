# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rate limits, as documented for each operation, counted for each application or for the tenant, on real time."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from ansible_collections.secops.defender.tests.simulator.messages import Refusal, json_answer, refusal

MINUTE, HOUR = 60.0, 3600.0


class Limit(NamedTuple):
    """How many requests an operation takes; nothing means no limit. Most are counted for each application."""

    per_minute: int | None = 100
    per_hour: int | None = 1500
    of_tenant: bool = False


class Excess(NamedTuple):
    """Which window is full, and in how many seconds it has room again."""

    allowed: int
    window: float
    wait: int


class Limiter:
    """Sliding windows of requests."""

    def __init__(self, on: bool, now: Callable[[], float] = time.monotonic) -> None:
        """Count or do not; the time comes from a function."""
        self._on = on
        self._now = now
        self._added = 0.0
        self._taken: dict[tuple[str, str], deque[float]] = {}
        self._throttled = 0

    def advance(self, seconds: float) -> None:
        """Let the windows move on by hand."""
        self._added += seconds

    def take(self, app_id: str, operation: str, limit: Limit) -> Excess | None:
        """Count a request, or say why it is too many; a refused request is not counted."""
        if not self._on:
            return None
        now = self._now() + self._added
        who = "" if limit.of_tenant else app_id
        taken = self._taken.setdefault((who, operation), deque(maxlen=2000))
        for allowed, window in ((limit.per_minute, MINUTE), (limit.per_hour, HOUR)):
            if allowed is not None and len(taken) >= allowed and taken[-allowed] > now - window:
                return Excess(allowed, window, max(1, math.ceil(taken[-allowed] + window - now)))
        taken.append(now)
        return None

    def crowded(self, count: int, allowed: int) -> bool:
        """Whether so many at once leave no room for one more."""
        return self._on and count >= allowed

    def refusal(self, excess: Excess) -> Refusal:
        """The 429: the documented shape and the one seen in the field, in turn."""
        self._throttled += 1
        if self._throttled % 2:
            header = (("retry-after", str(excess.wait)),)
            return refusal(429, "TooManyRequests", "The quota of calls is used up.", header)
        return field_refusal(excess)


def field_refusal(excess: Excess) -> Refusal:
    """The 429 that users report: no header, and the wait only in the text."""
    window = time.strftime("%H:%M:%S", time.gmtime(excess.window))
    message = (
        f"Maximum allowed {excess.allowed} per {window} for the key Destination+TenantID+AppID. "
        f"You can send requests again in {excess.wait} seconds."
    )
    return Refusal(json_answer({"error": {"code": "429", "message": message}}, 429))
