# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The borders between the parts of the collection, and the budgets of size, as checks on source text.

Each check takes a path relative to the collection and the parsed source, and yields sentences about
what is wrong. tests/unit/test_borders.py runs them on every file, and shows each one failing.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

PLUGINS = "ansible_collections.secops.defender.plugins"
HEADER = (
    "# Copyright (c) 2026, the secops.defender authors",
    "# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)",
    "# SPDX-License-Identifier: GPL-3.0-or-later",
)

# What only one file may use. A name with a dot is a member of that module.
ONLY_IN = {
    "requests": "plugins/module_utils/_transport.py",
    "msal": "plugins/module_utils/_tokens.py",
    "jsonschema": "plugins/module_utils/_schemas.py",
    "ansible.module_utils.basic.AnsibleModule": "plugins/module_utils/_module.py",
    "ansible.plugins.action.ActionBase": "plugins/plugin_utils/_in_process.py",
    "time.sleep": "plugins/module_utils/_clock.py",
    "asyncio.sleep": "plugins/module_utils/_clock.py",
}

# What a file may import of module_utils. The first pattern that fits a path counts.
VOCABULARY = frozenset({"module_utils._entity", "module_utils._errors", "module_utils._times"})
PURE = ("_retry", "_odata", "_actions", "_keys", "_kql", "_rows", "_changes")
PLANS = {f"module_utils.{name}" for name in ("_changes", "_indicator_values", "_tables.indicators")}
SIBLINGS: tuple[tuple[str, frozenset[str]], ...] = (
    ("plugins/module_utils/_entity.py", frozenset()),
    ("plugins/module_utils/_errors.py", frozenset()),
    ("plugins/module_utils/_times.py", frozenset({"module_utils._errors"})),
    ("plugins/module_utils/_tables/*.py", frozenset({"module_utils._entity"})),
    *((f"plugins/module_utils/{name}.py", VOCABULARY) for name in PURE),
    ("plugins/module_utils/_indicator_[pv]*.py", VOCABULARY | PLANS),
    (
        "plugins/plugin_utils/_in_process.py",
        frozenset({"module_utils._options", "module_utils._sources", "module_utils._task"}),
    ),
    ("plugins/plugin_utils/*.py", VOCABULARY),
)

DOCUMENTATION = {"DOCUMENTATION", "EXAMPLES", "RETURN"}
MODULE_IMPORTS = 3
MODULE_LINES = 12
FILE_LINES = 300
FUNCTION_LINES = 30
PARAMETERS = 5

SUPPRESSION = re.compile(r"\b(noqa|type:\s*ignore|pylint:\s*disable|nosec|pragma:\s*no cover)\b")
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Source(NamedTuple):
    """One Python file: its path relative to the collection, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module


def source_of(path: str, text: str) -> Source:
    """Parse one file."""
    return Source(path, text, ast.parse(text, path))


def sources(root: Path) -> list[Source]:
    """Parse every Python file of the collection, hidden and generated folders left out."""
    found = []
    for path in sorted(root.rglob("*.py")):
        relative = path.relative_to(root)
        hidden = any(part.startswith(".") for part in relative.parts)
        if not hidden and relative.parts[0] != "collections" and relative.parts[:2] != ("tests", "output"):
            found.append(source_of(relative.as_posix(), path.read_text(encoding="utf-8")))
    return found


def imported(tree: ast.AST) -> dict[str, str]:
    """Map each name that an import binds, at any depth, to the dotted name of what it stands for."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name] = alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{'.' * node.level}{node.module or ''}.{alias.name}"
    return names


def used(tree: ast.AST) -> set[str]:
    """List the dotted names of everything imported, and of members reached through an imported module."""
    names = imported(tree)
    found = set(names.values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner, _dot, rest = ast.unparse(node).partition(".")
            if owner in names:
                found.add(f"{names[owner]}.{rest}")
    return found


def in_one_place(source: Source) -> Iterator[str]:
    """Each effect, and each of Ansible's own classes, has one file."""
    if not source.path.startswith("plugins/"):
        return
    for name in sorted(used(source.tree)):
        for what, where in ONLY_IN.items():
            if (name == what or name.startswith(f"{what}.")) and source.path != where:
                yield f"uses {what}; only {where} may"


def collection_imports(tree: ast.AST) -> set[str]:
    """List the files of plugins/ that are imported, as in module_utils._errors."""
    found = set()
    for name in imported(tree).values():
        if name.startswith(f"{PLUGINS}."):
            parts = name.removeprefix(f"{PLUGINS}.").split(".")
            found.add(".".join(parts[: 3 if parts[1:2] == ["_tables"] else 2]))
    return found


def siblings(source: Source) -> Iterator[str]:
    """Tables know the vocabulary only; what decides knows neither network nor clock nor Ansible."""
    allowed = next((names for pattern, names in SIBLINGS if fnmatchcase(source.path, pattern)), None)
    if allowed is None:
        return
    own_folder = "plugin_utils." if source.path.startswith("plugins/plugin_utils/") else None
    for name in sorted(collection_imports(source.tree) - allowed):
        if own_folder is None or not name.startswith(own_folder):
            yield f"imports {name}; it may import {', '.join(sorted(allowed)) or 'none of the collection'}"


def absolute_imports(source: Source) -> Iterator[str]:
    """An import names the whole path, so that these checks, and AnsiballZ, see what it is."""
    for name in imported(source.tree).values():
        if name.startswith("."):
            yield f"imports {name} by a relative path"


def is_documentation(node: ast.stmt) -> bool:
    """Tell whether a statement is one of the strings that Ansible reads as documentation."""
    if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)):
        return False
    return all(isinstance(target, ast.Name) and target.id in DOCUMENTATION for target in node.targets)


