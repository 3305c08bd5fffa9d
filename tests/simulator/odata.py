# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""$filter: parsed by odata-query, put right where that library is too narrow, and evaluated on records."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.times import ticks
from odata_query import ast
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser

# A property that is an enumeration: its values have no case in a filter.
ENUMERATIONS = frozenset(
    [
        "status",
        "severity",
        "action",
        "indicatorType",
        "healthStatus",
        "riskScore",
        "exposureLevel",
        "onboardingStatus",
        "deviceValue",
        "type",
        "state",
    ]
)
# The reference types this number as text: both spellings of the value are taken.
NUMBER_OR_TEXT = frozenset({"rbacGroupId"})

_TEXT = re.compile(r"'(?:[^']|'')*'")
_MARK = re.compile(r"'(\d+)'")
_SHORT_TIME = re.compile(r"\b(\d{4}-\d\d-\d\d)Z\b")
_ONE_ELEMENT = re.compile(r"(\bin\s*)\(\s*('\d+'|[^\s(),']+)\s*\)", re.IGNORECASE)
_CALL = re.compile(
    r"\b(startswith|endswith|contains|tolower|toupper|trim|length|indexof)\s*\(", re.IGNORECASE
)

_COMPARISONS: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_TEXT_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": operator.contains,
}
_CHANGES: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "tolower": ("text", str.lower),
    "toupper": ("text", str.upper),
    "trim": ("text", str.strip),
    "length": ("integer", len),
}


class FilterError(Exception):
    """What is wrong with a filter."""


class Operand(NamedTuple):
    """A side of a comparison: its kind, and its value for a record."""

    kind: str
    of: Callable[[Record], Any]


Names = Mapping[str, Operand]
Test = Callable[[Record], bool]


def predicate(text: str, properties: Mapping[str, str]) -> Test:
    """The test that a $filter stands for; it may use the properties given, in any case, by their kinds."""
    try:
        tree = ODataParser().parse(ODataLexer().tokenize(widened(text)))
    except ODataException as error:
        raise FilterError(f"Syntax error: {error}") from error
    if tree is None:
        raise FilterError("Syntax error: the expression is empty")
    return _test(tree, {name.lower(): _property(name, kind) for name, kind in properties.items()})


def widened(text: str) -> str:
    """The filter in the spelling that the parser knows; what stands in quotes stays as it is."""
    quoted = _TEXT.findall(text)
    numbers = iter(range(len(quoted)))
    marked = _TEXT.sub(lambda match: f"'{next(numbers)}'", text)
    marked = _SHORT_TIME.sub(r"\1T00:00:00Z", marked)
    marked = _CALL.sub(lambda match: match[1].lower() + "(", marked)
    marked = _ONE_ELEMENT.sub(r"\1(\2,\2)", marked)
    return _MARK.sub(lambda match: quoted[int(match[1])], marked).strip()


def _property(name: str, kind: str) -> Operand:
    kind = kind.rstrip("?")
    if name in ENUMERATIONS:
        return Operand("enum", lambda record: _folded(record.get(name)))
    if name in NUMBER_OR_TEXT:
        return Operand("enum", lambda record: None if record.get(name) is None else str(record[name]))
    if kind == "time":
        return Operand("time", lambda record: ticks(record[name]) if record.get(name) else None)
    return Operand(kind, lambda record: record.get(name))


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _test(node: Any, names: Names) -> Test:
    make = _TESTERS.get(type(node))
    if make is not None:
        return make(node, names)
    operand = _operand(node, names)
    if operand.kind != "flag":
        raise FilterError("The expression must be true or false for each record")
    return lambda record: operand.of(record) is True


def _both(node: Any, names: Names) -> Test:
    left, right = _test(node.left, names), _test(node.right, names)
    if isinstance(node.op, ast.And):
        return lambda record: left(record) and right(record)
    return lambda record: left(record) or right(record)


def _negation(node: Any, names: Names) -> Test:
    if not isinstance(node.op, ast.Not):
        raise FilterError("The filter uses a sign that the service does not know")
    inner = _test(node.operand, names)
    return lambda record: not inner(record)


