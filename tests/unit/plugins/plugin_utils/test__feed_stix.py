# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._feeds import feeds
from ansible_collections.secops.defender.plugins.plugin_utils._stix_patterns import terms
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = datetime(2026, 8, 19, 12, tzinfo=timezone.utc)
WHOLE = "Defender compares with whole values only, and only for being the same"
TOGETHER = "Defender cannot ask for several things at once"
QUALIFIED = "Defender cannot ask for times or repetitions"

MEANT: list[tuple[str, list[tuple[str, str]]]] = [
    ("[file:hashes.MD5 = 'aa']", [("FileMd5", "aa")]),
    ("[file:hashes.'MD5' = 'aa']", [("FileMd5", "aa")]),
    ("[file:hashes.'SHA-1' = 'aa']", [("FileSha1", "aa")]),
    ("[file:hashes.'SHA-256' = 'aa']", [("FileSha256", "aa")]),
    ("[file:hashes.SHA256 = 'aa']", [("FileSha256", "aa")]),
    ("[file:hashes.'sha-256' = 'aa']", [("FileSha256", "aa")]),
    ("[x509-certificate:hashes.'SHA-1' = 'aa']", [("CertificateThumbprint", "aa")]),
    ("[x509-certificate:hashes.'SHA-256' = 'aa']", [("CertificateThumbprint", "aa")]),
    ("[ipv4-addr:value = '203.0.113.1']", [("IpAddress", "203.0.113.1")]),
    ("[ipv4-addr:value = '203.0.113.1/32']", [("IpAddress", "203.0.113.1")]),
    ("[ipv4-addr:value = '203.0.113.0/24']", [("IpAddress", "203.0.113.0/24")]),
    ("[ipv6-addr:value = '2001:db8::1/128']", [("IpAddress", "2001:db8::1")]),
    ("[ipv6-addr:value = '2001:db8::/32']", [("IpAddress", "2001:db8::/32")]),
    ("[domain-name:value = 'a.example']", [("DomainName", "a.example")]),
    ("[url:value = 'http://a.example/?a=\\'b\\'&c=\\\\']", [("Url", "http://a.example/?a='b'&c=\\")]),
    ("[url:value='x' OR url:value='y']", [("Url", "x"), ("Url", "y")]),
    (
        "[url:value = 'x'] OR [url:value = 'y'] OR [url:value = 'z']",
        [("Url", "x"), ("Url", "y"), ("Url", "z")],
    ),
    ("([url:value = 'x'] OR ([(url:value = 'y')]))", [("Url", "x"), ("Url", "y")]),
    ("[url:value IN ('x', 'y')]", [("Url", "x"), ("Url", "y")]),
]
LEFT_OUT: list[tuple[str, str, str]] = [
    (
        "[email-addr:value = 'a@b']",
        "email-addr:value = 'a@b'",
        "Defender has no indicators of email-addr:value",
    ),
    (
        "[windows-registry-key:key = 'HKLM']",
        "windows-registry-key:key = 'HKLM'",
        "Defender has no indicators of windows-registry-key:key",
    ),
    ("[file:name = 'a.exe']", "file:name = 'a.exe'", "Defender has no indicators of file:name"),
    (
        "[file:hashes.'SHA-512' = 'a']",
        "file:hashes.'SHA-512' = 'a'",
        "Defender has no indicators of file:hashes.'SHA-512'",
    ),
    ("[url:value = 5]", "url:value = 5", "its value is no text"),
    ("[url:value = true]", "url:value = true", "its value is no text"),
    ("[ipv4-addr:value ISSUBSET '203.0.113.0/24']", "ipv4-addr:value ISSUBSET '203.0.113.0/24'", WHOLE),
    ("[ipv4-addr:value ISSUPERSET '203.0.113.0/24']", "ipv4-addr:value ISSUPERSET '203.0.113.0/24'", WHOLE),
    ("[url:value LIKE 'a%']", "url:value LIKE 'a%'", WHOLE),
    ("[url:value MATCHES '^a']", "url:value MATCHES '^a'", WHOLE),
    ("[url:value != 'a']", "url:value != 'a'", WHOLE),
    ("[url:value NOT = 'a']", "url:value NOT = 'a'", WHOLE),
    ("[url:value NOT IN ('a', 'b')]", "url:value NOT IN ('a', 'b')", WHOLE),
    ("[EXISTS url:value]", "EXISTS url:value", WHOLE),
    ("[url:value > 'a']", "url:value > 'a'", WHOLE),
    ("[url:value = 'a' AND url:value = 'b']", "url:value = 'a' AND url:value = 'b'", TOGETHER),
    (
        "[url:value = 'a' AND (url:value = 'b' OR url:value = 'c')]",
        "url:value = 'a' AND (url:value = 'b' OR url:value = 'c')",
        TOGETHER,
    ),
    ("[url:value = 'a'] AND [url:value = 'b']", "[url:value = 'a'] AND [url:value = 'b']", TOGETHER),
    (
        "[url:value = 'a'] FOLLOWEDBY [url:value = 'b']",
        "[url:value = 'a'] FOLLOWEDBY [url:value = 'b']",
        TOGETHER,
    ),
    ("[url:value = 'a'] WITHIN 5 SECONDS", "[url:value = 'a'] WITHIN 5 SECONDS", QUALIFIED),
    ("[url:value = 'a'] REPEATS 2 TIMES", "[url:value = 'a'] REPEATS 2 TIMES", QUALIFIED),
    (
        "[url:value = 'a'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
        "[url:value = 'a'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
        QUALIFIED,
    ),
]


