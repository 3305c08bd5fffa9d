# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that the generated parts follow from, read from a tree."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

# The folders of plugins, and what a plugin in each is called.
KINDS = {
    "modules": "module",
    "inventory": "inventory plugin",
    "lookup": "lookup",
    "callback": "callback",
    "test": "test",
    "filter": "filter",
}
# Those that call the service.
ASKING = ("modules", "inventory", "lookup")

Schema = Mapping[str, Any]
Operation = Mapping[str, Any]


class Plugin(NamedTuple):
    """A plugin of any kind or a role, and the one sentence that its documentation says of it."""

    path: Path
    kind: str
    says: str


class Sources(NamedTuple):
    """Everything that the generated parts follow from."""

    root: Path
    schemas: Mapping[str, Schema]
    operations: Sequence[Operation]
    plugins: Sequence[Plugin]

    def modules(self) -> list[str]:
        """Return the names of the modules."""
        return [plugin.path.stem for plugin in self.plugins if plugin.kind == "module"]


class SourceError(Exception):
    """A marker or a source that nothing can be made of."""


def read(root: Path) -> Sources:
    """Read the sources of a tree."""
    schemas = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((root / "docs/schemas").glob("*.json"))
    }
    operations = yaml.safe_load((root / "docs/api/operations.yml").read_text(encoding="utf-8"))["operations"]
    plugins = [
        *(
            Plugin(path, kind, says_of_plugin(path))
            for folder, kind in KINDS.items()
            for path in sorted((root / "plugins" / folder).glob("[!_]*.py"))
        ),
        *(
            Plugin(path.parent.parent, "role", says_of_role(path))
            for path in sorted((root / "roles").glob("*/meta/argument_specs.yml"))
        ),
    ]
    return Sources(root, schemas, operations, plugins)


def says_of_plugin(path: Path) -> str:
    """Return the short description of a plugin."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "DOCUMENTATION":
            return str(yaml.safe_load(ast.literal_eval(statement.value))["short_description"])
    raise SourceError(f"{path.name} has no DOCUMENTATION")


def says_of_role(path: Path) -> str:
    """Return the short description of a role."""
    return str(
        yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["short_description"]
    )


def enumeration(markup: str, values: Sequence[str], word: str) -> str:
    """Return values in a sentence, each in Ansible's markup."""
    marked = [f"{markup}({value})" for value in values]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} {word} {marked[-1]}"
