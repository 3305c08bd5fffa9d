# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _times
from hypothesis import given
from hypothesis import strategies as st

SPELLINGS = [
    ("2018-08-02T14:55:03Z", "2018-08-02T14:55:03Z"),
    ("2018-08-02T14:55:03.7791856Z", "2018-08-02T14:55:03.779185Z"),
    ("2021-01-26T20:33:59.2Z", "2021-01-26T20:33:59.2Z"),
    ("2018-08-02T14:55:03", "2018-08-02T14:55:03Z"),
    ("2025-10-06 12:00:00", "2025-10-06T12:00:00Z"),
    ("2025-10-06 12:00", "2025-10-06T12:00:00Z"),
    ("2018-08-01", "2018-08-01T00:00:00Z"),
    ("2026-03-14T03:00:00+02:00", "2026-03-14T01:00:00Z"),
    ("2026-03-14T03:00:00-0530", "2026-03-14T08:30:00Z"),
    (" 2026-03-14t03:00:00z ", "2026-03-14T03:00:00Z"),
]


@pytest.mark.parametrize(("text", "written"), SPELLINGS)
def test_every_spelling_met_in_tenants_is_written_in_utc_with_z(text: str, written: str) -> None:
    assert _times.literal(text) == written


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "14.03.2026", "2026-03-14T25:00:00Z", "20260314"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(
        ValueError, match=f"^'{text}' is (not an ISO 8601 time|no day or hour that there is)$"
    ):
        _times.parse(text)


@given(
    st.datetimes(
        min_value=datetime.fromisoformat("1990-01-01"), max_value=datetime.fromisoformat("2090-01-01")
    ),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_time_in_any_zone_is_the_same_moment(naive: datetime, minutes: int) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert _times.parse(moment.isoformat()) == moment
    assert _times.parse(_times.literal(moment.isoformat())) == moment