@pytest.mark.parametrize(("pattern", "meant"), MEANT, ids=[case[0] for case in MEANT])
def test_a_pattern_means_values(pattern: str, meant: list[tuple[str, str]]) -> None:
    assert [(term.type, term.value, term.reason) for term in terms(pattern)] == [(*one, "") for one in meant]


@pytest.mark.parametrize(("pattern", "text", "reason"), LEFT_OUT, ids=[case[0] for case in LEFT_OUT])
def test_what_no_indicator_can_express_is_told_with_its_reason(pattern: str, text: str, reason: str) -> None:
    (term,) = terms(pattern)
    assert (term.text, term.type, term.reason) == (text, "", reason)


def test_of_a_pattern_the_parts_that_can_be_expressed_are_taken() -> None:
    found = terms("[url:value = 'a' OR file:name = 'b'] OR ([url:value = 'c'] AND [url:value = 'd'])")
    assert [term.value for term in found] == ["a", "", ""]
    assert [term.text for term in found[1:]] == [
        "file:name = 'b'",
        "([url:value = 'c'] AND [url:value = 'd'])"[1:-1],
    ]


@pytest.mark.parametrize(
    "pattern", ["", "[", "url:value = 'a'", "[url:value = 'a'", "[url = 'a']", "[url:value = 'a'] x"]
)
def test_what_is_no_pattern_is_told(pattern: str) -> None:
    with pytest.raises(ValueError, match="is none"):
        terms(pattern)


def test_a_hostile_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="is longer than 50000 characters"):
        terms(f"[url:value = '{'a' * 50_000}']")
    with pytest.raises(ValueError, match="is nested too deeply"):
        terms(f"[{'(' * 3000}url:value = 'a'{')' * 3000}]")


values = st.text(st.characters(codec="utf-8"), min_size=1, max_size=10).filter(
    lambda text: text == text.strip()
)
paths = st.sampled_from(["url:value", "domain-name:value", "email-addr:value", "file:name"])
comparisons = st.tuples(paths, values)


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


@settings(max_examples=25)
@given(st.lists(st.lists(comparisons, min_size=1, max_size=3), min_size=1, max_size=3))
def test_any_values_joined_by_or_come_back(pattern: list[list[tuple[str, str]]]) -> None:
    observed = [" OR ".join(f"{path} = {quoted(value)}" for path, value in part) for part in pattern]
    found = terms(" OR ".join(f"[{part}]" for part in observed))
    known = {"url:value": "Url", "domain-name:value": "DomainName"}
    flat = [one for part in pattern for one in part]
    assert [(term.type, term.value) for term in found] == [
        (known[path], value) if path in known else ("", "") for path, value in flat
    ]


