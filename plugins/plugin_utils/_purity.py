# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of Jinja and Ansible's additions to it gives the same for the same input, always. Data only."""

from __future__ import annotations

# Parts of an expression, by the names of their classes in jinja2.nodes.
NODES = frozenset(
    (
        "Add",
        "And",
        "Compare",
        "Concat",
        "CondExpr",
        "Dict",
        "Div",
        "FloorDiv",
        "Getattr",
        "Getitem",
        "Keyword",
        "List",
        "Mod",
        "Mul",
        "Name",
        "Neg",
        "Not",
        "Operand",
        "Or",
        "Output",
        "Pair",
        "Pos",
        "Pow",
        "Slice",
        "Sub",
        "Template",
        "TemplateData",
        "Tuple",
    )
)

# Filters that look at nothing but their input.
FILTERS = frozenset(
    (
        "abs",
        "bool",
        "capitalize",
        "count",
        "d",
        "default",
        "difference",
        "first",
        "flatten",
        "float",
        "int",
        "intersect",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "max",
        "min",
        "regex_escape",
        "regex_findall",
        "regex_replace",
        "regex_search",
        "replace",
        "reverse",
        "round",
        "sort",
        "split",
        "string",
        "sum",
        "symmetric_difference",
        "ternary",
        "title",
        "trim",
        "truncate",
        "union",
        "unique",
        "upper",
    )
)

# Filters that take the name of a test or filter as an argument, at this place.
APPLYING = {"map": 0, "select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1}

# Tests that look at nothing but their input.
TESTS = frozenset(
    (
        "all",
        "any",
        "boolean",
        "contains",
        "defined",
        "divisibleby",
        "eq",
        "equalto",
        "even",
        "false",
        "falsy",
        "float",
        "ge",
        "gt",
        "in",
        "integer",
        "iterable",
        "le",
        "lower",
        "lt",
        "mapping",
        "match",
        "ne",
        "none",
        "number",
        "odd",
        "regex",
        "search",
        "sequence",
        "string",
        "subset",
        "superset",
        "true",
        "truthy",
        "undefined",
        "upper",
        "version",
    )
)

# Methods of texts, lists and dictionaries that change nothing.
METHODS = frozenset(
    (
        "capitalize",
        "casefold",
        "endswith",
        "find",
        "get",
        "isdigit",
        "items",
        "join",
        "keys",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "replace",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "startswith",
        "strip",
        "title",
        "upper",
        "values",
    )
)

# Variables that differ from host to host although nobody set them.
NEVER = frozenset(
    (
        "group_names",
        "groups",
        "hostvars",
        "inventory_hostname",
        "inventory_hostname_short",
        "vars",
    )
)
