# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indicators in CSV: the columns of the portal's import, or the names of the module's keys. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from ansible_collections.secops.defender.plugins.plugin_utils._feed_keys import (
    Content,
    LeftOut,
    entry_of,
    keys_of,
)

# The longest cell; a quote that is never closed makes one of the rest of the file.
_LONGEST = 20_000


def read_csv(text: str, name: str) -> Content:
    """Return what the text holds. ValueError when it cannot be read as a whole."""
    content = Content("CSV", [], [], [])
    rows = _rows(text)
    _line, header = next(rows, (0, []))
    if not header:
        return content
    names = [column.strip() for column in header]
    keys = keys_of(column for column in names if column)
    for key in ("value", "type"):
        if key not in keys.values():
            raise ValueError(f"its first line names no column {key}; write the names of the columns there")
    for line, cells in rows:
        _take(content, f"{name} line {line}", names, cells, keys)
    return content


def _take(content: Content, place: str, names: list[str], cells: list[str], keys: Mapping[str, str]) -> None:
    given = dict(zip(names, cells, strict=False))
    try:
        if any(cell.strip() for cell in cells[len(names) :]):
            raise ValueError(f"it has {len(cells)} cells for {len(names)} columns; quote what holds a comma")
        content.entries.append(entry_of(place, given, keys))
    except ValueError as error:
        content.wrong.append(LeftOut(place, cells[0].strip(), str(error)))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of its first line and the cells of each row that is not empty; # begins a comment."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(len(cell) > _LONGEST for cell in cells):
                raise ValueError(
                    f"line {start}: a cell is longer than {_LONGEST} characters; is a quote not closed?"
                )
            if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"line {start} is no CSV ({error})") from None


def _delimiter(text: str) -> str:
    """Spreadsheets of some countries write semicolons."""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    first = next(lines, "")
    return max(",;\t", key=first.count) if first else ","
