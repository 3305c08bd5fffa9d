# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/coverage.md has a row for every operation and no empty cell, and what it reads from source text is so."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from ansible_collections.secops.defender.docs.generator.coverage import (
    coverage,
    files_that_serve,
    files_that_use,
)
from ansible_collections.secops.defender.docs.generator.sources import Sources, read
from ansible_collections.secops.defender.tests.unit.uses.use import areas

ROOT = Path(__file__).resolve().parents[3]
SOURCES = read(ROOT)
SIMULATOR = "ansible_collections.secops.defender.tests.simulator"


def cells(lines: list[str]) -> list[list[str]]:
    """Return the cells of a table, without its head."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def incomplete(sources: Sources) -> list[str]:
    """Return the operations whose row has an empty cell."""
    return [row[0] for row in cells(coverage(sources)) if not all(row)]


def written() -> list[list[str]]:
    text = (ROOT / "docs/coverage.md").read_text(encoding="utf-8")
    return cells([line for line in text.splitlines() if line.startswith("|")])


def test_every_operation_has_a_row_without_an_empty_cell() -> None:
    rows = written()
    assert [row[0].partition("]")[0].strip("[") for row in rows] == [row["id"] for row in SOURCES.operations]
    assert [row for row in rows if not all(row)] == []
    assert incomplete(SOURCES) == []


@pytest.mark.parametrize(
    "change",
    [
        {"id": "play_dead", "path": "/api/play"},
        {"used_by": {}},
        {"used_by": {"defender_pet_info": "always"}},
    ],
    ids=["no route", "no plugin", "no test"],
)
def test_a_cell_that_nothing_stands_for_is_empty(change: dict[str, object]) -> None:
    row = {**SOURCES.operations[1], **change}
    assert incomplete(SOURCES._replace(operations=[row])) == [f"[{row['id']}]({row['source']})"]


def test_every_file_that_is_named_exists() -> None:
    named = {link for row in written() for cell in row for link in re.findall(r"\((\.\./[^)]+)\)", cell)}
    assert named
    assert {link for link in named if not (ROOT / "docs" / link).is_file()} == set()


def test_everything_that_calls_an_operation_has_a_test() -> None:
    assert {plugin for row in SOURCES.operations for plugin in row["used_by"]} <= set(files_that_use(SOURCES))


def test_the_uses_of_a_module_stand_where_the_table_says() -> None:
    told = files_that_use(SOURCES)
    used = {module: Path(str(area.__file__)) for area in areas() for module in area.RETURNED}
    assert {module: told[module].resolve() for module in SOURCES.modules()} == {
        module: path.resolve() for module, path in used.items()
    }


def test_the_routes_stand_where_the_table_says() -> None:
    read_from_text = files_that_serve(ROOT)
    for path in sorted((ROOT / "tests/simulator").glob("routes_*.py")):
        routes = importlib.import_module(f"{SIMULATOR}.{path.stem}").ROUTES
        operations = {row.operation for row in routes}
        assert operations
        assert {name for name, file in read_from_text.items() if file == path} == operations
