# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of machine actions, one row for each operation."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_actions as actions
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.permissions import (
    ANY_ACTION,
    ISOLATE,
    READ_MACHINES,
    RESTRICT,
    SCAN,
)
from ansible_collections.secops.defender.tests.simulator.query import OData

_ACTION_FILTERS = ("id", "status", "machineId", "type", "requestor", "creationDateTimeUtc")

_MACHINE = "/api/machines/{id}"
_ACTION = "/api/machineactions/{id}"
_AN_ACTION = "MachineActions/$entity"
_LIST_ACTIONS = OData("machineactions", _ACTION_FILTERS)

ROUTES: tuple[Route, ...] = (
    Route(
        "list_machine_actions",
        "GET",
        "/api/machineactions",
        READ_MACHINES,
        actions.list_all,
        "MachineActions",
        _LIST_ACTIONS,
    ),
    Route("get_machine_action", "GET", _ACTION, READ_MACHINES, actions.get, _AN_ACTION),
    Route("cancel_machine_action", "POST", f"{_ACTION}/cancel", ANY_ACTION, actions.cancel, _AN_ACTION),
    Route("isolate_machine", "POST", f"{_MACHINE}/isolate", ISOLATE, actions.isolate, _AN_ACTION),
    Route("unisolate_machine", "POST", f"{_MACHINE}/unisolate", ISOLATE, actions.unisolate, _AN_ACTION),
    Route(
        "restrict_code_execution",
        "POST",
        f"{_MACHINE}/restrictCodeExecution",
        RESTRICT,
        actions.restrict,
        _AN_ACTION,
    ),
    Route(
        "unrestrict_code_execution",
        "POST",
        f"{_MACHINE}/unrestrictCodeExecution",
        RESTRICT,
        actions.unrestrict,
        _AN_ACTION,
    ),
    Route("run_antivirus_scan", "POST", f"{_MACHINE}/runAntiVirusScan", SCAN, actions.scan, _AN_ACTION),
)
