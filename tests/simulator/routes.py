# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every operation that is simulated, one row each, and how a path finds its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ansible_collections.secops.defender.tests.simulator import handlers_actions as actions
from ansible_collections.secops.defender.tests.simulator import handlers_alerts as alerts
from ansible_collections.secops.defender.tests.simulator import handlers_machines as machines
from ansible_collections.secops.defender.tests.simulator import handlers_things as things
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.query import OData

_READ_ALERTS = (("Alert.Read.All", "Alert.ReadWrite.All"), ("Alert.Read", "Alert.ReadWrite"))
_WRITE_ALERTS = (("Alert.ReadWrite.All",), ("Alert.ReadWrite",))
_READ_MACHINES = (("Machine.Read.All", "Machine.ReadWrite.All"), ("Machine.Read", "Machine.ReadWrite"))
_WRITE_MACHINES = (("Machine.ReadWrite.All",), ("Machine.ReadWrite",))
_FILES = (("File.Read.All",), ("File.Read.All",))
_URLS = (("URL.Read.All",), ("URL.Read.All",))
_IPS = (("Ip.Read.All",), ("Ip.Read.All",))
_USERS = (("User.Read.All",), ("User.Read.All",))
_ISOLATE = (("Machine.Isolate",), ("Machine.Isolate",))
_RESTRICT = (("Machine.RestrictExecution",), ("Machine.RestrictExecution",))
_SCAN = (("Machine.Scan",), ("Machine.Scan",))
_ANY_ACTION = tuple(
    f"Machine.{name}"
    for name in "CollectForensics Isolate RestrictExecution Scan Offboard StopAndQuarantine LiveResponse".split()
)

_ALERT_FILTERS = tuple(
    "alertCreationTime lastUpdateTime incidentId investigationId id assignedTo detectionSource lastEventTime"
    " status severity category".split()
)
_MACHINE_FILTERS = tuple(
    "computerDnsName id version deviceValue aadDeviceId machineTags lastSeen exposureLevel onboardingStatus"
    " lastIpAddress healthStatus osPlatform riskScore rbacGroupId".split()
)
_ACTION_FILTERS = ("id", "status", "machineId", "type", "requestor", "creationDateTimeUtc")

_ALERT_QUERY = OData("alerts", _ALERT_FILTERS, expand=("evidence",))
_COUNT_QUERY = OData("alerts", _ALERT_FILTERS, paged=False)
_MACHINE_QUERY = OData("machines", _MACHINE_FILTERS)
_ACTION_QUERY = OData("machineactions", _ACTION_FILTERS)

_ALERT, _MACHINE, _ACTION = "/api/alerts/{id}", "/api/machines/{id}", "/api/machineactions/{id}"
_BY_IP = "/api/machines/findbyip(ip='{ip}',timestamp={timestamp})"
_BY_INTERNAL_IP = "/api/machines/find(timestamp={timestamp},key={ip})"
_MANY_TAGS = "/api/machines/AddOrRemoveTagForMultipleMachines"
_STATISTICS = "microsoft.windowsDefenderATP.api.InOrg{}Stats"

_ONE_ALERT, _ONE_MACHINE, _ONE_ACTION = "Alerts/$entity", "Machines/$entity", "MachineActions/$entity"

