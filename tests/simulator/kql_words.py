# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The words of a query: names, signs and values. What cannot be read is a syntax error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.times import moment_of

_WORDS = re.compile(
    r"""
    (?P<gap>\s+|//[^\n]*)
  | (?P<text>"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<typed>\b(?:long|int|real|double|bool|datetime|timespan)\([^()"']*\))
  | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
  | (?P<span>\d+(?:d|h|m|s)\b)
  | (?P<name>[A-Za-z_]\w*~?)
  | (?P<sign>!in~|!(?:in|has_any|has|contains)\b|==|!=|=~|!~|<=|>=|[<>=|;,()\[\]])
    """,
    re.VERBOSE,
)
_ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_SPAN = re.compile(r"(\d+)([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class QueryError(Exception):
    """Why a query cannot be answered, in the words of the service."""


class Word(NamedTuple):
    """One word of a query: its kind and its text, or the value that it stands for."""

    kind: str
    value: Any


def words_of(query: str) -> Iterator[Word]:
    """Yield the words of a query."""
    place = 0
    while place < len(query):
        found = _WORDS.match(query, place)
        if found is None:
            raise not_recognised()
        place = found.end()
        kind, text = str(found.lastgroup), found.group()
        if kind == "gap":
            continue
        yield Word(kind, text) if kind in ("name", "sign") else Word("value", _value(kind, text))


def not_recognised() -> QueryError:
    """The syntax error."""
    return QueryError("A recognition error occurred.. Fix syntax errors in your query.")


def moment_in(text: str) -> datetime:
    """The time of a literal, UTC where it names no zone."""
    try:
        return moment_of(text.strip())
    except ValueError:
        raise not_recognised() from None


def _value(kind: str, text: str) -> Any:
    if kind == "text":
        return _ESCAPES.sub(_unescaped, text[1:-1])
    if kind == "span":
        return _span(text)
    if kind == "number":
        return int(text) if text.lstrip("-").isdigit() else float(text)
    name, _bracket, inside = text[:-1].partition("(")
    try:
        return _TYPED[name](inside.strip())
    except (KeyError, ValueError):
        raise not_recognised() from None


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return _ESCAPED.get(found[2], found[2])


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise not_recognised()
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


_TYPED: Mapping[str, Callable[[str], Any]] = {
    "long": int,
    "int": int,
    "real": float,
    "double": float,
    "bool": lambda inside: {"true": True, "false": False}[inside],
    "datetime": moment_in,
    "timespan": _span,
}
