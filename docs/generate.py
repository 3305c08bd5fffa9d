# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the parts of the documentation that follow from docs/schemas and docs/api/operations.yml.

    python docs/generate.py            rewrite what differs
    python docs/generate.py --check    name each file that differs, and exit with 1

Only what stands between two marker lines is written; everything else in a file is written by hand and stays.
In a module the markers are YAML comments, and their indentation is that of what they enclose:

    RETURN = r\"""
    alerts:
      description: The alerts that match.          <- by hand: the key's own description, returned, type, elements
      returned: always
      type: list
      elements: dict
      # BEGIN GENERATED contains alert             <- "contains:" with the properties of docs/schemas/alert.json
      # END GENERATED
    # BEGIN GENERATED error                        <- the whole key "error", the same in every module
    # END GENERATED
    \"""

    # BEGIN GENERATED contains alert and included  <- the properties, and those that the option include adds
                                                      (those under "included" in the schema's "$defs")

    DOCUMENTATION = r\"""
    notes:
      # BEGIN GENERATED permissions                <- list items for the key "notes", one per set of permissions
      # END GENERATED
    \"""

A block of "contains" may stand at any depth. The permissions of a module are those of the operations in
docs/api/operations.yml that name it under "used_by"; tests/unit/test_coverage.py holds that list against the tables.

In Markdown the markers are "<!-- BEGIN GENERATED contents -->" (or "permissions", or "operations") and "<!-- END GENERATED -->".
meta/runtime.yml is written whole.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any, Iterator

import yaml
from generator.permissions import contents, operations, permission_notes, permissions
from generator.returns import documented
from generator.sources import Sources, Wrong, read

BEGIN = re.compile(r"^(?P<indent>\s*)(?:#|<!--) BEGIN GENERATED (?P<what>.+?)(?: -->)?$")
END = re.compile(r"^\s*(?:#|<!--) END GENERATED(?: -->)?$")
CONTAINS = re.compile(r"^contains (?P<schema>\w+)(?P<included> and included)?$")
TABLES = {"contents": contents, "permissions": permissions, "operations": operations}
WIDTH = 130


class IndentedLists(yaml.SafeDumper):
    """Writes lists the way the hand-written parts do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists, too."""
        super().increase_indent(flow, False)


def runtime(sources: Sources) -> str:
    """Return meta/runtime.yml: every module is in the action group and runs in the controller's process."""
    kept = yaml.safe_load((sources.root / "meta/runtime.yml").read_text())
    routing = {name: {"action_plugin": "secops.defender.in_process"} for name in sources.modules()}
    group = {"action_groups": {"defender": sources.modules()}}
    data = {"requires_ansible": kept["requires_ansible"], **group, "plugin_routing": {"modules": routing}}
    note = "# Written by docs/generate.py; only requires_ansible is kept as it stands.\n---\n"
    return note + "\n".join(as_yaml(data)) + "\n"


def as_yaml(data: Any, indent: str = "") -> list[str]:
    """Return the lines of a value in YAML."""
    text = yaml.dump(data, Dumper=IndentedLists, sort_keys=False, allow_unicode=True, width=WIDTH - len(indent))
    return [indent + line if line else line for line in text.splitlines()]


def block(sources: Sources, path: Path, what: str, indent: str) -> list[str]:
    """Return the lines that belong between two markers."""
    if path.suffix == ".md" and what in TABLES:
        return ["", *TABLES[what](sources), ""]
    found = CONTAINS.match(what)
    if found:
        return as_yaml({"contains": documented(sources.schemas, found["schema"], bool(found["included"]))}, indent)
    if what == "error":
        error = sources.schemas["error"]
        key = {"description": error["description"], "returned": "failure", "type": "dict"}
        return as_yaml({"error": {**key, "contains": documented(sources.schemas, "error")}}, indent)
    if what == "permissions":
        return as_yaml(permission_notes(sources, path.stem), indent)
    raise Wrong(f"there is nothing called {what!r} to generate")


def filled(sources: Sources, path: Path) -> str:
    """Return the text of a file with what belongs between its markers."""
    lines = iter(path.read_text().splitlines())
    written: list[str] = []
    for line in lines:
        written.append(line)
        begin = BEGIN.match(line)
        if begin:
            try:
                written += block(sources, path, begin["what"], begin["indent"])
            except Wrong as problem:
                raise Wrong(f"{path.relative_to(sources.root)}: {problem}") from None
            written.append(end_of(lines, f"{path.relative_to(sources.root)}: {begin['what']}"))
    return "\n".join(written) + "\n"


def end_of(lines: Iterator[str], where: str) -> str:
    """Skip the present content of a block and return its end marker."""
    for line in lines:
        if END.match(line):
            return line
        if BEGIN.match(line):
            break
    raise Wrong(f"{where}: END GENERATED is missing")


def written(root: Path) -> dict[Path, str]:
    """Return every file that has generated parts, with the text that it should have."""
    sources = read(root)
    files = [path for folder in ("plugins/modules", "plugins/inventory") for path in sorted((root / folder).glob("[!_]*.py"))]
    files += [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    return {root / "meta/runtime.yml": runtime(sources), **{path: filled(sources, path) for path in files}}


def main() -> int:
    """Write what differs, or name it."""
    parser = argparse.ArgumentParser(description="Write the generated parts of the documentation.")
    parser.add_argument("--check", action="store_true", help="name each file that differs and exit with 1")
    check = parser.parse_args().check
    root = Path(__file__).resolve().parent.parent
    try:
        differing = {path: text for path, text in written(root).items() if path.read_text() != text}
    except Wrong as problem:
        print(problem, file=sys.stderr)
        return 1
    for path, text in differing.items():
        print(f"{path.relative_to(root)} {'differs; run make docs' if check else 'written'}")
        if not check:
            path.write_text(text)
    return int(check and bool(differing))


if __name__ == "__main__":
    sys.exit(main())
