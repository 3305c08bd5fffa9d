# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The machines of a tenant in numbers, and the ones that stand out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from heapq import nsmallest
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._ages import UNKNOWN, Spans, days_since
from ansible_collections.secops.defender.plugins.plugin_utils._counts import (
    Crossed,
    Record,
    counted,
    cross,
    crossed,
    words,
)

RISKS = ("High", "Medium", "Low", "Informational", "None")
LATELY, STALE = "seen lately", "stale"
NO_GROUP = "no device group"
_VALUES = ("High", "Normal", "Low")
_SPANS = (1, 7, 30, 90)
_PROPERTIES = {
    "health_status": "healthStatus",
    "onboarding_status": "onboardingStatus",
    "risk_score": "riskScore",
    "exposure_level": "exposureLevel",
    "device_value": "deviceValue",
    "os_platform": "osPlatform",
}


OpenAlerts = Mapping[Any, int] | None


class Settings(NamedTuple):
    """From how many days on a machine is stale, how many days of actions count, and how many records are told of a kind."""

    stale_days: float = 30
    action_days: float = 7
    rows: int = 50


class Seen(NamedTuple):
    """A machine and how many days ago it was seen last."""

    record: Record
    days: float | None


def machines_in_numbers(
    records: Sequence[Record], alerts: Sequence[Record] | None, now: datetime, settings: Settings
) -> dict[str, Any]:
    """Return the numbers of the machines, and those at risk, long unseen or under a name that others have, too."""
    machines = [Seen(record, days_since(record.get("lastSeen"), now)) for record in records]
    stale = [one for one in machines if is_stale(one.days, settings.stale_days)]
    open_alerts = None if alerts is None else Counter(alert.get("machineId") for alert in alerts)
    risky = [one for one in machines if one.record.get("riskScore") in RISKS[:2]]
    return {
        "total": len(machines),
        "stale": len(stale),
        "untagged": sum(not any(record.get("machineTags") or ()) for record in records),
        "ungrouped": sum(not record.get("rbacGroupName") for record in records),
        "counts": {name: counted(words(records, key)) for name, key in _PROPERTIES.items()},
        "last_seen": _last_seen(machines, settings.stale_days),
        "health_by_platform": crossed(records, "osPlatform", "healthStatus"),
        "health_by_onboarding": crossed(records, "onboardingStatus", "healthStatus"),
        "exposure_by_risk": crossed(records, "riskScore", "exposureLevel"),
        "groups": _groups(machines, settings),
        "risky_machines": [
            row(one, open_alerts)
            for one in nsmallest(settings.rows, risky, key=lambda one: _rank(one, open_alerts))
        ],
        "stale_machines": [
            row(one, open_alerts) for one in nsmallest(settings.rows, stale, key=_longest_first)
        ],
        "duplicates": _duplicates(machines, settings.rows),
    }


def _last_seen(machines: Sequence[Seen], stale_days: float) -> Crossed:
    """Return by span of age how many machines are stale; a span is stale as a whole or not at all."""
    ages = Spans(*_SPANS, stale_days)
    table = cross((ages.of(one.days), _staleness(one.days, stale_days)) for one in machines)
    return ages.in_order({**{name: {} for name in ages.names}, **table})


def _staleness(days: float | None, stale_days: float) -> str:
    return UNKNOWN if days is None else STALE if is_stale(days, stale_days) else LATELY


def is_stale(days: float | None, stale_days: float) -> bool:
    """Tell whether a machine was seen too long ago; of one whose time is not known nothing is said."""
    return days is not None and days >= stale_days


def _groups(machines: Sequence[Seen], settings: Settings) -> list[dict[str, Any]]:
    """Return each device group with what should worry its owner, the largest first."""
    groups: dict[str, Counter[str]] = {}
    for one in machines:
        record = one.record
        group = groups.setdefault(record.get("rbacGroupName") or NO_GROUP, Counter())
        group["machines"] += 1
        group["not_active"] += record.get("healthStatus") != "Active"
        group["stale"] += is_stale(one.days, settings.stale_days)
        group["high_risk"] += record.get("riskScore") == "High"
        group["high_exposure"] += record.get("exposureLevel") == "High"
    names = sorted(groups, key=lambda name: (-groups[name]["machines"], name))
    return [{"device_group": name, **groups[name]} for name in names]


def row(one: Seen, open_alerts: OpenAlerts) -> dict[str, Any]:
    """Return what is told of a machine; how many alerts are open is null when nobody asked."""
    record = one.record
    return {
        "machine_id": record["id"],
        "computer_dns_name": record.get("computerDnsName") or None,
        **{name: record.get(key) for name, key in _PROPERTIES.items()},
        "device_group": record.get("rbacGroupName") or None,
        "machine_tags": [tag for tag in record.get("machineTags") or () if tag],
        "last_seen": record.get("lastSeen"),
        "days_since_seen": None if one.days is None else round(one.days, 1),
        "open_alerts": None if open_alerts is None else open_alerts.get(record["id"], 0),
    }


def _rank(one: Seen, open_alerts: OpenAlerts) -> tuple[Any, ...]:
    """Worst first: by risk, exposure, value and open alerts, and by id so that the order is always the same."""
    record = one.record
    levels = ((RISKS, "riskScore"), (RISKS, "exposureLevel"), (_VALUES, "deviceValue"))
    places = (_place(order, str(record.get(key))) for order, key in levels)
    return (*places, -(open_alerts or {}).get(record["id"], 0), record["id"])


def _place(order: Sequence[str], word: str) -> int:
    return order.index(word) if word in order else len(order)


def _longest_first(one: Seen) -> tuple[float, str]:
    return -(one.days or 0), one.record["id"]


def namesakes(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Return the machines by DNS name in lower case; a record without a name has no namesake."""
    by_name: dict[str, list[Record]] = {}
    for record in records:
        if record.get("computerDnsName"):
            by_name.setdefault(record["computerDnsName"].lower(), []).append(record)
    return by_name


def _duplicates(machines: Sequence[Seen], most: int) -> dict[str, Any]:
    """Return the names that several ids have, those with the most ids first and of each the newest id first."""
    days = {one.record["id"]: one.days for one in machines}
    shared = [
        (name, group) for name, group in namesakes(one.record for one in machines).items() if len(group) > 1
    ]
    shared.sort(key=lambda pair: (-len(pair[1]), pair[0]))
    return {
        "names": len(shared),
        "machines": sum(len(group) for _name, group in shared),
        "suspected": sum(bool(one.record.get("isPotentialDuplication")) for one in machines),
        "listed": [
            {
                "computer_dns_name": name,
                "machines": [
                    {
                        "machine_id": record["id"],
                        "last_seen": record.get("lastSeen"),
                        "health_status": record.get("healthStatus"),
                    }
                    for record in sorted(group, key=lambda record: (age(days[record["id"]]), record["id"]))
                ],
            }
            for name, group in shared[:most]
        ],
    }


def age(days: float | None) -> float:
    """Return an age that can be compared; what is not known is older than all."""
    return float("inf") if days is None else days
