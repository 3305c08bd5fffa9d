# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a tenant, as a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._posture_charts import (
    SEVERITY_TONES,
    actions_by_type,
    alerts_by_age,
    exposure_by_risk,
    health_by,
    last_seen,
)
from ansible_collections.secops.defender.plugins.plugin_utils._times import brief, spoken

_RISK_TONES = {"High": "bad", "Medium": "warn"}
_STATUS_TONES = {"Failed": "bad", "TimeOut": "warn"}

Section = dict[str, Any]


def posture_report(found: Mapping[str, Any], title: str, generated: str) -> dict[str, Any]:
    """Return the report of what was found."""
    document = _report.report("report_posture", title, generated, _lead(found))
    document["figures"] = list(_figures(found))
    document["sections"] = [
        *_missing(found),
        *_machines(found["machines"], found["asked"]),
        *_alerts(found["alerts"]),
        *_actions(found["actions"], found["asked"]),
        _method(found),
    ]
    document["data"] = dict(found)
    return document


def counted(number: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _lead(found: Mapping[str, Any]) -> str:
    machines, alerts, asked = found["machines"], found["alerts"], found["asked"]
    told = []
    if machines:
        high = machines["counts"]["risk_score"].get("High", 0)
        waiting = machines["counts"]["onboarding_status"].get("CanBeOnboarded", 0)
        told.append(
            f"{counted(machines['total'], 'machine')}: {high} at high risk, {machines['stale']} not seen for "
            f"{counted_days(asked['stale_days'])}, {waiting} that could be onboarded."
        )
    if alerts:
        oldest = alerts["oldest"][0]["days_open"] if alerts["oldest"] else None
        since = f", the oldest for {counted_days(oldest)}" if oldest else ""
        told.append(f"{counted(alerts['total'], 'alert')} open{since}.")
    return " ".join(told) or found["failure"] or "Nothing was asked for."


def counted_days(days: float) -> str:
    """Write a number of days."""
    return f"{days:g} {'day' if days == 1 else 'days'}"


def _figures(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    machines, alerts, actions = found["machines"], found["alerts"], found["actions"]
    if machines:
        counts = machines["counts"]
        yield _report.figure("Machines", machines["total"])
        yield _figure("High risk", counts["risk_score"].get("High", 0), "bad")
        yield _figure("High exposure", counts["exposure_level"].get("High", 0), "bad")
        yield _figure("Not active", machines["total"] - counts["health_status"].get("Active", 0), "warn")
        yield _figure("Stale", machines["stale"], "warn")
        yield _figure("To be onboarded", counts["onboarding_status"].get("CanBeOnboarded", 0), "warn")
        yield _figure("Names with several ids", machines["duplicates"]["names"], "mild")
        yield _figure("Without a tag", machines["untagged"], "mild")
        yield _figure("Without a device group", machines["ungrouped"], "mild")
    if alerts:
        yield _figure("Open alerts", alerts["total"], "warn")
        yield _figure("Assigned to nobody", alerts["unassigned"], "warn")
    if actions:
        yield _figure("Actions without success", actions["unfinished"], "warn")


def _figure(label: str, number: int, tone: str) -> dict[str, Any]:
    return _report.figure(label, number, tone if number else "good")


def _missing(found: Mapping[str, Any]) -> Iterator[Section]:
    if found["failure"]:
        yield _report.section("What is missing", found["failure"])


def _machines(machines: Mapping[str, Any] | None, asked: Mapping[str, Any]) -> Iterator[Section]:
    if not machines or not machines["total"]:
        return
    stale = f"Not seen for {counted_days(asked['stale_days'])} or longer"
    yield _report.section("Platforms and health", chart=health_by("platform", machines["health_by_platform"]))
    yield _report.section(
        "Onboarding and health", chart=health_by("onboarding status", machines["health_by_onboarding"])
    )
    yield _report.section("Risk and exposure", chart=exposure_by_risk(machines["exposure_by_risk"]))
    yield _report.section("Last seen", chart=last_seen(machines["last_seen"]))
    yield from _groups(machines["groups"], asked["rows"])
    at_risk = sum(machines["counts"]["risk_score"].get(level, 0) for level in _RISK_TONES)
    yield from _listed("Machines at risk, worst first", machines["risky_machines"], at_risk)
    yield from _listed(f"{stale}, longest first", machines["stale_machines"], machines["stale"])
    yield from _duplicates(machines["duplicates"])


def _shown(listed: int, total: int) -> str:
    return f"The first {listed} of {total}; the table of machines has all." if listed < total else ""


def _listed(heading: str, machines: Sequence[Mapping[str, Any]], total: int) -> Iterator[Section]:
    if not machines:
        return
    columns = (
        "Machine",
        "Last seen (UTC)",
        "Risk",
        "Exposure and value",
        "State",
        "Group and tags",
        "Open alerts",
    )
    rows = [
        (
            [_name(one), one["os_platform"]],
            [spoken(one["last_seen"]).removesuffix(" UTC"), _days_ago(one["days_since_seen"])],
            _report.marked(one["risk_score"] or "", _RISK_TONES.get(one["risk_score"], "quiet")),
            [one["exposure_level"], f"value {one['device_value']}" if one["device_value"] else None],
            [one["health_status"], one["onboarding_status"]],
            [one["device_group"], ", ".join(one["machine_tags"])],
            one["open_alerts"],
        )
        for one in machines
    ]
    shown = _report.table(columns, rows, number=("Open alerts",))
    yield _report.section(heading, _shown(len(machines), total), table=shown)


def _name(one: Mapping[str, Any]) -> Any:
    return one["computer_dns_name"] or one["machine_id"]


def _days_ago(days: float | None) -> str | None:
    return None if days is None else f"{counted_days(days)} ago"


def _groups(groups: Sequence[Mapping[str, Any]], most: int) -> Iterator[Section]:
    columns = ("Device group", "Machines", "Not active", "Stale", "High risk", "High exposure")
    keys = ("device_group", "machines", "not_active", "stale", "high_risk", "high_exposure")
    rows = [[group[key] for key in keys] for group in groups[:most]]
    text = f"The largest {most} of {len(groups)}." if most < len(groups) else ""
    yield _report.section("Device groups", text, table=_report.table(columns, rows, number=columns[1:]))


def _duplicates(duplicates: Mapping[str, Any]) -> Iterator[Section]:
    if not duplicates["names"]:
        return
    rows = [
        (
            one["computer_dns_name"],
            [machine["machine_id"] for machine in one["machines"]],
            [
                ", ".join(filter(None, [spoken(machine["last_seen"]), machine["health_status"]]))
                or "not known"
                for machine in one["machines"]
            ],
        )
        for one in duplicates["listed"]
    ]
    text = (
        f"{counted(duplicates['names'], 'name')} with {duplicates['machines']} ids, the newest id first. "
        "A name means none of them by itself; use the ids, or offboard what is gone."
    )
    table = _report.table(("Name", "Ids", "Last seen"), rows, code=("Ids",))
    yield _report.section("Names with several ids", text, _shown(len(rows), duplicates["names"]), table=table)


def _alerts(alerts: Mapping[str, Any] | None) -> Iterator[Section]:
    if not alerts or not alerts["total"]:
        return
    yield _report.section("Open alerts by age", chart=alerts_by_age(alerts["severity_by_age"]))
    columns = ("Severity", "Alert", "Machine", "Raised (UTC)", "State")
    rows = [
        (
            _report.marked(one["severity"], SEVERITY_TONES.get(one["severity"], "quiet")),
            [one["title"], one["alert_id"]],
            _name(one),
            [spoken(one["created"]).removesuffix(" UTC"), _days_ago(one["days_open"])],
            [one["status"], one["assigned_to"] or "assigned to nobody"],
        )
        for one in alerts["oldest"]
    ]
    text = f"The oldest {len(rows)} of {alerts['total']}." if len(rows) < alerts["total"] else ""
    yield _report.section("Open alerts, oldest first", text, table=_report.table(columns, rows))


def _actions(actions: Mapping[str, Any] | None, asked: Mapping[str, Any]) -> Iterator[Section]:
    if not actions or not actions["total"]:
        return
    heading = f"Actions of the last {counted_days(asked['action_days'])}"
    yield _report.section(heading, chart=actions_by_type(actions["status_by_type"], asked["action_days"]))
    if not actions["without_success"]:
        return
    columns = ("Status", "Action", "Machine", "Asked for (UTC)", "By")
    rows = [
        (
            _report.marked(one["status"] or "", _STATUS_TONES.get(one["status"], "quiet")),
            [one["type"], one["action_id"]],
            _name(one),
            brief(one["created"]),
            one["requestor"],
        )
        for one in actions["without_success"]
    ]
    text = f"The newest {len(rows)} of {actions['unfinished']}." if len(rows) < actions["unfinished"] else ""
    yield _report.section("Actions that failed or have not ended", text, table=_report.table(columns, rows))


def _method(found: Mapping[str, Any]) -> Section:
    asked = found["asked"]
    rows = [
        ("collected", ", ".join(found["collected"]) or "nothing"),
        ("a machine is stale after", counted_days(asked["stale_days"])),
        ("actions of the last", counted_days(asked["action_days"])),
        ("rows in a table", asked["rows"]),
    ]
    return _report.section("How this was made", table=_report.table(("What", "Value"), rows))
