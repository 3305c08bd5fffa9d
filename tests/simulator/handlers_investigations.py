# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Automated investigations: reading, and starting by hand as long as that was possible."""

from __future__ import annotations

import zlib
from datetime import datetime

from ansible_collections.secops.defender.tests.simulator import investigations, quirks
from ansible_collections.secops.defender.tests.simulator.bodies import COMMENT, checked
from ansible_collections.secops.defender.tests.simulator.calls import Call, listing
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Record, not_found, refusal
from ansible_collections.secops.defender.tests.simulator.shapes import SHAPES
from ansible_collections.secops.defender.tests.simulator.times import TICKS_BEFORE_1970, ticks, written

PLATFORMS = ("Windows10", "Windows11", "WindowsServer2019", "WindowsServer2022", "WindowsServer2025")


def list_all(call: Call) -> Answer:
    """GET /api/investigations."""
    return listing(call)


def get(call: Call) -> Answer:
    """GET /api/investigations/{id}: by its id, or by the id of the alert that triggered it."""
    found, name = call.tenant.collection("investigations"), call.params["id"].lower()
    triggered = found.where(lambda record: str(record.get("triggeringAlertId")).lower() == name)
    record = found.get(name) or next(iter(triggered), None)
    if record is None:
        raise not_found("Investigation", call.params["id"])
    return call.entity(record)


def start(call: Call) -> Answer:
    """POST /api/machines/{id}/startInvestigation: refused since its retirement."""
    machine, now = call.found("machines", "Machine"), call.tenant.clock.now()
    checked(call.body(), COMMENT)
    if now >= investigations.RETIRED and not call.tenant.has(quirks.MANUAL_INVESTIGATIONS):
        message = "Automated investigations can no longer be started manually."
        raise refusal(403, "DisallowedOperation", message)
    if not str(machine.get("osPlatform")).startswith(PLATFORMS):
        message = f"Automated investigation is not supported on {machine.get('osPlatform')}."
        raise refusal(400, "OsPlatformNotSupported", message)
    known = call.tenant.collection("investigations").listed()
    if any(_is_open_on(record, machine) for record in known):
        raise refusal(400, "ActiveRequestAlreadyExists", "Action is already in progress")
    alert = _alert(machine, now)
    started = investigations.created(machine, alert["id"], known, now)
    call.tenant.collection("alerts").put({**alert, "investigationId": int(started["id"])})
    call.tenant.investigate(started)
    return call.entity(started, 201)


def _is_open_on(record: Record, machine: Record) -> bool:
    mine = str(record.get("machineId")).lower() == machine["id"].lower()
    return mine and record.get("state") in investigations.OPEN


def _alert(machine: Record, now: datetime) -> Record:
    moment = written(now)
    times = ("alertCreationTime", "firstEventTime", "lastEventTime", "lastUpdateTime")
    return {
        **dict.fromkeys(SHAPES["alerts"].properties),
        **dict.fromkeys(times, moment),
        "id": f"da{TICKS_BEFORE_1970 + ticks(moment)}_{zlib.crc32(machine['id'].encode())}",
        "title": "Automated investigation started manually",
        "severity": "Informational",
        "status": "New",
        "detectionSource": "AutomatedInvestigation",
        "machineId": machine["id"],
        "computerDnsName": machine.get("computerDnsName"),
        "evidence": [],
    }
