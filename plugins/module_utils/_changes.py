# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is there against what is wanted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Properties = Mapping[str, Any]


class Change(NamedTuple):
    """One thing before and after: None stands for a thing that is not there. The name is how a person knows it.

    Only what was asked for is compared, so both hold the same properties.
    """

    key: str
    name: str
    before: Properties | None
    after: Properties | None

    @property
    def needed(self) -> bool:
        """Whether anything has to be written."""
        return self.before != self.after


def compared(key: str, name: str, present: Properties | None, wanted: Properties) -> Change:
    """Return what is between a thing as it is, whatever else it holds, and the properties that it should have."""
    before = None if present is None else {field: present.get(field) for field in wanted}
    return Change(key, name, before, wanted)


def absent(key: str, name: str, present: Properties | None) -> Change:
    """Return what is between a thing as it is and its absence."""
    return Change(key, name, present, None)


def diff(changes: Iterable[Change]) -> dict[str, dict[str, Any]]:
    """Return what a task shows in diff mode: by name, only what differs."""
    needed = [change for change in changes if change.needed]
    return {
        "before": {change.name: change.before for change in needed},
        "after": {change.name: change.after for change in needed},
    }
