# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Words of records, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]
Crossed = dict[str, dict[str, int]]

NOT_GIVEN = "not given"


def words(records: Iterable[Record], key: str) -> list[str]:
    """Return the word that each record has for a property."""
    return [str(record.get(key) or NOT_GIVEN) for record in records]


def counted(met: Iterable[str]) -> dict[str, int]:
    """Return how often each word was met, the most frequent first and those alike by name."""
    return dict(sorted(Counter(met).items(), key=lambda pair: (-pair[1], pair[0])))


def crossed(records: Sequence[Record], key: str, by: str) -> Crossed:
    """Return how often each word of one property was met with each word of another, the most frequent first."""
    return cross(zip(words(records, key), words(records, by), strict=True))


def cross(pairs: Iterable[tuple[str, str]]) -> Crossed:
    """Return how often each first word was met with each second one, the most frequent first."""
    table: dict[str, dict[str, int]] = {}
    for (first, second), count in Counter(pairs).items():
        table.setdefault(first, {})[second] = count
    ordered = sorted(table.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    return {first: dict(sorted(row.items(), key=lambda pair: (-pair[1], pair[0]))) for first, row in ordered}
