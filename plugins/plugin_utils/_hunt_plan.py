# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which queries of a library to ask, with which values. Nothing here asks."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._account import sentence
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_library import TACTICS, Query, query_of
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_values import sorted_out, value_of

_TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?")
_NARROWING = ("machines", "users")
# Parameter -> the variable of the role that gives it.
_GIVEN_BY = {
    **dict.fromkeys(("hashes", "addresses", "domains", "indicators"), "hunt_threats_indicators"),
    "machines": "hunt_threats_only_machines",
    "users": "hunt_threats_only_users",
}


def hunt_plan(texts: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the queries to ask with their values, those left out and why, and the refusal if there is one."""
    try:
        return {**_planned(library_of(texts), wanted), "refusal": ""}
    except ValueError as error:
        return {"queries": [], "skipped": [], "refusal": sentence(error)}


def library_of(texts: Mapping[str, str]) -> list[Query]:
    """Read the files of a library, by their paths. ValueError is a sentence that names the first that is wrong."""
    found: dict[str, str] = {}
    queries = []
    for path, text in texts.items():
        name = PurePosixPath(path).name.removesuffix(".kql")
        if name in found:
            raise ValueError(f"Query '{name}' is in {found[name]} and in {path}; rename one of them")
        found[name] = path
        queries.append(query_of(name, text))
    return sorted(queries, key=lambda query: query.name)


def _planned(library: Sequence[Query], wanted: Mapping[str, Any]) -> dict[str, Any]:
    _check_indicator(wanted.get("indicator") or {})
    given = _given(wanted)
    chosen = _chosen(library, wanted, given)
    own = wanted.get("parameters") or {}
    strange = [name for name in own if not any(name == one.name for q in chosen for one in q.parameters)]
    if strange:
        raise ValueError(f"hunt_threats_parameters: no chosen query has a parameter '{strange[0]}'")
    asked, skipped = [], []
    for query in chosen:
        why = _obstacle(query, given)
        if why and query.name in (wanted.get("queries") or ()):
            raise ValueError(f"Query '{query.name}' cannot be asked: {why}")
        if why:
            skipped.append({"name": query.name, "title": query.title, "why": why})
        else:
            asked.append(_asked(query, given))
    if not asked:
        reasons = "; ".join(f"{one['name']}: {one['why']}" for one in skipped[:3])
        raise ValueError(f"No chosen query can be asked. {reasons}")
    return {"queries": asked, "skipped": skipped}


def _check_indicator(extra: Mapping[str, Any]) -> None:
    for key in ("value", "type"):
        if key in extra:
            raise ValueError(f"hunt_threats_indicator: {key} is what the hunt finds; leave it out")
    if extra and not extra.get("action"):
        raise ValueError("hunt_threats_indicator: action is missing, such as Audit or BlockAndRemediate")


def _given(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that the caller gives, by the names of parameters."""
    try:
        given: dict[str, Any] = dict(sorted_out(wanted.get("indicators") or ()))
    except ValueError as error:
        raise ValueError(f"hunt_threats_indicators: {error}") from None
    for name in _NARROWING:
        values = [str(one).strip() for one in wanted.get(name) or () if str(one).strip()]
        if values:
            given[name] = list(dict.fromkeys(_account(one) if name == "users" else one for one in values))
    return {**given, **(wanted.get("parameters") or {})}


def _account(user: str) -> str:
    """Return the name of an account as events have it: without a domain before or behind it."""
    return user.rsplit("\\", 1)[-1].split("@", 1)[0]


def _chosen(library: Sequence[Query], wanted: Mapping[str, Any], given: Mapping[str, Any]) -> list[Query]:
    names, techniques, tactics = (wanted.get(key) or () for key in ("queries", "techniques", "tactics"))
    if not names and not techniques and not tactics:
        return _made_for(library, given)
    chosen = {
        *_by_name(library, names),
        *_by_technique(library, techniques),
        *_by_tactic(library, tactics),
    }
    return [query for query in library if query.name in chosen]


def _made_for(library: Sequence[Query], given: Mapping[str, Any]) -> list[Query]:
    """Return the queries that are about what is given: those that need a list of it."""
    lists = [name for name in _GIVEN_BY if name in given]
    if not lists:
        raise ValueError(
            "Say what to hunt for: hunt_threats_queries, hunt_threats_techniques, hunt_threats_tactics, "
            "or hunt_threats_indicators, hunt_threats_only_machines or hunt_threats_only_users"
        )
    return [q for q in library if any(one.required and one.name in lists for one in q.parameters)]


def _by_name(library: Sequence[Query], patterns: Iterable[str]) -> set[str]:
    found: set[str] = set()
    names = [query.name for query in library]
    for pattern in patterns:
        fitting = {name for name in names if fnmatchcase(name, str(pattern))}
        if not fitting:
            near = difflib.get_close_matches(str(pattern), names, 1)
            hint = f"; did you mean {near[0]}" if near else ""
            raise ValueError(f"hunt_threats_queries: there is no query '{pattern}'{hint}")
        found |= fitting
    return found


def _by_technique(library: Sequence[Query], techniques: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for given in techniques:
        technique = str(given).strip().upper()
        if not _TECHNIQUE.fullmatch(technique):
            raise ValueError(f"hunt_threats_techniques: '{given}' is no technique; write T1059 or T1059.001")
        fitting = {
            query.name
            for query in library
            if any(one == technique or one.startswith(f"{technique}.") for one in query.techniques)
        }
        if not fitting:
            raise ValueError(f"hunt_threats_techniques: no query looks for {technique}")
        found |= fitting
    return found


def _by_tactic(library: Sequence[Query], tactics: Iterable[str]) -> set[str]:
    known = {tactic.lower(): tactic for tactic in TACTICS}
    found: set[str] = set()
    for given in tactics:
        tactic = known.get(re.sub(r"[\s_-]", "", str(given)).lower())
        if tactic is None:
            raise ValueError(f"hunt_threats_tactics: '{given}' is none of {', '.join(TACTICS)}")
        fitting = {query.name for query in library if tactic in query.tactics}
        if not fitting:
            raise ValueError(f"hunt_threats_tactics: no query is about {tactic}")
        found |= fitting
    return found


def _obstacle(query: Query, given: Mapping[str, Any]) -> str:
    """Say why a query cannot be asked with what is given; empty when it can."""
    names = [one.name for one in query.parameters]
    for name in _NARROWING:
        if name in given and name not in names:
            return f"it cannot be narrowed to {name} ({_GIVEN_BY[name]})"
    for one in query.parameters:
        if one.required and one.name not in given:
            return f"it needs {one.name} ({_GIVEN_BY.get(one.name, 'hunt_threats_parameters')})"
    return ""


def _asked(query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        parameters = {
            one.name: value_of(one.name, one.type, given[one.name]) if one.name in given else one.default
            for one in query.parameters
        }
    except ValueError as error:
        raise ValueError(f"Query '{query.name}': {error}") from None
    return {
        "name": query.name,
        "title": query.title,
        "techniques": list(query.techniques),
        "tactics": list(query.tactics),
        "confidence": query.confidence,
        "hashes": list(query.hashes),
        "parameters": parameters,
        "text": query.text,
    }
