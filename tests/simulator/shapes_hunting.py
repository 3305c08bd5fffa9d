# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a scenario says about hunting: which queries have which answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator.hunting_problems import PROBLEMS
from ansible_collections.secops.defender.tests.simulator.kinds import complaint

_KEYS = {"query": "text", "matches": "text", "schema": "list", "results": "list", "problem": "text"}


def complaint_about_answer(record: Mapping[str, Any], where: str) -> str | None:
    """The first thing wrong with a record of the key hunting, as a sentence."""
    for name, value in record.items():
        if name not in _KEYS:
            return f"{where}.{name} is unknown; the keys are {', '.join(_KEYS)}"
        found = complaint(f"{where}.{name}", value, _KEYS[name])
        if found:
            return found
    if ("query" in record) == ("matches" in record):
        return f"{where} must have either query or matches"
    if "problem" in record and record["problem"] not in PROBLEMS:
        return f"{where}.problem must be one of {', '.join(PROBLEMS)}, not {record['problem']!r}"
    return _complaint_about_pattern(record.get("matches", ""), where)


def _complaint_about_pattern(pattern: str, where: str) -> str | None:
    try:
        re.compile(pattern)
    except re.error as error:
        return f"{where}.matches must be a regular expression, and {pattern!r} is not: {error}"
    return None
