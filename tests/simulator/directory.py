# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tenants behind one address: a login names one of them, and a token belongs to one."""

from __future__ import annotations

from collections.abc import Iterator

import jwt
from ansible_collections.secops.defender.tests.simulator import entra
from ansible_collections.secops.defender.tests.simulator.apps import App
from ansible_collections.secops.defender.tests.simulator.clock import Clock
from ansible_collections.secops.defender.tests.simulator.faults import Faults
from ansible_collections.secops.defender.tests.simulator.journal import Journal
from ansible_collections.secops.defender.tests.simulator.limits import Limiter
from ansible_collections.secops.defender.tests.simulator.messages import Request
from ansible_collections.secops.defender.tests.simulator.scenario import Scenario
from ansible_collections.secops.defender.tests.simulator.tenant import Tenant

SERVICES = frozenset(("api", "graph"))


class Directory:
    """The tenants of a scenario: they share the clock, the faults, the journal, the keys and the host of downloads."""

    def __init__(
        self, scenario: Scenario, clock: Clock, faults: Faults, journal: Journal, documented: bool
    ) -> None:
        """Fill the tenants; the first one answers whoever names no tenant, and limits are each tenant's own."""
        self.home = Tenant(scenario, clock, faults, journal, Limiter(documented))
        self.tenants = (
            self.home,
            *(
                Tenant(_with_apps(further, self.home.apps), clock, faults, journal, Limiter(documented))
                for further in scenario.tenants
            ),
        )
        for tenant in self.tenants[1:]:
            tenant.signer, tenant.downloads = self.home.signer, self.home.downloads

    def __iter__(self) -> Iterator[Tenant]:
        """Go through the tenants, the first one first."""
        return iter(self.tenants)

    def named(self, name: str) -> Tenant:
        """The tenant of that id or domain; the first one when there is none."""
        return next((tenant for tenant in self.tenants if entra.is_named(tenant, name)), self.home)

    def addressed(self, request: Request) -> Tenant:
        """The tenant that a request is for, which a token or a login tells."""
        first = request.segments[0]
        return self.named(_tenant_of(request.bearer) if first.lower() in SERVICES else first)


def _tenant_of(token: str | None) -> str:
    try:
        return str(jwt.decode(token or "", options={"verify_signature": False}).get("tid"))
    except jwt.InvalidTokenError:
        return ""


def _with_apps(scenario: Scenario, apps: tuple[App, ...]) -> Scenario:
    """A further tenant without applications of its own has consented to those of the first; their users are not its own."""
    own = scenario.apps or tuple(app._replace(users=()) for app in apps)
    return scenario._replace(apps=own)
