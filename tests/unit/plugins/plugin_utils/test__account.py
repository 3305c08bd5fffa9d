# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._account import account as account_of
from ansible_collections.secops.defender.plugins.plugin_utils._contain_report import contain_report


def planned(*ids: str, state: str = "isolated", **more: Any) -> dict[str, Any]:
    """A plan for machines that were found released."""
    machines = [
        {
            "machine_id": one,
            "computer_dns_name": f"{one}.local",
            "score": None,
            "found": "released",
            "stages": [{"stage": "isolate", "found": "released"}],
        }
        for one in ids
    ]
    return {
        "state": state,
        "goal": state,
        "source": "a list",
        "machines": machines,
        "left_out": [],
        "refusal": "",
        **more,
    }


def account(plan: dict[str, Any], outcome: dict[str, Any], look: dict[str, Any]) -> dict[str, Any]:
    """The account of a containment that only isolates."""
    return account_of(plan, {"isolate": outcome}, look)


def result(
    machine: str, decision: str, changed: bool, status: str | None = None, **more: Any
) -> dict[str, Any]:
    """A machine's result as defender_machine_isolation returns it."""
    action = {"id": f"action-{machine}", "status": status} if status else None
    decided = {"decision": decision, "reason": "", "action_id": None}
    return {"machine_id": machine, "changed": changed, "action": action, "decided_from": decided, **more}


def seen(**states: bool) -> dict[str, Any]:
    """A second look at machines, each isolated or not."""
    return {"machines": [{"id": one, "response_state": {"isolated": state}} for one, state in states.items()]}


