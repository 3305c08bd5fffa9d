# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Alerts that change, against a tenant: only what differs is written, once, in as few requests as there can be."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._alert import (
    ALERTS_PER_REQUEST,
    refusals,
    requests,
)
from ansible_collections.secops.defender.plugins.module_utils._alert_changes import (
    change_of,
    grouped,
    mismatch,
    same,
    spelled,
)
from ansible_collections.secops.defender.plugins.module_utils._new_alert import ALERT_TASK
from ansible_collections.secops.defender.plugins.module_utils._tables.alerts import SPELLINGS, VERDICTS
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run
from hypothesis import given
from hypothesis import strategies as st

RESOLVED: dict[str, Any] = {
    "status": "Resolved",
    "classification": "FalsePositive",
    "determination": "Malware",
}


def alert(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"da{number}_-{number}",
        "title": f"Alert {number}",
        "status": "New",
        "assignedTo": None,
        "classification": None,
        "determination": None,
        "comments": [],
        **more,
    }


def tenant_with(*alerts: dict[str, Any], faults: Any = ()) -> Any:
    return running(scenario={"alerts": list(alerts)}, faults=list(faults))


def change(tenant: Running, check_mode: bool = False, **options: Any) -> Result:
    ids = [one["id"] for one in tenant.collection("alerts")]
    return run(tenant, ALERT_TASK, check_mode, **{"alert_ids": ids, **options})


def comments(tenant: Running) -> list[list[str]]:
    return [[entry["comment"] for entry in one["comments"]] for one in tenant.collection("alerts")]


def written(tenant: Running) -> list[tuple[str, str]]:
    return [(entry["method"], entry["path"].rpartition("/")[2]) for entry in tenant.writes]


def test_what_differs_is_written_once_and_predicted_before() -> None:
    wanted: dict[str, Any] = {"status": "InProgress", "assigned_to": "a@contoso.com", "comment": "Mine"}
    with tenant_with(alert(1), alert(2), alert(3, status="InProgress", assignedTo="A@Contoso.com")) as tenant:
        predicted = change(tenant, check_mode=True, **wanted)
        assert tenant.writes == []
        first, second = change(tenant, **wanted), change(tenant, **wanted)
        assert (predicted["changed"], first["changed"], second["changed"]) == (True, True, False)
        assert first["diff"] == predicted["diff"]
        assert second["diff"] == {"before": {}, "after": {}}
        assert written(tenant) == [("POST", "batchUpdate"), ("PATCH", "da3_-3")]
        assert comments(tenant) == [["Mine"]] * 3
        assert first["diff"]["before"]["Alert 3 (da3_-3)"] == {
            "status": "InProgress",
            "assignedTo": "A@Contoso.com",
            "comment": None,
        }
        assert tenant.collection("alerts")[2]["assignedTo"] == "A@Contoso.com"
        assert [one["alert"]["status"] for one in first["results"]] == ["InProgress"] * 3
        assert [one["alert"]["comments"][0]["comment"] for one in second["results"]] == ["Mine"] * 3


def test_only_what_differs_is_sent() -> None:
    with tenant_with(alert(1, status="Resolved", resolvedTime="2026-01-01T00:00:00Z")) as tenant:
        assert change(tenant, status="Resolved", comment="Again")["changed"] is True
        assert tenant.collection("alerts")[0]["resolvedTime"] == "2026-01-01T00:00:00Z"
        assert change(tenant, status="Resolved")["changed"] is False


def test_a_verdict_is_sent_whole_where_a_part_of_it_differs() -> None:
    present = alert(1, status="Resolved", classification="FalsePositive", determination="Other")
    wanted = {"status": "Resolved", "classification": "FalsePositive", "determination": "NotMalicious"}
    ((body, _members),) = grouped([change_of(present, wanted)])
    assert body == {"classification": "FalsePositive", "determination": "NotMalicious"}


def test_what_the_service_keeps_although_it_was_told_otherwise_is_an_error() -> None:
    (request,) = requests({}, [change_of(alert(1), {"status": "Resolved", "determination": "Clean"})])
    taken = {"status": "Resolved", "determination": "Clean"}
    assert refusals(request, alert(1, **taken)) == {}
    assert refusals(request, alert(1, **{**taken, "status": "New"})) == {"da1_-1": "it keeps status New"}


