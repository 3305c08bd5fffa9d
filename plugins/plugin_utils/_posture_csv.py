# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All machines as a table for spreadsheets. Text of the tenant stays text: no cell of it becomes a formula."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._ages import days_since
from ansible_collections.secops.defender.plugins.plugin_utils._counts import Record
from ansible_collections.secops.defender.plugins.plugin_utils._posture_machines import (
    RISKS,
    Seen,
    is_stale,
    namesakes,
    row,
)

_MORE = {
    "version": "version",
    "last_ip_address": "lastIpAddress",
    "first_seen": "firstSeen",
    "managed_by": "managedBy",
}
COLUMNS = (
    *(
        "computer_dns_name",
        "machine_id",
        "last_seen",
        "days_since_seen",
        "stale",
        "same_name",
        "health_status",
    ),
    *("onboarding_status", "risk_score", "exposure_level", "device_value", "open_alerts", "worst_alert"),
    *("os_platform", "device_group", "machine_tags", *_MORE),
)
_FORMULA = ("=", "+", "-", "@")
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")


def machines_as_csv(
    machines: Sequence[Record], alerts: Sequence[Record] | None, now: datetime, stale_days: float
) -> str:
    """Return one line for each machine, after a line of names."""
    open_alerts = None if alerts is None else Counter(alert.get("machineId") for alert in alerts)
    worst = _worst(alerts or ())
    same_name = {name: len(group) - 1 for name, group in namesakes(machines).items()}
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for record in machines:
        one = Seen(record, days_since(record.get("lastSeen"), now))
        told = {
            **row(one, open_alerts),
            **{name: record.get(key) for name, key in _MORE.items()},
            "stale": "yes" if is_stale(one.days, stale_days) else "no",
            "same_name": same_name.get((record.get("computerDnsName") or "").lower(), 0),
            "worst_alert": worst.get(record["id"]),
        }
        writer.writerow([_cell(told[name]) for name in COLUMNS])
    return text.getvalue()


def _worst(alerts: Iterable[Record]) -> Mapping[Any, str]:
    """Return the severity of the worst alert by machine."""
    by_severity = sorted(alerts, key=lambda alert: -_place(alert.get("severity")))
    return {alert.get("machineId"): alert.get("severity") or "" for alert in by_severity}


def _place(severity: object) -> int:
    return RISKS.index(severity) if severity in RISKS else len(RISKS)


def _cell(value: Any) -> Any:
    """Return a value as a cell of one line; an apostrophe keeps a text from being read as a formula."""
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value))
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub(" ", value).strip()
    return f"'{text}" if text.startswith(_FORMULA) else text
