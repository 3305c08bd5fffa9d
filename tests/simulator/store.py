# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The records of one collection: found by key, listed in order, kept as JSON text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ansible_collections.secops.defender.tests.simulator.messages import Record, as_json
from ansible_collections.secops.defender.tests.simulator.times import ticks


class Collection:
    """Records by key, in the order in which the service lists them."""

    def __init__(self, records: Iterable[Record], key: str, newest_by: str | None = None) -> None:
        """Take records; list them newest first by a property, else as they come."""
        self._key = key
        self._newest_by = newest_by
        self._records = {self.key_of(record): record for record in records}
        self._listed: list[Record] | None = None
        self._texts: dict[str, bytes] = {}

    def key_of(self, record: Record) -> str:
        """The key of a record; keys have no case."""
        return str(record[self._key]).lower()

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._records)

    def get(self, key: str) -> Record | None:
        """The record with that key."""
        return self._records.get(key.lower())

    def put(self, record: Record) -> None:
        """Add a record, or put a new version in the place of the old one."""
        key = self.key_of(record)
        self._records[key] = record
        self._texts.pop(key, None)
        self._listed = None

    def remove(self, key: str) -> None:
        """Take a record away, if it is there."""
        if self._records.pop(key.lower(), None) is not None:
            self._texts.pop(key.lower(), None)
            self._listed = None

    def listed(self) -> list[Record]:
        """All records in listing order."""
        if self._listed is None:
            self._listed = list(self._records.values())
            if self._newest_by is not None:
                self._listed.sort(key=self._age, reverse=True)
        return self._listed

    def move_last_to_front(self) -> None:
        """List the last record first from now on, as when it was written to while somebody was reading."""
        listed = self.listed()
        self._listed = listed[-1:] + listed[:-1]

    def where(self, wanted: Callable[[Record], bool]) -> list[Record]:
        """The records that are wanted, in listing order."""
        return [record for record in self.listed() if wanted(record)]

    def text(self, record: Record) -> bytes:
        """The record as JSON, made once for each version."""
        key = self.key_of(record)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = as_json(record)
        return text

    def _age(self, record: Record) -> int:
        return ticks(record.get(self._newest_by or "") or "1970-01-01")
