# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the modules that read and change indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import Returned, Use

RETURNED = {
    "defender_indicator": Returned("results", "indicator_result"),
    "defender_indicator_info": Returned("indicators", "indicator"),
}


def blocked(*values: str) -> list[dict[str, Any]]:
    """Return wanted indicators of domains."""
    told = {"type": "DomainName", "action": "Block", "title": "Test", "description": "Test"}
    return [{"value": value, **told} for value in values]


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of these modules."""
    yield Use("defender_indicator_info", {"severity": ["High"]})
    yield Use("defender_indicator_info", {"indicator_ids": [tenant.collection("indicators")[0]["id"]]})
    yield Use("defender_indicator_info", {"indicator_ids": ["0"]})
    several, one = blocked("one.example", "two.example"), blocked("three.example")
    for indicators in (several, one):
        yield Use("defender_indicator", {"indicators": indicators})
    for indicators in (several, one):
        yield Use("defender_indicator", {"indicators": indicators, "state": "absent"})
    yield Use("defender_indicator", {"indicators": [{"value": "10.0.0.1", "type": "IpAddress"}]})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    return {
        "defender_indicator": {"indicators": blocked("one.example"), "state": "exact"},
        "defender_indicator_info": {"limit": 2},
    }
