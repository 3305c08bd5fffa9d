# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the modules of live response and of its library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import NOBODY, Returned, Use

RETURNED = {
    "defender_library_file": Returned("results", "library_file_result"),
    "defender_library_file_info": Returned("library_files", "library_file"),
    "defender_live_response": Returned("results", "live_response_result"),
}

_SCRIPT = {"type": "run_script", "script_name": "process-list.sh"}
_NEW = {"name": "new.ps1", "content": "Get-Process"}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of these modules."""
    yield Use("defender_library_file", {**_NEW, "state": "present"})
    yield Use("defender_library_file", {"name": "new.ps1", "state": "absent"})
    yield Use("defender_library_file", {**_NEW, "name": "no name"})
    yield Use("defender_library_file_info", {})
    active = min(tenant.collection("machines"), key=lambda one: one["healthStatus"] != "Active")
    responding = {"machines": [active["id"]], "comment": "Test", "poll_interval": 0.1}
    new = {"type": "run_script", "script_name": Path(__file__).name}
    yield Use("defender_live_response", {**responding, "commands": [_SCRIPT]})
    yield Use("defender_live_response", {**responding, "commands": [new], "upload_missing": [__file__]})
    yield Use("defender_live_response", {**responding, "commands": [_SCRIPT], "machines": [NOBODY]})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    responding = {"machines": ["srv-sql-02"], "comment": "Test", "commands": [_SCRIPT]}
    return {
        "defender_library_file": _NEW,
        "defender_library_file_info": {},
        "defender_live_response": responding,
    }
