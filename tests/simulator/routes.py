# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every operation that is simulated."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import (
    routes_actions,
    routes_alerts,
    routes_hunting,
    routes_indicators,
    routes_investigations,
    routes_legacy,
    routes_library,
    routes_machines,
    routes_packages,
    routes_things,
)
from ansible_collections.secops.defender.tests.simulator.calls import Route

ROUTES: tuple[Route, ...] = (
    *routes_alerts.ROUTES,
    *routes_machines.ROUTES,
    *routes_things.ROUTES,
    *routes_actions.ROUTES,
    *routes_investigations.ROUTES,
    *routes_hunting.ROUTES,
    *routes_legacy.ROUTES,
    *routes_library.ROUTES,
    *routes_packages.ROUTES,
    *routes_indicators.ROUTES,
)
