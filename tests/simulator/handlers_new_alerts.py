# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Alerts that a client raises on an event which the service has recorded."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from ansible_collections.secops.defender.tests.simulator import relations
from ansible_collections.secops.defender.tests.simulator.bodies import NEW_ALERT, checked
from ansible_collections.secops.defender.tests.simulator.calls import Call
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Record, not_found, refusal
from ansible_collections.secops.defender.tests.simulator.shapes import SHAPES
from ansible_collections.secops.defender.tests.simulator.times import (
    TICKS_BEFORE_1970,
    is_time,
    ticks,
    written,
)


def create(call: Call) -> Answer:
    """POST /api/alerts/CreateAlertByReference: a new alert, or the open one of that title on that machine."""
    body = checked(call.body(), NEW_ALERT)
    if not is_time(body["eventTime"]):
        raise refusal(400, "InvalidInput", f"'{body['eventTime']}' is not a valid value of 'eventTime'.")
    if not any(_is_event(event, body) for event in call.tenant.events):
        raise not_found("Event", f"{body['reportId']} at {body['eventTime']}")
    now = written(call.tenant.clock.now())
    alert = _open_one(call, body)
    stored = _merged(alert, body, now) if alert else _new(call, body, now)
    call.tenant.collection("alerts").put(stored)
    return call.entity(stored)


def _is_event(event: Mapping[str, str], body: Record) -> bool:
    return (
        event["reportId"] == body["reportId"]
        and event["machineId"].lower() == body["machineId"].lower()
        and ticks(event["eventTime"]) == ticks(body["eventTime"])
    )


def _open_one(call: Call, body: Record) -> Record | None:
    alerts = relations.alerts_of_machine(call.tenant, body["machineId"])
    fitting = (one for one in alerts if one.get("title") == body["title"] and one.get("status") != "Resolved")
    return next(fitting, None)


def _merged(alert: Record, body: Record, now: str) -> Record:
    last = max(alert.get("lastEventTime") or body["eventTime"], body["eventTime"], key=ticks)
    return {**alert, "lastEventTime": last, "lastUpdateTime": now}


def _new(call: Call, body: Record, now: str) -> Record:
    machine = call.tenant.collection("machines").get(body["machineId"]) or {}
    return {
        **dict.fromkeys(SHAPES["alerts"].properties),
        **{name: body[name] for name in ("title", "description", "severity", "category")},
        "id": _free_id(call, now),
        "incidentId": _next_incident(call),
        "status": "New",
        "investigationState": "Queued",
        "detectionSource": "WindowsDefenderAtp",
        "alertCreationTime": now,
        "firstEventTime": body["eventTime"],
        "lastEventTime": body["eventTime"],
        "lastUpdateTime": now,
        "machineId": machine.get("id", body["machineId"]),
        "computerDnsName": machine.get("computerDnsName"),
        "rbacGroupName": machine.get("rbacGroupName"),
        "aadTenantId": call.tenant.id,
        "mitreTechniques": [],
        "comments": [],
        "evidence": [],
    }


def _next_incident(call: Call) -> int:
    known = (alert.get("incidentId") or 0 for alert in call.tenant.collection("alerts").listed())
    return max(known, default=0) + 1


def _free_id(call: Call, now: str) -> str:
    start = f"da{TICKS_BEFORE_1970 + ticks(now)}"
    names = (f"{start}_{-number}" for number in itertools.count(1))
    return next(name for name in names if call.tenant.collection("alerts").get(name) is None)
