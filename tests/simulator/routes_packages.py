# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of jobs on machines and of what they collect, one row for each operation."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_packages as jobs
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.permissions import (
    COLLECT,
    OFFBOARD,
    PACKAGE_LINK,
    QUARANTINE,
)

_MACHINE = "/api/machines/{id}"
_AN_ACTION = "MachineActions/$entity"

ROUTES: tuple[Route, ...] = (
    Route(
        "collect_investigation_package",
        "POST",
        f"{_MACHINE}/collectInvestigationPackage",
        COLLECT,
        jobs.collect,
        _AN_ACTION,
    ),
    Route(
        "get_package_sas_uri",
        "GET",
        "/api/machineactions/{id}/getPackageUri",
        PACKAGE_LINK,
        jobs.package_uri,
        "Edm.String",
        limit=Limit(2, 120),
    ),
    Route(
        "stop_and_quarantine_file",
        "POST",
        f"{_MACHINE}/StopAndQuarantineFile",
        QUARANTINE,
        jobs.quarantine,
        _AN_ACTION,
    ),
    Route("offboard_machine", "POST", f"{_MACHINE}/offboard", OFFBOARD, jobs.offboard, _AN_ACTION),
)
