# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sending again what the retry policy allows, within a budget of seconds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from random import SystemRandom
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _clock, _retry
from ansible_collections.secops.defender.plugins.module_utils._errors import DefenderError, Throttled

_random = SystemRandom()


class Trial(NamedTuple):
    """One sending of a request: how it ended, with an answer or with an error."""

    outcome: _retry.Outcome
    answer: Any
    error: DefenderError | None = None


class Budget:
    """The seconds that one task may spend waiting between requests."""

    def __init__(self, seconds: float, tell: _clock.Tell = _clock.silent) -> None:
        self.left = seconds
        self._tell = tell

    def spend(self, seconds: float, why: str) -> bool:
        """Wait if the budget allows it, and return whether it did."""
        if seconds > self.left:
            return False
        self.left -= seconds
        _clock.pause(seconds, self._tell, why)
        return True


def repeated(send: Callable[[], Trial], method: str, budget: Budget, who: str) -> Any:
    """Return the answer of a request, sent again as often as it helps. Throttled names who asked to wait too long."""
    attempts = count(1)
    while True:
        outcome, answer, error = send()
        if error is None:
            return answer
        wait = _retry.seconds_to_wait(outcome, next(attempts), _random.random())
        if wait is None or not _retry.worth_repeating(method, outcome):
            raise error
        if not budget.spend(wait, f"{who}: {_reason(outcome)}; sent again"):
            raise _throttled(who, wait, error) if _retry.asks_to_wait(outcome) else error


def _reason(outcome: _retry.Outcome) -> str:
    if _retry.asks_to_wait(outcome):
        return "the service asks to wait"
    return f"the service answered with {outcome.status}" if outcome.status else "there was no answer"


def _throttled(who: str, wait: float, error: DefenderError) -> Throttled:
    return Throttled(
        f"{who}: the service asks to wait {wait:g} s, more than is left of retry_budget; come back then or raise it.",
        retry_after=wait,
        asked_by=who,
        message=error.details.get("message", ""),
    )