def is_guard(node: ast.stmt) -> bool:
    """Tell whether a statement is the guard that calls main."""
    return isinstance(node, ast.If) and ast.unparse(node) == "if __name__ == '__main__':\n    main()"


def is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def part_of_module(node: ast.stmt) -> str:
    """Name what a statement of a module file is, in the few words a module is made of."""
    if is_documentation(node) or is_docstring(node):
        return "documentation"
    if is_future(node):
        return "future"
    if isinstance(node, ast.Import | ast.ImportFrom):
        return "import"
    if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["TASK"]:
        return "TASK"
    if isinstance(node, ast.FunctionDef) and node.name == "main":
        return "main"
    return "guard" if is_guard(node) else f"line {node.lineno}"


def code_lines(source: Source, nodes: Sequence[ast.AST]) -> int:
    """Count the lines of these statements that are neither blank, nor comment, nor documentation."""
    lines = source.text.splitlines()
    wanted: set[int] = set()
    left_out: set[int] = set()
    for node in nodes:
        wanted.update(span(node))
        for inner in ast.walk(node):
            if isinstance(inner, ast.stmt) and (is_docstring(inner) or is_documentation(inner)):
                left_out.update(span(inner))
    return sum(bool(re.match(r"\s*[^\s#]", lines[number - 1])) for number in wanted - left_out)


def span(node: ast.AST) -> range:
    """List the numbers of the lines that a node covers."""
    first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", 0)
    return range(first, last + 1)


def module_shape(source: Source) -> Iterator[str]:
    """A module is its documentation, a few imports, one declaration, main and the guard."""
    if not fnmatchcase(source.path, "plugins/modules/*.py"):
        return
    parts = [part_of_module(node) for node in source.tree.body]
    for part in parts:
        if part.startswith("line"):
            yield f"{part} is neither documentation, import, TASK, main nor the guard"
    for part in ("TASK", "main", "guard"):
        if parts.count(part) != 1:
            yield f"has {parts.count(part)} times {part}; wanted is one"
    if parts.count("import") > MODULE_IMPORTS:
        yield f"has {parts.count('import')} imports; {MODULE_IMPORTS} are allowed"
    code = [node for node in source.tree.body if part_of_module(node) not in ("documentation", "future")]
    if (lines := code_lines(source, code)) > MODULE_LINES:
        yield f"has {lines} lines of code; {MODULE_LINES} are allowed"


def file_budget(source: Source) -> Iterator[str]:
    """A file that grows past its budget hides a part with a name of its own."""
    if source.path.startswith(("plugins/modules/", "plugins/doc_fragments/", "tests/unit/")):
        return
    documentation = sum(len(span(node)) for node in source.tree.body if is_documentation(node))
    if (lines := len(source.text.splitlines()) - documentation) > FILE_LINES:
        yield f"has {lines} lines; {FILE_LINES} are allowed"


def function_budget(source: Source) -> Iterator[str]:
    """A function that grows past its budget, or takes too much, is more than one."""
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            if (lines := code_lines(source, [node])) > FUNCTION_LINES:
                yield f"{node.name} has {lines} lines; {FUNCTION_LINES} are allowed"
            if (count := parameters(node)) > PARAMETERS and not source.path.startswith("tests/unit/"):
                yield f"{node.name} takes {count} parameters; {PARAMETERS} are allowed"


def parameters(node: Function) -> int:
    """Count what a caller gives."""
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return sum(argument.arg not in ("self", "cls") for argument in every)


def header(source: Source) -> Iterator[str]:
    """Every file says whose it is and under which licence, and reads annotations as text."""
    if not source.text:
        return
    lines = source.text.splitlines()
    start = 1 if lines[:1] == ["#!/usr/bin/python"] else 0
    if tuple(lines[start : start + len(HEADER)]) != HEADER:
        yield "does not begin with the three lines of copyright and licence"
    if source.tree.body and not any(
        is_future(node) and "annotations" in ast.unparse(node) for node in source.tree.body
    ):
        yield "lacks: from __future__ import annotations"


def no_suppression(source: Source) -> Iterator[str]:
    """A finding of a tool is mended, never silenced."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and SUPPRESSION.search(token.string):
            yield f"line {token.start[0]} silences a tool"


CHECKS: Mapping[str, Callable[[Source], Iterator[str]]] = {
    check.__name__: check
    for check in (
        in_one_place,
        siblings,
        absolute_imports,
        module_shape,
        file_budget,
        function_budget,
        header,
        no_suppression,
    )
}


def violations(source: Source) -> list[str]:
    """Run every check on one file."""
    return [f"{source.path}: {said}" for check in CHECKS.values() for said in check(source)]
