# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the modules that read and start automated investigations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import NOBODY, Returned, Use

RETURNED = {
    "defender_investigation": Returned("results", "investigation_result"),
    "defender_investigation_info": Returned("investigations", "investigation"),
}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of these modules."""
    known = tenant.collection("investigations")[0]
    untouched = tenant.collection("machines")[-1]["id"]
    yield Use("defender_investigation_info", {"state": ["Running", "PendingApproval"]})
    yield Use("defender_investigation_info", {"investigation_ids": [known["id"]]})
    yield Use("defender_investigation_info", {"alert_ids": [known["triggeringAlertId"]]})
    for machine in (known["machineId"], untouched, NOBODY):
        yield Use("defender_investigation", {"machines": [machine], "comment": "Test"})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    return {
        "defender_investigation": {"machines": [tenant.collection("machines")[-1]["id"]], "comment": "Test"},
        "defender_investigation_info": {},
    }
