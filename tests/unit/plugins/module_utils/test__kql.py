# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No value can leave its literal: what was bound is read back as one value, by the simulator's own reader of KQL."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._kql import bound, literal
from ansible_collections.secops.defender.tests.simulator.kql_words import words_of
from hypothesis import given
from hypothesis import strategies as st

LONG = st.integers(-(2**63), 2**63 - 1)
REAL = st.floats(allow_nan=False, allow_infinity=False)
TIME = st.datetimes(min_value=datetime.fromisoformat("1970-01-01"), timezones=st.just(timezone.utc))


def words(value: Any) -> list[Any]:
    """The words of a literal, and what stands around it."""
    query = bound("T | where x", {"x": value})
    assert query.endswith("T | where x")
    read = [word.value for word in words_of(query)]
    assert read[:3] == ["let", "x", "="]
    assert read[-5:] == [";", "T", "|", "where", "x"]
    return read[3:-5]


@given(st.text())
def test_a_text_is_one_text_and_the_same(text: str) -> None:
    assert words(text) == [text]
    assert len(literal("x", text).splitlines()) == 1


@given(LONG | REAL | st.booleans() | TIME)
def test_a_number_truth_or_time_is_one_value_and_the_same(value: Any) -> None:
    given_back = words(value)
    assert given_back in ([value], ["true"], ["false"])


@given(st.lists(st.text() | LONG))
def test_a_list_holds_its_values_and_ends_where_it_ends(values: list[Any]) -> None:
    read = words(values)
    assert read[:3] == ["dynamic", "(", "["]
    assert read[-2:] == ["]", ")"]
    assert read[3:-2][::2] == values
    assert set(map(str, read[4:-2:2])) <= {","}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('a"; T | take 1 //', '"a\\"; T | take 1 //"'),
        ("C:\\Temp\\", '"C:\\\\Temp\\\\"'),
        ("two\nlines\u2028and a third", '"two\\nlines\\u2028and a third"'),
        ("Grüße 🛡", '"Grüße 🛡"'),
        (5, "long(5)"),
        (-5, "long(-5)"),
        (True, "bool(true)"),
        (0.5, "real(0.5)"),
        (1e-7, "real(1e-07)"),
        (date(2026, 5, 14), "datetime(2026-05-14T00:00:00Z)"),
        (
            datetime(2026, 5, 14, 2, tzinfo=timezone(timedelta(hours=2))),
            "datetime(2026-05-14T00:00:00Z)",
        ),
        ({"datetime": "2026-05-14T00:00:00.5+02:00"}, "datetime(2026-05-13T22:00:00.5Z)"),
        ({"timespan": "7d"}, "timespan(7d)"),
        ({"timespan": "1.02:03:04"}, "timespan(1.02:03:04)"),
        ({"long": "5"}, "long(5)"),
        ({"long": str(2**63 - 1)}, f"long({2**63 - 1})"),
        ({"real": "5"}, "real(5.0)"),
        ({"bool": "False"}, "bool(false)"),
        ({"string": 5}, '"5"'),
        ([], "dynamic([])"),
        (["a", 1, 0.5, False, None, ["b"]], 'dynamic(["a", 1, 0.5, false, null, ["b"]])'),
        ([date(2026, 5, 14)], "dynamic([datetime(2026-05-14T00:00:00Z)])"),
    ],
)
def test_a_value_is_written_so(value: Any, written: str) -> None:
    assert literal("x", value) == written


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (2**63, f"{2**63} is no long of KQL"),
        (float("nan"), "nan is no real of KQL"),
        ([float("inf")], "inf is no real of KQL"),
        (None, "a value of the type NoneType cannot be bound"),
        ({"datetime": "now() or true"}, "'now() or true' is no datetime of KQL"),
        ({"datetime": 'x"'}, "is no datetime of KQL"),
        ({"timespan": "1d); T"}, "is no timespan of KQL"),
        ({"long": "5); T"}, "is no long of KQL"),
        ({"long": 5.5}, "5.5 is no long of KQL"),
        ({"real": "1) or real(1"}, "is no real of KQL"),
        ({"bool": "maybe"}, "'maybe' is no bool of KQL"),
        ({"guid": "1"}, "a mapping must name one type and its value"),
        ({"long": 1, "real": 2}, "a mapping must name one type and its value"),
        ([{"long": 1}], "a value of the type dict cannot be bound"),
    ],
)
def test_a_value_that_is_none_of_its_type_is_refused(value: Any, says: str) -> None:
    with pytest.raises(OptionError) as caught:
        literal("since", value)
    assert str(caught.value).startswith("parameters.since: ")
    assert says in str(caught.value)
    assert caught.value.details["option"] == "parameters"


@given(
    st.dictionaries(
        st.sampled_from(["long", "real", "bool", "datetime", "timespan"]), st.text(), min_size=1, max_size=1
    )
)
def test_a_typed_text_is_one_value_or_refused(value: dict[str, str]) -> None:
    try:
        written = literal("x", value)
    except OptionError:
        return
    inside = written.partition("(")[2][:-1]
    assert set(inside) <= set("0123456789-+.:eEdhmsTZtruefals")


@pytest.mark.parametrize("name", ["1st", "a b", "a;b", "", "näme", "a-b", "a\n"])
def test_a_name_that_kql_does_not_know_is_refused(name: str) -> None:
    with pytest.raises(OptionError, match="this is no name in KQL"):
        bound(f"T | where x == {name}", {name: 1})


def test_a_parameter_that_the_query_does_not_name_is_refused() -> None:
    with pytest.raises(OptionError, match=r"parameters\.device: the query does not name it"):
        bound("T | where x == devices", {"device": 1})


def test_a_query_without_parameters_is_left_as_it_is() -> None:
    assert bound("// why\nT | take 1", {}) == "// why\nT | take 1"
