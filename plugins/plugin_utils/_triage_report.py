# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a triage found, as a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report, _timeline
from ansible_collections.secops.defender.plugins.plugin_utils._times import brief, moment
from ansible_collections.secops.defender.plugins.plugin_utils._triage import SEVERITIES

SEVERITY_TONES = {"High": "bad", "Medium": "warn", "Low": "mild"}

# Rule -> how a reader is told what it saw; "{found}" is the word or number that the rule found.
_SAID = {
    "severity": "{found} severity",
    "category": "{found}",
    "status": "status {found}",
    "investigation": "investigation {found}",
    "machine_risk": "{found} risk machine",
    "machine_exposure": "{found} exposure",
    "machine_value": "{found} value machine",
    "domain_admin": "domain administrator",
    "more_alerts": "more alerts here ({found})",
    "recent": "active in the last {found} h",
    "rare": "seen on {found} machines",
}


def triage_report(
    found: Mapping[str, Any], head: Mapping[str, str], asked: Mapping[str, Any], weights: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the report of a triage; `head` holds its title and when it was made."""
    machines, alerts = found["machines"], found["alerts"]
    document = _report.report("triage_alerts", head["title"], head["generated"], _lead(machines, alerts))
    document["figures"] = _figures(machines, alerts)
    document["sections"] = [
        part
        for part in (
            _over_time(alerts),
            _machines(machines),
            _alerts(alerts),
            _entities(found["entities"]),
            _method(asked, weights),
        )
        if part
    ]
    document["data"] = {**found, "asked": dict(asked), "weights": dict(weights)}
    return document


def _lead(machines: Sequence[Mapping[str, Any]], alerts: Sequence[Mapping[str, Any]]) -> str:
    if not alerts:
        return "No alert matched what was asked for."
    first = machines[0]
    where = (
        shown_name(first) if first["computer_dns_name"] or first["machine_id"] else "what names no machine"
    )
    return f'Look first at {where}: its worst alert scores {first["score"]}, "{alerts[0]["title"]}".'


def _figures(
    machines: Sequence[Mapping[str, Any]], alerts: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    high = sum(alert["severity"] == "High" for alert in alerts)
    unassigned = sum(not alert["assigned_to"] for alert in alerts)
    users = {alert["user"].lower() for alert in alerts if alert["user"]}
    incidents = {alert["incident_id"] for alert in alerts if alert["incident_id"]}
    return [
        _report.figure("Alerts", len(alerts)),
        _report.figure("High severity", high, "bad" if high else "good"),
        _report.figure("Assigned to nobody", unassigned, "warn" if unassigned else "good"),
        _report.figure("Machines", len(machines)),
        _report.figure("Users", len(users)),
        _report.figure("Incidents", len(incidents)),
    ]


def _machines(machines: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not machines:
        return None
    columns = (
        "Score",
        "Machine",
        "Alerts",
        "Last event (UTC)",
        "Users",
        "About the machine",
        "Why this score",
    )
    rows = [
        (
            machine["score"],
            _name_and_namesakes(machine),
            [f"{count} {name}" for name, count in machine["severities"].items()],
            brief(machine["last_event"]),
            machine["users"],
            _about(machine),
            said(machine["points"]),
        )
        for machine in machines
    ]
    return _report.section(
        "Machines, worst first",
        "The score of a machine is the score of its worst alert.",
        table=_report.table(columns, rows, number=("Score",), short=("Why this score",)),
    )


def _name_and_namesakes(machine: Mapping[str, Any]) -> list[str]:
    others = machine["same_name_as"]
    warning = (
        f"{len(others)} other {'id has' if len(others) == 1 else 'ids have'} this name" if others else ""
    )
    return [line for line in (shown_name(machine), machine["last_ip_address"], warning) if line]


def shown_name(machine: Mapping[str, Any]) -> str:
    """Return the name of a machine, or its id when it has none."""
    return machine["computer_dns_name"] or machine["machine_id"] or "no machine"


def _about(machine: Mapping[str, Any]) -> list[str]:
    judged = [
        f"{label} {machine[key]}"
        for label, key in (("risk", "risk_score"), ("exposure", "exposure_level"), ("value", "device_value"))
        if machine[key] and machine[key] != "Normal"
    ]
    facts = [
        machine["os_platform"],
        machine["device_group"],
        ", ".join(judged),
        ", ".join(machine["machine_tags"]),
    ]
    health = machine["health_status"]
    return [fact for fact in (*facts, health if health != "Active" else None) if fact]


def said(points: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the points of a score as lines, the most first."""
    ranked = sorted(points, key=lambda point: -abs(point["points"]))
    return [f"{point['points']:+g} {_SAID[point['rule']].format(found=point['found'])}" for point in ranked]


def _over_time(alerts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    dated = [(when, alert["severity"]) for alert in alerts if (when := moment(alert["created"]))]
    starts = _timeline.buckets([when for when, _severity in dated])
    if not starts:
        return None
    names = [name for name in SEVERITIES if any(name == severity for _when, severity in dated)]
    names += sorted({severity for _when, severity in dated} - set(SEVERITIES))
    parts = [
        _report.series(
            name,
            SEVERITY_TONES.get(name, "quiet"),
            _timeline.counts((when for when, severity in dated if severity == name), starts),
        )
        for name in names
    ]
    labels = [_timeline.label(start, starts) for start in starts]
    shown = _report.chart("Alerts over time, by severity", _in_words(labels, parts), labels, parts)
    return _report.section("Severity over time", chart=shown)


def _in_words(labels: Sequence[str], parts: Sequence[Mapping[str, Any]]) -> str:
    """Say what the chart shows to those who do not see it."""
    totals = [sum(part["counts"][place] for part in parts) for place in range(len(labels))]
    most = max(totals)
    split = ", ".join(f"{sum(part['counts'])} {part['name']}" for part in parts)
    return (
        f"{sum(totals)} alerts by the time they were raised (UTC), from {labels[0]} to {labels[-1]}: {split}. "
        f"Most at once: {most}, from {labels[totals.index(most)]}."
    )


def _alerts(alerts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not alerts:
        return None
    columns = ("Score", "Severity", "Alert", "Machine and user", "Raised (UTC), state", "Why this score")
    rows = [
        (
            alert["score"],
            _report.marked(alert["severity"], SEVERITY_TONES.get(alert["severity"], "quiet")),
            [alert["title"], " · ".join(filter(None, [alert["category"], *alert["mitre_techniques"]]))],
            [shown_name(alert), alert["user"]],
            [brief(alert["created"]), alert["status"], alert["assigned_to"]],
            said(alert["points"]),
        )
        for alert in alerts
    ]
    shown = _report.table(columns, rows, number=("Score",), short=("Why this score",))
    return _report.section("Alerts, worst first", table=shown)


def _entities(entities: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not entities:
        return None
    columns = ["Kind", "Value", "Known as", "Machines", "Alerts"]
    counted = any(one["prevalence"] for one in entities)
    common = ["In the tenant", "Worldwide"] if counted else []
    rows = [
        (
            *(one["kind"], one["value"], one["names"], len(one["machine_ids"]), len(one["alert_ids"])),
            *(_common(one["prevalence"] or {}) if counted else ()),
        )
        for one in entities
    ]
    shown = _report.table([*columns, *common], rows, code=("Value",), number=("Machines", "Alerts", *common))
    return _report.section(
        "Files, addresses and domains",
        "What the alerts have in common, the most widespread first.",
        "How common they are was asked of the worst alerts only: machines of the tenant, and worldwide."
        if counted
        else "",
        table=shown,
    )


def _common(told: Mapping[str, Any]) -> tuple[Any, Any]:
    return told.get("organization"), told.get("worldwide")


def _method(asked: Mapping[str, Any], weights: Mapping[str, Any]) -> dict[str, Any]:
    rows = [(f"asked for: {name}", _value(value)) for name, value in asked.items()]
    rows += [(f"points: {name}", _value(value)) for name, value in weights.items()]
    return _report.section("How this was made", table=_report.table(("What", "Value"), rows))


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(_value(part) for part in value)
    return "" if value is None else str(value)
