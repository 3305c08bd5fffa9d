# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Times and filters: what the service writes is read exactly, and filters mean what OData says."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator.odata import FilterError, predicate, widened
from ansible_collections.secops.defender.tests.simulator.times import is_time, shifted, ticks
from hypothesis import given
from hypothesis import strategies as st

KINDS = {
    "id": "text",
    "computerDnsName": "text?",
    "lastSeen": "time?",
    "riskScore": "text?",
    "rbacGroupId": "integer?",
    "incidentId": "integer?",
    "machineTags": "[text]?",
    "isExcluded": "flag?",
}
RECORD: dict[str, Any] = {
    "id": "a1",
    "computerDnsName": "Web-1.contoso.com",
    "lastSeen": "2026-05-01T10:00:00.1234567Z",
    "riskScore": "High",
    "rbacGroupId": 140,
    "incidentId": 7,
    "machineTags": ["web", "it's"],
    "isExcluded": False,
}


def holds(text: str, **changes: Any) -> bool:
    return predicate(text, KINDS)({**RECORD, **changes})


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("2026-05-01T10:00:00Z", "2026-05-01T10:00:00.0000000Z"),
        ("2026-05-01T10:00:00", "2026-05-01T10:00:00Z"),
        ("2026-05-01 10:00:00", "2026-05-01T10:00:00Z"),
        ("2026-05-01T12:00:00+02:00", "2026-05-01T10:00:00.000Z"),
        ("2026-05-01", "2026-05-01T00:00:00Z"),
        ("2026-05-01Z", "2026-05-01T00:00:00Z"),
        ("2026-05-01T10:00Z", "2026-05-01T10:00:00Z"),
    ],
)
def test_the_spellings_of_one_time_are_the_same_time(text: str, same_as: str) -> None:
    assert ticks(text) == ticks(same_as)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01T00:00:00Z", "2026-05-01T25:00:00Z", "da63_1", "20.4"]
)
def test_what_is_no_time_is_told_from_times(text: str) -> None:
    assert not is_time(text)


def test_the_seventh_digit_counts() -> None:
    assert ticks("2026-05-01T10:00:00.1234567Z") - ticks("2026-05-01T10:00:00.1234566Z") == 1


@given(st.integers(0, 9_999_999), st.integers(0, 7), st.integers(-(10**8), 10**8))
def test_a_shifted_time_keeps_its_digits(fraction: int, digits: int, seconds: int) -> None:
    tail = f".{fraction:07d}"[: digits + 1] if digits else ""
    text = f"2026-05-01T10:00:00{tail}Z"
    moved = shifted(text, seconds)
    assert ticks(moved) - ticks(text) == seconds * 10_000_000
    assert moved.endswith(f"00{tail}Z"[-len(tail) - 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "riskScore eq 'High'",
        "riskScore eq 'hIGH'",
        "RISKSCORE EQ 'High'",
        "riskScore ne 'Low' and id eq 'a1'",
        "id eq 'b' or id eq 'a1'",
        "(id eq 'b' or id eq 'a1') and not (riskScore eq 'Low')",
        "startswith(computerDnsName,'Web')",
        "startsWith(computerDnsName,'Web')",
        "contains(tolower(computerDnsName),'web-1')",
        "endswith(computerDnsName, '.com')",
        "lastSeen gt 2018-08-01Z",
        "lastSeen ge 2026-05-01T10:00:00.1234567Z",
        "lastSeen gt 2026-05-01T10:00:00.1234566Z",
        "lastSeen lt 2026-05-01T12:00:01+02:00",
        "id in ('a1')",
        "id in ('b', 'a1')",
        "riskScore in ('high')",
        "incidentId in (7)",
        "rbacGroupId eq 140",
        "rbacGroupId eq '140'",
        "incidentId gt 6 and incidentId le 7",
        "machineTags/any(tag: tag eq 'web')",
        "machineTags/any(t: t eq 'it''s')",
        "machineTags/any(t: startswith(t, 'we'))",
        "machineTags/all(t: t ne 'lab')",
        "isExcluded eq false",
        "not isExcluded",
        "id ne null",
    ],
)
def test_a_filter_holds(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "riskScore eq 'Low'",
        "computerDnsName eq 'web-1.contoso.com'",
        "startswith(computerDnsName,'web')",
        "lastSeen gt 2026-05-01T10:00:00.1234567Z",
        "id in ('b')",
        "machineTags/any(tag: tag eq 'lab')",
        "isExcluded",
        "id eq null",
    ],
)
def test_a_filter_does_not_hold(text: str) -> None:
    assert not holds(text)


