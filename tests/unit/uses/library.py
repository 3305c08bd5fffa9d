# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the modules of live response and of its library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import Returned, Use

RETURNED = {
    "defender_library_file": Returned("results", "library_file_result"),
    "defender_library_file_info": Returned("library_files", "library_file"),
}
_NEW = {"name": "new.ps1", "content": "Get-Process"}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of these modules."""
    yield Use("defender_library_file", {**_NEW, "state": "present"})
    yield Use("defender_library_file", {"name": "new.ps1", "state": "absent"})
    yield Use("defender_library_file", {**_NEW, "name": "no name"})
    yield Use("defender_library_file_info", {})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    return {"defender_library_file": _NEW, "defender_library_file_info": {}}
