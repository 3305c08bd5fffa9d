# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeping to a documented rate, so that many requests in a row are never refused for their number."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._entity import Rate

MINUTE, HOUR = 60.0, 3600.0
WITHIN_RATE = "the service allows no more requests of this kind for now"

Answer = TypeVar("Answer")


class Pace:
    """Asks no more often than a rate allows."""

    def __init__(self, rate: Rate, tell: _clock.Tell = _clock.silent) -> None:
        self._rate = rate
        self._tell = tell
        self._asked: deque[float] = deque(maxlen=max(rate.per_minute or 1, rate.per_hour or 1))

    def keep(self, ask: Callable[[], Answer]) -> Answer:
        """Return what ask returns, asked as soon as the rate allows it; a refusal counts as well."""
        wait = seconds_to_wait(self._rate, self._asked, _clock.monotonic())
        if wait > 0:
            _clock.pause(wait, self._tell, f"{WITHIN_RATE}; next one")
        try:
            return ask()
        finally:
            # The service counted the request before it answered: later by our clock is never too early by its own.
            self._asked.append(_clock.monotonic())


def seconds_to_wait(rate: Rate, asked: Sequence[float], now: float) -> float:
    """Return the seconds until a rate allows one more, from the times at which was asked before, oldest first."""
    waits = [
        asked[-allowed] + window - now
        for allowed, window in ((rate.per_minute, MINUTE), (rate.per_hour, HOUR))
        if allowed and len(asked) >= allowed
    ]
    return max([0.0, *waits])
