# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent and what is removed, decided from what is wanted and what is there."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._indicator_plans import (
    Plan,
    Wanted,
    absent,
    keyed,
    plain,
    present,
    wanted_of,
    within,
)
from ansible_collections.secops.defender.plugins.module_utils._tables.indicators import FIELDS
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)
ITEM: dict[str, Any] = {
    "value": "bad.example",
    "type": "DomainName",
    "action": "Block",
    "title": "Bad",
    "description": "Very bad",
}
RECORD: dict[str, Any] = {
    "id": "5",
    "indicatorValue": "BAD.example",
    "indicatorType": "DomainName",
    "action": "Block",
    "title": "Bad",
    "description": "Very bad",
    "createdBy": "me",
    "lastUpdateTime": "2026-01-01T00:00:00Z",
}
PARENTS = Path(__file__).resolve().parents
SAMPLES = next(
    (
        parent / "shared/defender-api/examples"
        for parent in PARENTS
        if (parent / "shared/defender-api/examples").is_dir()
    ),
    None,
)


def wanted(**changes: Any) -> Wanted:
    """One wanted indicator."""
    (one,) = wanted_of([{**ITEM, **changes}], None, NOW)
    return one


def record(**changes: Any) -> dict[str, Any]:
    """One indicator that is there."""
    return {**RECORD, **changes}


UNCHANGED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"severity": "High", "expirationTime": "2027-01-01T00:00:00Z", "generateAlert": True}),
    ({"value": "Bad.Example."}, {}),
    ({"expiration_time": "2027-01-01"}, {"expirationTime": "2027-01-01T00:00:00.0000000Z"}),
    ({"expiration_time": "2027-01-01T01:00:00.75+01:00"}, {"expirationTime": "2027-01-01T00:00:00Z"}),
    ({"expiration_time": ""}, {"expirationTime": None}),
    ({"rbac_group_names": ["a", "b"]}, {"rbacGroupNames": ["b", "a"]}),
    ({"rbac_group_names": [], "mitre_techniques": []}, {"rbacGroupNames": None}),
    ({"generate_alert": False}, {}),
    ({"recommended_actions": ""}, {"recommendedActions": None}),
    ({"action": "AlertAndBlock", "type": "FileMd5", "value": "0" * 32}, {"action": "BlockAndRemediate"}),
    ({"action": "Audit", "generate_alert": True}, {"action": "Alert", "generateAlert": True}),
    ({"application": "other"}, {"application": "feed"}),
]


@pytest.mark.parametrize(("changes", "there"), UNCHANGED)
def test_nothing_is_sent_where_nothing_differs(changes: dict[str, Any], there: dict[str, Any]) -> None:
    plan = present(wanted(**changes), [record(**there)])
    assert not plan.change.needed
    assert (plan.sent, plan.superseded, plan.unwanted, plan.creates) == (None, (), (), False)


def test_a_change_sends_what_is_there_with_it_so_that_nothing_is_emptied() -> None:
    there = record(
        rbacGroupNames=["Servers"], severity="High", application="feed", educateUrl="https://x.example"
    )
    plan = present(wanted(title="Worse"), [there])
    assert plan.change.before == {"action": "Block", "title": "Bad", "description": "Very bad"}
    assert plan.change.after == {"action": "Block", "title": "Worse", "description": "Very bad"}
    assert plan.sent == {
        "indicatorValue": "BAD.example",
        "indicatorType": "DomainName",
        "action": "Block",
        "title": "Worse",
        "description": "Very bad",
        "severity": "High",
        "rbacGroupNames": ["Servers"],
        "educateUrl": "https://x.example",
        "application": "feed",
    }


def test_a_retired_action_is_updated_under_its_own_name() -> None:
    plan = present(wanted(action="Audit", generate_alert=True, title="Worse"), [record(action="Alert")])
    assert plan.sent is not None
    assert (plan.sent["action"], plan.superseded) == ("Alert", ())


def test_a_changed_action_replaces() -> None:
    there = record(application="feed", rbacGroupNames=["Servers"], educateUrl="https://x.example")
    plan = present(wanted(action="Allowed", application="mine"), [there])
    assert plan.sent is not None
    assert (plan.sent["action"], plan.sent["application"]) == ("Allowed", "feed")
    assert plan.sent["rbacGroupNames"] == ["Servers"]
    assert "educateUrl" not in plan.sent
    assert (plan.superseded, plan.unwanted, plan.creates) == (("5",), (), True)


def test_a_replacement_that_was_interrupted_is_finished() -> None:
    plan = present(wanted(action="Allowed"), [record(), record(id="6", action="Allowed")])
    assert (plan.sent, plan.superseded, plan.creates, plan.id) == (None, ("5",), False, "6")
    assert plan.change.needed
    assert plan.change.before is not None
    assert plan.change.before["otherActions"] == ["Block"]


def test_of_several_others_the_one_updated_last_lends_its_properties() -> None:
    older = record(severity="Low")
    newer = record(id="6", action="Warn", severity="High", lastUpdateTime="2026-02-01T00:00:00Z")
    plan = present(wanted(action="Allowed"), [older, newer])
    assert plan.sent is not None
    assert (plan.sent["severity"], set(plan.superseded)) == ("High", {"5", "6"})


