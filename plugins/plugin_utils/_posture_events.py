# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The open alerts and the past actions of a tenant in numbers, and the ones that stand out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from heapq import nsmallest
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._ages import Spans, days_since
from ansible_collections.secops.defender.plugins.plugin_utils._counts import (
    NOT_GIVEN,
    Record,
    counted,
    cross,
    words,
)
from ansible_collections.secops.defender.plugins.plugin_utils._posture_machines import Settings, age

_SPANS = Spans(1, 7, 30, 90)


def alerts_in_numbers(alerts: Sequence[Record], now: datetime, settings: Settings) -> dict[str, Any]:
    """Return the numbers of open alerts, and the oldest of them."""
    aged = [(alert, days_since(alert.get("alertCreationTime"), now)) for alert in alerts]
    table = cross((_SPANS.of(days), alert.get("severity") or "UnSpecified") for alert, days in aged)
    oldest = nsmallest(settings.rows, aged, key=lambda pair: (-(pair[1] or 0), str(pair[0].get("id"))))
    return {
        "total": len(alerts),
        "unassigned": sum(not alert.get("assignedTo") for alert in alerts),
        "counts": {
            "severity": counted(words(alerts, "severity")),
            "status": counted(words(alerts, "status")),
        },
        "severity_by_age": _SPANS.in_order(table),
        "oldest": [
            {
                "alert_id": alert.get("id"),
                "title": alert.get("title") or "",
                "severity": alert.get("severity") or "UnSpecified",
                "status": alert.get("status"),
                "assigned_to": alert.get("assignedTo"),
                "machine_id": alert.get("machineId") or None,
                "computer_dns_name": alert.get("computerDnsName") or None,
                "created": alert.get("alertCreationTime"),
                "days_open": None if days is None else round(days, 1),
            }
            for alert, days in oldest
        ],
    }


def actions_in_numbers(actions: Iterable[Record], now: datetime, settings: Settings) -> dict[str, Any]:
    """Return the numbers of the actions of the last days, and those that did not succeed or have not ended."""
    aged = [(action, days_since(action.get("creationDateTimeUtc"), now)) for action in actions]
    recent = [(action, days) for action, days in aged if days is None or days <= settings.action_days]
    unfinished = [pair for pair in recent if pair[0].get("status") not in ("Succeeded", "Cancelled")]
    unfinished.sort(key=lambda pair: (age(pair[1]), str(pair[0].get("id"))))
    return {
        "total": len(recent),
        "unfinished": len(unfinished),
        "status_by_type": cross(
            (str(action.get("type") or NOT_GIVEN), str(action.get("status") or NOT_GIVEN))
            for action, _days in recent
        ),
        "without_success": [
            {
                "action_id": action.get("id"),
                "type": action.get("type"),
                "status": action.get("status"),
                "machine_id": action.get("machineId") or None,
                "computer_dns_name": action.get("computerDnsName") or None,
                "requestor": action.get("requestor") or None,
                "created": action.get("creationDateTimeUtc"),
            }
            for action, _days in unfinished[: settings.rows]
        ],
    }