def told_of(outcome: dict[str, Any], look: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The account of one machine, m."""
    return account(planned("m", **more), {"results": [outcome]}, look)


LOST: dict[str, Any] = {"msg": "It took too long.", "error": {"kind": "ActionTimeout"}}

NOTHING = result("m", "nothing", False)
WOULD = result("m", "submit", True)
OPEN = result("m", "submit", True, "Pending")
DONE = result("m", "submit", True, "Succeeded")
FAILED = result("m", "submit", True, "Failed", **LOST)
ADOPTED = result("m", "adopt", False, "Succeeded")
OVERTAKEN = result("m", "submit", False, "Succeeded")
REFUSED = result("m", "refuse", False, msg="Another action is open.", error={"kind": "ActionConflict"})

ISOLATED, RELEASED = seen(m=True), seen(m=False)

# What the case shows, the result of the machine, the second look, the ending, whether it was sent, the verified state, the error.
FATES: list[tuple[str, dict[str, Any], dict[str, Any], str, bool, str, str | None]] = [
    ("isolated now", DONE, ISOLATED, "done", True, "isolated", None),
    ("isolated before", NOTHING, ISOLATED, "already", False, "isolated", None),
    ("under way before", ADOPTED, ISOLATED, "adopted", False, "isolated", None),
    ("somebody was quicker", OVERTAKEN, ISOLATED, "adopted", False, "isolated", None),
    ("check mode", WOULD, RELEASED, "would", False, "not checked", None),
    ("sent and still open", {**OPEN, **LOST}, RELEASED, "pending", True, "released", "ActionTimeout"),
    ("sent without waiting", OPEN, RELEASED, "pending", True, "released", None),
    ("sent and failed", FAILED, RELEASED, "failed", True, "released", "ActionTimeout"),
    ("refused by the module", REFUSED, RELEASED, "failed", False, "released", "ActionConflict"),
    ("said done but is not so", DONE, RELEASED, "failed", True, "released", "NotVerified"),
    ("could not look again", DONE, {}, "done", True, "not checked", None),
]


@pytest.mark.parametrize("case", FATES, ids=[case[0] for case in FATES])
def test_the_fate_of_a_machine_is_told(case: tuple[Any, ...]) -> None:
    _shows, outcome, look, ending, sent, verified, error = case
    machine = told_of(outcome, look)["machines"][0]
    assert (machine["ending"], machine["sent_in_this_run"], machine["verified"]) == (ending, sent, verified)
    assert (machine["error"] or {}).get("kind") == error


def test_a_task_that_failed_before_any_machine_sent_nothing() -> None:
    told = account(planned("m"), {"msg": "No token.", "error": {"kind": "AuthError"}}, {})
    machine = told["machines"][0]
    assert (machine["ending"], machine["error"]) == ("untouched", {"kind": "AuthError", "msg": "No token."})
    assert told["failure"].startswith("1 of 1 machines is not isolated as wanted; m.local: No token.")


def test_a_task_that_broke_off_does_not_claim_to_know() -> None:
    assert account(planned("m"), {"msg": "MODULE FAILURE"}, {})["machines"][0]["ending"] == "unclear"


def test_a_refused_plan_touched_nothing_and_fails_with_its_refusal() -> None:
    told = account(planned("m", refusal="Too many."), {}, {})
    assert told["machines"][0]["ending"] == "untouched"
    assert (told["failure"], told["requests_sent"]) == ("Too many.", 0)


def test_one_failure_does_not_hide_the_others() -> None:
    outcome = {
        "results": [result("a", "submit", True, "Succeeded"), result("b", "submit", True, "Failed", **LOST)],
        "msg": "1 of 2",
    }
    told = account(planned("a", "b"), outcome, seen(a=True, b=False))
    assert [machine["ending"] for machine in told["machines"]] == ["done", "failed"]
    assert told["requests_sent"] == 2
    assert told["failure"] == (
        "1 of 2 machines is not isolated as wanted; b.local: It took too long. Run the same again to go on: nothing is sent twice."
    )


def test_a_message_without_an_end_gets_one() -> None:
    told = account(planned("m"), {"msg": "the service answered 503", "error": {"kind": "ApiError"}}, {})
    assert "answered 503. Run the same again" in told["failure"]


def test_all_well_is_no_failure() -> None:
    assert told_of(NOTHING, ISOLATED)["failure"] == ""


def test_a_second_look_that_failed_is_a_failure() -> None:
    look = {"msg": "The host cannot be reached.", "error": {"kind": "TransportError"}}
    assert "could not be verified" in told_of(NOTHING, look)["failure"]


def test_what_was_left_out_is_told_with_its_rule() -> None:
    left: dict[str, Any] = {
        "machine_id": "dc",
        "computer_dns_name": None,
        "score": 1,
        "found": "released",
        "stages": [],
        "rule": "it has the tag t",
    }
    told = told_of(NOTHING, ISOLATED, left_out=[left])
    assert [(one["machine_id"], one["ending"], one["rule"]) for one in told["machines"]] == [
        ("m", "already", None),
        ("dc", "left_out", "it has the tag t"),
    ]


# What was told, how the report begins.
LEADS = [
    (account(planned(refusal="Too many."), {}, {}), "Refused: Too many."),
    (account(planned(), {}, {}), "No machine was to be isolated."),
    (told_of(WOULD, {}), "Check mode: 1 machine would be isolated; nothing was sent."),
    (told_of(DONE, ISOLATED), "1 machine verified as isolated; this run sent one request to do so."),
    (
        told_of(NOTHING, RELEASED, state="released"),
        "1 machine verified as released; this run sent no request to do so.",
    ),
]


@pytest.mark.parametrize(("told", "lead"), LEADS, ids=[lead for _told, lead in LEADS])
def test_the_report_begins_with_what_matters(told: dict[str, Any], lead: str) -> None:
    assert contain_report(told, "Containment", "2026-08-19T12:00:00Z")["lead"] == lead


def test_figures_count_endings() -> None:
    outcome = {"results": [result("a", "submit", True, "Succeeded"), result("b", "nothing", False)]}
    made = contain_report(
        account(planned("a", "b"), outcome, seen(a=True, b=True)), "Containment", "2026-08-19T12:00:00Z"
    )
    assert {one["label"]: one["number"] for one in made["figures"]} == {
        "Isolated in this run": 1,
        "Already isolated": 1,
        "Failed": 0,
        "Left out": 0,
    }


def test_what_went_wrong_stands_in_the_report() -> None:
    made = contain_report(told_of(FAILED, RELEASED), "C", "")
    assert made["sections"][0]["heading"] == "What went wrong"
    assert "It took too long." in made["sections"][0]["text"][0]
