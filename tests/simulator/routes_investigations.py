# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of automated investigations, one row for each operation."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_investigations as investigations
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.permissions import EDIT_ALERTS, READ_ALERTS
from ansible_collections.secops.defender.tests.simulator.query import OData

_FILTERS = ("startTime", "id", "state", "machineId", "triggeringAlertId")
_ALL = "/api/investigations"
_START = "/api/machines/{id}/startInvestigation"
_ONE = "Investigations/$entity"

ROUTES: tuple[Route, ...] = (
    Route(
        "list_investigations",
        "GET",
        _ALL,
        READ_ALERTS,
        investigations.list_all,
        "Investigations",
        OData("investigations", _FILTERS),
    ),
    Route("get_investigation", "GET", f"{_ALL}/{{id}}", READ_ALERTS, investigations.get, _ONE),
    Route(
        "start_investigation",
        "POST",
        _START,
        EDIT_ALERTS,
        investigations.start,
        _ONE,
        limit=Limit(None, 50),
    ),
)