@pytest.mark.parametrize(
    "text",
    ["lastSeen gt 2018-08-01Z", "riskScore eq 'High'", "startswith(computerDnsName,'W')", "incidentId lt 9"],
)
def test_null_is_never_greater_less_or_alike(text: str) -> None:
    assert not holds(text, lastSeen=None, riskScore=None, computerDnsName=None, incidentId=None)


def test_null_equals_null() -> None:
    assert holds("riskScore eq null and rbacGroupId eq null", riskScore=None, rbacGroupId=None)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("osBuild eq 1", "'osBuild' cannot be used"),
        ("lastSeen gt '2026-05-01T00:00:00Z'", "incompatible types"),
        ("incidentId eq '7'", "incompatible types"),
        ("id eq 7", "incompatible types"),
        ("id eq", "Syntax error"),
        ("", "Syntax error"),
        ("id == 'a1'", "Syntax error"),
        ("machineTags eq 'web'", "incompatible types"),
        ("id/any(t: t eq 'x')", "is no collection"),
        ("startswith(lastSeen,'2026')", "two texts"),
        ("nosuch(id, 'a')", "Syntax error"),
        ("id", "true or false"),
        ("tolower(id)", "cannot be used here"),
        ("id in 'a1'", "Syntax error"),
    ],
)
def test_a_filter_that_the_service_does_not_take_is_refused(text: str, part: str) -> None:
    with pytest.raises(FilterError, match=part.replace("(", r"\(")):
        holds(text)


def test_what_stands_in_quotes_is_left_alone() -> None:
    text = "id eq 'in (x) 2018-08-01Z startsWith(' and id in ('it''s (')"
    assert widened(text) == "id eq 'in (x) 2018-08-01Z startsWith(' and id in ('it''s (','it''s (')"


@given(st.text(alphabet="ab'() ,in/:$", max_size=12))
def test_any_text_survives_quoting(value: str) -> None:
    quoted = value.replace("'", "''")
    assert holds(f"id eq '{quoted}'", id=value)
    assert holds(f"id in ('{quoted}')", id=value)


TEXTS = st.sampled_from(["a1", "b", "web"])
LEAVES = st.one_of(
    TEXTS.map(lambda text: (f"id eq '{text}'", lambda record: record["id"] == text)),
    TEXTS.map(lambda text: (f"startswith(id,'{text}')", lambda record: record["id"].startswith(text))),
    st.integers(-3, 9).map(lambda n: (f"incidentId ge {n}", lambda record: record["incidentId"] >= n)),
)


def _joined(parts: Any) -> Any:
    both = st.tuples(parts, parts)
    return st.one_of(
        both.map(
            lambda p: (f"({p[0][0]}) and ({p[1][0]})", lambda record: p[0][1](record) and p[1][1](record))
        ),
        both.map(
            lambda p: (f"({p[0][0]}) or ({p[1][0]})", lambda record: p[0][1](record) or p[1][1](record))
        ),
        parts.map(lambda p: (f"not ({p[0]})", lambda record: not p[1](record))),
    )


@given(st.recursive(LEAVES, _joined, max_leaves=6), TEXTS, st.integers(-3, 9))
def test_a_filter_means_what_its_parts_mean(pair: Any, record_id: str, incident: int) -> None:
    text, meaning = pair
    record = {**RECORD, "id": record_id, "incidentId": incident}
    assert predicate(text, KINDS)(record) == meaning(record)
