# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The library of hunting queries as a table."""

from __future__ import annotations

from ansible_collections.secops.defender.docs.generator.permissions import table
from ansible_collections.secops.defender.docs.generator.sources import SourceError, Sources
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_library import Parameter
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_plan import library_of

QUERIES = "roles/hunt_threats/files/queries"


def hunts(sources: Sources) -> list[str]:
    """Return a row for each query of the role hunt_threats."""
    files = sorted((sources.root / QUERIES).glob("*.kql"))
    try:
        library = library_of({path.as_posix(): path.read_text(encoding="utf-8") for path in files})
    except ValueError as problem:
        raise SourceError(str(problem)) from None
    rows = [
        (
            f"[{query.name}](../../{QUERIES}/{query.name}.kql)",
            query.title,
            "<br>".join(query.techniques),
            "<br>".join(query.tactics),
            query.confidence,
            "<br>".join(query.tables),
            ", ".join(map(named, query.parameters)),
        )
        for query in library
    ]
    heads = ("query", "what it looks for", "techniques", "tactics", "confidence", "tables", "parameters")
    return table(heads, *rows)


def named(parameter: Parameter) -> str:
    """Return a parameter as a cell names it, in bold when it has to be given."""
    return f"**{parameter.name}**" if parameter.required else parameter.name
