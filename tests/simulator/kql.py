# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small and honest part of KQL: let, where, project, sort, top, take and count over one table.

Everything else of the language is refused by name; a scenario can hold the answer to such a query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from ansible_collections.secops.defender.tests.simulator.kql_reader import (
    Reader,
    Row,
    Table,
    known,
    semantic,
)
from ansible_collections.secops.defender.tests.simulator.kql_where import where
from ansible_collections.secops.defender.tests.simulator.kql_words import (
    QueryError,
    not_recognised,
    words_of,
)

__all__ = ("Row", "Table", "run")


def run(query: str, tables: Mapping[str, Table], now: datetime) -> Table:
    """The answer to a query, or a QueryError."""
    reader = Reader(list(words_of(query)), now)
    while reader.takes("let"):
        reader.bind()
    name = reader.name()
    following = reader.words[reader.place + 1 : reader.place + 2]
    if name not in tables:
        where = f"'{following[0].value}' operator: " if following else ""
        raise semantic(f"{where}Failed to resolve table or column expression named '{name}'")
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


def _project(reader: Reader, table: Table) -> Table:
    names = [known(table, name, "project") for name in reader.names()]
    rows = [{name: row[name] for name in names} for row in table.rows]
    return Table({name: table.schema[name] for name in names}, rows)


def _take(reader: Reader, table: Table) -> Table:
    return table._replace(rows=table.rows[: _whole(reader)])


def _whole(reader: Reader) -> int:
    number = reader.value()
    if not isinstance(number, int) or number < 0:
        raise not_recognised()
    return number


def _top(reader: Reader, table: Table) -> Table:
    count = _whole(reader)
    ordered = _sort(reader, table)
    return ordered._replace(rows=ordered.rows[:count])


def _sort(reader: Reader, table: Table) -> Table:
    reader.needs("by")
    column = known(table, reader.name(), "sort")
    upwards = not reader.takes("desc") and reader.takes("asc")
    rows = sorted(
        table.rows, key=lambda row: (row[column] is not None, row[column] or 0), reverse=not upwards
    )
    return table._replace(rows=rows)


def _count(_reader: Reader, table: Table) -> Table:
    return Table({"Count": "Int64"}, [{"Count": len(table.rows)}])


_STAGES: Mapping[str, Callable[[Reader, Table], Table]] = {
    "where": where,
    "project": _project,
    "take": _take,
    "limit": _take,
    "top": _top,
    "sort": _sort,
    "order": _sort,
    "count": _count,
}
