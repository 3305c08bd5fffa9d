# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indicators: created or updated by value, type and action, imported, ended to the second, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.simulator.indicators import QUOTA
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, app, error_of

ALL = "/api/indicators"
IMPORT = f"{ALL}/import"
BATCH_DELETE = f"{ALL}/BatchDelete"
OWN, OTHER = app()["id"], "cab7def9-b0bd-4d32-b8aa-68e590495d93"
SHA1 = "220e7d15b011d7fac48f2bd61114db1022197f7f"
BAD: dict[str, Any] = {
    "indicatorValue": "bad.example",
    "indicatorType": "DomainName",
    "action": "Block",
    "title": "Bad",
    "description": "Very bad",
}
EVERYTHING = ["Ti.ReadWrite.All"]


def record(number: int, **changes: Any) -> dict[str, Any]:
    """An indicator that is there already."""
    value = f"bad-{number}.example"
    return {**BAD, "id": str(number), "createdBy": OWN, **changes, "indicatorValue": value}


def scenario(*records: dict[str, Any], permissions: list[str] | None = None) -> dict[str, Any]:
    """A tenant with these indicators."""
    users = [{"name": "jane@contoso.com", "password": "a-password", "scopes": ["Ti.ReadWrite"]}]
    apps = [app(permissions=permissions or EVERYTHING, users=users)]
    return {"now": NOW, "apps": apps, "indicators": list(records)}


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running(scenario(record(5), record(11, createdBy=OTHER, application="feed"))) as tenant:
        yield Client(tenant)


def test_a_new_indicator_is_owned_by_its_application(client: Client) -> None:
    answer = client.post(ALL, {**BAD, "application": "demo", "rbacGroupNames": ["Servers"]})
    assert answer.status_code == 200
    created = answer.json()
    assert {name: created[name] for name in BAD} == BAD
    assert (created["id"], created["createdBy"], created["application"]) == ("12", OWN, "demo")
    assert (created["rbacGroupNames"], created["generateAlert"]) == (["Servers"], False)
    assert client.ids(ALL) == ["5", "11", "12"]


def test_the_same_value_type_and_action_is_the_same_indicator(client: Client) -> None:
    first = client.post(ALL, {**BAD, "application": "demo", "severity": "High"}).json()
    again = client.post(ALL, {**BAD, "application": "other", "indicatorValue": "BAD.example"}).json()
    assert again["id"] == first["id"]
    assert again["application"] == "demo"
    assert again["severity"] == "Informational"


def test_another_action_is_another_indicator(client: Client) -> None:
    first = client.post(ALL, BAD).json()["id"]
    assert client.post(ALL, {**BAD, "action": "Allowed"}).json()["id"] != first


def test_an_indicator_ends_to_the_second() -> None:
    with running(scenario(), time_scale=0) as tenant:
        client = Client(tenant)
        sent = client.post(ALL, {**BAD, "expirationTime": "2026-05-01T14:00:10.75+02:00"}).json()
        assert sent["expirationTime"] == "2026-05-01T12:00:10Z"
        tenant.advance(9)
        assert client.ids(ALL) == [sent["id"]]
        tenant.advance(1)
        assert client.ids(ALL) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "Audit"},
        {"action": "Allow"},
        {"action": "BlockAndRemediate"},
        {"indicatorType": "Domain"},
        {"indicatorType": "FileSha256", "indicatorValue": SHA1},
        {"indicatorType": "CertificateThumbprint", "indicatorValue": SHA1},
        {"indicatorType": "IpAddress", "indicatorValue": "203.0.113.0/24"},
        {"indicatorType": "IpAddress", "indicatorValue": "10.1.2.3"},
        {"indicatorType": "IpAddress", "indicatorValue": "2001:db8::1"},
        {"indicatorType": "IpAddress", "indicatorValue": "300.1.1.1"},
        {"indicatorValue": "https://bad.example"},
        {"indicatorValue": ""},
        {"severity": "Critical"},
        {"expirationTime": "tomorrow"},
        {"educateUrl": "https://intranet.contoso.com", "action": "Allowed"},
    ],
)
def test_what_the_service_does_not_take_is_refused_alone_and_fails_in_an_import(
    client: Client, changes: dict[str, Any]
) -> None:
    assert error_of(client.post(ALL, {**BAD, **changes})) == (400, "InvalidInput")
    answer = client.post(IMPORT, {"Indicators": [{**BAD, **changes}, BAD]})
    first, second = answer.json()["value"]
    assert first["isFailed"] is True
    assert first["failureReason"]
    assert (second["indicator"], second["isFailed"]) == ("bad.example", False)
    assert client.ids(ALL) == ["5", "11", second["id"]]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": None}, "MissingRequiredParameter"),
        ({"IndicatorValue": "x"}, "InvalidRequestBody"),
        ({"generateAlert": "True"}, "InvalidRequestBody"),
        ({"rbacGroupNames": "a,b"}, "InvalidRequestBody"),
    ],
)
def test_a_wrong_body_is_refused_whole(client: Client, changes: dict[str, Any], code: str) -> None:
    assert error_of(client.post(ALL, {**BAD, **changes})) == (400, code)
    assert error_of(client.post(IMPORT, {"Indicators": [BAD, {**BAD, **changes}]})) == (400, code)
    assert client.ids(ALL) == ["5", "11"]


