# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every operation that is simulated, one row each."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_actions as actions
from ansible_collections.secops.defender.tests.simulator import handlers_alerts as alerts
from ansible_collections.secops.defender.tests.simulator import handlers_machines as machines
from ansible_collections.secops.defender.tests.simulator import handlers_things as things
from ansible_collections.secops.defender.tests.simulator.calls import Access, Route
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.query import OData

_READ_ALERTS = Access(("Alert.Read.All", "Alert.ReadWrite.All"), ("Alert.Read", "Alert.ReadWrite"))
_EDIT_ALERTS = Access(("Alert.ReadWrite.All",), ("Alert.ReadWrite",))
_READ_MACHINES = Access(("Machine.Read.All", "Machine.ReadWrite.All"), ("Machine.Read", "Machine.ReadWrite"))
_EDIT_MACHINES = Access(("Machine.ReadWrite.All",), ("Machine.ReadWrite",))
_FILES = Access(("File.Read.All",), ("File.Read.All",))
_URLS = Access(("URL.Read.All",), ("URL.Read.All",))
_IPS = Access(("Ip.Read.All",), ("Ip.Read.All",))
_USERS = Access(("User.Read.All",), ("User.Read.All",))
_ISOLATE = Access(("Machine.Isolate",), ("Machine.Isolate",))
_RESTRICT = Access(("Machine.RestrictExecution",), ("Machine.RestrictExecution",))
_SCAN = Access(("Machine.Scan",), ("Machine.Scan",))
_ACTIONS = (
    "Machine.CollectForensics",
    "Machine.Isolate",
    "Machine.RestrictExecution",
    "Machine.Scan",
    "Machine.Offboard",
    "Machine.StopAndQuarantine",
    "Machine.LiveResponse",
)
_ANY_ACTION = Access(_ACTIONS, _ACTIONS)
_APPLICATIONS_ONLY = Access(_READ_MACHINES.application, ())

