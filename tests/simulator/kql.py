# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small and honest part of KQL: let, where, project, sort, top, take and count over one table.

Everything else of the language is refused by name; a scenario can hold the answer to such a query.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.kql_words import (
    QueryError,
    Word,
    moment_in,
    not_recognised,
    words_of,
)

Row = Mapping[str, Any]


class Table(NamedTuple):
    """Columns with their types, and rows."""

    schema: Mapping[str, str]
    rows: Sequence[Row]


def run(query: str, tables: Mapping[str, Table], now: datetime) -> Table:
    """The answer to a query, or a QueryError."""
    reader = _Reader(list(words_of(query, now)))
    while reader.takes("let"):
        reader.bind()
    name = reader.name()
    following = reader.words[reader.place + 1 : reader.place + 2]
    if name not in tables:
        where = f"'{following[0].value}' operator: " if following else ""
        raise _semantic(f"{where}Failed to resolve table or column expression named '{name}'")
    table = tables[name]
    while reader.takes("|"):
        stage = reader.name()
        if stage not in _STAGES:
            raise QueryError(
                f"The simulator does not run '{stage}': give the scenario an answer to this query."
            )
        table = _STAGES[stage](reader, table)
    reader.takes(";")
    if reader.place < len(reader.words):
        raise not_recognised()
    return table


class _Reader:
    """Reads words one after the other, and knows what was bound by let."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.place = 0
        self._bound: dict[str, Any] = {"true": True, "false": False}

    def takes(self, *texts: str) -> bool:
        """Go past a name or a sign, if it is one of these."""
        word = self._ahead()
        if word.kind == "value" or word.value not in texts:
            return False
        self.place += 1
        return True

    def needs(self, text: str) -> None:
        """Go past what must stand here."""
        if not self.takes(text):
            raise not_recognised()

    def next(self) -> Word:
        """Go past any word."""
        word = self._ahead()
        if word.kind == "end":
            raise not_recognised()
        self.place += 1
        return word

    def name(self) -> str:
        """Go past a name."""
        word = self.next()
        if word.kind != "name":
            raise not_recognised()
        return str(word.value)

    def names(self) -> list[str]:
        """Go past names between commas."""
        found = [self.name()]
        while self.takes(","):
            found.append(self.name())
        return found

    def bind(self) -> None:
        """Go past the rest of a let statement."""
        name = self.name()
        self.needs("=")
        self._bound[name] = self.value()
        self.needs(";")

    def value(self) -> Any:
        """Go past a literal, or a name that was bound."""
        if self.takes("dynamic"):
            self.needs("(")
            self.needs("[")
            found = self.values("]")
            self.needs(")")
            return found
        word = self.next()
        if word.kind == "name" and word.value in self._bound:
            return self._bound[word.value]
        if word.kind != "value":
            raise _semantic(f"Failed to resolve scalar expression named '{word.value}'")
        return word.value

    def values(self, closing: str) -> list[Any]:
        """Go past values between commas, and what closes them; lists among them are opened."""
        found: list[Any] = []
        while not self.takes(closing):
            value = self.value()
            found += value if isinstance(value, list) else [value]
            self.takes(",")
        return found

    def _ahead(self) -> Word:
        return self.words[self.place] if self.place < len(self.words) else Word("end", None)


def _semantic(text: str) -> QueryError:
    return QueryError(f"{text}. Fix semantic errors in your query.")


def _known(table: Table, name: str, stage: str) -> str:
    if name not in table.schema:
        raise _semantic(f"'{stage}' operator: Failed to resolve scalar expression named '{name}'")
    return name


def _where(reader: _Reader, table: Table) -> Table:
    rows = table.rows
    while True:
        column = _known(table, reader.name(), "where")
        compare = str(reader.next().value)
        if compare not in _COMPARISONS:
            raise not_recognised()
        if compare.startswith("in"):
            reader.needs("(")
            wanted: Any = reader.values(")")
        else:
            wanted = reader.value()
        rows = [row for row in rows if _fits(row[column], compare, wanted, table.schema[column])]
        if not reader.takes("and"):
            return table._replace(rows=rows)


def _fits(value: Any, compare: str, wanted: Any, kind: str) -> bool:
    if kind == "DateTime":
        if not isinstance(wanted, datetime):
            raise _semantic(
                "'where' operator: Cannot compare values of types datetime and string. Try adding explicit casts"
            )
        value = moment_in(value) if value else None
    if value is None:
        return False
    try:
        return bool(_COMPARISONS[compare](value, wanted))
    except (AttributeError, TypeError):
        raise _semantic("'where' operator: Cannot compare values of different types") from None


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=~": lambda value, wanted: _folded(value) == _folded(wanted),
    "!~": lambda value, wanted: _folded(value) != _folded(wanted),
    "has": lambda value, wanted: _folded(wanted) in _folded(value),
    "contains": lambda value, wanted: _folded(wanted) in _folded(value),
    "startswith": lambda value, wanted: _folded(value).startswith(_folded(wanted)),
    "endswith": lambda value, wanted: _folded(value).endswith(_folded(wanted)),
    "in": lambda value, wanted: value in wanted,
    "in~": lambda value, wanted: _folded(value) in [_folded(item) for item in wanted],
}


def _project(reader: _Reader, table: Table) -> Table:
    names = [_known(table, name, "project") for name in reader.names()]
    rows = [{name: row[name] for name in names} for row in table.rows]
    return Table({name: table.schema[name] for name in names}, rows)


def _take(reader: _Reader, table: Table) -> Table:
    return table._replace(rows=table.rows[: _whole(reader)])


def _whole(reader: _Reader) -> int:
    number = reader.value()
    if not isinstance(number, int) or number < 0:
        raise not_recognised()
    return number


def _top(reader: _Reader, table: Table) -> Table:
    count = _whole(reader)
    ordered = _sort(reader, table)
    return ordered._replace(rows=ordered.rows[:count])


def _sort(reader: _Reader, table: Table) -> Table:
    reader.needs("by")
    column = _known(table, reader.name(), "sort")
    upwards = not reader.takes("desc") and reader.takes("asc")
    rows = sorted(
        table.rows, key=lambda row: (row[column] is not None, row[column] or 0), reverse=not upwards
    )
    return table._replace(rows=rows)


def _count(_reader: _Reader, table: Table) -> Table:
    return Table({"Count": "Int64"}, [{"Count": len(table.rows)}])


_STAGES: Mapping[str, Callable[[_Reader, Table], Table]] = {
    "where": _where,
    "project": _project,
    "take": _take,
    "limit": _take,
    "top": _top,
    "sort": _sort,
    "order": _sort,
    "count": _count,
}
