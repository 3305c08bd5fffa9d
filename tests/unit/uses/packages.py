# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the modules for jobs on machines that collect or end something."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import NOBODY, NOTHING, Returned, Use

SHA1 = "4388963aaa83afe2042a46a3c017ad50bdcdafb3"
MODULES = ("defender_machine_offboard", "defender_machine_package", "defender_machine_quarantine")
RETURNED = {
    "defender_machine_offboard": Returned("results", "machine_state_result"),
    "defender_machine_package": Returned("results", "machine_package_result"),
    "defender_machine_quarantine": Returned("results", "machine_state_result"),
}

_MORE: Mapping[str, Mapping[str, Any]] = {
    "defender_machine_offboard": {"confirm": True},
    "defender_machine_package": {},
    "defender_machine_quarantine": {"sha1": SHA1},
}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of these modules."""
    acting = {"machines": ["vdi-0117"], "comment": "Test", "poll_interval": 0.1}
    with tempfile.TemporaryDirectory() as folder:
        yield Use("defender_machine_package", {**acting, "dest": folder})
        done = [row["id"] for row in tenant.collection("machineactions") if row["type"].startswith("Collect")]
        yield Use("defender_machine_package", {"action_ids": done[:1], "dest": f"{folder}/one.zip"})
    yield Use("defender_machine_package", {"action_ids": [NOTHING]})
    for module in ("defender_machine_quarantine", "defender_machine_offboard"):
        yield Use(module, {**acting, **_MORE[module]})
    for module in MODULES:
        yield Use(module, {"machines": [NOBODY], "comment": "Test", **_MORE[module]})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    return {module: {"machines": ["vdi-0118"], "comment": "Test", **_MORE[module]} for module in MODULES}
