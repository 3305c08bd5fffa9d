# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of indicators, one row for each operation."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_indicators as indicators
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.permissions import (
    DELETE_INDICATORS,
    EDIT_INDICATORS,
)
from ansible_collections.secops.defender.tests.simulator.query import OData

INDICATOR_FILTERS = (
    "application",
    "createdByDisplayName",
    "expirationTime",
    "generateAlert",
    "title",
    "rbacGroupNames",
    "rbacGroupIds",
    "indicatorValue",
    "indicatorType",
    "creationTimeDateTimeUtc",
    "createdBy",
    "action",
    "severity",
)
_ALL = "/api/indicators"
_LIST = OData("indicators", INDICATOR_FILTERS)

ROUTES: tuple[Route, ...] = (
    Route("list_indicators", "GET", _ALL, EDIT_INDICATORS, indicators.list_all, "Indicators", _LIST),
    Route("submit_indicator", "POST", _ALL, EDIT_INDICATORS, indicators.submit, "Indicators/$entity"),
    Route(
        "import_indicators",
        "POST",
        f"{_ALL}/import",
        EDIT_INDICATORS,
        indicators.import_many,
        limit=Limit(30, None),
    ),
    Route("delete_indicator", "DELETE", f"{_ALL}/{{id}}", DELETE_INDICATORS, indicators.delete),
    Route(
        "batch_delete_indicators",
        "POST",
        f"{_ALL}/BatchDelete",
        DELETE_INDICATORS,
        indicators.batch_delete,
        limit=Limit(30, 1500),
    ),
)
