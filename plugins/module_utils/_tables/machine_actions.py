# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machine actions.

Source: https://learn.microsoft.com/defender-endpoint/api/machineaction
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Entity, Filter, Operation

_READ = ("Machine.Read.All", "Machine.ReadWrite.All"), ("Machine.Read", "Machine.ReadWrite")
_CANCEL = (
    "Machine.CollectForensics",
    "Machine.Isolate",
    "Machine.RestrictExecution",
    "Machine.Scan",
    "Machine.Offboard",
    "Machine.StopAndQuarantine",
    "Machine.LiveResponse",
)

OPEN_STATUSES = ("Pending", "InProgress")

GET_ACTION = Operation("get_machine_action", "GET", "/api/machineactions/{id}", *_READ)
CANCEL = Operation("cancel_machine_action", "POST", "/api/machineactions/{id}/cancel", _CANCEL, _CANCEL)

MACHINE_ACTIONS = Entity(
    noun="machine_action",
    plural="machine_actions",
    ids="action_ids",
    list=Operation("list_machine_actions", "GET", "/api/machineactions", *_READ),
    get=GET_ACTION,
    filters=(
        Filter("machine_id", "machineId", "list"),
        Filter(
            "type",
            "type",
            "list",
            choices=(
                "RunAntiVirusScan",
                "Offboard",
                "LiveResponse",
                "CollectInvestigationPackage",
                "Isolate",
                "Unisolate",
                "StopAndQuarantineFile",
                "RestrictCodeExecution",
                "UnrestrictCodeExecution",
            ),
        ),
        Filter("status", "status", "list"),
        Filter("requestor", "requestor"),
        Filter("created_after", "creationDateTimeUtc", "time", "ge"),
        Filter("created_before", "creationDateTimeUtc", "time", "lt"),
    ),
)
