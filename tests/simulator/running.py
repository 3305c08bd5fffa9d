# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A running simulator, as a test sees it."""

from __future__ import annotations

import contextlib
import copy
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.secops.defender.tests.simulator import faults as fault_list
from ansible_collections.secops.defender.tests.simulator import scenario as scenarios
from ansible_collections.secops.defender.tests.simulator.app import Application
from ansible_collections.secops.defender.tests.simulator.clock import Clock
from ansible_collections.secops.defender.tests.simulator.directory import Directory
from ansible_collections.secops.defender.tests.simulator.journal import Entry, Journal, is_write
from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.server import serving
from ansible_collections.secops.defender.tests.simulator.workload import environments, oidc_claims

VARIABLES = {
    "api_url": "DEFENDER_API_URL",
    "graph_url": "DEFENDER_GRAPH_URL",
    "authority_url": "DEFENDER_AUTHORITY_URL",
    "tenant_id": "DEFENDER_TENANT_ID",
    "client_id": "DEFENDER_CLIENT_ID",
    "client_secret": "DEFENDER_CLIENT_SECRET",
    "ca_path": "DEFENDER_CA_PATH",
}


class Running:
    """A tenant that is being served, and those beside it."""

    def __init__(self, directory: Directory, url: str, ca_path: Path) -> None:
        """Put together what a client needs to connect."""
        self._directory = directory
        self._tenant = tenant = directory.home
        self.url = url
        app = tenant.apps[0]
        self.options: dict[str, str] = {
            "api_url": url,
            "graph_url": f"{url}/graph",
            "authority_url": url,
            "tenant_id": tenant.id,
            "client_id": app.id,
            "client_secret": app.secret,
            "ca_path": str(ca_path),
        }
        self.environment = {VARIABLES[name]: value for name, value in self.options.items()}
        self.platforms: Mapping[str, Mapping[str, str]] = environments(url, tenant.platform_secret)

    @property
    def journal(self) -> list[Entry]:
        """The journal so far, in the order in which requests were answered."""
        return list(self._tenant.journal.entries)

    @property
    def writes(self) -> list[Entry]:
        """The journal entries of writes to the API and to Graph."""
        return [entry for entry in self.journal if is_write(entry)]

    def advance(self, seconds: float) -> None:
        """Move virtual time on, and the windows of the limits with it."""
        with self._tenant.lock:
            self._tenant.clock.advance(seconds)
            for tenant in self._directory:
                tenant.limiter.advance(seconds)

    def collection(self, name: str, tenant_id: str = "") -> list[Record]:
        """The records of a collection as they stand now, in the first tenant or in another one."""
        tenant = self._directory.named(tenant_id)
        with tenant.lock:
            if name in tenant.kept:
                return copy.deepcopy(tenant.kept[name])
            return copy.deepcopy(tenant.collection(name).listed())

    def federated_token(self, issuer: str, subject: str, audience: str, lifetime: int = 300) -> str:
        """A token of an outside issuer, for the federated credentials of a scenario's application."""
        return self._tenant.signer.sign(oidc_claims(issuer, subject, audience, lifetime))


@contextlib.contextmanager
def running(
    scenario: scenarios.Source = None,
    faults: fault_list.Source = None,
    page_size: int | None = None,
    limits: str = "off",
    time_scale: float = 1.0,
    **files: Any,
) -> Iterator[Running]:
    """Serve a scenario while the block runs; a port and a journal file may be given by name."""
    loaded = scenarios.load(scenario)
    journal = Journal(files.get("journal"))
    directory = Directory(
        loaded,
        Clock(loaded.now, time_scale),
        fault_list.load(faults),
        journal,
        limits == "documented",
    )
    for tenant in directory:
        tenant.page_size = page_size or tenant.page_size
    with tempfile.TemporaryDirectory(prefix="defender-simulator-") as folder:
        ca_path = Path(folder) / "ca.pem"
        with serving(Application(directory), files.get("port") or 0, ca_path) as url:
            yield Running(directory, url, ca_path)
