# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users, by account name.

Source: https://learn.microsoft.com/defender-endpoint/api/get-user-related-alerts
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Operation, Relation, Thing

_READ_ALERTS = ("Alert.Read.All", "Alert.ReadWrite.All"), ("Alert.Read", "Alert.ReadWrite")

USERS = Thing(
    plural="users",
    form="account",
    property="accountName",
    place="id",
    relations=(
        Relation(
            "alerts", Operation("list_user_alerts", "GET", "/api/users/{id}/alerts", *_READ_ALERTS), True
        ),
        # The service documents only the permissions to change machines, although this reads.
        Relation(
            "machines",
            Operation(
                "list_user_machines",
                "GET",
                "/api/users/{id}/machines",
                ("Machine.ReadWrite.All",),
                ("Machine.ReadWrite",),
            ),
            True,
        ),
    ),
)
