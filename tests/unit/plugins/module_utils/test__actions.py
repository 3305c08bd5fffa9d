# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._actions import (
    Work,
    decide,
    decide_work,
    response_state,
    same_scope,
    standing,
)
from ansible_collections.secops.defender.plugins.module_utils._tables.isolation import ISOLATION
from ansible_collections.secops.defender.plugins.module_utils._tables.restriction import RESTRICTION
from hypothesis import given
from hypothesis import strategies as st

ISOLATED, RELEASED = ISOLATION
RESTRICTED, UNRESTRICTED = RESTRICTION


def action(
    number: int, kind: str, status: str, scope: str | None = None, ended: int | None = None
) -> dict[str, Any]:
    """An action created at minute number, which took effect at minute ended."""
    return {
        "id": f"{kind}-{number}",
        "type": kind,
        "status": status,
        "scope": scope,
        "creationDateTimeUtc": f"2026-01-01T00:{number:02}:00.1234567Z",
        "lastUpdateDateTimeUtc": f"2026-01-01T00:{number if ended is None else ended:02}:30.12Z",
    }


CASES: list[tuple[str, Any, str | None, list[dict[str, Any]], str, str | None]] = [
    ("never touched, isolate", ISOLATED, "Full", [], "submit", None),
    ("never touched, release", RELEASED, None, [], "nothing", None),
    ("never touched, restrict", RESTRICTED, None, [], "submit", None),
    ("never touched, lift the restriction", UNRESTRICTED, None, [], "nothing", None),
    (
        "already isolated",
        ISOLATED,
        "Full",
        [action(1, "Isolate", "Succeeded", "Full")],
        "nothing",
        "Isolate-1",
    ),
    (
        "isolated, scope not told",
        ISOLATED,
        "Full",
        [action(1, "Isolate", "Succeeded")],
        "nothing",
        "Isolate-1",
    ),
    (
        "isolated in part",
        ISOLATED,
        "Full",
        [action(1, "Isolate", "Succeeded", "Selective")],
        "submit",
        "Isolate-1",
    ),
    ("isolated, release", RELEASED, None, [action(1, "Isolate", "Succeeded", "Full")], "submit", "Isolate-1"),
    ("isolation failed", ISOLATED, "Full", [action(1, "Isolate", "Failed")], "submit", None),
    ("isolation timed out", ISOLATED, "Full", [action(1, "Isolate", "TimeOut")], "submit", None),
    ("isolation cancelled", ISOLATED, "Full", [action(1, "Isolate", "Canceled")], "submit", None),
    ("isolation pending", ISOLATED, "Full", [action(1, "Isolate", "Pending")], "adopt", "Isolate-1"),
    (
        "isolation running",
        ISOLATED,
        "Full",
        [action(1, "Isolate", "InProgress", "Full")],
        "adopt",
        "Isolate-1",
    ),
    (
        "other scope pending",
        ISOLATED,
        "Full",
        [action(1, "Isolate", "Pending", "Selective")],
        "refuse",
        "Isolate-1",
    ),
    ("release pending", ISOLATED, "Full", [action(1, "Unisolate", "Pending")], "refuse", "Unisolate-1"),
    ("isolation pending, release", RELEASED, None, [action(1, "Isolate", "Pending")], "refuse", "Isolate-1"),
    (
        "released after isolation",
        ISOLATED,
        "Full",
        [action(1, "Isolate", "Succeeded", "Full"), action(2, "Unisolate", "Succeeded")],
        "submit",
        "Unisolate-2",
    ),
    (
        "a hanging isolation won over a later release",
        ISOLATED,
        "Full",
        [action(1, "Isolate", "Succeeded", "Full", ended=9), action(2, "Unisolate", "Succeeded", ended=3)],
        "nothing",
        "Isolate-1",
    ),
    (
        "a failed release after isolation",
        ISOLATED,
        "Full",
        [action(2, "Unisolate", "Failed"), action(1, "Isolate", "Succeeded", "Full")],
        "nothing",
        "Isolate-1",
    ),
    (
        "two pending isolations",
        ISOLATED,
        "Full",
        [action(1, "Isolate", "Pending"), action(2, "Isolate", "Pending")],
        "adopt",
        "Isolate-2",
    ),
]


@pytest.mark.parametrize(("_case", "kind", "scope", "history", "verb", "decisive"), CASES)
def test_the_past_decides_what_to_do(
    _case: str, kind: Any, scope: str | None, history: list[dict[str, Any]], verb: str, decisive: str | None
) -> None:
    decision = decide(kind, scope, history, force=False)
    assert (decision.verb, decision.as_result()["action_id"]) == (verb, decisive)


