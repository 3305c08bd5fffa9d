# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the module that hunts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import Returned, Use

RETURNED = {"defender_hunting_query": Returned("schema", "hunting_column")}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of this module."""
    named = {
        "query": "DeviceInfo | where DeviceName == device",
        "parameters": {"device": "srv-file-01.corp.contoso.com"},
    }
    for api in ("graph", "endpoint"):
        yield Use("defender_hunting_query", {**named, "api": api})
        yield Use("defender_hunting_query", {"query": "NoSuchTable | take 1", "api": api})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    return {
        "defender_hunting_query": {
            "query": "DeviceInfo | take 3",
            "dest": str(Path(gettempdir()) / "never-written-by-a-dry-run.csv"),
        }
    }
