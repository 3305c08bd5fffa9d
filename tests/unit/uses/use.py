# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What it is to use a module, and the areas: each has a file of uses here, found by itself."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

NOBODY, NOTHING = "f" * 40, "ffffffff-ffff-4fff-8fff-ffffffffffff"


class Use(NamedTuple):
    """One way to use a module."""

    module: str
    options: Mapping[str, Any]


class Returned(NamedTuple):
    """The key under which a module returns records, and the schema of such a record."""

    key: str
    entity: str


def areas() -> list[ModuleType]:
    """Return the files of uses, one for each area of the modules.

    Each has RETURNED, what its modules return; uses(tenant), which together call every operation of its modules;
    and dry_runs(tenant), for each module options with which it would write if it writes at all.
    """
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "use")
    return [
        importlib.import_module(f"ansible_collections.secops.defender.tests.unit.uses.{name}")
        for name in names
    ]
