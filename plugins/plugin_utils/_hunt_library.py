# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries of a library: files in KQL that begin with a few lines about themselves. Pure.

The lines are comments of the form `// key: value`, in the order of KEYS, and end at the first line that is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._hunt_schema import TABLES
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_values import TYPES, default_of

KEYS = ("title", "description", "techniques", "tactics", "confidence", "tables", "hashes", "parameter")
CONFIDENCES = ("high", "medium", "low")
TACTICS = (
    "Reconnaissance",
    "ResourceDevelopment",
    "InitialAccess",
    "Execution",
    "Persistence",
    "PrivilegeEscalation",
    "DefenseEvasion",
    "CredentialAccess",
    "Discovery",
    "LateralMovement",
    "Collection",
    "CommandAndControl",
    "Exfiltration",
    "Impact",
)
_OPTIONAL = ("hashes", "parameter")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LINE = re.compile(r"//\s*(?P<key>[a-z]+):\s*(?P<value>.*?)\s*")
_TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?")
_COLUMN = re.compile(r"[A-Za-z_]\w*")
_PARAMETER = re.compile(r"(?P<name>[a-z][a-z0-9_]*) (?P<type>[a-z]+)(?: = (?P<default>.+?))?; (?P<what>.+)")
# What is no code: comments, and texts in either quotes, verbatim ones as well.
_NO_CODE = re.compile(
    r"""//[^\n]*|@"[^"]*"|@'[^']*'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|```.*?```""", re.DOTALL
)


class Parameter(NamedTuple):
    """A value that a query takes; one without a default has to be given."""

    name: str
    type: str
    default: Any
    what: str

    @property
    def required(self) -> bool:
        """Tell whether it has no default."""
        return self.default is None


class Query(NamedTuple):
    """A query and what it says of itself."""

    name: str
    title: str
    description: str
    techniques: Sequence[str]
    tactics: Sequence[str]
    confidence: str
    tables: Sequence[str]
    hashes: Sequence[str]
    parameters: Sequence[Parameter]
    text: str


def query_of(name: str, text: str) -> Query:
    """Read a query. ValueError is a sentence that names it and what is wrong."""
    try:
        return _read(name, text)
    except ValueError as error:
        raise ValueError(f"Query '{name}': {error}.") from None


def code_of(text: str) -> str:
    """Return a query without its comments, and with nothing in its texts."""
    return _NO_CODE.sub('""', text)


def _read(name: str, text: str) -> Query:
    if not _NAME.fullmatch(name):
        raise ValueError("its file is not called by small letters, digits and _, a letter first")
    told = _header(text)
    query = Query(
        name,
        told["title"][0],
        told["description"][0],
        _list(told, "techniques", _is(_TECHNIQUE, "a technique such as T1059 or T1059.001")),
        _list(told, "tactics", _in(TACTICS)),
        _list(told, "confidence", _in(CONFIDENCES))[0],
        _list(told, "tables", _in(sorted(TABLES))),
        _list(told, "hashes", _is(_COLUMN, "the name of a column")),
        [_parameter(line) for line in told.get("parameter", ())],
        text,
    )
    _agree(query, code_of(text))
    return query


def _header(text: str) -> dict[str, list[str]]:
    """Return the values of each key, in order."""
    told: dict[str, list[str]] = {}
    last = 0
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.startswith("//"):
            break
        found = _LINE.fullmatch(line)
        if found is None or found["key"] not in KEYS:
            raise ValueError(f"line {number} is none of '// {': ', '// '.join(KEYS)}:'")
        key, place = found["key"], KEYS.index(found["key"])
        if place < last or (key in told and key != "parameter"):
            raise ValueError(
                f"line {number}: {key} stands in the wrong place or twice; see the order of keys"
            )
        if not found["value"]:
            raise ValueError(f"line {number}: {key} is empty")
        last = place
        told.setdefault(key, []).append(found["value"])
    missing = [key for key in KEYS if key not in told and key not in _OPTIONAL]
    if missing:
        raise ValueError(f"the lines that it begins with lack {', '.join(missing)}")
    return told


def _list(told: Mapping[str, Sequence[str]], key: str, check: Callable[[str], str]) -> list[str]:
    found = [part.strip() for part in told.get(key, [""])[0].split(",") if part.strip()]
    if key in told and not found:
        raise ValueError(f"{key} is empty")
    for part in found:
        wrong = check(part)
        if wrong:
            raise ValueError(f"{key}: {part} is not {wrong}")
    return found


def _is(form: re.Pattern[str], what: str) -> Callable[[str], str]:
    return lambda part: "" if form.fullmatch(part) else what


def _in(known: Sequence[str]) -> Callable[[str], str]:
    return lambda part: "" if part in known else f"one of {', '.join(known)}"


def _parameter(line: str) -> Parameter:
    found = _PARAMETER.fullmatch(line)
    if found is None:
        raise ValueError(f"parameter: '{line}' is not of the form 'name type = default; what it is'")
    name, kind, written = found["name"], found["type"], found["default"]
    if kind not in TYPES:
        raise ValueError(f"parameter: {name} has the type {kind}, which is none of {', '.join(TYPES)}")
    return Parameter(name, kind, None if written is None else default_of(name, kind, written), found["what"])


def _agree(query: Query, code: str) -> None:
    """Refuse a header that says something else than the query."""
    words = set(re.findall(r"\w+", code))
    if not words:
        raise ValueError("there is no query after the lines that it begins with")
    names = [one.name for one in query.parameters]
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise ValueError(f"parameter: {twice[0]} is declared twice")
    for name in (*names, *query.tables):
        if name not in words:
            raise ValueError(f"{name} is declared and not used")
    undeclared = sorted((words & TABLES) - set(query.tables))
    if undeclared:
        raise ValueError(f"tables: {undeclared[0]} is used and not declared")