def test_audit_is_taken_with_an_alert(client: Client) -> None:
    assert client.post(ALL, {**BAD, "action": "Audit", "generateAlert": True}).json()["generateAlert"] is True


def test_an_import_creates_and_updates(client: Client) -> None:
    items = [{**BAD, "indicatorValue": "bad-5.example", "title": "New"}, BAD]
    answer = client.post(IMPORT, {"Indicators": items}).json()
    assert "@odata.context" not in answer
    assert answer["value"] == [
        {"id": "5", "indicator": "bad-5.example"},
        {"id": "12", "indicator": "bad.example", "isFailed": False, "failureReason": None},
    ]
    assert client.get(ALL, filter="title eq 'New'").json()["value"][0]["id"] == "5"


def test_an_import_takes_five_hundred(client: Client) -> None:
    many = [{**BAD, "indicatorValue": f"x{number}.example"} for number in range(501)]
    assert error_of(client.post(IMPORT, {"Indicators": many})) == (400, "MaximumBatchSizeExceeded")
    assert len(client.post(IMPORT, {"Indicators": many[1:]}).json()["value"]) == 500
    assert error_of(client.post(IMPORT, {"indicators": many[1:]})) == (400, "MissingRequiredParameter")


def test_there_is_a_quota_of_active_indicators() -> None:
    ends = "2026-05-01T12:01:00Z"
    with running(scenario(*(record(number, expirationTime=ends) for number in range(QUOTA - 1)))) as tenant:
        client = Client(tenant)
        answer = client.post(IMPORT, {"Indicators": [BAD, {**BAD, "action": "Allowed"}, BAD]}).json()
        assert [item.get("isFailed", False) for item in answer["value"]] == [False, True, False]
        assert error_of(client.post(ALL, {**BAD, "action": "Allowed"})) == (400, "InvalidInput")
        tenant.advance(60)
        assert client.post(ALL, {**BAD, "action": "Allowed"}).status_code == 200


def test_with_the_narrow_permission_an_application_has_only_its_own() -> None:
    records = (record(5), record(11, createdBy=OTHER))
    with running(scenario(*records, permissions=["Ti.ReadWrite"])) as tenant:
        client = Client(tenant)
        assert client.ids(ALL) == ["5"]
        answer = client.post(IMPORT, {"Indicators": [{**BAD, "indicatorValue": "bad-11.example"}]}).json()
        assert answer["value"][0]["isFailed"] is True
        assert client.post(BATCH_DELETE, {"IndicatorIds": ["11"]}).status_code == 404
        assert len(tenant.collection("indicators")) == 2


def test_one_is_deleted_by_its_id(client: Client) -> None:
    answer = client.session.delete(f"{client.tenant.url}{ALL}/5")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.ids(ALL) == ["11"]
    assert client.session.delete(f"{client.tenant.url}{ALL}/5").status_code == 404


@pytest.mark.parametrize(
    ("ids", "status"),
    [([], 400), (["5"] * 501, 400), (["five"], 400), (["5", "404"], 404), (["5", "11"], 204)],
)
def test_many_are_deleted_all_or_none(client: Client, ids: list[str], status: int) -> None:
    assert client.post(BATCH_DELETE, {"IndicatorIds": ids}).status_code == status
    assert client.ids(ALL) == ([] if status == 204 else ["5", "11"])


def test_a_person_writes_and_never_deletes(client: Client) -> None:
    login = {"grant_type": "password", "username": "jane@contoso.com", "password": "a-password"}
    client.use(client.token(**login))
    assert client.post(ALL, BAD).json()["createdBy"] == "jane@contoso.com"
    assert client.ids(ALL) == ["5", "11", "12"]
    assert client.post(BATCH_DELETE, {"IndicatorIds": ["12"]}).status_code == 403


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("application eq 'feed'", ["11"]),
        ("createdBy ne 'nobody' and action eq 'block'", ["5", "11"]),
        ("indicatorType eq 'domainname' and indicatorValue eq 'bad-5.example'", ["5"]),
        ("generateAlert eq true", []),
        ("creationTimeDateTimeUtc gt 2018-08-01Z", []),
        ("rbacGroupNames/any(name: name eq 'Servers')", []),
    ],
)
def test_documented_properties_can_be_filtered_by(client: Client, text: str, ids: list[str]) -> None:
    assert client.ids(ALL, filter=text) == ids


def test_a_description_cannot_be_filtered_by(client: Client) -> None:
    assert error_of(client.get(ALL, filter="description eq 'x'")) == (400, "ODataError")
