# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which attributes a Jinja expression reads, if nothing else can change what it gives. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._purity import (
    APPLYING,
    FILTERS,
    METHODS,
    NEVER,
    NODES,
    TESTS,
)
from jinja2 import Environment, TemplateSyntaxError, nodes

Path = tuple[str, ...]

# Jinja looks at an object's own attributes before the keys: `defender.items` is no property of the record.
_OBJECT_ATTRIBUTES = frozenset(
    name for kind in (dict, list, str, int, float, bool, type(None)) for name in dir(kind)
)
_TEMPLATE = re.compile(r"\{[{%#]")


class Gap(NamedTuple):
    """Where the way to an attribute ended before the attribute was reached."""

    depth: int
    value: Any


def attributes_read(template: Any) -> tuple[Path, ...] | None:
    """Return the ways to all attributes that decide what a template gives, None if more than those may decide."""
    if not isinstance(template, str):
        return None
    try:
        tree = Environment(autoescape=True).parse(template)
    except TemplateSyntaxError:
        return None
    paths = tuple(dict.fromkeys(_paths(tree)))
    if not all(map(_is_pure, _all_nodes(tree))) or any(path[0] in NEVER for path in paths):
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
        return name in FILTERS or (name in APPLYING and _applies_pure(node, APPLYING[name]))
    if isinstance(node, nodes.Test):
        return node.name.removeprefix("ansible.builtin.") in TESTS
    if isinstance(node, nodes.Call):
        return isinstance(node.node, nodes.Getattr) and node.node.attr in METHODS
    if isinstance(node, nodes.Const):
        return not (isinstance(node.value, str) and _TEMPLATE.search(node.value))
    return type(node).__name__ in NODES


def _applies_pure(node: nodes.Filter, place: int) -> bool:
    named = node.args[place : place + 1]
    return not node.dyn_args and all(
        isinstance(arg, nodes.Const) and arg.value in FILTERS | TESTS for arg in named
    )


def _paths(node: nodes.Node) -> Iterator[Path]:
    path = _path(node)
    if path:
        yield path
        return
    for child in node.iter_child_nodes():
        yield from _paths(child)


def _path(node: nodes.Node) -> Path | None:
    """Return the way that a chain of attributes takes, None for any other node."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        return _continued(node.node, node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return _continued(node.node, node.arg.value)
    return None


def _continued(node: nodes.Node, name: Any) -> Path | None:
    if not isinstance(name, str) or name in _OBJECT_ATTRIBUTES or name.startswith("_"):
        return None
    path = _path(node)
    return (*path, name) if path else None
