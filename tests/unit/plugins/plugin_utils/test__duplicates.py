# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._duplicates import duplicates


def alert(name: str, hour: int | None, **more: Any) -> dict[str, Any]:
    """An open alert that was raised at an hour of one day."""
    raised = None if hour is None else f"2026-08-19T{hour:02}:00:00.1234567Z"
    common = {"title": "Loader", "machineId": "m1", "status": "New", "detectorId": "d", "threatName": None}
    return {"id": name, "alertCreationTime": raised, **common, **more}


TITLE_AND_MACHINE = ["title", "machine"]

# What the case shows, the alerts, what they have in common, which stays, the duplicates with the one that stays.
CASES: list[tuple[str, list[dict[str, Any]], list[str], str, dict[str, str]]] = [
    (
        "the oldest stays",
        [alert("b", 2), alert("a", 1), alert("c", 3)],
        TITLE_AND_MACHINE,
        "oldest",
        {"b": "a", "c": "a"},
    ),
    ("the newest stays", [alert("b", 2), alert("a", 1)], TITLE_AND_MACHINE, "newest", {"a": "b"}),
    (
        "after so many hours it begins anew",
        [alert("a", 1), alert("b", 5), alert("c", 6), alert("d", 7)],
        TITLE_AND_MACHINE,
        "oldest",
        {"b": "a", "d": "c"},
    ),
    (
        "just so many hours are within",
        [alert("a", 1), alert("b", 5)],
        TITLE_AND_MACHINE,
        "oldest",
        {"b": "a"},
    ),
    ("another machine", [alert("a", 1), alert("b", 2, machineId="m2")], TITLE_AND_MACHINE, "oldest", {}),
    ("another title", [alert("a", 1), alert("b", 2, title="Other")], TITLE_AND_MACHINE, "oldest", {}),
    (
        "another title of the same detector",
        [alert("a", 1), alert("b", 2, title="Other")],
        ["machine", "detector"],
        "oldest",
        {"b": "a"},
    ),
    (
        "case does not matter",
        [alert("a", 1), alert("b", 2, title="LOADER")],
        TITLE_AND_MACHINE,
        "oldest",
        {"b": "a"},
    ),
    ("what is missing is like nothing", [alert("a", 1), alert("b", 2)], ["machine", "threat"], "oldest", {}),
    (
        "no machine is no machine in common",
        [alert("a", 1, machineId=None), alert("b", 2, machineId="")],
        TITLE_AND_MACHINE,
        "oldest",
        {},
    ),
    (
        "a user in common",
        [
            alert("a", 1, relatedUser={"userName": "u", "domainName": "d"}),
            alert("b", 2, machineId="m2", relatedUser={"userName": "u", "domainName": "D"}),
        ],
        ["title", "user"],
        "oldest",
        {"b": "a"},
    ),
    (
        "resolved alerts neither go nor stay",
        [alert("a", 1, status="Resolved"), alert("b", 2), alert("c", 3)],
        TITLE_AND_MACHINE,
        "oldest",
        {"c": "b"},
    ),
    ("an alert without a time", [alert("a", None), alert("b", 2)], TITLE_AND_MACHINE, "oldest", {}),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_duplicates_are_found_by_the_rule(case: tuple[Any, ...]) -> None:
    _shows, alerts, same, keep, found = case
    assert duplicates(alerts, same, 4, keep) == found
    left = [one for one in alerts if one["id"] not in found]
    assert duplicates(left, same, 4, keep) == {}, "a second run must close no more"
