# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What plugins and operations need, as notes of a plugin and as tables."""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.secops.defender.docs.generator.sources import SourceError, Sources, enumeration

# What is said of operations that need no permission, by where they stand.
FREE = {
    "login": "No permission is needed to log in; the token carries those that were granted.",
    "graph": "No permission is documented for what this asks of Microsoft Graph.",
}
BAR = r"\|"

Permissions = tuple[tuple[str, ...], tuple[str, ...]]


def permission_notes(sources: Sources, plugin: str) -> list[str]:
    """Return one sentence for each set of permissions that a plugin can need."""
    needs = needs_of(sources, plugin)
    if not needs:
        raise SourceError(f"docs/api/operations.yml names no operation that {plugin} uses")
    notes = []
    for (application, delegated), uses in needs.items():
        if not application:
            notes += _without_permission(sources, plugin)
            continue
        where = "" if "always" in uses else f"With {enumeration('O', uses, 'or')}, "
        said = needed(application, delegated)
        notes.append(where + said if where else said[0].upper() + said[1:])
    return notes


def _without_permission(sources: Sources, plugin: str) -> list[str]:
    services = {
        row.get("service", "api")
        for row in sources.operations
        if plugin in row["used_by"] and not row["application"]
    }
    return [FREE[service] for service in sorted(services)]


def needed(application: Sequence[str], delegated: Sequence[str]) -> str:
    """Return the sentence, without its capital, that says who needs which permission."""
    first, second = (
        enumeration("C", application, "or"),
        enumeration("C", delegated, "or") if delegated else "",
    )
    if not second:
        return f"an application needs the permission {first} for what a person cannot do at all."
    if first == second:
        return f"an application or a person needs the permission {first}."
    return f"an application needs the permission {first}, and a person {second}."


def needs_of(sources: Sources, plugin: str) -> dict[Permissions, list[str]]:
    """Return the sets of permissions of a plugin, each with what brings it in."""
    needs: dict[Permissions, list[str]] = {}
    for operation in sources.operations:
        if plugin in operation["used_by"]:
            permissions = tuple(operation["application"]), tuple(operation["delegated"])
            uses = needs.setdefault(permissions, [])
            if operation["used_by"][plugin] not in uses:
                uses.append(operation["used_by"][plugin])
    return needs


def table(*rows: Sequence[str]) -> list[str]:
    """Return the lines of a Markdown table; the first row is its head."""
    every = (rows[0], ["---"] * len(rows[0]), *rows[1:])
    return [f"| {' | '.join(cell.replace('|', BAR) for cell in row)} |" for row in every]


def contents(sources: Sources) -> list[str]:
    """Return the table of what the collection holds."""
    rows = [
        (
            f"[{plugin.path.stem}]({plugin.path.relative_to(sources.root).as_posix()})",
            plugin.kind,
            plugin.says,
        )
        for plugin in sources.plugins
    ]
    return table(("name", "kind", "what it does"), *rows)


def permissions(sources: Sources) -> list[str]:
    """Return the table of the permissions that each plugin needs."""
    rows = [
        (
            f"`{plugin.path.stem}`",
            when(uses) if application else "always",
            any_of(application),
            any_of(delegated, application),
        )
        for plugin in sources.plugins
        for (application, delegated), uses in needs_of(sources, plugin.path.stem).items()
    ]
    return table(("plugin", "when", "application: any one of", "person: any one of"), *rows)


def operations(sources: Sources) -> list[str]:
    """Return the table of the operations."""
    rows = [
        (
            f"[{row['id']}]({row['source']})",
            f"`{row['method']} {row['path']}`{' (Graph)' if row.get('service') == 'graph' else ''}",
            any_of(row["application"]),
            any_of(row["delegated"], row["application"]),
            row["role"] or "",
            " / ".join(str(number or "-") for number in (row["limit"] or {}).values()),
        )
        for row in sources.operations
    ]
    head = (
        "operation",
        "request",
        "application: any one of",
        "person: any one of",
        "portal role",
        "per minute / hour",
    )
    return table(head, *rows)


def when(uses: Sequence[str]) -> str:
    """Return the uses of a set of permissions in a cell."""
    return "always" if "always" in uses else ", ".join(f"`{use}`" for use in uses)


def any_of(names: Sequence[str], others: Sequence[str] = ()) -> str:
    """Return names in a cell. Where only others have a permission, there is no way; where nobody has, none is needed."""
    return ", ".join(names) or ("not possible" if others else "none")