def test_a_comment_of_the_same_text_is_not_repeated_whoever_wrote_it_and_however_its_lines_end() -> None:
    entry = {"comment": "Seen.\r\nClosed. ", "createdBy": "somebody@contoso.com"}
    with tenant_with(alert(1, comments=[entry]), alert(2, comments=None)) as tenant:
        result = change(tenant, comment="Seen.\nClosed.")
        assert [one["changed"] for one in result["results"]] == [False, True]
        assert written(tenant) == [("PATCH", "da2_-2")]


@pytest.mark.parametrize("names", SPELLINGS)
def test_two_names_of_a_determination_are_one_and_each_request_has_its_own(names: tuple[str, str]) -> None:
    with tenant_with(alert(1, determination=names[0]), alert(2), alert(3)) as tenant:
        for name in (*names, names[0]):
            result = change(tenant, determination=name)
        assert result["changed"] is False
        assert written(tenant) == [("POST", "batchUpdate")]
        assert [one["determination"] for one in tenant.collection("alerts")] == [
            names[0],
            names[1],
            names[1],
        ]
        change(tenant, alert_ids=["da1_-1"], determination="Other")
        change(tenant, alert_ids=["da1_-1"], determination=names[1])
        assert tenant.collection("alerts")[0]["determination"] == names[0]


def test_a_pair_that_the_portal_does_not_offer_is_sent_and_warned_of() -> None:
    with tenant_with(alert(1)) as tenant:
        result = change(tenant, **RESOLVED)
        assert result["changed"] is True
        assert result["warnings"][0].startswith(
            "determination: Malware is none that the portal offers for False"
        )
        assert "warnings" not in change(tenant, **{**RESOLVED, "determination": "Clean"})


LOST = [
    {"when": {"method": "POST", "path": "/batchUpdate$", "nth": 1}, "do": "drop_after"},
    {"when": {"method": "PATCH", "nth": 1}, "do": "cut_body"},
    {"when": {"method": "POST", "path": "/batchUpdate$", "nth": 1}, "do": "status 503"},
    {"when": {"method": "PATCH", "nth": 1}, "do": "drop_before"},
]


@pytest.mark.parametrize("fault", LOST)
def test_after_an_answer_that_was_lost_no_comment_is_doubled_and_none_is_missing(fault: Any) -> None:
    with tenant_with(alert(1), alert(2), alert(3, status="Resolved"), faults=[fault]) as tenant:
        result = change(tenant, status="Resolved", comment="Closed")
        assert "error" not in result
        assert [one["changed"] for one in result["results"]] == [True] * 3
        assert comments(tenant) == [["Closed"]] * 3
        assert change(tenant, status="Resolved", comment="Closed")["changed"] is False


def test_what_was_done_before_the_service_fails_for_good_is_in_the_result() -> None:
    refusing = {"when": {"method": "PATCH"}, "do": "status 500"}
    with tenant_with(alert(1), alert(2), alert(3, status="InProgress"), faults=[refusing]) as tenant:
        result = change(tenant, status="InProgress", comment="Mine")
    assert (result["failed"], result["changed"]) == (True, True)
    assert [one["changed"] for one in result["results"]] == [True, True, False]
    assert result["results"][2]["error"]["status"] == 500
    assert result["msg"].startswith("1 of 3 alerts is not as wanted; Alert 3 (da3_-3): update_alert: ")
    assert list(result["diff"]["after"]) == ["Alert 1 (da1_-1)", "Alert 2 (da2_-2)"]


def test_what_was_done_is_in_the_result_even_if_the_tenant_cannot_be_read_any_more() -> None:
    faults = [
        {"when": {"method": "PATCH", "nth": 1}, "do": "drop_after"},
        {"when": {"method": "GET", "path": "/alerts", "nth": 2}, "do": "status 400"},
        {"when": {"method": "GET", "path": "/alerts", "nth": 3}, "do": "status 400"},
    ]
    with tenant_with(alert(1), alert(2), alert(3, status="InProgress"), faults=faults) as tenant:
        result = change(tenant, status="InProgress", comment="Mine")
    assert [one["changed"] for one in result["results"]] == [True, True, False]
    assert result["results"][2]["error"]["kind"] == "ApiError"
    assert [one["alert"] for one in result["results"]] == [None] * 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"alert_ids": ["da1_-1", "da9_9", "da8_8"], "status": "New"}, "no alert 'da9_9', 'da8_8'; give ids"),
        ({"alert_ids": ["da9_9"], "status": "New"}, "alert_ids: the tenant knows no alert 'da9_9'"),
        ({"alert_ids": ["da1_-1", " "], "status": "New"}, "alert_ids: name the alerts to change"),
        ({"alert_ids": None, "status": "New"}, "alert_ids: name the alerts to change"),
        ({}, "alert_ids: nothing is wanted of them; give one of status, assigned_to,"),
        ({"assigned_to": ""}, "assigned_to: the API documents no way to take an assignment back"),
        ({"comment": " \n"}, "comment: an empty comment says nothing"),
        ({"status": "New", "title": "x"}, "title: it has no meaning with state=updated"),
    ],
)
def test_what_cannot_be_is_one_sentence_before_anything_is_written(options: Any, said: str) -> None:
    with tenant_with(alert(1)) as tenant:
        result = change(tenant, **options)
        assert tenant.writes == []
    assert result["error"]["kind"] == "OptionError"
    assert said in result["msg"]


