# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the modules that bring machines into a state, and of the one that waits and cancels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import NOBODY, NOTHING, Returned, Use

RETURNED = {
    "defender_machine_action": Returned("results", "action_result"),
    "defender_machine_isolation": Returned("results", "machine_state_result"),
    "defender_machine_restriction": Returned("results", "machine_state_result"),
    "defender_machine_scan": Returned("results", "machine_state_result"),
}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of these modules."""
    actions = tenant.collection("machineactions")
    active = min(tenant.collection("machines"), key=lambda one: one["healthStatus"] != "Active")
    still_open = [action["id"] for action in actions if action["status"] in {"Pending", "InProgress"}]
    yield Use("defender_machine_action", {"action_ids": [actions[0]["id"]]})
    yield Use("defender_machine_action", {"action_ids": [NOTHING]})
    yield Use("defender_machine_action", {"action_ids": still_open, "state": "cancelled", "comment": "Test"})
    acting = {"machines": [active["id"]], "comment": "Test", "poll_interval": 0.1}
    for state in ("isolated", "released"):
        yield Use("defender_machine_isolation", {**acting, "state": state})
    for state in ("restricted", "unrestricted"):
        yield Use("defender_machine_restriction", {**acting, "state": state})
    yield Use("defender_machine_scan", acting)
    for module in ("defender_machine_isolation", "defender_machine_restriction", "defender_machine_scan"):
        yield Use(module, {"machines": [NOBODY], "comment": "Test"})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    pending = [row["id"] for row in tenant.collection("machineactions") if row["status"] == "Pending"]
    acting = {"machines": ["srv-sql-02"], "comment": "Test"}
    return {
        "defender_machine_action": {"action_ids": pending, "state": "cancelled", "comment": "Test"},
        "defender_machine_isolation": acting,
        "defender_machine_restriction": acting,
        "defender_machine_scan": acting,
    }
