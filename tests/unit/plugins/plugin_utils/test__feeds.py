# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import csv
import json
from datetime import datetime, timezone
from io import StringIO
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._feeds import feeds
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = datetime(2026, 8, 19, 12, tzinfo=timezone.utc)


def read(name: str, text: str) -> dict[str, Any]:
    found = feeds([{"name": name, "text": text}], NOW)
    assert found["refusal"] == ""
    (file,) = found["files"]
    return dict(file)


def refusal(name: str, text: str) -> str:
    return str(feeds([{"name": name, "text": text}], NOW)["refusal"])


def wanted(name: str, text: str) -> list[dict[str, Any]]:
    file = read(name, text)
    assert file["wrong"] == []
    return [entry["indicator"] for entry in file["entries"]]


WHOLE = {
    "value": "203.0.113.1",
    "type": "IpAddress",
    "action": "Block",
    "title": 'A "title", quoted',
    "description": "Two\nlines",
    "severity": "High",
    "recommended_actions": "Look",
    "generate_alert": True,
    "expiration_time": "2099-01-01T00:00:00.0Z",
    "rbac_group_names": ["Servers", "Tier 0"],
    "mitre_techniques": ["T1566.002"],
    "educate_url": "https://intranet.example",
}
CELLS = (
    '203.0.113.1,ipaddress,BLOCK,"A ""title"", quoted","Two\nlines",high,Look,TRUE,2099-01-01T00:00:00.0Z,'
    '"Servers, Tier 0",T1566.002,https://intranet.example'
)
PORTAL = (
    "indicatorValue,indicatorType,action,title,description,severity,recommendedActions,generateAlert,expirationTime,"
    "rbacGroups,mitretechniques,educateUrl"
)
OURS = (
    "value,type,action,title,description,severity,recommended_actions,generate_alert,expiration_time,rbac_group_names,"
    "mitre_techniques,educate_url"
)


@pytest.mark.parametrize("header", [PORTAL, OURS, PORTAL.upper(), OURS.replace("_", " ")])
def test_csv_has_the_columns_of_the_portal_or_the_keys_of_the_module(header: str) -> None:
    assert wanted("a.csv", f"{header}\n{CELLS}\n") == [WHOLE]
    assert wanted("A.CSV", f"\ufeff{header}\r\n{CELLS}\r\n") == [WHOLE]


def test_a_sheet_with_other_delimiters_comments_and_columns_of_ones_own_is_read() -> None:
    text = "# ours; and theirs\n\nvalue;type;x_ticket;Category;created\na.example;DomainName;4,5;Malware;2026-01-01\n;;;;\n#b.example;DomainName\n"
    (entry,) = read("a.csv", text)["entries"]
    assert entry["indicator"] == {"value": "a.example", "type": "DomainName"}
    assert (entry["dated"], entry["place"], entry["revoked"]) == ("2026-01-01", "a.csv line 4", False)
    assert wanted("a.csv", "value\ttype\na.example\tDomainName") == [
        {"value": "a.example", "type": "DomainName"}
    ]


WRONG_LINES = [
    ("value,type\n,DomainName", "value is missing"),
    ("value,type\na.example", "type is missing"),
    ("value,type\na.example,Domain", "type: 'Domain' is none of FileSha1, FileSha256,"),
    ("value,type,action\na.example,DomainName,Destroy", "action: 'Destroy' is none of Allowed,"),
    ("value,type,severity\na.example,DomainName,Worst", "severity: 'Worst' is none of Informational,"),
    (
        "value,type,generate_alert\na.example,DomainName,perhaps",
        "generate_alert: 'perhaps' is neither true nor",
    ),
    ("value,type\na.example,DomainName,more", "it has 3 cells for 2 columns; quote what holds a comma"),
]


@pytest.mark.parametrize(("text", "says"), WRONG_LINES, ids=[case[1] for case in WRONG_LINES])
def test_a_line_that_is_no_indicator_is_told_with_its_place(text: str, says: str) -> None:
    file = read("a.csv", f"{text}\nb.example,DomainName\n")
    (wrong,) = file["wrong"]
    assert wrong["place"] == "a.csv line 2"
    assert wrong["reason"].startswith(says)
    assert [entry["indicator"]["value"] for entry in file["entries"]] == ["b.example"]


