# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which attributes a Jinja expression reads, if nothing else can change what it gives. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes

Path = tuple[str, ...]

# What gives the same for the same input, always. Anything else is left to Ansible for every single host.
_NODES = frozenset(
    "Template Output TemplateData Name Getattr Getitem Slice Tuple List Dict Pair Keyword Concat CondExpr Compare Operand"
    " And Or Not Add Sub Mul Div FloorDiv Mod Pow Neg Pos".split()
)
_FILTERS = frozenset(
    "abs bool capitalize count d default difference first flatten float int intersect join last length list lower max min"
    " regex_escape regex_findall regex_replace regex_search replace reverse round sort split string sum"
    " symmetric_difference ternary title trim truncate union unique upper".split()
)
_TESTS = frozenset(
    "all any boolean contains defined divisibleby eq equalto even false falsy float ge gt in integer iterable le lower lt"
    " mapping match ne none number odd regex search sequence string subset superset true truthy undefined upper"
    " version".split()
)
# These take the name of a test or filter as an argument, at this place.
_APPLIES = {"map": 0, "select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1}
_METHODS = frozenset(
    "capitalize casefold endswith find get isdigit items join keys lower lstrip partition removeprefix removesuffix replace"
    " rpartition rsplit rstrip split startswith strip title upper values".split()
)
# These differ from host to host without being variables that were set on it.
_NEVER = frozenset(("inventory_hostname", "inventory_hostname_short", "group_names", "hostvars", "groups", "vars"))
# Jinja looks at an object's own attributes before the keys: `defender.items` is no property of the record.
_OBJECT_ATTRIBUTES = frozenset(name for kind in (dict, list, str, int, float, bool, type(None)) for name in dir(kind))
_TEMPLATE = re.compile(r"\{[{%#]")


class Gap(NamedTuple):
    """Where the way to an attribute ended before the attribute was reached."""

    depth: int
    value: Any


def attributes_read(template: Any) -> tuple[Path, ...] | None:
    """Return the ways to all attributes that decide what a template gives, None if more than those may decide."""
    try:
        tree = Environment().parse(template)
    except (TemplateSyntaxError, TypeError):
        return None
    paths = tuple(dict.fromkeys(_paths(tree)))
    if not all(map(_is_pure, _all_nodes(tree))) or any(path[0] in _NEVER for path in paths):
        return None
    return paths


def attributes_of(expression: Any) -> tuple[Path, ...] | None:
    """Return the same for an expression, which is a template without its brackets."""
    if not isinstance(expression, str) or _TEMPLATE.search(expression):
        return None
    return attributes_read("{{ " + expression + " }}")


def plain_attribute(expression: Any) -> Path | None:
    """Return the way to an attribute if the expression is nothing but that."""
    paths = attributes_of(expression)
    if paths and len(paths) == 1 and ".".join(paths[0]) == expression.strip():
        return paths[0]
    return None


def value_at(path: Path, variables: Mapping[str, Any]) -> Any:
    """Return the attribute, or the gap where the way to it ends."""
    value: Any = variables
    try:
        for name in path:
            value = value[name]
    except (KeyError, TypeError):
        return _gap(path, variables)
    return value


def _gap(path: Path, variables: Mapping[str, Any]) -> Gap:
    value: Any = variables
    for depth, name in enumerate(path):
        if not isinstance(value, Mapping):
            return Gap(depth, value)
        if name not in value:
            return Gap(depth, None)
        value = value[name]
    return Gap(len(path), None)


def _all_nodes(tree: nodes.Node) -> Iterator[nodes.Node]:
    yield tree
    yield from tree.find_all(nodes.Node)


def _is_pure(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Filter):
        name = node.name.removeprefix("ansible.builtin.")
        return name in _FILTERS or (name in _APPLIES and _applies_pure(node, _APPLIES[name]))
    if isinstance(node, nodes.Test):
        return node.name.removeprefix("ansible.builtin.") in _TESTS
    if isinstance(node, nodes.Call):
        return isinstance(node.node, nodes.Getattr) and node.node.attr in _METHODS
    if isinstance(node, nodes.Const):
        return not (isinstance(node.value, str) and _TEMPLATE.search(node.value))
    return type(node).__name__ in _NODES


def _applies_pure(node: nodes.Filter, place: int) -> bool:
    named = node.args[place : place + 1]
    return not node.dyn_args and all(
        isinstance(arg, nodes.Const) and arg.value in _FILTERS | _TESTS for arg in named
    )


def _paths(node: nodes.Node) -> Iterator[Path]:
    path = _path(node)
    if path:
        yield path
        return
    for child in node.iter_child_nodes():
        yield from _paths(child)


def _path(node: nodes.Node) -> Path | None:
    if isinstance(node, nodes.Name):
        return (node.name,)
    segment = _segment(node)
    if segment is None or segment in _OBJECT_ATTRIBUTES or segment.startswith("_"):
        return None
    assert isinstance(node, (nodes.Getattr, nodes.Getitem))
    base = _path(node.node)
    return (*base, segment) if base else None


def _segment(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return node.arg.value
    return None
