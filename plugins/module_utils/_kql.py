# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parameters of a query as literals of KQL, which no value can leave. Pure.

A value is never put into the text of a query. Each parameter becomes a let statement before it, and the query names it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _times
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SPAN = re.compile(r"\d+(?:d|h|m|s|ms)|(?:\d+\.)?\d{1,2}:\d{2}(?::\d{2})?")
# Whatever ends a line or cannot be seen is written as an escape.
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]')
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONG = 1 << 63


def bound(query: str, parameters: Mapping[str, Any]) -> str:
    """Return the query behind a let statement for each parameter. OptionError for one that cannot be bound."""
    lines = []
    for name, value in parameters.items():
        if not _NAME.fullmatch(name):
            raise _refused(name, "this is no name in KQL; use letters, digits and _, a digit not first")
        if not re.search(rf"\b{name}\b", query):
            raise _refused(name, "the query does not name it; correct the name or leave it out")
        lines.append(f"let {name} = {literal(name, value)};\n")
    return "".join(lines) + query


def literal(name: str, value: Any) -> str:
    """Return a value as a literal of KQL: a text, number, truth, time or list, or {type: value}."""
    if isinstance(value, (list, tuple)):
        return f"dynamic({_element(name, value)})"
    if isinstance(value, Mapping):
        if len(value) != 1 or next(iter(value)) not in _TYPES:
            raise _refused(
                name, f"a mapping must name one type and its value, the type one of {', '.join(_TYPES)}"
            )
        kind, inner = next(iter(value.items()))
        return _typed(name, kind, inner)
    return _typed(name, _kind_of(name, value), value)


def _kind_of(name: str, value: Any) -> str:
    for kind, types in _NATIVE.items():
        if isinstance(value, types):
            return kind
    raise _refused(name, f"a value of the type {value.__class__.__name__} cannot be bound")


def _typed(name: str, kind: str, value: Any) -> str:
    try:
        return _TYPES[kind](value)
    except (TypeError, ValueError, OverflowError):
        raise _refused(name, f"{value!r} is no {kind} of KQL") from None


def _element(name: str, value: Any) -> str:
    """Return what stands inside a dynamic literal."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_element(name, item) for item in value)}]"
    if value is None:
        return "null"
    kind = _kind_of(name, value)
    written = _typed(name, kind, value)
    return written if kind in ("string", "datetime") else written[len(kind) + 1 : -1]


def _text(value: Any) -> str:
    return '"' + _ESCAPED.sub(_escape, str(value)) + '"'


def _escape(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"


def _whole(value: Any) -> str:
    number = int(value)
    if (isinstance(value, float) and number != value) or not -_LONG <= number < _LONG:
        raise ValueError(value)
    return f"long({number})"


def _real(value: Any) -> str:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return f"real({number!r})"


def _truth(value: Any) -> str:
    words = {"true": "true", "yes": "true", "false": "false", "no": "false"}
    if str(value).lower() not in words:
        raise ValueError(value)
    return f"bool({words[str(value).lower()]})"


def _time(value: Any) -> str:
    return f"datetime({_times.literal(value.isoformat() if isinstance(value, date) else str(value))})"


def _span(value: Any) -> str:
    if not _SPAN.fullmatch(str(value)):
        raise ValueError(value)
    return f"timespan({value})"


def _refused(name: str, why: str) -> OptionError:
    return OptionError(f"parameters.{name}: {why}.", option="parameters")


# A truth is a number to Python, so it comes before the numbers.
_NATIVE: Mapping[str, tuple[type, ...]] = {
    "bool": (bool,),
    "long": (int,),
    "real": (float,),
    "datetime": (datetime, date),
    "string": (str,),
}
_TYPES: Mapping[str, Callable[[Any], str]] = {
    "string": _text,
    "long": _whole,
    "real": _real,
    "bool": _truth,
    "datetime": _time,
    "timespan": _span,
}
