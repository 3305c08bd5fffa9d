# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The retry policy. Pure.

A request that never reached the service is sent again. A read is sent again when its answer was lost or could not be
read, and after 500, 502, 503 and 504. A write is never sent again after it may have been received: whoever wrote looks
at the tenant first. 429, and 503 with Retry-After, wait as long as the service says, reads and writes alike. Everything
else is an error at once. Without a word from the service the wait is random between zero and a bound that doubles with
each attempt (full jitter), and the request is given up after five attempts. All waiting counts against one budget in
seconds per task.
"""

from __future__ import annotations

from typing import NamedTuple

ATTEMPTS = 5
FIRST_BOUND = 1.0
LARGEST_BOUND = 30.0
SHORTEST_WAIT = 0.5

UNREACHED = "unreached"
LOST = "lost"
ANSWERED = "answered"


class Outcome(NamedTuple):
    """How a request ended: the status if it was answered, and the seconds that the service asked to wait."""

    kind: str
    status: int = 0
    asked: float | None = None


def asks_to_wait(outcome: Outcome) -> bool:
    """Tell whether the service throttles: only the budget bounds such waits."""
    return outcome.status == 429 or (outcome.status == 503 and outcome.asked is not None)


def worth_repeating(method: str, outcome: Outcome) -> bool:
    """Tell whether sending the request again can help and can do no harm."""
    if outcome.kind == UNREACHED or asks_to_wait(outcome):
        return True
    return method == "GET" and (outcome.kind == LOST or outcome.status in (500, 502, 503, 504))


def seconds_to_wait(outcome: Outcome, attempt: int, chance: float) -> float | None:
    """Return the wait before the next attempt (the first is 1), or None to give up; chance is random in [0, 1)."""
    if asks_to_wait(outcome) and outcome.asked is not None:
        return max(outcome.asked, SHORTEST_WAIT)
    if attempt >= ATTEMPTS and not asks_to_wait(outcome):
        return None
    return chance * min(LARGEST_BOUND, FIRST_BOUND * 2.0 ** (attempt - 1))
