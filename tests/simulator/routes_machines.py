# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of machines, one row for each operation."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_machines as machines
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.permissions import (
    APPLICATIONS_ONLY,
    EDIT_MACHINES,
    READ_ALERTS,
    READ_MACHINES,
    SOFTWARE,
    USERS,
)
from ansible_collections.secops.defender.tests.simulator.query import OData
from ansible_collections.secops.defender.tests.simulator.routes_alerts import ALERT_FILTERS

_MACHINE_FILTERS = (
    "computerDnsName",
    "id",
    "version",
    "deviceValue",
    "aadDeviceId",
    "machineTags",
    "lastSeen",
    "exposureLevel",
    "onboardingStatus",
    "lastIpAddress",
    "healthStatus",
    "osPlatform",
    "riskScore",
    "rbacGroupId",
)
_MACHINE = "/api/machines/{id}"
_FIND_BY_IP = "/api/machines/findbyip(ip='{ip}',timestamp={timestamp})"
_FIND = "/api/machines/find(timestamp={timestamp},key={ip})"
_TAG_MANY = "/api/machines/AddOrRemoveTagForMultipleMachines"
_A_MACHINE = "Machines/$entity"
_COUNT_ALERTS = OData("alerts", ALERT_FILTERS, paged=False)
_LIST_MACHINES = OData("machines", _MACHINE_FILTERS)

ROUTES: tuple[Route, ...] = (
    Route(
        "list_machines", "GET", "/api/machines", READ_MACHINES, machines.list_all, "Machines", _LIST_MACHINES
    ),
    Route("get_machine", "GET", _MACHINE, READ_MACHINES, machines.get, "Machine"),
    Route("list_machine_logon_users", "GET", f"{_MACHINE}/logonusers", USERS, machines.list_users, "Users"),
    Route(
        "list_machine_software",
        "GET",
        f"{_MACHINE}/software",
        SOFTWARE,
        machines.list_software,
        "Software",
        limit=Limit(None, None),
    ),
    Route("list_machine_alerts", "GET", f"{_MACHINE}/alerts", READ_ALERTS, machines.list_alerts, "Alerts"),
    Route(
        "count_machine_alerts",
        "GET",
        f"{_MACHINE}/alerts/$count",
        READ_ALERTS,
        machines.count_alerts,
        odata=_COUNT_ALERTS,
    ),
    Route("find_machines_by_ip", "GET", _FIND_BY_IP, READ_MACHINES, machines.find_by_ip, "Machines"),
    Route(
        "find_machine_by_internal_ip",
        "GET",
        _FIND,
        APPLICATIONS_ONLY,
        machines.find,
        "Machines",
        limit=Limit(None, None),
    ),
    Route(
        "find_machines_by_tag",
        "GET",
        "/api/machines/findbytag",
        READ_MACHINES,
        machines.find_by_tag,
        "Machines",
    ),
    Route("set_machine_tag", "POST", f"{_MACHINE}/tags", EDIT_MACHINES, machines.set_tag, _A_MACHINE),
    Route("set_machine_tag_bulk", "POST", _TAG_MANY, EDIT_MACHINES, machines.set_tag_of_many, "Machines"),
    Route(
        "set_device_value",
        "POST",
        f"{_MACHINE}/setDeviceValue",
        EDIT_MACHINES,
        machines.set_device_value,
        _A_MACHINE,
    ),
    Route("update_machine", "PATCH", _MACHINE, EDIT_MACHINES, machines.update, _A_MACHINE),
)