def test_an_alert_that_is_named_twice_is_changed_once() -> None:
    with tenant_with(alert(1)) as tenant:
        assert len(change(tenant, alert_ids=["da1_-1", "DA1_-1 "], comment="Once")["results"]) == 1
        assert comments(tenant) == [["Once"]]


def test_no_ids_are_no_change() -> None:
    with tenant_with(alert(1)) as tenant:
        assert change(tenant, alert_ids=[], status="Resolved")["results"] == []


def test_a_reader_is_told_the_permission_before_anything_is_sent() -> None:
    app = {"id": "7d0a6a9c-3e3f-4d0a-9d6f-1f6a3b1b0001", "secret": "s", "permissions": ["Alert.Read.All"]}
    with running(scenario={"alerts": [alert(1)], "apps": [app]}) as tenant:
        result = change(tenant, status="Resolved")
        assert (result["error"]["kind"], result["error"]["needed"]) == ("Forbidden", ["Alert.ReadWrite.All"])
        assert tenant.writes == []
        assert change(tenant, status="New")["changed"] is False


def test_many_alerts_take_few_requests() -> None:
    alerts = [alert(number) for number in range(2 * ALERTS_PER_REQUEST + 1)]
    planned = list(requests({}, [change_of(one, {"status": "Resolved"}) for one in alerts]))
    assert [(one.operation.method, len(one.changes)) for one in planned] == [
        ("POST", ALERTS_PER_REQUEST),
        ("POST", ALERTS_PER_REQUEST),
        ("PATCH", 1),
    ]
    with tenant_with(*alerts) as tenant:
        assert change(tenant, status="Resolved")["changed"] is True
        assert [entry["query"] for entry in tenant.journal if entry["path"] == "/api/alerts"] == ["", ""]
        assert len(tenant.writes) == 3


VERDICT = st.tuples(
    st.sampled_from([name for name, _fitting in VERDICTS]),
    st.sampled_from([name for _name, fitting in VERDICTS for name in fitting]),
)
PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["New", "InProgress", "Resolved"]),
        "assignedTo": st.sampled_from(["a@contoso.com", "A@contoso.com", "b@contoso.com"]),
        "classification": st.sampled_from([name for name, _fitting in VERDICTS]),
        "determination": VERDICT.map(lambda pair: pair[1]),
        "comment": st.sampled_from(["one", "two", "one\n"]),
    },
)


def after(one: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """What the service makes of an alert."""
    noted = [{"comment": body["comment"]}] if "comment" in body else []
    kept = {name: value for name, value in body.items() if name != "comment"}
    return {**one, **kept, "comments": [*one["comments"], *noted]}


@given(st.lists(PROPERTIES, max_size=6), PROPERTIES, st.booleans())
def test_the_bodies_bring_every_alert_to_what_is_wanted(present: Any, wanted: Any, many: bool) -> None:
    alerts = [after(alert(number), held) for number, held in enumerate(present)]
    needed = [one for one in (change_of(one, wanted) for one in alerts) if one.needed]
    groups = grouped(needed)
    assert sorted(one.key for _body, members in groups for one in members) == sorted(
        one.key for one in needed
    )
    bodies = {one.key: spelled(body, many) for body, members in groups for one in members}
    changed = [after(one, bodies.get(one["id"], {})) for one in alerts]
    assert not any(change_of(one, wanted).needed for one in changed)
    assert all(bodies.values())


@given(VERDICT)
def test_a_verdict_is_odd_exactly_where_the_portal_does_not_offer_it(verdict: tuple[str, str]) -> None:
    offered = verdict[1] in dict(VERDICTS)[verdict[0]]
    assert (mismatch({"classification": verdict[0], "determination": verdict[1]}) is None) == offered
    assert same("determination", verdict[1], verdict[1])
