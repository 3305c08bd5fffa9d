# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indicators are written once, in few requests, and nothing is touched that was not meant."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._indicator import INDICATOR
from ansible_collections.secops.defender.plugins.module_utils._tables.indicators import QUOTA
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, app

ME, OTHER = app()["id"], "cab7def9-b0bd-4d32-b8aa-68e590495d93"
ALL = "/api/indicators"
SUBMIT, IMPORT, BATCH_DELETE = ("POST", ALL), ("POST", f"{ALL}/import"), ("POST", f"{ALL}/BatchDelete")
TOLD = {"type": "DomainName", "action": "Block", "title": "Bad", "description": "Very bad"}


def item(name: str, **changes: Any) -> dict[str, Any]:
    """One entry of the list."""
    return {"value": f"{name}.example", **TOLD, **changes}


def record(number: int, name: str, **changes: Any) -> dict[str, Any]:
    """One indicator that is there."""
    return {
        "id": str(number),
        "indicatorValue": f"{name}.example",
        "indicatorType": "DomainName",
        "action": "Block",
        "title": "Bad",
        "description": "Very bad",
        "application": None,
        "createdBy": ME,
        **changes,
    }


def tenant_with(
    *records: dict[str, Any], permissions: str = "Ti.ReadWrite.All", **rest: Any
) -> AbstractContextManager[Running]:
    """A tenant with these indicators."""
    users = [{"name": "jane@contoso.com", "password": "a-password", "scopes": ["Ti.ReadWrite"]}]
    apps = [app(permissions=[permissions], users=users)]
    return running({"now": NOW, "apps": apps, "indicators": list(records)}, **rest)


def written(tenant: Running) -> list[tuple[str, str]]:
    return [(entry["method"], entry["path"]) for entry in tenant.writes]


def there(tenant: Running) -> list[tuple[str, str]]:
    return sorted((one["indicatorValue"], one["action"]) for one in tenant.collection("indicators"))


def test_what_is_missing_or_differs_is_written_once() -> None:
    wanted = [
        item("same"),
        item(
            "other",
            severity="High",
            expiration_time="2030-01-01T01:00:00.5+01:00",
            rbac_group_names=["b", "a"],
        ),
        item("new", mitre_techniques=["T1566.002"]),
    ]
    with tenant_with(
        record(1, "same"), record(2, "OTHER", severity="Low", recommendedActions="Look")
    ) as tenant:
        dry = run(tenant, INDICATOR, True, indicators=wanted)
        assert written(tenant) == []
        first = run(tenant, INDICATOR, indicators=wanted)
        again = run(tenant, INDICATOR, indicators=wanted)
        assert written(tenant) == [IMPORT]
        other = next(one for one in tenant.collection("indicators") if one["id"] == "2")
    assert (dry["changed"], first["changed"], again["changed"]) == (True, True, False)
    assert dry["diff"] == first["diff"]
    assert first["diff"]["before"]["DomainName new.example"] is None
    assert [entry["changed"] for entry in first["results"]] == [False, True, True]
    assert [entry["id"] for entry in first["results"]] == ["1", "2", "3"]
    assert (other["severity"], other["recommendedActions"]) == ("High", "Look")


def test_a_changed_action_replaces_the_indicator_and_the_new_one_comes_first() -> None:
    with tenant_with(record(1, "a"), record(2, "b"), record(3, "b", action="Warn")) as tenant:
        wanted = [item("a", action="Allowed"), item("b", action="Allowed")]
        result = run(tenant, INDICATOR, indicators=wanted)
        assert written(tenant) == [IMPORT, BATCH_DELETE]
        assert there(tenant) == [("a.example", "Allowed"), ("b.example", "Allowed")]
        assert run(tenant, INDICATOR, indicators=wanted)["changed"] is False
    assert result["results"][1]["before"]["otherActions"] == ["Warn"]
    assert result["results"][0]["id"] == "4"


def test_one_indicator_goes_by_the_routes_for_one() -> None:
    with tenant_with(record(1, "a")) as tenant:
        result = run(tenant, INDICATOR, indicators=[item("a", action="Allowed")])
        assert written(tenant) == [SUBMIT, ("DELETE", f"{ALL}/1")]
    assert result["results"][0]["id"] == "2"


