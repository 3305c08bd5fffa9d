# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a task -> OData query options. Pure.

Source: https://learn.microsoft.com/defender-endpoint/api/exposed-apis-odata-samples
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _times
from ansible_collections.secops.defender.plugins.module_utils._entity import Entity, Filter
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError


def quote(text: str) -> str:
    """Write text as an OData string."""
    return "'" + text.replace("'", "''") + "'"


def any_of(property_name: str, literals: Sequence[str]) -> str:
    """Write a clause that holds when the property is one of the literals."""
    clauses = [f"{property_name} eq {literal}" for literal in literals]
    return clauses[0] if len(clauses) == 1 else f"({' or '.join(clauses)})"


def query_of(entity: Entity, params: Mapping[str, Any]) -> dict[str, str]:
    """Return the query options for the filter options that are set, the raw filter in brackets beside them."""
    given = _given(entity, params)
    clauses = [_clause(row, params[row.option]) for row in given if row.type != "expand"]
    raw = (params.get("filter") or "").strip()
    if raw:
        clauses.append(f"({raw})" if clauses else raw)
    expand = [row.property for row in given if row.type == "expand"]
    options = {"$filter": " and ".join(clauses), "$expand": ",".join(expand)}
    return {name: value for name, value in options.items() if value}


def holds(entity: Entity, params: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Tell whether a record passes the filter options, for routes that take no $filter."""
    rows = (row for row in _given(entity, params) if row.type != "expand")
    return all(_holds(row, params[row.option], record.get(row.property)) for row in rows)


def _given(entity: Entity, params: Mapping[str, Any]) -> list[Filter]:
    return [row for row in entity.filters if _is_set(row, params.get(row.option))]


def _is_set(row: Filter, value: Any) -> bool:
    if row.type == "expand":
        return bool(value)
    return value is not None and value not in ("", [])


def _holds(row: Filter, value: Any, present: Any) -> bool:
    if row.type in ("list", "int_list"):
        return present in value
    if row.type != "time":
        return bool(str(present).startswith(value) if row.operator == "startswith" else present == value)
    if not present:
        return False
    limit, moment = _times.parse(_literal(row, value)), _times.parse(present)
    return moment >= limit if row.operator == "ge" else moment < limit


def _clause(row: Filter, value: Any) -> str:
    if row.type == "list":
        return any_of(row.property, [quote(item) for item in value])
    if row.type == "int_list":
        return any_of(row.property, [str(item) for item in value])
    if row.operator == "startswith":
        return f"startswith({row.property},{quote(value)})"
    return f"{row.property} {row.operator} {_literal(row, value)}"


def _literal(row: Filter, value: Any) -> str:
    if row.type in ("int", "bool"):
        return str(value).lower()
    if row.type == "str":
        return quote(value)
    try:
        return _times.literal(value)
    except ValueError as error:
        raise OptionError(
            f"{row.option}: {error}; write it like 2026-03-14T03:00:00Z (UTC when no zone is given).",
            option=row.option,
        ) from None
