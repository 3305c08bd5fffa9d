# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What it is to use a module."""

from __future__ import annotations

from collections.abc import Mapping
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
