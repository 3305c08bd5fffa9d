# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The library of queries, file by file, and the form that its reader holds to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.secops.defender.plugins.module_utils._kql import bound
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_library import (
    CONFIDENCES,
    TACTICS,
    Query,
    code_of,
    query_of,
)

ROOT = Path(__file__).resolve().parents[4]
FILES = {path.stem: path for path in sorted((ROOT / "roles/hunt_threats/files/queries").glob("*.kql"))}
# Words of the language, other than functions, that begin with a small letter.
WORDS = set(
    "and or not has has_any contains startswith endswith in where project summarize top take by desc asc d h m".split()
)
OUTCOME = re.compile(r"\|\s*(?:project|summarize)\s(?P<columns>[^|]*)")
SOUND = """// title: Tool of mine
// description: It runs.
// techniques: T1059, T1059.001
// tactics: Execution
// confidence: low
// tables: DeviceProcessEvents
// hashes: SHA1
// parameter: window timespan = 7d; How far to look back.
// parameter: names list; What it is called.

DeviceProcessEvents // AlertInfo is only in this comment
| where Timestamp > ago(window) and FileName in~ (names) and FolderPath != "AlertInfo"
"""


def library_query(name: str) -> Query:
    return query_of(name, FILES[name].read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_a_query_of_the_library_tells_all_of_itself(name: str) -> None:
    query = library_query(name)
    assert query.techniques
    assert query.tactics
    assert query.tables
    assert query.parameters
    assert query.confidence in CONFIDENCES
    assert query.description.endswith(".")
    assert not query.title.endswith(".")
    assert {one.name for one in query.parameters} & {"machines"}, "every query can be narrowed to machines"


@pytest.mark.parametrize("name", FILES)
def test_a_query_of_the_library_uses_no_name_that_it_does_not_declare(name: str) -> None:
    query = library_query(name)
    code = code_of(query.text)
    small = set(re.findall(r"(?<![\w.])[a-z_]\w*(?![\w(])(?!\s*\()", code))
    declared = {one.name for one in query.parameters}
    assert small - WORDS - {"in"} <= declared
    values = {one.name: one.default if not one.required else ["x"] for one in query.parameters}
    assert bound(query.text, values).count("let ") == len(declared)


@pytest.mark.parametrize("name", FILES)
def test_the_outcome_of_a_query_of_the_library_can_be_grouped(name: str) -> None:
    query = library_query(name)
    columns = set(re.findall(r"\w+", list(OUTCOME.finditer(code_of(query.text)))[-1]["columns"]))
    assert {"Timestamp", "DeviceId", "DeviceName", *query.hashes} <= columns


def test_the_library_reaches_from_the_first_mail_to_the_end() -> None:
    queries = [library_query(name) for name in FILES]
    assert len(queries) >= 20
    covered = {tactic for query in queries for tactic in query.tactics}
    assert covered == set(TACTICS) - {"Reconnaissance", "ResourceDevelopment"}
    assert len({query.title for query in queries}) == len(queries)
    needed = {one.name for query in queries for one in query.parameters if one.required}
    assert needed == {"hashes", "addresses", "domains", "indicators", "machines", "users"}


def test_a_sound_query_is_read_whole() -> None:
    query = query_of("mine", SOUND)
    assert (query.title, query.techniques, query.hashes) == ("Tool of mine", ["T1059", "T1059.001"], ["SHA1"])
    assert [(one.name, one.type, one.default, one.required) for one in query.parameters] == [
        ("window", "timespan", {"timespan": "7d"}, False),
        ("names", "list", None, True),
    ]
    assert query.text == SOUND


def test_the_example_of_the_guide_is_a_sound_query() -> None:
    guide = (ROOT / "docs/guides/hunting.md").read_text(encoding="utf-8")
    example = guide.split("```kql\n")[1].split("```")[0]
    assert [one.default for one in query_of("tunnel", example).parameters][1] == ["3389", "5985"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("// title: Tool of mine\n", "", "lack title"),
        ("// confidence: low\n", "", "lack confidence"),
        ("// tactics: Execution\n", "// tactics: Sabotage\n", "tactics: Sabotage is not one of"),
        ("T1059.001", "T1059.1", "techniques: T1059.1 is not a technique"),
        ("confidence: low", "confidence: maybe", "confidence: maybe is not one of high, medium, low"),
        ("tables: DeviceProcessEvents", "tables: ProcessEvents", "tables: ProcessEvents is not one of"),
        ("tables: DeviceProcessEvents", "tables: DeviceProcessEvents, AlertInfo", "AlertInfo is declared and not used"),
        ("!= \"AlertInfo\"", "in (AlertInfo)", "tables: AlertInfo is used and not declared"),
        ("confidence: low", "confidence: ,", "confidence is empty"),
        ("hashes: SHA1", "hashes: SHA-1", "hashes: SHA-1 is not the name of a column"),
        ("timespan = 7d", "timespan = a week", "parameter window: 'a week' is no timespan"),
        ("names list;", "names list = x;", "the default of names is no list in JSON"),
        ("names list;", "names words;", "names has the type words, which is none of string, long"),
        ("names list; What", "names list What", "is not of the form"),
        ("FileName in~ (names)", "FileName == 1", "names is declared and not used"),
        ("// parameter: names list;", "// parameter: window list;", "window is declared twice"),
        ("// tables", "// colour: red\n// tables", "line 6 is none of"),
        ("// tactics: Execution\n", "// tactics: Execution\n// title: Again\n", "line 5: title stands in the wrong place or twice"),
        ("// tactics: Execution\n// confidence: low\n", "// confidence: low\n// tactics: Execution\n", "line 5: tactics stands in the wrong place"),
        ("Tool of mine", "", "line 1: title is empty"),
        (SOUND.split("\n\n")[1], "", "there is no query"),
    ],
)  # fmt: skip
def test_a_query_that_is_wrong_is_refused_in_a_sentence_that_says_what(old: str, new: str, says: str) -> None:
    assert old in SOUND
    with pytest.raises(ValueError, match=r"^Query 'mine': .*\.$") as caught:
        query_of("mine", SOUND.replace(old, new, 1))
    assert says in str(caught.value)


def test_the_name_of_a_file_is_held_to_its_form() -> None:
    with pytest.raises(ValueError, match="small letters"):
        query_of("My query", SOUND)
