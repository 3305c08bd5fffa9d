# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of value that a property takes.

Kinds: text, integer, number, flag, time, object, list, [text]; a trailing ? allows null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.times import is_time


class Shape(NamedTuple):
    """The key of a collection, how it is listed, the kinds of its properties, and which it needs."""

    key: str
    newest_by: str | None
    properties: Mapping[str, str]
    needs: tuple[str, ...] = ()


def props(kind: str, names: str) -> dict[str, str]:
    """Properties of one kind, their names in one text."""
    return dict.fromkeys(names.split(), kind)


_KINDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "text": ("text", lambda value: isinstance(value, str)),
    "integer": ("an integer", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "number": ("a number", lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)),
    "flag": ("true or false", lambda value: isinstance(value, bool)),
    "time": ("a time such as 2026-01-31T08:00:00Z", lambda value: isinstance(value, str) and is_time(value)),
    "object": ("an object", lambda value: isinstance(value, dict)),
    "list": (
        "a list of objects",
        lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value),
    ),
    "[text]": (
        "a list of texts",
        lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    ),
}


def complaint(name: str, value: object, kind: str) -> str | None:
    """Why a value is not of a kind, as the rest of a sentence; nothing when it is."""
    nullable = kind.endswith("?")
    words, fits = _KINDS[kind.rstrip("?")]
    if (value is None and nullable) or fits(value):
        return None
    return f"{name} must be {words}{' or null' if nullable else ''}, not {value!r}"
