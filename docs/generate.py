# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the parts of the documentation that follow from docs/schemas and docs/api/operations.yml.

    python docs/generate.py            rewrite what differs
    python docs/generate.py --check    name each file that differs, and exit with 1

Only what stands between two marker lines is written; everything else in a file is written by hand and stays.
In a module the markers are YAML comments, and their indentation is that of what they enclose:

    alerts:                                        in RETURN
      description: The alerts that match.          the key's own description, returned, type, elements: by hand
      returned: always
      type: list
      elements: dict
      # BEGIN GENERATED contains alert             "contains:" with the properties of docs/schemas/alert.json
      # END GENERATED
    # BEGIN GENERATED error                        the whole key "error", the same in every module: what it always
    # END GENERATED                                has, since docs/guides/errors.md has the rest once for all

    notes:                                         in DOCUMENTATION
      # BEGIN GENERATED permissions                list items, one per set of permissions
      # END GENERATED

"contains alert and included" adds what the option include adds: the schema's "$defs/included". A block of "contains"
may stand at any depth. The permissions of a module are those of the operations in docs/api/operations.yml that name it
under "used_by"; tests/unit/test_coverage.py holds that list against what the modules really call.

In Markdown the markers are "<!-- BEGIN GENERATED contents -->" (or another name of TABLES) and "<!-- END GENERATED -->".
meta/runtime.yml is written whole, and so is the action plugin of each module.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.secops.defender.docs.generator.coverage import coverage
from ansible_collections.secops.defender.docs.generator.errors import error_key, error_keys
from ansible_collections.secops.defender.docs.generator.hunts import hunts
from ansible_collections.secops.defender.docs.generator.permissions import (
    contents,
    operations,
    permission_notes,
    permissions,
)
from ansible_collections.secops.defender.docs.generator.returns import documented
from ansible_collections.secops.defender.docs.generator.sources import ASKING, SourceError, Sources, read

BEGIN = re.compile(r"^(?P<indent>\s*)(?:#|<!--) BEGIN GENERATED (?P<what>.+?)(?: -->)?$")
END = re.compile(r"^\s*(?:#|<!--) END GENERATED(?: -->)?$")
CONTAINS = re.compile(r"^contains (?P<schema>\w+)(?P<included> and included)?$")
TABLES = {
    "contents": contents,
    "coverage": coverage,
    "errors": error_keys,
    "hunts": hunts,
    "operations": operations,
    "permissions": permissions,
}
WIDTH = 140


# ansible-test wants a module of the same name for every action plugin, so each module has one.
ACTION_PLUGIN = '''# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs {module} in the controller's process. Written by docs/generate.py."""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.plugin_utils._in_process import ActionModule

__all__ = ("ActionModule",)
'''


def runtime(sources: Sources) -> str:
    """Return meta/runtime.yml: every module is in the action group."""
    kept = yaml.safe_load((sources.root / "meta/runtime.yml").read_text(encoding="utf-8"))
    group = {"action_groups": {"defender": sources.modules()}}
    data = {"requires_ansible": kept["requires_ansible"], **group}
    note = "# Written by docs/generate.py; only requires_ansible is kept as it stands.\n---\n"
    return note + "\n".join(as_yaml(data)) + "\n"


def as_yaml(data: Mapping[str, Any] | Sequence[Any], indent: str = "") -> Iterator[str]:
    """Yield the lines of a mapping or a list in YAML."""
    rows = data.items() if isinstance(data, Mapping) else (("-", value) for value in data)
    for name, value in rows:
        yield from entry(name if name == "-" else f"{name}:", value, indent)


def entry(lead: str, value: Any, indent: str) -> Iterator[str]:
    """Yield the lines of one entry: one line if it fits and holds no records, else the parts below each other."""
    line = f"{indent}{lead} {in_one_line(value)}"
    inner = [*value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    if len(line) <= WIDTH and not any(isinstance(part, dict) for part in inner):
        yield line
    elif inner:
        yield f"{indent}{lead}"
        yield from as_yaml(value, f"{indent}  ")
    elif value == " ".join(str(value).split()):
        margin = f"{indent}  "
        yield f"{indent}{lead} >-"
        yield from textwrap.wrap(
            value, WIDTH, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False
        )
    else:
        yield line


def in_one_line(data: Any) -> str:
    """Return a value in YAML's flow style."""
    text = yaml.safe_dump(data, default_flow_style=True, sort_keys=False, allow_unicode=True, width=math.inf)
    return text.strip().removesuffix("...").strip()


def block(sources: Sources, path: Path, what: str, indent: str) -> Iterator[str]:
    """Return the lines that belong between two markers."""
    found = CONTAINS.match(what)
    if path.suffix == ".md" and what in TABLES:
        return iter(["", *TABLES[what](sources), ""])
    if found:
        return as_yaml(
            {"contains": documented(sources.schemas, found["schema"], bool(found["included"]))}, indent
        )
    if what == "error":
        return as_yaml({"error": error_key(sources.schemas)}, indent)
    if what == "permissions":
        return as_yaml(permission_notes(sources, path.stem), indent)
    raise SourceError(f"there is nothing called {what!r} to generate")


def filled(sources: Sources, path: Path) -> str:
    """Return the text of a file with what belongs between its markers."""
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    written: list[str] = []
    for line in lines:
        written.append(line)
        begin = BEGIN.match(line)
        if begin:
            try:
                written += block(sources, path, begin["what"], begin["indent"])
            except SourceError as problem:
                raise SourceError(f"{path.relative_to(sources.root)}: {problem}") from None
            written.append(end_of(lines, f"{path.relative_to(sources.root)}: {begin['what']}"))
    return "\n".join(written) + "\n"


def end_of(lines: Iterator[str], where: str) -> str:
    """Skip the present content of a block and return its end marker."""
    for line in lines:
        if END.match(line):
            return line
        if BEGIN.match(line):
            break
    raise SourceError(f"{where}: END GENERATED is missing")


def written(root: Path) -> dict[Path, str]:
    """Return every file that has generated parts, with the text that it should have."""
    sources = read(root)
    files = [path for folder in ASKING for path in sorted((root / "plugins" / folder).glob("[!_]*.py"))]
    files += [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    actions = {
        root / f"plugins/action/{name}.py": ACTION_PLUGIN.format(module=name) for name in sources.modules()
    }
    runtime_file = {root / "meta/runtime.yml": runtime(sources)}
    return {**runtime_file, **actions, **{path: filled(sources, path) for path in files}}


def main(arguments: Sequence[str], root: Path) -> int:
    """Write what differs, or name it."""
    parser = argparse.ArgumentParser(description="Write the generated parts of the documentation.")
    parser.add_argument("--check", action="store_true", help="name each file that differs and exit with 1")
    check = parser.parse_args(arguments).check
    try:
        differing = {
            path: text
            for path, text in written(root).items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        }
    except SourceError as problem:
        print(problem, file=sys.stderr)
        return 1
    for path, text in differing.items():
        print(f"{path.relative_to(root)} {'differs; run make docs' if check else 'written'}")
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(check and bool(differing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parent.parent))