def test_a_replacement_that_failed_halfway_is_finished_by_the_next_run() -> None:
    wanted = [item("a", action="Allowed"), item("b", action="Allowed")]
    fault = {"when": {"path": "BatchDelete", "nth": 1}, "do": "status 400"}
    with tenant_with(record(1, "a"), record(2, "b"), faults=[fault]) as tenant:
        failed = run(tenant, INDICATOR, indicators=wanted)
        assert (failed["failed"], failed["changed"]) == (True, True)
        assert len(there(tenant)) == 4
        result = run(tenant, INDICATOR, indicators=wanted)
        assert written(tenant) == [IMPORT, BATCH_DELETE, BATCH_DELETE]
        assert there(tenant) == [("a.example", "Allowed"), ("b.example", "Allowed")]
    assert result["changed"] is True
    assert result["diff"]["before"]["DomainName a.example"]["otherActions"] == ["Block"]


def test_what_the_service_refuses_is_told_for_each_and_nothing_is_removed_for_it() -> None:
    # Without the wide permission the first one cannot be written, and what would be in its place is not seen.
    unseen = record(9, "a", action="Allowed", createdBy=OTHER)
    wanted = [item("a", action="Allowed"), item("b", action="Allowed")]
    with tenant_with(record(1, "a"), record(2, "b"), unseen, permissions="Ti.ReadWrite") as tenant:
        result = run(tenant, INDICATOR, indicators=wanted)
        assert there(tenant) == [("a.example", "Allowed"), ("a.example", "Block"), ("b.example", "Allowed")]
        assert written(tenant) == [IMPORT, BATCH_DELETE]
    refused, done = result["results"]
    assert result["msg"].startswith(
        "1 of 2 indicators is not as wanted; DomainName a.example: import_indicators:"
    )
    assert refused["error"]["kind"] == "ApiError"
    assert (refused["changed"], done["changed"], done.get("error")) == (False, True, None)
    assert result["note"].startswith("Without Ti.ReadWrite.All")


LOST = [("drop_after", 1), ("drop_before", 2), ("status 503", 2), ("not_json", 1)]


@pytest.mark.parametrize(("deed", "sent"), LOST)
@pytest.mark.parametrize("path", ["/import$", "/BatchDelete$"])
def test_an_answer_that_was_lost_is_no_reason_to_write_again_what_is_there(
    path: str, deed: str, sent: int
) -> None:
    wanted = [item("a", action="Allowed"), item("b", action="Allowed")]
    fault = {"when": {"method": "POST", "path": path, "nth": 1}, "do": deed}
    with tenant_with(record(1, "a"), record(2, "b"), faults=[fault]) as tenant:
        result = run(tenant, INDICATOR, indicators=wanted)
        assert there(tenant) == [("a.example", "Allowed"), ("b.example", "Allowed")]
        assert len([one for one in written(tenant) if one[1].endswith(path.strip("/$"))]) == sent
    assert not result.get("failed")
    assert [entry["changed"] for entry in result["results"]] == [True, True]


def test_a_removal_whose_answer_was_lost_is_told_as_done() -> None:
    fault = {"when": {"path": "BatchDelete", "nth": 1}, "do": "drop_after"}
    with tenant_with(record(1, "a"), record(2, "b"), faults=[fault]) as tenant:
        result = run(tenant, INDICATOR, indicators=[], state="exact")
        assert (written(tenant), there(tenant)) == ([BATCH_DELETE], [])
    assert [entry["changed"] for entry in result["results"]] == [True, True]
    assert not result.get("failed")


def test_what_was_done_is_told_where_looking_again_fails_too() -> None:
    faults = [
        {"when": {"path": "BatchDelete"}, "do": "drop_before"},
        {"when": {"method": "GET", "path": "/api/indicators", "nth": 2}, "do": "status 400"},
    ]
    wanted = [item("a", action="Allowed"), item("b", action="Allowed")]
    with tenant_with(record(1, "a"), record(2, "b"), faults=faults) as tenant:
        result = run(tenant, INDICATOR, indicators=wanted)
    assert (result["failed"], result["changed"]) == (True, True)
    assert [entry["error"]["operation"] for entry in result["results"]] == ["list_indicators"] * 2


def test_an_indicator_that_ended_in_between_does_not_keep_the_others() -> None:
    fault = {"when": {"path": "BatchDelete", "nth": 1}, "do": "status 404"}
    with tenant_with(record(1, "a"), record(2, "b"), faults=[fault]) as tenant:
        result = run(tenant, INDICATOR, indicators=[item("a"), item("b")], state="absent")
        assert (written(tenant), there(tenant)) == ([BATCH_DELETE, BATCH_DELETE], [])
    assert not result.get("failed")


