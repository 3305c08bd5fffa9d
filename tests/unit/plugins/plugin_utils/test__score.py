# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._score import check, points

NOW = datetime(2026, 8, 19, 12, tzinfo=timezone.utc)
WEIGHTS: dict[str, Any] = {
    "severity": {"High": 40, "Low": 8},
    "category": {"Ransomware": 30},
    "status": {"Resolved": -20},
    "investigation": {"Benign": -20},
    "machine_risk": {"High": 10},
    "machine_exposure": {"High": 5},
    "machine_value": {"High": 15, "Low": -5},
    "domain_admin": 25,
    "more_alerts": {"each": 2, "most": 5},
    "recent": [{"hours": 24, "points": 3}, {"hours": 4, "points": 7}],
}

# What the case shows, the alert, how many alerts the machine has, the points by rule.
CASES: list[tuple[str, dict[str, Any], int, dict[str, float]]] = [
    ("nothing known gives nothing", {}, 1, {}),
    ("the service's word gives its points", {"severity": "High"}, 1, {"severity": 40}),
    ("case does not matter", {"category": "ransomware"}, 1, {"category": 30}),
    ("an unknown word gives nothing", {"severity": "Catastrophic", "category": "null"}, 1, {}),
    (
        "points can be negative",
        {"status": "Resolved", "investigationState": "Benign"},
        1,
        {"status": -20, "investigation": -20},
    ),
    (
        "the machine counts",
        {"machine": {"riskScore": "High", "exposureLevel": "High", "deviceValue": "Low"}},
        1,
        {"machine_risk": 10, "machine_exposure": 5, "machine_value": -5},
    ),
    ("a machine that could not be read gives nothing", {"machine": None, "user": None}, 1, {}),
    ("a word of None is no null", {"machine": {"riskScore": "None"}}, 1, {}),
    ("a domain administrator", {"user": {"isDomainAdmin": True}}, 1, {"domain_admin": 25}),
    ("a boolean as text", {"user": {"isDomainAdmin": "true"}}, 1, {"domain_admin": 25}),
    ("a false boolean as text", {"user": {"isDomainAdmin": "false"}}, 1, {}),
    ("each other alert counts", {}, 3, {"more_alerts": 4}),
    ("other alerts count up to the most", {}, 9, {"more_alerts": 5}),
    (
        "the shortest time that fits counts",
        {"lastEventTime": "2026-08-19T11:00:00.1234567Z"},
        1,
        {"recent": 7},
    ),
    ("a longer time", {"lastEventTime": "2026-08-19T01:00:00Z"}, 1, {"recent": 3}),
    (
        "the time of creation when there is no other",
        {"alertCreationTime": "2026-08-19T11:00:00.12"},
        1,
        {"recent": 7},
    ),
    ("an old alert", {"lastEventTime": "2026-08-01T01:00:00Z"}, 1, {}),
    ("a time that is none", {"lastEventTime": "soon"}, 1, {}),
]


@pytest.mark.parametrize(
    ("alert", "crowd", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_rules_give_points(alert: dict[str, Any], crowd: int, expected: dict[str, float]) -> None:
    given = {point["rule"]: point["points"] for point in points(alert, WEIGHTS, crowd, NOW)}
    assert given == expected


def test_a_point_says_what_the_rule_saw() -> None:
    assert points({"severity": "Low"}, WEIGHTS, 1, NOW) == [{"rule": "severity", "found": "Low", "points": 8}]


def test_a_rule_that_is_left_out_gives_nothing() -> None:
    assert points({"severity": "High", "user": {"isDomainAdmin": True}}, {}, 5, NOW) == []


@pytest.mark.parametrize(
    ("weights", "named"),
    [
        ({"severty": {"High": 4}}, "There is no rule 'severty'"),
        ({"severity": {"High": "much"}}, "weight 'severity'"),
        ({"severity": 4}, "weight 'severity'"),
        ({"domain_admin": True}, "weight 'domain_admin'"),
        ({"more_alerts": {"every": 2}}, "weight 'more_alerts'"),
        ({"recent": [{"hours": 4}]}, "weight 'recent'"),
        ({"recent": {"hours": 4, "points": "x"}}, "weight 'recent'"),
    ],
)
def test_weights_that_no_rule_reads_are_refused_by_name(weights: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        check(weights)


def test_good_weights_pass() -> None:
    check(WEIGHTS)
