# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Commands of live response as data: what is the same work, and what a transcript says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _commands
from ansible_collections.secops.defender.plugins.module_utils._results import file_name

SCRIPT = {"type": "run_script", "script_name": "a.ps1", "args": ""}
PUT = {"type": "put_file", "file_name": "a.exe"}
NAME = {"key": "ScriptName", "value": "a.ps1"}


def test_an_argument_without_a_text_is_not_sent() -> None:
    assert _commands.sent([SCRIPT]) == [{"type": "RunScript", "params": [NAME]}]


@pytest.mark.parametrize(
    ("ran", "wanted"),
    [
        ([{"command": {"type": "RunScript", "params": [NAME]}}], True),
        ([{"command": {"type": "RunScript", "params": [{"key": "Args", "value": None}, NAME]}}], True),
        ([{"command": {"type": "RunScript", "params": [{"key": "Args", "value": "x"}, NAME]}}], False),
        ([{"command": {"type": "RunScript", "params": [NAME]}}] * 2, False),
        ([{"command": None}], False),
        ([], False),
        (None, False),
    ],
)
def test_a_past_session_did_the_same_when_it_ran_the_same_commands(ran: Any, wanted: bool) -> None:
    assert _commands.same([SCRIPT], {"commands": ran}) is wanted


def test_what_a_session_tells_is_put_in_the_order_of_the_commands() -> None:
    first, second, third = {"index": 0}, {"index": None}, {"index": 2}
    assert _commands.entries({"commands": [third, second, first]}) == [first, second, third]
    assert _commands.entries({"commands": [{}, {"index": 1}]}) == [{}, {"index": 1}]
    assert _commands.entries({"commands": None}) == []


def test_the_library_must_hold_each_file_once() -> None:
    commands = [PUT, PUT, SCRIPT, {"type": "get_file", "path": "/a"}]
    assert _commands.library_files(commands) == ["a.exe", "a.ps1"]


def test_a_transcript_comes_without_its_header_and_without_nul_characters() -> None:
    told = {"script_name": "a.ps1", "exit_code": 0, "script_errors": None}
    output = "Transcript started, output file is C:\\a.txt\r\n\x00first\nsecond\x00"
    sent = b"\xef\xbb\xbf" + json.dumps({**told, "script_output": output}).encode()
    assert _commands.transcript(sent) == {**told, "script_output": "first\nsecond", "script_errors": ""}
    plain = json.dumps({**told, "script_output": "first\nsecond"}).encode()
    assert _commands.transcript(plain)["script_output"] == "first\nsecond"


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"\xff\xfe"])
def test_what_is_no_transcript_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        _commands.transcript(content)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("C:\\Temp\\a b.txt", "m.0.a_b.txt"),
        ("/etc/passwd", "m.0.passwd"),
        ("\\\\host\\share\\..", "m.0..."),
        ("C:\\Temp\\", "m.0."),
    ],
)
def test_a_fetched_file_gets_a_name_that_stays_in_its_folder(path: str, name: str) -> None:
    assert file_name("m", 0, path) == name