def test_many_are_written_and_removed_in_batches_of_five_hundred() -> None:
    wanted = [item(f"x{number}") for number in range(1200)]
    with tenant_with() as tenant:
        run(tenant, INDICATOR, indicators=wanted)
        assert written(tenant) == [IMPORT] * 3
        assert run(tenant, INDICATOR, indicators=wanted)["changed"] is False
        run(tenant, INDICATOR, indicators=wanted[1:], state="absent")
        assert written(tenant) == [IMPORT] * 3 + [BATCH_DELETE] * 3
        assert there(tenant) == [("x0.example", "Block")]


def test_more_than_a_tenant_can_have_is_refused_before_anything_is_written() -> None:
    full = [record(number, f"x{number}") for number in range(QUOTA)]
    with tenant_with(*full) as tenant:
        result = run(tenant, INDICATOR, indicators=[item("x0", action="Allowed")])
        assert result["error"] == {"kind": "OptionError", "option": "indicators"}
        assert "1 new ones beside the 15000 that stay" in result["msg"]
        assert run(tenant, INDICATOR, indicators=[item("x0", title="Worse")])["changed"] is True
        assert written(tenant) == [SUBMIT]


SCOPED = [
    record(1, "old", application="feed"),
    record(2, "kept", application="feed"),
    record(3, "other-scope", application="another"),
    record(4, "no-scope"),
    record(5, "not-mine", application="feed", createdBy=OTHER),
]


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        ("feed", ["kept", "new", "no-scope", "not-mine", "other-scope"]),
        (None, ["kept", "new", "not-mine"]),
    ],
)
def test_exact_removes_only_what_this_login_made_in_the_scope(scope: str | None, left: list[str]) -> None:
    wanted = [item("kept"), item("new")]
    with tenant_with(*SCOPED) as tenant:
        result = run(tenant, INDICATOR, indicators=wanted, state="exact", scope=scope)
        assert [value for value, _action in there(tenant)] == [f"{name}.example" for name in left]
        new = tenant.collection("indicators")[-1]
        assert (new["application"], new["createdBy"]) == (scope, ME)
        assert run(tenant, INDICATOR, indicators=wanted, state="exact", scope=scope)["changed"] is False
    assert result["results"][0]["changed"] is False
    assert result["results"][2]["after"] is None


def test_absent_in_a_scope_leaves_others_alone() -> None:
    with tenant_with(*SCOPED) as tenant:
        wanted = [item("old"), item("not-mine"), item("no-scope")]
        result = run(tenant, INDICATOR, indicators=wanted, state="absent", scope="feed")
        assert [one["id"] for one in tenant.collection("indicators")] == ["2", "3", "4", "5"]
    assert [entry["changed"] for entry in result["results"]] == [True, False, False]


def test_what_is_outside_of_the_scope_and_in_the_way_is_refused_before_anything_is_written() -> None:
    with tenant_with(*SCOPED) as tenant:
        wanted = [item("new"), item("not-mine", action="Allowed")]
        result = run(tenant, INDICATOR, indicators=wanted, state="exact", scope="feed")
        assert result["error"]["kind"] == "OptionError"
        assert f"was made by {OTHER} for feed, which is outside of this scope" in result["msg"]
        assert written(tenant) == []


def test_what_is_named_without_a_scope_is_changed_whoever_made_it() -> None:
    with tenant_with(*SCOPED) as tenant:
        assert run(tenant, INDICATOR, indicators=[item("not-mine", title="Worse")])["changed"] is True
        assert run(tenant, INDICATOR, indicators=[item("not-mine")], state="absent")["changed"] is True


def test_exact_stops_before_it_removes_too_much() -> None:
    with tenant_with(*SCOPED) as tenant:
        result = run(tenant, INDICATOR, indicators=[], state="exact", max_removed=3)
        assert result["error"] == {"kind": "OptionError", "option": "max_removed"}
        assert written(tenant) == []
        assert run(tenant, INDICATOR, indicators=[], state="exact", max_removed=4)["changed"] is True