REFUSED = [
    ("a.csv", "value;title\nx;y", "its first line names no column type"),
    ("a.csv", "value,type,severty\nx,y,z", "'severty' means nothing here; did you mean severity?"),
    ("a.csv", "value,type,note\nx,y,z", "'note' means nothing here; begin it with x_ to have it passed over"),
    ("a.csv", "value,type,indicatorValue\nx,y,z", "value and indicatorValue mean the same; keep one of them"),
    ("a.csv", 'value,type\n"x,y\nz', "line 2 is no CSV (unexpected end of data)"),
    ("a.csv", f'value,type\n"{"x" * 30_000}",y', "line 2: a cell is longer than 20000 characters"),
    ("a.json", "{", "it is neither named .csv nor JSON"),
    ("a.txt", "value,type", "it is neither named .csv nor JSON"),
    ("a.json", "[" * 100_000, "it is neither named .csv nor JSON"),
    (
        "a.json",
        '{"data": []}',
        "it is neither a list of indicators, nor an answer of the API, nor a STIX bundle",
    ),
    ("a.json", "7", "it is neither a list of indicators"),
    ("a.json", '{"type": "bundle", "spec_version": "2.0"}', "it is a bundle of STIX 2.0; 2.1 can be read"),
    ("a.json", '{"type": "bundle", "objects": {"a": 1}}', "its objects are no list"),
]


@pytest.mark.parametrize(("name", "text", "says"), REFUSED, ids=[case[2] for case in REFUSED])
def test_a_file_that_cannot_be_read_as_a_whole_is_refused_by_its_name(
    name: str, text: str, says: str
) -> None:
    assert refusal(name, text).startswith(f"{name} cannot be read: {says}")
    assert refusal(name, text).endswith(".")


def test_a_file_that_is_not_there_is_the_refusal() -> None:
    missing = {"name": "x.csv", "error": "There is no file x.csv on the controller."}
    assert feeds([missing], NOW) == {"files": [], "refusal": f"manage_indicators_files: {missing['error']}"}


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
@pytest.mark.parametrize("text", ["", "\n", "\ufeff"])
def test_an_empty_file_holds_nothing(name: str, text: str) -> None:
    file = read(name, text)
    assert (file["entries"], file["left_out"], file["wrong"]) == ([], [], [])


@pytest.mark.parametrize(
    "document", [[WHOLE], {"indicators": [WHOLE]}, {"Indicators": [WHOLE]}, {"value": [WHOLE]}]
)
def test_json_is_a_list_in_the_form_of_the_module(document: Any) -> None:
    assert wanted("a.json", json.dumps(document)) == [WHOLE]


def test_json_of_the_api_is_read_with_all_that_it_has_beside() -> None:
    record: dict[str, Any] = {
        "id": "995",
        "indicatorValue": "a.example",
        "indicatorType": "DomainName",
        "action": "Block",
        "application": "elsewhere",
        "createdBy": "x",
        "expirationTime": None,
        "rbacGroupNames": [],
        "generateAlert": False,
        "creationTimeDateTimeUtc": "2026-01-01T00:00:00Z",
        "bypassDurationHours": None,
    }
    (entry,) = read("a.json", json.dumps({"@odata.context": "x", "value": [record]}))["entries"]
    assert entry["indicator"] == {
        "value": "a.example",
        "type": "DomainName",
        "action": "Block",
        "generate_alert": False,
    }
    assert entry["dated"] == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ("a.example", "it is no record with value and type"),
        ({"value": "a.example", "type": "DomainName", "kind": 1}, "'kind' means nothing here"),
        ({"value": ["a"], "type": "DomainName"}, "value: ['a'] is no text"),
        ({"value": "a.example", "type": "DomainName", "title": True}, "title: True is no text"),
        (
            {"value": "a.example", "type": "DomainName", "rbac_group_names": 7},
            "rbac_group_names: 7 is no list",
        ),
    ],
)
def test_a_record_that_is_no_indicator_is_told_with_its_place(record: Any, says: str) -> None:
    (wrong,) = read("a.json", json.dumps([record]))["wrong"]
    assert wrong["place"] == "a.json[0]"
    assert wrong["reason"].startswith(says)


cell = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@settings(max_examples=25)
@given(rows=st.lists(st.tuples(cell, cell), max_size=5), delimiter=st.sampled_from(",;\t"))
def test_whatever_a_spreadsheet_quotes_comes_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows(
        [("value", "type", "title", "description"), *(("a.example", "Url", *row) for row in rows)]
    )
    said = [
        {
            key: row[number].strip()
            for number, key in enumerate(("title", "description"))
            if row[number].strip()
        }
        for row in rows
    ]
    found = wanted("a.csv", text.getvalue())
    assert found == [{"value": "a.example", "type": "Url", **one} for one in said]


@given(st.text(max_size=200), st.sampled_from(["a.csv", "a.json"]))
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    found = feeds([{"name": name, "text": text}], NOW)
    assert found["refusal"] or len(found["files"]) == 1
