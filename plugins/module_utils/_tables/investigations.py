# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Automated investigations.

Source: https://learn.microsoft.com/defender-endpoint/api/investigation
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Entity, Filter, Operation

_READ = ("Alert.Read.All", "Alert.ReadWrite.All"), ("Alert.Read", "Alert.ReadWrite")
_EDIT = ("Alert.ReadWrite.All",), ("Alert.ReadWrite",)

GET = Operation("get_investigation", "GET", "/api/investigations/{id}", *_READ)
START = Operation("start_investigation", "POST", "/api/machines/{id}/startInvestigation", *_EDIT)

INVESTIGATIONS = Entity(
    noun="investigation",
    plural="investigations",
    ids="investigation_ids",
    list=Operation("list_investigations", "GET", "/api/investigations", *_READ),
    get=GET,
    filters=(
        Filter("state", "state", "list"),
        Filter("machine_id", "machineId", "list"),
        Filter("triggering_alert_id", "triggeringAlertId", "list"),
        Filter("started_after", "startTime", "time", "ge"),
        Filter("started_before", "startTime", "time", "lt"),
    ),
)
