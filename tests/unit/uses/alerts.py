# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the module that changes alerts and raises them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import NOBODY, Returned, Use

RETURNED = {"defender_alert": Returned("results", "alert_change_result")}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of this module."""
    new = [alert["id"] for alert in tenant.collection("alerts") if alert["status"] == "New"]
    yield Use("defender_alert", {"alert_ids": new[:1], "comment": "Alone"})
    yield Use("defender_alert", {"alert_ids": new[:2], "status": "InProgress"})
    yield Use("defender_alert", {"alert_ids": ["da1_1"], "status": "InProgress"})
    raised = event_of(tenant)
    yield Use("defender_alert", raised)
    yield Use("defender_alert", {**raised, "report_id": "0", "title": "Nothing of the kind"})
    yield Use("defender_alert", {**raised, "machine": NOBODY})


def event_of(tenant: Running) -> dict[str, Any]:
    """Options that raise an alert on an event of the breach: the time of an alert's event."""
    title = "Logon key added by an unusual process"
    alert = next(one for one in tenant.collection("alerts") if one["title"] == title)
    return {
        "state": "created",
        "machine": alert["machineId"],
        "report_id": "18274",
        "event_time": alert["firstEventTime"],
        "severity": "High",
        "title": "Raised by a test",
        "description": "A key was added.",
        "category": "Persistence",
        "recommended_action": "Remove it.",
    }


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    ids = [alert["id"] for alert in tenant.collection("alerts")[:3]]
    return {"defender_alert": {"alert_ids": ids, "status": "Resolved", "comment": "Test"}}