ROUTES: tuple[Route, ...] = (
    Route("list_alerts", "GET", "/api/alerts", *_READ_ALERTS, alerts.list_alerts, "Alerts", _ALERT_QUERY),
    Route("get_alert", "GET", _ALERT, *_READ_ALERTS, alerts.get_alert, _ONE_ALERT),
    Route("update_alert", "PATCH", _ALERT, *_WRITE_ALERTS, alerts.update_alert, _ONE_ALERT),
    Route(
        "batch_update_alerts", "POST", "/api/alerts/batchUpdate", *_WRITE_ALERTS, alerts.batch_update_alerts, limit=Limit(10, 500)
    ),
    Route("list_alert_domains", "GET", f"{_ALERT}/domains", *_URLS, alerts.list_alert_domains, "Domains"),
    Route("list_alert_files", "GET", f"{_ALERT}/files", *_FILES, alerts.list_alert_files, "Files"),
    Route("list_alert_ips", "GET", f"{_ALERT}/ips", *_IPS, alerts.list_alert_ips, "Ips"),
    Route("get_alert_machine", "GET", f"{_ALERT}/machine", *_READ_MACHINES, alerts.get_alert_machine, _ONE_MACHINE),
    Route("get_alert_user", "GET", f"{_ALERT}/user", *_USERS, alerts.get_alert_user, "Users/$entity"),
    Route("list_machines", "GET", "/api/machines", *_READ_MACHINES, machines.list_machines, "Machines", _MACHINE_QUERY),
    Route("get_machine", "GET", _MACHINE, *_READ_MACHINES, machines.get_machine, "Machine"),
    Route("list_machine_logon_users", "GET", f"{_MACHINE}/logonusers", *_USERS, machines.list_logon_users, "Users"),
    Route("list_machine_alerts", "GET", f"{_MACHINE}/alerts", *_READ_ALERTS, machines.list_machine_alerts, "Alerts"),
    Route(
        "count_machine_alerts", "GET", f"{_MACHINE}/alerts/$count", *_READ_ALERTS, machines.count_machine_alerts, odata=_COUNT_QUERY
    ),
    Route("find_machines_by_ip", "GET", _BY_IP, *_READ_MACHINES, machines.find_by_ip, "Machines"),
    Route(
        "find_machine_by_internal_ip",
        "GET",
        _BY_INTERNAL_IP,
        _READ_MACHINES[0],
        (),
        machines.find_by_internal_ip,
        "Machines",
        limit=Limit(None, None),
    ),
    Route("find_machines_by_tag", "GET", "/api/machines/findbytag", *_READ_MACHINES, machines.find_by_tag, "Machines"),
    Route("set_machine_tag", "POST", f"{_MACHINE}/tags", *_WRITE_MACHINES, machines.set_tag, _ONE_MACHINE),
    Route("set_machine_tag_bulk", "POST", _MANY_TAGS, *_WRITE_MACHINES, machines.set_tag_of_many, "Machines"),
    Route(
        "set_device_value", "POST", f"{_MACHINE}/setDeviceValue", *_WRITE_MACHINES, machines.set_device_value, _ONE_MACHINE
    ),
    Route("update_machine", "PATCH", _MACHINE, *_WRITE_MACHINES, machines.update_machine, _ONE_MACHINE),
    Route("list_user_alerts", "GET", "/api/users/{id}/alerts", *_READ_ALERTS, things.list_user_alerts, "Alerts"),
    Route("list_user_machines", "GET", "/api/users/{id}/machines", *_WRITE_MACHINES, things.list_user_machines, "Machines"),
    Route("list_domain_alerts", "GET", "/api/domains/{domain}/alerts", *_WRITE_ALERTS, things.list_domain_alerts, "Alerts"),
    Route(
        "list_domain_machines", "GET", "/api/domains/{domain}/machines", *_READ_MACHINES, things.list_domain_machines, "Machines"
    ),
    Route(
        "get_domain_stats", "GET", "/api/domains/{domain}/stats", *_URLS, things.get_domain_statistics, _STATISTICS.format("Domain")
    ),
    Route("get_file", "GET", "/api/files/{id}", *_FILES, things.get_file, "Files/$entity"),
    Route("list_file_alerts", "GET", "/api/files/{id}/alerts", *_READ_ALERTS, things.list_file_alerts, "Alerts"),
    Route("list_file_machines", "GET", "/api/files/{id}/machines", *_READ_MACHINES, things.list_file_machines, "Machines"),
    Route("get_file_stats", "GET", "/api/files/{id}/stats", *_FILES, things.get_file_statistics, _STATISTICS.format("File")),
    Route("list_ip_alerts", "GET", "/api/ips/{ip}/alerts", *_READ_ALERTS, things.list_ip_alerts, "Alerts"),
    Route("get_ip_stats", "GET", "/api/ips/{ip}/stats", *_IPS, things.get_ip_statistics, _STATISTICS.format("IP")),
    Route(
        "list_machine_actions",
        "GET",
        "/api/machineactions",
        *_READ_MACHINES,
        actions.list_actions,
        "MachineActions",
        _ACTION_QUERY,
    ),
    Route("get_machine_action", "GET", _ACTION, *_READ_MACHINES, actions.get_action, _ONE_ACTION),
    Route("cancel_machine_action", "POST", f"{_ACTION}/cancel", _ANY_ACTION, _ANY_ACTION, actions.cancel, _ONE_ACTION),
    Route("isolate_machine", "POST", f"{_MACHINE}/isolate", *_ISOLATE, actions.isolate, _ONE_ACTION),
    Route("unisolate_machine", "POST", f"{_MACHINE}/unisolate", *_ISOLATE, actions.unisolate, _ONE_ACTION),
    Route("restrict_code_execution", "POST", f"{_MACHINE}/restrictCodeExecution", *_RESTRICT, actions.restrict, _ONE_ACTION),
    Route(
        "unrestrict_code_execution", "POST", f"{_MACHINE}/unrestrictCodeExecution", *_RESTRICT, actions.unrestrict, _ONE_ACTION
    ),
    Route("run_antivirus_scan", "POST", f"{_MACHINE}/runAntiVirusScan", *_SCAN, actions.scan, _ONE_ACTION),
)


class Match(NamedTuple):
    """The row that a request is for, and what its path holds."""

    route: Route
    params: Mapping[str, str]


def _pattern(segment: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", segment)
    text = "".join(f"(?P<{part}>.+)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def _patterns(route: Route) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(segment) for segment in route.path.strip("/").split("/"))


# Rows with fewer placeholders come first, so that findbytag is not taken for an id.
_TABLE = sorted(((_patterns(route), route) for route in ROUTES), key=lambda row: row[1].path.count("{id}"))


def matches(segments: tuple[str, ...]) -> list[Match]:
    """The rows that a path fits, with and without its version, in any case."""
    if len(segments) > 1 and segments[1].lower() == "v1.0":
        segments = segments[:1] + segments[2:]
    return [Match(route, params) for patterns, route in _TABLE for params in _params(patterns, segments)]


def _params(patterns: tuple[re.Pattern[str], ...], segments: tuple[str, ...]) -> Iterable[Mapping[str, str]]:
    if len(patterns) != len(segments):
        return ()
    found = [pattern.fullmatch(segment) for pattern, segment in zip(patterns, segments)]
    params: dict[str, str] = {}
    for match in found:
        if match is None:
            return ()
        params.update(match.groupdict())
    return (params,)
