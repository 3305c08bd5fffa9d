# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of advanced hunting."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_hunting as hunting
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.permissions import ADVANCED_QUERY, THREAT_HUNTING

ROUTES: tuple[Route, ...] = (
    Route(
        "run_hunting_query",
        "POST",
        "/v1.0/security/runHuntingQuery",
        THREAT_HUNTING,
        hunting.run_hunting_query,
        "microsoft.graph.security.huntingQueryResults",
        limit=Limit(45, None, of_tenant=True),
        service="graph",
    ),
    Route(
        "run_advanced_query",
        "POST",
        "/api/advancedqueries/run",
        ADVANCED_QUERY,
        hunting.run_advanced_query,
        limit=Limit(45, 1500, of_tenant=True),
    ),
)
