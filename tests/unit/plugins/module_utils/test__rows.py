# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Columns and rows of an answer, and the files that they become."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._rows import FORMS, Found, found_in, text_of

COLUMNS = [
    {"name": "Name", "type": "String"},
    {"name": "Id", "type": "Int64"},
    {"name": "More", "type": "Object"},
]
ROWS: list[dict[str, Any]] = [
    {"Name": 'a "quoted"\nname, ümlaut', "Id": 638825133323766195, "More": {"x": [1, None]}},
    {"Name": None, "Id": 0, "More": None},
]


def text(form: str, rows: list[dict[str, Any]]) -> str:
    return b"".join(text_of(Found(COLUMNS, rows), form)).decode()


@pytest.mark.parametrize(
    ("kind", "told", "typed"),
    [
        ("SByte", 1, True),
        ("SByte", "0", False),
        ("Boolean", "True", True),
        ("Boolean", True, True),
        ("SByte", 2, 2),
        ("Int64", "638825133323766195", 638825133323766195),
        ("Int64", 638825133323766195, 638825133323766195),
        ("Int32", "", None),
        ("Int64", "many", "many"),
        ("Double", "0.5", 0.5),
        ("Double", 1, 1.0),
        ("Object", '{"a": [1]}', {"a": [1]}),
        ("Object", "", None),
        ("Object", "no JSON", "no JSON"),
        ("Object", {"a": 1}, {"a": 1}),
        ("String", '["T1490"]', '["T1490"]'),
        ("String", "", ""),
        ("DateTime", "2026-05-11T09:15:32.3766195Z", "2026-05-11T09:15:32.3766195Z"),
        ("Int64", None, None),
        ("NewType", "x", "x"),
    ],
)
def test_a_value_has_the_type_of_its_column(kind: str, told: Any, typed: Any) -> None:
    found = found_in({"schema": [{"name": "A", "type": kind}], "results": [{"A": told}]})
    assert found is not None
    assert found.rows == [{"A": typed}]
    assert found.rows[0]["A"].__class__ is typed.__class__


def test_the_names_of_an_answer_come_in_either_case() -> None:
    small = found_in({"schema": [{"name": "A", "type": "String"}], "results": [{"A": "x"}]})
    assert small == found_in({"Schema": [{"Name": "A", "Type": "String"}], "Results": [{"A": "x"}]})


def test_a_row_has_every_column_and_keeps_what_has_none() -> None:
    found = found_in({"schema": COLUMNS, "results": [{"Extra": 1, "Id": 5}]})
    assert found is not None
    assert list(found.rows[0].items()) == [("Name", None), ("Id", 5), ("More", None), ("Extra", 1)]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"schema": []},
        {"results": []},
        {"schema": 1, "results": []},
        {"schema": [], "results": [5]},
    ],
)
def test_an_answer_without_columns_and_rows_is_none(answer: Any) -> None:
    assert found_in(answer) is None


def test_csv_is_read_back_by_columns() -> None:
    lines = list(csv.reader(io.StringIO(text("csv", ROWS), newline="")))
    assert lines == [
        ["Name", "Id", "More"],
        ['a "quoted"\nname, ümlaut', "638825133323766195", '{"x": [1, null]}'],
        ["", "0", ""],
    ]


def test_json_and_ndjson_are_read_back_whole() -> None:
    assert json.loads(text("json", ROWS)) == ROWS
    assert [json.loads(line) for line in text("ndjson", ROWS).splitlines()] == ROWS


@pytest.mark.parametrize("form", FORMS)
def test_nothing_found_is_a_file_as_well(form: str) -> None:
    assert text(form, []) == {"csv": "Name,Id,More\n", "json": "[]\n", "ndjson": ""}[form]


def test_a_text_that_is_no_unicode_can_be_written() -> None:
    assert "\\ud800" in text("csv", [{"Name": "\ud800", "Id": 1, "More": None}])