actions = st.builds(
    action,
    st.integers(0, 59),
    st.sampled_from(["Isolate", "Unisolate"]),
    st.sampled_from(["Pending", "InProgress", "Succeeded", "Failed", "TimeOut", "Cancelled", "Canceled"]),
    st.sampled_from([None, "Full", "Selective"]),
    st.integers(0, 59),
)


@given(st.lists(actions, max_size=6), st.sampled_from(ISOLATION))
def test_nothing_is_ever_submitted_while_an_action_is_open(history: list[dict[str, Any]], kind: Any) -> None:
    scope = "Full" if kind.scope else None
    waiting = [past for past in history if past["status"] in ("Pending", "InProgress")]
    verb = decide(kind, scope, history, force=False).verb
    assert (verb in ("adopt", "refuse")) is bool(waiting)
    assert decide(kind, scope, history, force=True).verb == "submit"


@given(st.lists(actions, max_size=6))
def test_what_was_just_brought_about_is_not_submitted_again(history: list[dict[str, Any]]) -> None:
    ended = [past for past in history if past["status"] not in ("Pending", "InProgress")]
    last = {**action(59, "Isolate", "Succeeded", "Full"), "lastUpdateDateTimeUtc": "2026-01-02T00:00:00Z"}
    assert decide(ISOLATED, "Full", [*ended, last], force=False).verb == "nothing"
    assert response_state([*ended, last])["isolated"] is True


def test_the_response_state_tells_what_holds_and_from_which_action() -> None:
    history = [
        action(1, "Isolate", "Succeeded", "Selective"),
        action(2, "Unisolate", "Pending"),
        action(3, "RestrictCodeExecution", "Succeeded"),
        action(4, "UnrestrictCodeExecution", "Succeeded"),
        action(5, "RunAntiVirusScan", "InProgress", "Quick"),
    ]
    assert response_state(history) == {
        "isolated": True,
        "isolation_type": "Selective",
        "isolation_pending": True,
        "restricted": False,
        "restriction_pending": False,
        "scanning": True,
        "derived_from": {
            "isolation": "Isolate-1",
            "restriction": "UnrestrictCodeExecution-4",
            "scan": "RunAntiVirusScan-5",
        },
    }


def test_a_machine_without_actions_is_in_no_state() -> None:
    state = response_state([])
    assert [value for name, value in state.items() if name != "derived_from"] == [
        False,
        None,
        False,
        False,
        False,
        False,
    ]
    assert standing([]) is None


def test_an_old_record_without_the_usual_time_still_counts() -> None:
    old = {"id": "a", "type": "Isolate", "status": "Succeeded", "lastUpdateTimeUtc": "2018-12-04T12:45:25Z"}
    assert standing([{"id": "b", "type": "Unisolate", "status": "Succeeded"}, old]) is old


AT = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
QUICK = {"type": "RunAntiVirusScan", "scope": "Quick", "creationDateTimeUtc": "2026-01-01T11:00:00Z"}


@pytest.mark.parametrize(
    ("_case", "history", "exclusive", "verb"),
    [
        ("never done", [], True, "submit"),
        ("done an hour ago", [{**QUICK, "status": "Succeeded"}], True, "nothing"),
        ("failed an hour ago", [{**QUICK, "status": "Failed"}], True, "submit"),
        (
            "done longer ago",
            [{**QUICK, "status": "Succeeded", "lastUpdateDateTimeUtc": "2026-01-01T10:59:59Z"}],
            True,
            "submit",
        ),
        ("under way", [{**QUICK, "status": "Pending"}], True, "adopt"),
        ("another one done", [{**QUICK, "status": "Succeeded", "scope": "Full"}], True, "submit"),
        ("another one under way", [{**QUICK, "status": "InProgress", "scope": "Full"}], True, "refuse"),
        (
            "another one under way, side by side",
            [{**QUICK, "status": "InProgress", "scope": "Full"}],
            False,
            "submit",
        ),
        (
            "under way, and done before",
            [{**QUICK, "status": "Succeeded"}, {**QUICK, "id": "2", "status": "InProgress"}],
            True,
            "adopt",
        ),
    ],
)
def test_the_past_decides_whether_work_is_done_again(
    _case: str, history: list[dict[str, Any]], exclusive: bool, verb: str
) -> None:
    work = Work("scanned", lambda action: same_scope(action, "Quick"), 3600, exclusive)
    assert decide_work(work, [{"id": "1", **action} for action in history], AT).verb == verb