def _comparison(node: Any, names: Names) -> Test:
    left = _operand(node.left, names)
    if isinstance(node.comparator, ast.In):
        if not isinstance(node.right, ast.List):
            raise FilterError("in takes a list in brackets")
        items = [_matched(left, _operand(item, names)) for item in node.right.val]
        return lambda record: any(left.of(record) == item.of(record) for item in items)
    right = _operand(node.right, names)
    left, right = _matched(right, left), _matched(left, right)
    compare = _COMPARISONS[type(node.comparator)]
    with_null = isinstance(node.comparator, (ast.Eq, ast.NotEq))

    def test(record: Record) -> bool:
        one, two = left.of(record), right.of(record)
        if one is None or two is None:
            return with_null and compare(one, two)
        return compare(one, two)

    return test


def _matched(wanted: Operand, given: Operand) -> Operand:
    kinds = {wanted.kind, given.kind}
    if given.kind == wanted.kind or "null" in kinds:
        return given
    if kinds in ({"enum", "text"}, {"enum", "integer"}):
        return (
            Operand("enum", lambda record: _folded(str(given.of(record)))) if given.kind != "enum" else given
        )
    if kinds == {"integer", "number"}:
        return given
    raise FilterError(
        f"A binary operator with incompatible types was detected: {wanted.kind} and {given.kind}"
    )


def _text_test(node: Any, names: Names) -> Test:
    check = _TEXT_TESTS.get(node.func.name)
    if check is None:
        raise FilterError(f"The function '{node.func.name}' cannot be used here")
    subject, part = (_operand(argument, names) for argument in node.args)
    if subject.kind not in ("text", "enum") or part.kind != "text":
        raise FilterError(f"{node.func.name} takes two texts")
    fold = _folded if subject.kind == "enum" else str
    return lambda record: subject.of(record) is not None and check(subject.of(record), fold(part.of(record)))


def _lambda(node: Any, names: Names) -> Test:
    owner = _operand(node.owner, names)
    if owner.kind != "[text]":
        raise FilterError(f"{getattr(node.owner, 'name', 'this')} is no collection")
    if node.lambda_ is None:
        return lambda record: bool(owner.of(record))
    variable = node.lambda_.identifier.name
    inner = _test(
        node.lambda_.expression, {**names, variable.lower(): Operand("text", lambda item: item[variable])}
    )
    combine = any if isinstance(node.operator, ast.Any) else all
    return lambda record: combine(inner({**record, variable: item}) for item in owner.of(record) or ())


def _operand(node: Any, names: Names) -> Operand:
    if isinstance(node, ast.Identifier):
        if node.name.lower() not in names:
            raise FilterError(f"The property '{node.name}' cannot be used in the $filter query option")
        return names[node.name.lower()]
    if isinstance(node, ast.Call) and node.func.name in _CHANGES:
        kind, change = _CHANGES[node.func.name]
        inner = _operand(node.args[0], names)
        return Operand(
            kind, lambda record: None if inner.of(record) is None else change(str(inner.of(record)))
        )
    kind, value = _literal(node)
    return Operand(kind, lambda record: value)


def _literal(node: Any) -> tuple[str, Any]:
    if isinstance(node, (ast.DateTime, ast.Date)):
        return "time", ticks(node.val)
    if isinstance(node, (ast.String, ast.GUID)):
        return "text", node.val
    if isinstance(node, ast.Integer):
        return "integer", node.py_val
    if isinstance(node, ast.Float):
        return "number", node.py_val
    if isinstance(node, ast.Boolean):
        return "flag", node.py_val
    if isinstance(node, ast.Null):
        return "null", None
    raise FilterError(f"The filter uses what the service does not know: {type(node).__name__}")


_TESTERS: Mapping[type, Callable[[Any, Names], Test]] = {
    ast.BoolOp: _both,
    ast.UnaryOp: _negation,
    ast.Compare: _comparison,
    ast.CollectionLambda: _lambda,
    ast.Call: _text_test,
}
