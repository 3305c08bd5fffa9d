# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tests of the collection, and the filter that makes dates of times, in templates."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.secops.defender.plugins.filter.to_datetime import to_datetime
from ansible_collections.secops.defender.plugins.module_utils import _clock, _times
from ansible_collections.secops.defender.plugins.plugin_utils._questions import SEVERITIES, at_least
from ansible_collections.secops.defender.tests.unit.plugins.inventory.reading import trusted
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 3, 14, tzinfo=timezone.utc)


def evaluated(expression: str, **variables: Any) -> Any:
    templar = Templar(loader=DataLoader(), variables=variables)
    return templar.template(trusted(f"{{{{ {expression} }}}}"))


@pytest.fixture(autouse=True)
def _at_a_known_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_clock, "now", NOW.timestamp)


@pytest.mark.parametrize(
    ("severity", "level", "fits"),
    [
        ("High", "Medium", True),
        ("Medium", "Medium", True),
        ("Low", "Medium", False),
        ("informational", "LOW", False),
        ("HIGH", "high", True),
        ("UnSpecified", "Informational", False),
        (None, "Informational", False),
        (None, "UnSpecified", True),
        ("Catastrophic", "High", True),
    ],
)
def test_an_alert_is_at_least_as_severe_as_a_level(severity: str | None, level: str, fits: bool) -> None:
    assert at_least(severity, level) is fits
    assert at_least({"id": "da1_1", "severity": severity}, level) is fits


@given(st.sampled_from(SEVERITIES), st.sampled_from(SEVERITIES), st.sampled_from(SEVERITIES))
def test_severities_are_ordered(first: str, second: str, third: str) -> None:
    assert at_least(first, second) or at_least(second, first)
    assert not (at_least(first, second) and at_least(second, third)) or at_least(first, third)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("alerts | select('secops.defender.severity_at_least', 'Medium') | map(attribute='id')", ["b"]),
        ("alerts[0] is secops.defender.severity_at_least('Low')", True),
        ("{'response_state': {'isolated': true}} is secops.defender.isolated", True),
        ("{'response_state': {'isolated': none}} is secops.defender.isolated", False),
        ("{'lastSeen': '2026-03-06T23:59:59.9999999Z'} is secops.defender.stale('7d')", True),
        ("{'lastSeen': '2026-03-07T00:00:00Z'} is secops.defender.stale('7d')", False),
        ("{'lastSeen': none} is secops.defender.stale('7d')", False),
        ("'2026-03-13T22:00:00' is secops.defender.stale('90m')", True),
        (
            "('2026-03-13T22:00:01.1234567Z' | secops.defender.to_datetime).isoformat()",
            "2026-03-13T22:00:01.123456",
        ),
        (
            "(('2026-03-13T22:00:00+02:00' | secops.defender.to_datetime) - "
            "('2026-03-13' | secops.defender.to_datetime)).total_seconds() == 72000",
            True,
        ),
    ],
)
def test_playbooks_ask_in_templates(expression: str, value: Any) -> None:
    alerts = [{"id": "a", "severity": "Low"}, {"id": "b", "severity": "High"}]
    assert evaluated(expression, alerts=alerts) == value


def test_a_date_can_be_subtracted_from_the_present() -> None:
    assert evaluated("(now(utc=true) - ('2026-03-13T22:00:01.1Z' | secops.defender.to_datetime)).days > 0")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (
            "'High' is secops.defender.severity_at_least('Huge')",
            "'Huge' is no severity; the severities are UnS",
        ),
        ("{'id': 'a'} is secops.defender.isolated", "has no response_state; read the machine with include"),
        ("'web' is secops.defender.isolated", "has no response_state"),
        ("'2026-03-13' is secops.defender.stale('soon')", "age: 'soon' is no age"),
        ("'soon' | secops.defender.to_datetime", "'soon' is no time; write it like"),
        ("none | secops.defender.to_datetime", "None is no time"),
    ],
)
def test_bad_input_is_told_in_a_sentence(expression: str, said: str) -> None:
    with pytest.raises(AnsibleError) as caught:
        evaluated(expression)
    assert said in str(caught.value)


@given(st.datetimes(min_value=NOW.replace(year=1970, tzinfo=None)), st.integers(min_value=0, max_value=7))
def test_every_time_of_the_service_becomes_its_date(when: datetime, digits: int) -> None:
    fraction = f".{when.microsecond:06d}0"[: digits + 1] if digits else ""
    text = f"{when:%Y-%m-%dT%H:%M:%S}{fraction}Z"
    date = to_datetime(text)
    assert date == _times.parse(text).replace(tzinfo=None)
    assert timedelta() <= when - date < timedelta(seconds=1)