_ALERT_FILTERS = (
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
_ACTION_FILTERS = ("id", "status", "machineId", "type", "requestor", "creationDateTimeUtc")

_LIST_ALERTS = OData("alerts", _ALERT_FILTERS, expand=("evidence",))
_COUNT_ALERTS = OData("alerts", _ALERT_FILTERS, paged=False)
_LIST_MACHINES = OData("machines", _MACHINE_FILTERS)
_LIST_ACTIONS = OData("machineactions", _ACTION_FILTERS)

_ALERT, _MACHINE, _ACTION = "/api/alerts/{id}", "/api/machines/{id}", "/api/machineactions/{id}"
_USER, _DOMAIN, _FILE, _IP = "/api/users/{id}", "/api/domains/{domain}", "/api/files/{id}", "/api/ips/{ip}"
_FIND_BY_IP = "/api/machines/findbyip(ip='{ip}',timestamp={timestamp})"
_FIND = "/api/machines/find(timestamp={timestamp},key={ip})"
_TAG_MANY = "/api/machines/AddOrRemoveTagForMultipleMachines"
_UPDATE_MANY = "/api/alerts/batchUpdate"

_AN_ALERT, _A_MACHINE, _AN_ACTION = "Alerts/$entity", "Machines/$entity", "MachineActions/$entity"
_STATISTICS = "microsoft.windowsDefenderATP.api.InOrg{}Stats"

ROUTES: tuple[Route, ...] = (
    Route("list_alerts", "GET", "/api/alerts", _READ_ALERTS, alerts.list_alerts, "Alerts", _LIST_ALERTS),
    Route("get_alert", "GET", _ALERT, _READ_ALERTS, alerts.get_alert, _AN_ALERT),
    Route("update_alert", "PATCH", _ALERT, _EDIT_ALERTS, alerts.update_alert, _AN_ALERT),
    Route(
        "batch_update_alerts", "POST", _UPDATE_MANY, _EDIT_ALERTS, alerts.batch_update, limit=Limit(10, 500)
    ),
    Route("list_alert_domains", "GET", f"{_ALERT}/domains", _URLS, alerts.list_domains, "Domains"),
    Route("list_alert_files", "GET", f"{_ALERT}/files", _FILES, alerts.list_files, "Files"),
    Route("list_alert_ips", "GET", f"{_ALERT}/ips", _IPS, alerts.list_ips, "Ips"),
    Route("get_alert_machine", "GET", f"{_ALERT}/machine", _READ_MACHINES, alerts.get_machine, _A_MACHINE),
    Route("get_alert_user", "GET", f"{_ALERT}/user", _USERS, alerts.get_user, "Users/$entity"),
    Route(
        "list_machines", "GET", "/api/machines", _READ_MACHINES, machines.list_all, "Machines", _LIST_MACHINES
    ),
    Route("get_machine", "GET", _MACHINE, _READ_MACHINES, machines.get, "Machine"),
    Route("list_machine_logon_users", "GET", f"{_MACHINE}/logonusers", _USERS, machines.list_users, "Users"),
    Route("list_machine_alerts", "GET", f"{_MACHINE}/alerts", _READ_ALERTS, machines.list_alerts, "Alerts"),
    Route(
        "count_machine_alerts",
        "GET",
        f"{_MACHINE}/alerts/$count",
        _READ_ALERTS,
        machines.count_alerts,
        odata=_COUNT_ALERTS,
    ),
    Route("find_machines_by_ip", "GET", _FIND_BY_IP, _READ_MACHINES, machines.find_by_ip, "Machines"),
    Route(
        "find_machine_by_internal_ip",
        "GET",
        _FIND,
        _APPLICATIONS_ONLY,
        machines.find,
        "Machines",
        limit=Limit(None, None),
    ),
    Route(
        "find_machines_by_tag",
        "GET",
        "/api/machines/findbytag",
        _READ_MACHINES,
        machines.find_by_tag,
        "Machines",
    ),
    Route("set_machine_tag", "POST", f"{_MACHINE}/tags", _EDIT_MACHINES, machines.set_tag, _A_MACHINE),
    Route("set_machine_tag_bulk", "POST", _TAG_MANY, _EDIT_MACHINES, machines.set_tag_of_many, "Machines"),
    Route(
        "set_device_value",
        "POST",
        f"{_MACHINE}/setDeviceValue",
        _EDIT_MACHINES,
        machines.set_device_value,
        _A_MACHINE,
    ),
    Route("update_machine", "PATCH", _MACHINE, _EDIT_MACHINES, machines.update, _A_MACHINE),
    Route("list_user_alerts", "GET", f"{_USER}/alerts", _READ_ALERTS, things.user_alerts, "Alerts"),
    Route("list_user_machines", "GET", f"{_USER}/machines", _EDIT_MACHINES, things.user_machines, "Machines"),
    Route("list_domain_alerts", "GET", f"{_DOMAIN}/alerts", _EDIT_ALERTS, things.domain_alerts, "Alerts"),
    Route(
        "list_domain_machines",
        "GET",
        f"{_DOMAIN}/machines",
        _READ_MACHINES,
        things.domain_machines,
        "Machines",
    ),
    Route(
        "get_domain_stats",
        "GET",
        f"{_DOMAIN}/stats",
        _URLS,
        things.domain_statistics,
        _STATISTICS.format("Domain"),
    ),
    Route("get_file", "GET", _FILE, _FILES, things.get_file, "Files/$entity"),
    Route("list_file_alerts", "GET", f"{_FILE}/alerts", _READ_ALERTS, things.file_alerts, "Alerts"),
    Route("list_file_machines", "GET", f"{_FILE}/machines", _READ_MACHINES, things.file_machines, "Machines"),
    Route(
        "get_file_stats", "GET", f"{_FILE}/stats", _FILES, things.file_statistics, _STATISTICS.format("File")
    ),
    Route("list_ip_alerts", "GET", f"{_IP}/alerts", _READ_ALERTS, things.ip_alerts, "Alerts"),
    Route("get_ip_stats", "GET", f"{_IP}/stats", _IPS, things.ip_statistics, _STATISTICS.format("IP")),
    Route(
        "list_machine_actions",
        "GET",
        "/api/machineactions",
        _READ_MACHINES,
        actions.list_all,
        "MachineActions",
        _LIST_ACTIONS,
    ),
    Route("get_machine_action", "GET", _ACTION, _READ_MACHINES, actions.get, _AN_ACTION),
    Route("cancel_machine_action", "POST", f"{_ACTION}/cancel", _ANY_ACTION, actions.cancel, _AN_ACTION),
    Route("isolate_machine", "POST", f"{_MACHINE}/isolate", _ISOLATE, actions.isolate, _AN_ACTION),
    Route("unisolate_machine", "POST", f"{_MACHINE}/unisolate", _ISOLATE, actions.unisolate, _AN_ACTION),
    Route(
        "restrict_code_execution",
        "POST",
        f"{_MACHINE}/restrictCodeExecution",
        _RESTRICT,
        actions.restrict,
        _AN_ACTION,
    ),
    Route(
        "unrestrict_code_execution",
        "POST",
        f"{_MACHINE}/unrestrictCodeExecution",
        _RESTRICT,
        actions.unrestrict,
        _AN_ACTION,
    ),
    Route("run_antivirus_scan", "POST", f"{_MACHINE}/runAntiVirusScan", _SCAN, actions.scan, _AN_ACTION),
)