def test_an_expired_indicator_is_not_written_and_exact_does_without_it() -> None:
    wanted = [item("gone", expiration_time="2020-01-01"), item("there", expiration_time="2020-01-01")]
    with tenant_with(record(1, "there")) as tenant:
        result = run(tenant, INDICATOR, indicators=wanted)
        assert (result["changed"], written(tenant)) == (False, [])
        assert [entry["expired"] for entry in result["results"]] == [True, True]
        assert run(tenant, INDICATOR, indicators=wanted, state="exact")["changed"] is True
        assert there(tenant) == []


def test_a_person_can_write_and_is_told_before_that_nobody_can_remove() -> None:
    person: dict[str, Any] = {
        "auth_source": "user_password",
        "username": "jane@contoso.com",
        "password": "a-password",
    }
    with tenant_with(record(1, "a")) as tenant:
        result = run(tenant, INDICATOR, indicators=[item("a", action="Allowed")], **person)
        assert result["error"]["kind"] == "Forbidden"
        assert result["msg"].startswith("delete_indicator: the service does this for applications only")
        assert written(tenant) == []
        assert run(tenant, INDICATOR, indicators=[item("b")], scope="feed", **person)["changed"] is True
        assert run(tenant, INDICATOR, indicators=[item("b")], scope="feed", **person)["changed"] is False


def test_a_token_that_does_not_say_whose_it_is_owns_nothing() -> None:
    with tenant_with(record(1, "a")) as tenant:
        result = run(tenant, INDICATOR, indicators=[], state="exact", access_token="opaque")
        assert result["error"] == {"kind": "OptionError", "option": "scope"}
        assert tenant.journal == []


def test_a_login_that_may_nothing_is_told_before_anything_is_asked() -> None:
    with tenant_with(permissions="Machine.Read.All") as tenant:
        result = run(tenant, INDICATOR, indicators=[item("a")])
        assert result["error"]["kind"] == "Forbidden"
        assert [entry["path"] for entry in tenant.journal if entry["path"].startswith("/api")] == []


def test_a_time_that_yaml_has_read_is_a_time() -> None:
    wanted = [
        item("a", expiration_time=date(2030, 1, 1)),
        item("b", expiration_time=datetime(2030, 1, 1, 12, tzinfo=timezone.utc)),
        item("c", expiration_time=None, severity=None),
    ]
    with tenant_with() as tenant:
        run(tenant, INDICATOR, indicators=wanted)
        ends = [one["expirationTime"] for one in tenant.collection("indicators")]
    assert ends == ["2030-01-01T00:00:00Z", "2030-01-01T12:00:00Z", None]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"indicators": [item("a"), item("a")]}, "indicators[1]: DomainName a.example is there already"),
    ({"indicators": [{**TOLD}]}, "indicators[0]: value is missing"),
    ({"indicators": [{"value": "a.example", "type": "DomainName"}]}, "indicators[0]: action is missing"),
    ({"indicators": [item("a", action="Allow")]}, 'indicators[0].action: "Allow" is none of Allowed, Audit'),
    ({"indicators": [item("a", type="Domain")]}, 'indicators[0].type: "Domain" is none of'),
    ({"indicators": [item("a", generate_alert="yes")]}, "indicators[0].generate_alert: "),
    ({"indicators": [item("a", rbac_group_names="a,b")]}, "indicators[0].rbac_group_names: "),
    ({"indicators": [item("a", mitre_techniques=["phishing"])]}, "indicators[0].mitre_techniques[0]: "),
    ({"indicators": [item("a", educate_url="intranet")]}, 'indicators[0].educate_url: "intranet" must be'),
    (
        {"indicators": [item("a", recommendedActions="x")]},
        "indicators[0]: 'recommendedActions' is no key of it",
    ),
    (
        {"indicators": [item("a", value="10.1.1.1", type="IpAddress")]},
        "indicators[0].value: '10.1.1.1' is an internal",
    ),
    ({"indicators": [item("a")], "scope": " "}, "scope: it is empty"),
    ({"indicators": [item("a", application="b")], "scope": "a"}, "indicators[0].application: "),
]


@pytest.mark.parametrize(("options", "says"), REFUSED)
def test_what_cannot_be_wanted_is_refused_in_one_sentence_before_anything_is_asked(
    options: dict[str, Any], says: str
) -> None:
    with tenant_with() as tenant:
        result = run(tenant, INDICATOR, **options)
        assert tenant.journal == []
    assert result["error"]["kind"] == "OptionError"
    assert result["msg"].startswith(says)
    assert result["msg"].endswith(".")
