# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Advanced hunting: on Microsoft Graph, and on the route of the API that Microsoft is retiring.

Sources: https://learn.microsoft.com/graph/api/security-security-runhuntingquery and
https://learn.microsoft.com/defender-endpoint/api/run-advanced-query-api
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Operation

RUN_HUNTING_QUERY = Operation(
    "run_hunting_query",
    "POST",
    "/v1.0/security/runHuntingQuery",
    ("ThreatHunting.Read.All",),
    ("ThreatHunting.Read.All",),
    service="graph",
    patience=240.0,
)

RUN_ADVANCED_QUERY = Operation(
    "run_advanced_query",
    "POST",
    "/api/advancedqueries/run",
    ("AdvancedQuery.Read.All",),
    ("AdvancedQuery.Read",),
    patience=240.0,
)

# The most rows that the service answers with.
MOST_ROWS = 100_000
