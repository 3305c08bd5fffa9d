# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of alerts, one row for each operation."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_alerts as alerts
from ansible_collections.secops.defender.tests.simulator import handlers_new_alerts as new_alerts
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.permissions import (
    EDIT_ALERTS,
    FILES,
    IPS,
    READ_ALERTS,
    READ_MACHINES,
    URLS,
    USERS,
)
from ansible_collections.secops.defender.tests.simulator.query import OData

ALERT_FILTERS = (
    "alertCreationTime",
    "lastUpdateTime",
    "incidentId",
    "investigationId",
    "id",
    "assignedTo",
    "detectionSource",
    "lastEventTime",
    "status",
    "severity",
    "category",
)
_ALERT = "/api/alerts/{id}"
_UPDATE_MANY = "/api/alerts/batchUpdate"
_AN_ALERT = "Alerts/$entity"
_A_MACHINE = "Machines/$entity"
_LIST_ALERTS = OData("alerts", ALERT_FILTERS, expand=("evidence",))

ROUTES: tuple[Route, ...] = (
    Route("list_alerts", "GET", "/api/alerts", READ_ALERTS, alerts.list_alerts, "Alerts", _LIST_ALERTS),
    Route("get_alert", "GET", _ALERT, READ_ALERTS, alerts.get_alert, _AN_ALERT),
    Route("update_alert", "PATCH", _ALERT, EDIT_ALERTS, alerts.update_alert, _AN_ALERT),
    Route(
        "batch_update_alerts", "POST", _UPDATE_MANY, EDIT_ALERTS, alerts.batch_update, limit=Limit(10, 500)
    ),
    Route(
        "create_alert_by_reference",
        "POST",
        "/api/alerts/CreateAlertByReference",
        EDIT_ALERTS,
        new_alerts.create,
        _AN_ALERT,
        limit=Limit(15, None),
    ),
    Route("list_alert_domains", "GET", f"{_ALERT}/domains", URLS, alerts.list_domains, "Domains"),
    Route("list_alert_files", "GET", f"{_ALERT}/files", FILES, alerts.list_files, "Files"),
    Route("list_alert_ips", "GET", f"{_ALERT}/ips", IPS, alerts.list_ips, "Ips"),
    Route("get_alert_machine", "GET", f"{_ALERT}/machine", READ_MACHINES, alerts.get_machine, _A_MACHINE),
    Route("get_alert_user", "GET", f"{_ALERT}/user", USERS, alerts.get_user, "Users/$entity"),
)
