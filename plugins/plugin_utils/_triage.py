# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Triage: alerts in, scored alerts and the machines they happened on out, worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _score
from ansible_collections.secops.defender.plugins.plugin_utils._entities import entities, user_name
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment

Pair = tuple[Mapping[str, Any], Mapping[str, Any]]

SEVERITIES = ("High", "Medium", "Low", "Informational", "UnSpecified")


def triage(alerts: Sequence[Mapping[str, Any]], weights: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the scored alerts, their machines and what the alerts have in common."""
    _score.check(weights)
    crowds = Counter(map(_home, alerts))
    pairs = [
        (alert, _scored(alert, _score.points(alert, weights, crowds[_home(alert)], now))) for alert in alerts
    ]
    pairs.sort(key=lambda pair: _rank(pair[1]))
    by_home: dict[str, list[Pair]] = {}
    for alert, scored in pairs:
        by_home.setdefault(_home(alert), []).append((alert, scored))
    return {
        "machines": _with_namesakes([_machine(group) for group in by_home.values()]),
        "alerts": [scored for _alert, scored in pairs],
        "entities": entities(alerts),
    }


def _home(alert: Mapping[str, Any]) -> str:
    """Return what tells the machine of an alert from others: its id, else its name, else nothing."""
    return str(alert.get("machineId") or (alert.get("computerDnsName") or "").lower())


def _scored(alert: Mapping[str, Any], points: list[dict[str, Any]]) -> dict[str, Any]:
    category = alert.get("category")
    return {
        "alert_id": alert.get("id"),
        "title": alert.get("title") or "",
        "severity": alert.get("severity") or "UnSpecified",
        "category": None if category == "null" else category,
        "status": alert.get("status"),
        "assigned_to": alert.get("assignedTo"),
        "incident_id": alert.get("incidentId"),
        "machine_id": alert.get("machineId") or None,
        "computer_dns_name": _name(alert),
        "user": user_name(alert),
        "created": alert.get("alertCreationTime"),
        "last_event": alert.get("lastEventTime"),
        "mitre_techniques": _texts(alert.get("mitreTechniques")),
        "score": sum(point["points"] for point in points),
        "points": points,
    }


def _rank(scored: Mapping[str, Any]) -> tuple[float, float, str]:
    """Worst first, then newest, then by id so that the order is always the same."""
    created = moment(scored["created"])
    return -scored["score"], -(created.timestamp() if created else 0.0), str(scored["alert_id"])


def _machine(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Sum up the alerts of one machine, which come worst first: its score is that of its worst alert."""
    records = (alert.get("machine") for alert, _scored in pairs)
    record: Mapping[str, Any] = next((one for one in records if isinstance(one, Mapping)), {})
    worst = pairs[0][1]
    severities = [scored["severity"] for _alert, scored in pairs]
    return {
        "machine_id": worst["machine_id"],
        "computer_dns_name": record.get("computerDnsName") or worst["computer_dns_name"],
        "score": worst["score"],
        "points": worst["points"],
        "severities": {name: severities.count(name) for name in _known_first(severities)},
        "alert_ids": [scored["alert_id"] for _alert, scored in pairs],
        "users": sorted({scored["user"] for _alert, scored in pairs if scored["user"]}),
        "first_event": _extreme(min, (alert.get("firstEventTime") for alert, _scored in pairs)),
        "last_event": _extreme(max, (alert.get("lastEventTime") for alert, _scored in pairs)),
        "os_platform": record.get("osPlatform"),
        "health_status": record.get("healthStatus"),
        "risk_score": record.get("riskScore"),
        "exposure_level": record.get("exposureLevel"),
        "device_value": record.get("deviceValue"),
        "last_ip_address": record.get("lastIpAddress"),
        "device_group": record.get("rbacGroupName"),
        "machine_tags": _texts(record.get("machineTags")),
    }


def _with_namesakes(machines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say on each machine which other ids go by the same name."""
    by_name: dict[str, list[str]] = {}
    for machine in machines:
        by_name.setdefault(_short(machine), []).append(machine["machine_id"])
    for machine in machines:
        others = by_name[_short(machine)] if machine["computer_dns_name"] else []
        machine["same_name_as"] = [other for other in others if other and other != machine["machine_id"]]
    return machines


def _short(machine: Mapping[str, Any]) -> str:
    return (machine["computer_dns_name"] or "").lower()


def _name(alert: Mapping[str, Any]) -> str | None:
    machine = alert.get("machine")
    return (
        (isinstance(machine, Mapping) and machine.get("computerDnsName"))
        or alert.get("computerDnsName")
        or None
    )


def _known_first(severities: Iterable[str]) -> list[str]:
    met = set(severities)
    return [name for name in SEVERITIES if name in met] + sorted(met - set(SEVERITIES))


def _extreme(choose: Any, times: Iterable[object]) -> str | None:
    """Return the first or the last of the times that are times, as it was written."""
    dated = [(when, str(text)) for text in times if (when := moment(text))]
    return choose(dated)[1] if dated else None


def _texts(found: object) -> list[str]:
    """Return the texts that are not empty, of a list, a single text or nothing."""
    many = found if isinstance(found, (list, tuple)) else [found]
    return [str(text) for text in many if text]
