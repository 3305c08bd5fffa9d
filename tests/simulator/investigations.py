# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The life of an automated investigation that is started by hand: pure functions over records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.times import moment_of, written

QUEUED, RUNNING, BENIGN = "Queued", "Running", "Benign"
OPEN = frozenset((QUEUED, RUNNING, "PendingApproval", "PendingResource"))

RETIRED = datetime(2026, 9, 1, tzinfo=timezone.utc)
RUNS_AFTER, ENDS_AFTER = timedelta(seconds=10), timedelta(seconds=600)


def created(machine: Record, alert_id: str, known: Iterable[Record], now: datetime) -> Record:
    """A new investigation of a machine, with the next number."""
    numbers = [int(record["id"]) for record in known if record["id"].isdigit()]
    return {
        "id": str(max(numbers, default=0) + 1),
        "startTime": written(now),
        "endTime": None,
        "state": QUEUED,
        "cancelledBy": None,
        "statusDetails": None,
        "machineId": machine["id"],
        "computerDnsName": machine.get("computerDnsName"),
        "triggeringAlertId": alert_id,
    }


def ends(record: Record) -> datetime:
    """When an investigation that was started here ends."""
    return moment_of(record["startTime"]) + ENDS_AFTER


def progressed(record: Record, now: datetime) -> Record:
    """An investigation that was started here as it stands now: it runs, then it finds nothing."""
    if now >= ends(record):
        return {**record, "state": BENIGN, "endTime": written(ends(record))}
    runs = now >= moment_of(record["startTime"]) + RUNS_AFTER
    return {**record, "state": RUNNING if runs else QUEUED}
