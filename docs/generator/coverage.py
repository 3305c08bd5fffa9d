# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reaches an operation, what serves it in the simulator and what tests it, each read from where it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from ansible_collections.secops.defender.docs.generator.permissions import table
from ansible_collections.secops.defender.docs.generator.sources import Operation, Plugin, Sources

SIMULATOR = "tests/simulator"
USES = "tests/unit/uses"


def coverage(sources: Sources) -> list[str]:
    """Return the table of coverage: a row for every operation, a cell for everything that it needs."""
    routes, tests = files_that_serve(sources.root), files_that_use(sources)
    rows = [
        (
            f"[{row['id']}]({row['source']})",
            f"`{row['method']} {row['path']}`",
            "<br>".join(f"`{name}`: {reached(how)}" for name, how in row["used_by"].items()),
            linked(sources.root, serving(row, routes)),
            "<br>".join(
                linked(sources.root, path) for path in dict.fromkeys(map(tests.get, row["used_by"])) if path
            ),
        )
        for row in sources.operations
    ]
    return table(("operation", "request", "reached by", "simulated in", "tested by"), *rows)


def reached(how: str) -> str:
    """Return what brings an operation in, as a cell says it."""
    return how if how == "always" else f"`{how}`"


def linked(root: Path, path: Path | None) -> str:
    """Return a link from a file in docs, nothing for no file."""
    return f"[{path.name}](../{path.relative_to(root).as_posix()})" if path else ""


def files_that_serve(root: Path) -> Mapping[str, Path]:
    """Return the file that serves each operation of the API, by its name, and each request to the login authority."""
    found = {}
    for path in sorted((root / SIMULATOR).glob("*.py")):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Route", "_route"):
                found.update(dict.fromkeys(texts(node.args[:1]), path))
            elif isinstance(node, ast.Tuple) and len(texts(node.elts)) == len(node.elts) == 2:
                found[" ".join(texts(node.elts))] = path
    return found


def serving(row: Operation, routes: Mapping[str, Path]) -> Path | None:
    """Return the file that serves an operation. The login authority's addresses begin with the tenant."""
    _empty, _tenant, rest = row["path"].split("/", 2)
    return routes.get(row["id"]) or routes.get(f"{row['method']} {rest}")


def files_that_use(sources: Sources) -> Mapping[str, Path]:
    """Return the file that uses each plugin in every way in which it calls an operation."""
    uses = {
        name: path
        for path in sorted((sources.root / USES).glob("*.py"))
        for name in texts(ast.walk(parsed(path)))
    }
    found = {
        plugin.path.stem: uses.get(plugin.path.stem) or own_test(sources.root, plugin)
        for plugin in sources.plugins
    }
    return {name: path for name, path in found.items() if path}


def own_test(root: Path, plugin: Plugin) -> Path | None:
    """Return the tests of a plugin that is no module, which has no uses."""
    path = root / "tests/unit/plugins" / plugin.path.parent.name / f"test_{plugin.path.stem}.py"
    return path if path.exists() else None


def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def texts(nodes: Iterator[ast.AST] | list[ast.expr]) -> list[str]:
    """Return those of the nodes that are texts."""
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
