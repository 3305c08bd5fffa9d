# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a machine's past investigations tell, and whether to start another one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _times

Investigation = Mapping[str, Any]

OPEN = ("Queued", "Running", "PendingApproval", "PendingResource")
DONE = ("Benign", "SuccessfullyRemediated", "PartiallyRemediated", "PartiallyInvestigated")

_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


class Decision(NamedTuple):
    """What to do (nothing, adopt or submit), why, and the investigation that it was decided from."""

    verb: str
    reason: str
    investigation: Investigation | None = None

    def as_result(self) -> dict[str, Any]:
        """Return the decision as it stands in a task's result."""
        return {
            "decision": self.verb,
            "reason": self.reason,
            "investigation_id": self.investigation["id"] if self.investigation else None,
        }


def is_open(investigation: Investigation) -> bool:
    """Tell whether an investigation has not ended."""
    return investigation.get("state") in OPEN and not investigation.get("endTime")


def newest(investigations: Sequence[Investigation]) -> Investigation | None:
    """Return the investigation that began last."""
    return max(investigations, key=lambda one: _moment(one.get("startTime")), default=None)


def decide(past: Sequence[Investigation], max_age: float, now: datetime) -> Decision:
    """Decide from a machine's investigations whether another one has to be started."""
    under_way = newest([one for one in past if is_open(one)])
    if under_way:
        return Decision(
            "adopt", f"Investigation {under_way['id']} is already {under_way['state']}.", under_way
        )
    last = max((one for one in past if one.get("state") in DONE), key=_ended, default=None)
    if last is None:
        return Decision("submit", "No past investigation of the machine came to a result.")
    age = (now - _ended(last)).total_seconds()
    told = f"Investigation {last['id']} ended as {last['state']} {max(age, 0):.0f} s ago"
    if age <= max_age:
        return Decision("nothing", f"{told}, which is within max_age ({max_age:g} s).", last)
    return Decision("submit", f"{told}, which is longer than max_age ({max_age:g} s).", last)


def _ended(investigation: Investigation) -> datetime:
    return _moment(investigation.get("endTime") or investigation.get("startTime"))


def _moment(text: str | None) -> datetime:
    try:
        return _times.parse(text or "")
    except ValueError:
        return _LONG_AGO
