# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of users, domains, files and addresses, one row for each operation."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_things as things
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.permissions import (
    EDIT_ALERTS,
    EDIT_MACHINES,
    FILES,
    IPS,
    READ_ALERTS,
    READ_MACHINES,
    URLS,
)

_USER = "/api/users/{id}"
_DOMAIN = "/api/domains/{domain}"
_FILE = "/api/files/{id}"
_IP = "/api/ips/{ip}"
_STATISTICS = "microsoft.windowsDefenderATP.api.InOrg{}Stats"

ROUTES: tuple[Route, ...] = (
    Route("list_user_alerts", "GET", f"{_USER}/alerts", READ_ALERTS, things.user_alerts, "Alerts"),
    Route("list_user_machines", "GET", f"{_USER}/machines", EDIT_MACHINES, things.user_machines, "Machines"),
    Route("list_domain_alerts", "GET", f"{_DOMAIN}/alerts", EDIT_ALERTS, things.domain_alerts, "Alerts"),
    Route(
        "list_domain_machines",
        "GET",
        f"{_DOMAIN}/machines",
        READ_MACHINES,
        things.domain_machines,
        "Machines",
    ),
    Route(
        "get_domain_stats",
        "GET",
        f"{_DOMAIN}/stats",
        URLS,
        things.domain_statistics,
        _STATISTICS.format("Domain"),
    ),
    Route("get_file", "GET", _FILE, FILES, things.get_file, "Files/$entity"),
    Route("list_file_alerts", "GET", f"{_FILE}/alerts", READ_ALERTS, things.file_alerts, "Alerts"),
    Route("list_file_machines", "GET", f"{_FILE}/machines", READ_MACHINES, things.file_machines, "Machines"),
    Route(
        "get_file_stats", "GET", f"{_FILE}/stats", FILES, things.file_statistics, _STATISTICS.format("File")
    ),
    Route("list_ip_alerts", "GET", f"{_IP}/alerts", READ_ALERTS, things.ip_alerts, "Alerts"),
    Route("get_ip_stats", "GET", f"{_IP}/stats", IPS, things.ip_statistics, _STATISTICS.format("IP")),
)
