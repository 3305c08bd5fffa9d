# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide on errors and docs/schemas/error.json name what _errors.py has and what plugins/ raises."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from ansible_collections.secops.defender.plugins.module_utils import _errors

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/guides/errors.md").read_text(encoding="utf-8")
PROPERTIES = json.loads((ROOT / "docs/schemas/error.json").read_text(encoding="utf-8"))["properties"]
CLASSES = {
    name
    for name, value in vars(_errors).items()
    if isinstance(value, type) and issubclass(value, _errors.DefenderError)
}


def kinds() -> set[str]:
    """Return the kinds that a failure can show."""
    return {getattr(_errors, name).kind for name in CLASSES} - {_errors.DefenderError.kind}


def details() -> Iterator[tuple[str, str]]:
    """Yield each detail that is given to an error by name, with the file that gives it."""
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in CLASSES:
                yield from ((keyword.arg, path.name) for keyword in node.keywords if keyword.arg)


def test_the_guide_tells_of_every_kind_in_the_order_of_the_schema() -> None:
    told = re.findall(r"^\| `([A-Z]\w+)` \| .+\. \| .+\. \|$", GUIDE, re.MULTILINE)
    assert told == PROPERTIES["kind"]["enum"]


def test_the_schema_lists_every_kind() -> None:
    assert set(PROPERTIES["kind"]["enum"]) == kinds()


def test_every_detail_of_an_error_is_a_key_of_the_schema() -> None:
    given = set(details())
    assert ("option", "_naming.py") in given
    assert {detail for detail in given if detail[0] not in PROPERTIES} == set()


def test_the_keys_that_the_guide_speaks_of_exist() -> None:
    spoken_of = set(re.findall(r"`error\.(\w+)`", GUIDE))
    assert spoken_of
    assert spoken_of <= set(PROPERTIES)


def test_the_example_branches_on_a_kind_that_there_is() -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    (task,) = yaml.safe_load(example)
    assert set(re.findall(r"'(\w+)'", task["failed_when"])) <= kinds()
