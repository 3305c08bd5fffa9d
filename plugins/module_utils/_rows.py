# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a hunting query found: columns, rows with the types of their columns, and rows as text. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Row = dict[str, Any]
Column = dict[str, str]


class Found(NamedTuple):
    """The columns, each with name and type, and the rows of an answer."""

    columns: list[Column]
    rows: list[Row]


def found_in(answer: Any) -> Found | None:
    """Return the columns and typed rows of an answer, None if it has none. Its names come in either case."""
    told = _small(answer)
    columns, rows = told.get("schema"), told.get("results")
    if not isinstance(columns, list) or not isinstance(rows, list):
        return None
    if not all(isinstance(row, Mapping) for row in rows):
        return None
    named = [_small(column) for column in columns]
    schema = [{"name": str(column.get("name")), "type": str(column.get("type"))} for column in named]
    return Found(schema, [_typed(schema, row) for row in rows])


def text_of(found: Found, form: str) -> Iterator[bytes]:
    """Yield the rows as a file of that form holds them, in UTF-8."""
    for line in _FORMS[form](found):
        yield line.encode("utf-8", "backslashreplace")


def _small(value: Any) -> dict[str, Any]:
    return {str(name).lower(): item for name, item in value.items()} if isinstance(value, Mapping) else {}


def _typed(schema: Sequence[Column], row: Mapping[str, Any]) -> Row:
    """Return a row with every column in order; what the schema does not name comes last, as it is."""
    known = {column["name"]: _cell(row.get(column["name"]), column["type"]) for column in schema}
    return {**known, **{name: value for name, value in row.items() if name not in known}}


def _cell(value: Any, kind: str) -> Any:
    convert = _CONVERSIONS.get(kind.lower())
    if convert is None or value is None:
        return value
    try:
        return convert(value)
    except (TypeError, ValueError):
        return None if value == "" else value


def _truth(value: Any) -> Any:
    return {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower(), value)


def _structure(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


_CONVERSIONS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("bool", "boolean", "sbyte"), _truth),
    **dict.fromkeys(("int", "int32", "int64", "long"), int),
    **dict.fromkeys(("real", "double", "decimal", "sqldecimal"), float),
    **dict.fromkeys(("dynamic", "object"), _structure),
}


def _csv(found: Found) -> Iterator[str]:
    names = [column["name"] for column in found.columns]
    for values in [names, *([row[name] for name in names] for row in found.rows)]:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([_plain(value) for value in values])
        yield line.getvalue()


def _plain(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _lines(found: Found) -> Iterator[str]:
    return (f"{json.dumps(row, ensure_ascii=False)}\n" for row in found.rows)


def _json(found: Found) -> Iterator[str]:
    lines = [line.rstrip("\n") for line in _lines(found)]
    yield "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


_FORMS: Mapping[str, Callable[[Found], Iterable[str]]] = {"csv": _csv, "json": _json, "ndjson": _lines}
FORMS = tuple(_FORMS)
