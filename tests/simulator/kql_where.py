# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The conditions of where: comparisons of columns, joined by and, or, not and brackets."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.kql_reader import (
    Reader,
    Row,
    Table,
    known,
    semantic,
)
from ansible_collections.secops.defender.tests.simulator.kql_words import moment_in, not_recognised

Condition = Callable[[Row], bool]


class Operand(NamedTuple):
    """What is compared: its type, and its value in a row."""

    kind: str
    of: Callable[[Row], Any]


def where(reader: Reader, table: Table) -> Table:
    """Keep the rows that fit."""
    fits = _any(reader, table)
    return table._replace(rows=[row for row in table.rows if fits(row)])


def _any(reader: Reader, table: Table) -> Condition:
    parts = [_all(reader, table)]
    while reader.takes("or"):
        parts.append(_all(reader, table))
    return lambda row: any(part(row) for part in parts)


def _all(reader: Reader, table: Table) -> Condition:
    parts = [_one(reader, table)]
    while reader.takes("and"):
        parts.append(_one(reader, table))
    return lambda row: all(part(row) for part in parts)


def _one(reader: Reader, table: Table) -> Condition:
    if reader.takes("not"):
        reader.needs("(")
        inner = _any(reader, table)
        reader.needs(")")
        return lambda row: not inner(row)
    if reader.takes("("):
        inner = _any(reader, table)
        reader.needs(")")
        return inner
    return _comparison(reader, table)


def _comparison(reader: Reader, table: Table) -> Condition:
    left = _operand(reader, table)
    if left.kind == "Boolean" and reader.ahead().value not in _COMPARISONS:
        return lambda row: bool(left.of(row))
    compare = str(reader.next().value)
    if compare not in _COMPARISONS:
        raise not_recognised()
    if compare.lstrip("!").startswith(_LISTED):
        reader.needs("(")
        wanted = reader.values(")")
        return lambda row: _fits(left.of(row), compare, wanted, left.kind)
    value = reader.value()
    return lambda row: _fits(left.of(row), compare, value, left.kind)


def _operand(reader: Reader, table: Table) -> Operand:
    word = reader.ahead()
    if word.kind == "value" or reader.binds(str(word.value)):
        value = reader.value()
        return Operand("Literal", lambda _row: value)
    name = reader.name()
    if not reader.takes("("):
        column = known(table, name, "where")
        return Operand(table.schema[column], lambda row: row[column])
    if name not in _FUNCTIONS:
        raise semantic(f"'where' operator: Unknown function: '{name}'")
    return _called(name, reader, table)


def _called(name: str, reader: Reader, table: Table) -> Operand:
    kind, function = _FUNCTIONS[name]
    arguments = []
    while not reader.takes(")"):
        arguments.append(_operand(reader, table))
        reader.takes(",")
    place = reader.value() if reader.takes("[") else None
    if place is not None:
        reader.needs("]")

    def of(row: Row) -> Any:
        found = function(*(argument.of(row) for argument in arguments))
        return found if place is None else (found[place : place + 1] or [None])[0]

    return Operand(kind, of)


def _fits(value: Any, compare: str, wanted: Any, kind: str) -> bool:
    if kind == "DateTime":
        if not isinstance(wanted, datetime):
            raise semantic(
                "'where' operator: Cannot compare values of types datetime and string. Try adding explicit casts"
            )
        value = moment_in(value) if value else None
    if value is None:
        return False
    try:
        return bool(_COMPARISONS[compare](value, wanted))
    except (AttributeError, TypeError):
        raise semantic("'where' operator: Cannot compare values of different types") from None


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
    "has_any": lambda value, wanted: any(_folded(item) in _folded(value) for item in wanted),
    "!in": lambda value, wanted: value not in wanted,
    "!in~": lambda value, wanted: _folded(value) not in [_folded(item) for item in wanted],
    "!has": lambda value, wanted: _folded(wanted) not in _folded(value),
    "!contains": lambda value, wanted: _folded(wanted) not in _folded(value),
    "!has_any": lambda value, wanted: all(_folded(item) not in _folded(value) for item in wanted),
}
_LISTED = ("in", "has_any")
_FUNCTIONS: Mapping[str, tuple[str, Callable[..., Any]]] = {
    "array_length": ("Int64", len),
    "isempty": ("Boolean", lambda value: value in (None, "")),
    "isnotempty": ("Boolean", lambda value: value not in (None, "")),
    "split": ("Object", lambda value, mark: (value or "").split(mark)),
    "tolower": ("String", lambda value: (value or "").lower()),
    "tostring": ("String", lambda value: "" if value is None else str(value)),
}
