# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IP addresses.

Source: https://learn.microsoft.com/defender-endpoint/api/get-ip-statistics
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Operation, Relation, Thing

_READ_ALERTS = ("Alert.Read.All", "Alert.ReadWrite.All"), ("Alert.Read", "Alert.ReadWrite")

IPS = Thing(
    plural="ips",
    form="ip",
    property="id",
    place="ip",
    relations=(
        Relation("alerts", Operation("list_ip_alerts", "GET", "/api/ips/{ip}/alerts", *_READ_ALERTS), True),
    ),
    statistics=Operation("get_ip_stats", "GET", "/api/ips/{ip}/stats", ("Ip.Read.All",), ("Ip.Read.All",)),
)