@given(st.text(alphabet="[]()'\\ =:ab", max_size=30))
def test_any_text_is_a_pattern_or_none(text: str) -> None:
    with suppress(ValueError):
        assert terms(text)


ONE: dict[str, Any] = {
    "type": "indicator",
    "spec_version": "2.1",
    "id": "indicator--1",
    "created": "2026-01-01T00:00:00.000Z",
    "modified": "2026-01-01T00:00:00.000Z",
    "valid_from": "2026-01-02T00:00:00Z",
    "pattern_type": "stix",
    "pattern": "[url:value = 'http://a.example']",
}


def read(*objects: Any) -> dict[str, Any]:
    text = json.dumps({"type": "bundle", "id": "bundle--1", "objects": list(objects)})
    found = feeds([{"name": "b.json", "text": text}], NOW)
    assert found["refusal"] == ""
    return dict(found["files"][0])


def test_an_indicator_brings_its_name_and_its_times() -> None:
    (entry,) = read(
        {**ONE, "name": " Page ", "description": "Asks", "valid_until": "2027-01-01T00:00:00.123Z"}
    )["entries"]
    assert entry == {
        "place": "b.json indicator--1",
        "indicator": {
            "value": "http://a.example",
            "type": "Url",
            "title": "Page",
            "description": "Asks",
            "expiration_time": "2027-01-01T00:00:00Z",
        },
        "dated": "2026-01-02T00:00:00Z",
        "revoked": False,
    }


def test_what_was_revoked_is_marked() -> None:
    assert [entry["revoked"] for entry in read({**ONE, "revoked": True})["entries"]] == [True]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"pattern_type": "yara"}, "its pattern is written in yara, not in that of STIX"),
        ({"pattern_type": None}, "its pattern is written in an unnamed language, not in that of STIX"),
        ({"pattern": "[nonsense"}, "its pattern is none (1:9: no viable alternative at input 'nonsense')"),
        ({"pattern": 5}, "its pattern is none"),
        ({"indicator_types": ["benign"]}, "it is marked as benign"),
        ({"valid_from": "2026-08-20T00:00:00Z"}, "it is not valid before 2026-08-20T00:00:00Z"),
        ({"valid_until": "tomorrow"}, "its valid_until is 'tomorrow', which is no time"),
    ],
)
def test_an_indicator_that_means_nothing_is_left_out_by_name(change: dict[str, Any], says: str) -> None:
    file = read({**ONE, "name": "Page", **change})
    assert file["entries"] == []
    (left_out,) = file["left_out"]
    assert (left_out["place"], left_out["what"]) == ("b.json indicator--1", "Page")
    assert left_out["reason"].startswith(says)


def test_of_several_versions_the_newest_counts() -> None:
    newer = {**ONE, "modified": "2026-02-01T00:00:00.000001Z", "revoked": True}
    for objects in ((ONE, newer), (newer, ONE)):
        file = read(*objects)
        assert [entry["revoked"] for entry in file["entries"]] == [True]
        assert [one["reason"] for one in file["left_out"]] == ["a newer version of it is in the bundle"]


def test_what_is_no_indicator_is_no_wish() -> None:
    file = read({"type": "malware", "id": "malware--1"}, "text", None)
    assert (file["entries"], file["left_out"]) == ([], [])


def test_a_missing_library_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stix2patterns", "stix2patterns.exceptions", "stix2patterns.v21.pattern"):
        monkeypatch.setitem(sys.modules, name, None)
    found = feeds([{"name": "b.json", "text": json.dumps({"type": "bundle", "objects": [ONE]})}], NOW)
    assert found["refusal"].startswith(
        "The Python library stix2-patterns, which reads the patterns of STIX, is missing"
    )
    assert found["refusal"].endswith("install it with pip install stix2-patterns.")
    without = feeds([{"name": "a.csv", "text": "value,type\na.example,DomainName"}], NOW)
    assert without["refusal"] == ""
