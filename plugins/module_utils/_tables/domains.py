# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Domains.

Source: https://learn.microsoft.com/defender-endpoint/api/get-domain-statistics
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Operation, Relation, Thing

_READ_MACHINES = ("Machine.Read.All", "Machine.ReadWrite.All"), ("Machine.Read", "Machine.ReadWrite")

DOMAINS = Thing(
    plural="domains",
    form="domain",
    property="host",
    place="domain",
    relations=(
        # The service documents only the permissions to change alerts, although this reads.
        Relation(
            "alerts",
            Operation(
                "list_domain_alerts",
                "GET",
                "/api/domains/{domain}/alerts",
                ("Alert.ReadWrite.All",),
                ("Alert.ReadWrite",),
            ),
            True,
        ),
        Relation(
            "machines",
            Operation("list_domain_machines", "GET", "/api/domains/{domain}/machines", *_READ_MACHINES),
            True,
        ),
    ),
    statistics=Operation(
        "get_domain_stats", "GET", "/api/domains/{domain}/stats", ("URL.Read.All",), ("URL.Read.All",)
    ),
)
