# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines.

Source: https://learn.microsoft.com/defender-endpoint/api/machine
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import (
    Entity,
    Filter,
    Operation,
    Relation,
)

_READ = ("Machine.Read.All", "Machine.ReadWrite.All"), ("Machine.Read", "Machine.ReadWrite")
_READ_ALERTS = ("Alert.Read.All", "Alert.ReadWrite.All"), ("Alert.Read", "Alert.ReadWrite")
_READ_USERS = ("User.Read.All",), ("User.Read.All",)
_READ_SOFTWARE = ("Software.Read.All",), ("Software.Read",)

FIND_BY_IP = Operation(
    "find_machines_by_ip", "GET", "/api/machines/findbyip(ip='{ip}',timestamp={timestamp})", *_READ
)
FIND_BY_TAG = Operation("find_machines_by_tag", "GET", "/api/machines/findbytag", *_READ)
# The page of this older route gives no permission for people.
FIND_BY_INTERNAL_IP = Operation(
    "find_machine_by_internal_ip",
    "GET",
    "/api/machines/find(timestamp={timestamp},key={ip})",
    _READ[0],
    (),
    missing_is_empty=True,
)
COUNT_ALERTS = Operation("count_machine_alerts", "GET", "/api/machines/{id}/alerts/$count", *_READ_ALERTS)
LIST_ALERTS = Operation("list_machine_alerts", "GET", "/api/machines/{id}/alerts", *_READ_ALERTS)

GET_MACHINE = Operation("get_machine", "GET", "/api/machines/{id}", *_READ)

MACHINES = Entity(
    noun="machine",
    plural="machines",
    ids="machines",
    list=Operation("list_machines", "GET", "/api/machines", *_READ, missing_is_empty=True),
    get=GET_MACHINE,
    filters=(
        Filter("computer_dns_name", "computerDnsName"),
        Filter("computer_dns_name_startswith", "computerDnsName", operator="startswith"),
        Filter("version", "version"),
        Filter("device_value", "deviceValue", "list", choices=("Normal", "Low", "High")),
        Filter("aad_device_id", "aadDeviceId"),
        Filter("last_seen_after", "lastSeen", "time", "ge"),
        Filter("last_seen_before", "lastSeen", "time", "lt"),
        Filter("exposure_level", "exposureLevel", "list", choices=("None", "Low", "Medium", "High")),
        Filter("onboarding_status", "onboardingStatus", "list"),
        Filter("last_ip_address", "lastIpAddress"),
        Filter("health_status", "healthStatus", "list"),
        Filter("os_platform", "osPlatform", "list"),
        Filter("risk_score", "riskScore", "list", choices=("None", "Informational", "Low", "Medium", "High")),
        Filter("rbac_group_id", "rbacGroupId", "int_list"),
    ),
    relations=(
        Relation("alerts", LIST_ALERTS, True),
        Relation(
            "logon_users",
            Operation("list_machine_logon_users", "GET", "/api/machines/{id}/logonusers", *_READ_USERS),
            True,
        ),
        Relation(
            "software",
            Operation("list_machine_software", "GET", "/api/machines/{id}/software", *_READ_SOFTWARE),
            True,
        ),
    ),
)
