# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Time. The only file that sleeps; tests replace its functions.

Whoever waits for longer says why, to a listener that the border to Ansible hands in; by default nobody listens.
"""

from __future__ import annotations

import time
from collections.abc import Callable

Tell = Callable[[str], None]


def now() -> float:
    """Return the wall clock in seconds since 1970."""
    return time.time()


def monotonic() -> float:
    """Return seconds on a clock that never goes back."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def silent(text: str) -> None:
    """Tell nobody."""


def pause(seconds: float, tell: Tell, why: str) -> None:
    """Say why, and wait; the reason ends in what comes after the wait, as in "the service is busy; sent again"."""
    tell(f"{why} in {seconds:.3g} s")
    sleep(seconds)
