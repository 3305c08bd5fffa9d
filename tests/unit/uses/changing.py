# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the module that sets tags and values of machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import NOBODY, Returned, Use

RETURNED = {"defender_machine": Returned("results", "machine_change_result")}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of this module."""
    machines = tenant.collection("machines")
    ids = [machine["id"] for machine in machines]
    first, second = (value for value in ("Normal", "Low", "High") if value != machines[0]["deviceValue"])
    yield Use("defender_machine", {"machines": ids[:2], "tags": ["Both"]})
    yield Use("defender_machine", {"machines": ids[:1], "tags": ["One"]})
    yield Use("defender_machine", {"machines": ids[:1], "device_value": first})
    yield Use(
        "defender_machine", {"machines": ids[:1], "tags": ["A"], "tags_mode": "exact", "device_value": second}
    )
    yield Use("defender_machine", {"machines": [NOBODY], "device_value": "High"})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    return {"defender_machine": {"machines": ["srv-sql-02"], "tags": ["New"], "device_value": "High"}}