def test_the_absence_of_a_value_removes_it_with_every_action() -> None:
    plan = absent("DomainName bad.example", [record(), record(id="6", action="Allowed")])
    assert plan.unwanted == ("5", "6")
    assert plan.change.after is None
    assert plan.change.before == {
        "action": "Block",
        "title": "Bad",
        "description": "Very bad",
        "otherActions": ["Allowed"],
    }
    assert not absent("DomainName bad.example", []).change.needed


def owned(one: Any) -> bool:
    return bool(one["createdBy"] == "me")


def test_in_a_scope_what_others_made_is_left_alone_where_it_agrees() -> None:
    assert not within(wanted(), [record(createdBy="you")], owned).change.needed
    other = record(id="6", createdBy="you", action="Allowed")
    assert within(wanted(title="Worse"), [record(), other], owned).superseded == ()


@pytest.mark.parametrize(
    "there",
    [
        [record(createdBy="you", title="Other")],
        [record(createdBy="you", action="Allowed")],
        [record(action="Allowed"), record(id="6", createdBy="you")],
    ],
)
def test_in_a_scope_what_others_made_is_refused_where_it_is_in_the_way(there: list[dict[str, Any]]) -> None:
    with pytest.raises(OptionError, match="made by you for no application, which is outside of this scope"):
        within(wanted(), there, owned)


REFUSED: list[tuple[list[dict[str, Any]], str]] = [
    ([{**ITEM, "value": "a.b/24", "type": "IpAddress"}], "indicators[0].value: 'a.b/24' is more than one"),
    ([ITEM, {**ITEM, "value": "BAD.example"}], "indicators[1]: DomainName bad.example is there already"),
    (
        [{**ITEM, "action": "BlockAndRemediate"}],
        "indicators[0].action: BlockAndRemediate is not for DomainName",
    ),
    ([{**ITEM, "action": "Audit"}], "indicators[0].generate_alert: the action Audit"),
    (
        [{**ITEM, "action": "Allowed", "educate_url": "https://x.example"}],
        "indicators[0].educate_url: it is for",
    ),
    ([{**ITEM, "expiration_time": "soon"}], "indicators[0].expiration_time: 'soon' is not an ISO 8601 time"),
    ([{**ITEM, "title": " "}], "indicators[0].title: it must not be blank"),
    ([{**ITEM, "application": "b"}], "indicators[0].application: 'b' is outside of the scope 'a'"),
]


@pytest.mark.parametrize(("items", "says"), REFUSED)
def test_what_the_service_would_not_take_is_refused_in_one_sentence(
    items: list[dict[str, Any]], says: str
) -> None:
    with pytest.raises(OptionError) as caught:
        wanted_of(items, "a", NOW)
    assert str(caught.value).startswith(says)
    assert str(caught.value).endswith(".")
    assert caught.value.details == {"option": "indicators"}


@pytest.mark.parametrize(
    ("ends", "ended"), [("2026-05-01T12:00:00Z", True), ("2026-05-01T12:00:01Z", False), ("", False)]
)
def test_an_indicator_has_ended_at_its_second(ends: str, ended: bool) -> None:
    assert wanted(expiration_time=ends).ended is ended


values = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(min_size=1).filter(str.strip),
        "severity": st.sampled_from(["Low", "High"]),
        "recommended_actions": st.text(),
        "generate_alert": st.booleans(),
        "expiration_time": st.integers(min_value=1, max_value=10**9).map(
            lambda seconds: (NOW + timedelta(seconds=seconds / 7)).isoformat()
        ),
        "rbac_group_names": st.lists(st.text(min_size=1)),
    },
)


def stored(plan: Plan, number: str) -> dict[str, Any]:
    """What the service makes of what was sent."""
    return {**dict.fromkeys(row.name for row in FIELDS), **(plan.sent or {}), "id": number}


@given(values, values)
def test_whatever_was_there_a_plan_that_was_carried_out_leaves_nothing_to_do(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    made = present(wanted(**first), [])
    there = stored(made, "1")
    assert not present(wanted(**first), [there]).change.needed
    again = present(wanted(**second), [there])
    changed = stored(again, "1") if again.sent else there
    assert not present(wanted(**second), [changed]).change.needed
    untold = [row for row in FIELDS if row.option not in second and row.option not in ITEM]
    assert all(plain(row.name, changed[row.name]) == plain(row.name, there[row.name]) for row in untold)


def test_records_are_known_by_type_and_value() -> None:
    odd = record(id="7", indicatorType="Novelty", indicatorValue="As It Is")
    assert {
        key: [one["id"] for one in found] for key, found in keyed([record(), record(id="6"), odd]).items()
    } == {
        "DomainName bad.example": ["5", "6"],
        "Novelty As It Is": ["7"],
    }


@pytest.mark.skipif(SAMPLES is None, reason="the documented samples do not lie beside the repository")
@pytest.mark.parametrize("name", ["submit_indicator", "import_indicators"])
def test_a_documented_request_is_what_is_sent(name: str) -> None:
    assert SAMPLES is not None
    body = json.loads((SAMPLES / f"{name}.request.json").read_text(encoding="utf-8"))
    options = {row.name: row.option for row in FIELDS}
    options.update(indicatorValue="value", indicatorType="type", application="application")
    for sample in body.get("Indicators", [body]):
        items = [{options[key]: value for key, value in sample.items()}]
        sent = present(wanted_of(items, None, NOW)[0], []).sent
        assert sent == sample
