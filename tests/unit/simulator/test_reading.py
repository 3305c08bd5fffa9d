# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Single records and what belongs to them, told from records as the API returns them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, error_of, machine

SHA1, SHA256 = "f" * 40, "e" * 64
OTHER_SHA1 = "d" * 40
ALERT: dict[str, Any] = {
    "id": "da637308392288907382_-880718168",
    "alertCreationTime": "2026-04-20T10:53:48.7657932Z",
    "firstEventTime": "2026-04-20T10:52:17Z",
    "lastEventTime": "2026-04-20T10:53:17.5Z",
    "machineId": machine(1)["id"],
    "relatedUser": {"userName": "User1", "domainName": "CONTOSO"},
    "evidence": [
        {"entityType": "File", "sha1": SHA1, "sha256": SHA256, "fileName": "tool.exe"},
        {"entityType": "Process", "sha1": OTHER_SHA1, "fileName": "cmd.exe"},
        {"entityType": "File", "sha1": SHA1},
        {"entityType": "Ip", "ipAddress": "203.0.113.7"},
        {"entityType": "Url", "url": "https://Bad.example/path?x=1"},
        {"entityType": "Url", "url": "plain.example"},
    ],
}
LONELY = {"id": "da1_1", "machineId": "no such machine"}
USER = {"id": "contoso\\user1", "accountName": "user1", "accountDomain": "contoso", "accountSid": "S-1-5-21"}
VISITOR = {"id": "contoso\\visitor", "accountName": "visitor", "mostPrevalentMachineId": machine(2)["id"]}
LOGGED = {"id": "contoso\\logged"}
FILE = {
    "sha1": SHA1,
    "sha256": SHA256,
    "globalPrevalence": 29,
    "size": 113984,
    "determinationType": "Malware",
}
SCENARIO: dict[str, Any] = {
    "now": NOW,
    "machines": [
        machine(1),
        machine(
            2, computerDnsName="twin.contoso.com", lastSeen="2026-04-01T00:00:00Z", machineTags=["", "pci-1"]
        ),
        machine(
            3, computerDnsName="TWIN.contoso.com", machineTags=None, ipAddresses=[{"ipAddress": "10.9.9.9"}]
        ),
    ],
    "alerts": [ALERT, LONELY],
    "users": [USER, VISITOR, LOGGED],
    "logons": [{"machineId": machine(2)["id"], "userId": "contoso\\logged"}],
    "software": [{"id": "Vendor-_-Tool"}, {"id": "vendor-_-other"}],
    "installations": [{"machineId": machine(2)["id"], "softwareId": "vendor-_-tool"}],
    "files": [FILE],
    "ips": [{"id": "198.51.100.1", "ipAddress": "198.51.100.1", "organizationPrevalence": 55}],
}


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield Client(tenant)


def value(client: Client, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["value"]
    return found


def entity(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    found.pop("@odata.context")
    return found


A = f"/api/alerts/{ALERT['id']}"


def test_an_alert_has_its_evidence(client: Client) -> None:
    assert entity(client, A) == ALERT


@pytest.mark.parametrize("path", ["alerts/none", "machines/none", "machineactions/none", f"files/{'0' * 40}"])
def test_what_is_not_there_is_404(client: Client, path: str) -> None:
    answer = client.get(f"/api/{path}")
    assert error_of(answer) == (404, "ResourceNotFound")
    assert answer.json()["error"]["target"]


@pytest.mark.parametrize("path", ["/api/nothing", "/api", "/v1.0/security/alerts_v2", "/"])
def test_a_path_that_no_operation_has_is_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_method_that_a_path_does_not_have_is_405(client: Client) -> None:
    assert client.post(A).status_code == 405


def test_a_machine_is_found_by_name_and_of_twins_the_newest(client: Client) -> None:
    assert entity(client, "/api/machines/WEB-1.contoso.com") == machine(1)
    assert entity(client, "/api/machines/twin.contoso.com")["id"] == machine(3)["id"]


def test_an_id_cannot_leave_its_segment(client: Client) -> None:
    encoded = ALERT["id"] + "%2Ffiles"
    assert error_of(client.get(f"/api/alerts/{encoded}")) == (404, "ResourceNotFound")
    assert client.tenant.journal[-1]["path"] == f"/api/alerts/{ALERT['id']}/files"


def test_the_machine_of_an_alert(client: Client) -> None:
    assert entity(client, f"{A}/machine") == machine(1)
    assert error_of(client.get("/api/alerts/da1_1/machine")) == (404, "ResourceNotFound")


def test_the_user_of_an_alert_is_the_record_of_the_account(client: Client) -> None:
    assert entity(client, f"{A}/user") == USER
    assert error_of(client.get("/api/alerts/da1_1/user")) == (404, "ResourceNotFound")


def test_a_user_without_a_record_is_told_from_the_alert() -> None:
    evidence = [{"entityType": "User", "accountName": "u9", "domainName": "D", "userSid": "S-1-5-9"}]
    with running(
        {"alerts": [{"id": "da1_1", "evidence": evidence, "firstEventTime": "2026-01-01T00:00:00Z"}]}
    ) as tenant:
        user = entity(Client(tenant), "/api/alerts/da1_1/user")
    assert (user["id"], user["accountSid"], user["firstSeen"]) == ("D\\u9", "S-1-5-9", "2026-01-01T00:00:00Z")


def test_the_files_of_an_alert_come_from_its_hashes(client: Client) -> None:
    known, unknown = value(client, f"{A}/files")
    assert known == FILE
    assert (unknown["sha1"], unknown["determinationType"], unknown["size"]) == (OTHER_SHA1, "Unknown", None)


def test_the_addresses_and_domains_of_an_alert_come_from_its_evidence(client: Client) -> None:
    assert value(client, f"{A}/ips") == [{"id": "203.0.113.7"}]
    assert value(client, f"{A}/domains") == [{"host": "bad.example"}, {"host": "plain.example"}]


def test_the_users_of_a_machine_are_those_of_its_alerts_and_logons(client: Client) -> None:
    assert value(client, f"/api/machines/{machine(1)['id']}/logonusers") == [
        {"id": "contoso\\user1", "accountName": "user1", "accountDomain": "contoso"}
    ]
    users = value(client, f"/api/machines/{machine(2)['id']}/logonusers")
    assert [user["id"] for user in users] == ["contoso\\logged", "contoso\\visitor"]
    assert client.get("/api/machines/none/logonusers").status_code == 404


def test_the_software_of_a_machine_is_what_is_installed_on_it(client: Client) -> None:
    assert value(client, f"/api/machines/{machine(2)['id']}/software") == [{"id": "Vendor-_-Tool"}]
    assert value(client, f"/api/machines/{machine(1)['id']}/software") == []
    assert client.get("/api/machines/none/software").status_code == 404


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("users/user1/alerts", [ALERT["id"]]),
        ("users/contoso%5Cuser1/alerts", []),
        ("users/user1@contoso.com/alerts", []),
        ("users/user1/machines", [machine(1)["id"]]),
        ("users/visitor/machines", [machine(2)["id"]]),
        ("users/logged/machines", [machine(2)["id"]]),
        ("domains/bad.example/alerts", [ALERT["id"]]),
        ("domains/bad.example/machines", [machine(1)["id"]]),
        ("domains/unknown.example/machines", []),
        (f"files/{SHA1}/alerts", [ALERT["id"]]),
        (f"files/{SHA1}/machines", [machine(1)["id"]]),
        (f"files/{'0' * 40}/alerts", []),
        ("ips/203.0.113.7/alerts", [ALERT["id"]]),
        ("ips/203.0.113.8/alerts", []),
    ],
)
def test_what_a_thing_is_related_to(client: Client, path: str, ids: list[str]) -> None:
    assert [record["id"] for record in value(client, f"/api/{path}")] == ids


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("ips/10.0.0/alerts", "InvalidIpAddress"),
        ("ips/nonsense/stats", "InvalidIpAddress"),
        (f"files/{SHA256}/alerts", "InvalidHashValue"),
        ("files/nonsense/machines", "InvalidHashValue"),
        ("domains/bad.example/stats?lookBackHours=721", "InvalidInput"),
        ("machines/findbytag", "MissingRequiredParameter"),
        ("machines/findbyip(ip='x',timestamp=2026-05-01T10:00:00Z)", "InvalidIpAddress"),
        ("machines/findbyip(ip='10.0.0.7',timestamp=yesterday)", "InvalidInput"),
        ("machines/findbyip(ip='10.0.0.7',timestamp=2026-03-31T10:00:00Z)", "InvalidInput"),
        ("machines/findbyip(ip='10.0.0.7',timestamp=2026-05-02T10:00:00Z)", "InvalidInput"),
    ],
)
def test_what_a_path_or_a_query_must_not_hold(client: Client, path: str, code: str) -> None:
    assert error_of(client.get(f"/api/{path}")) == (400, code)


@pytest.mark.parametrize("name", [SHA1, SHA256, SHA256.upper()])
def test_a_file_is_found_by_both_hashes(client: Client, name: str) -> None:
    assert entity(client, f"/api/files/{name}") == FILE


def test_statistics_are_counted_from_the_alerts(client: Client) -> None:
    counted = {
        "organizationPrevalence": 1,
        "orgFirstSeen": "2026-04-20T10:52:17Z",
        "orgLastSeen": "2026-04-20T10:53:17.5Z",
    }
    assert entity(client, "/api/domains/bad.example/stats?lookBackHours=48") == {
        "host": "bad.example",
        **counted,
    }
    assert entity(client, "/api/ips/203.0.113.7/stats") == {"ipAddress": "203.0.113.7", **counted}
    file = entity(client, f"/api/files/{SHA1}/stats")
    assert {name: file[name] for name in counted} == counted
    assert (file["globallyPrevalence"], file["topFileNames"]) == (29, ["tool.exe"])


def test_statistics_that_are_recorded_are_served(client: Client) -> None:
    assert entity(client, "/api/ips/198.51.100.1/stats")["organizationPrevalence"] == 55


def test_unknown_things_have_no_prevalence_but_an_unknown_file_is_404(client: Client) -> None:
    assert entity(client, "/api/domains/unknown.example/stats")["organizationPrevalence"] == 0
    assert entity(client, "/api/ips/10.1.1.1/stats")["organizationPrevalence"] == 0
    assert client.get(f"/api/files/{'0' * 40}/stats").status_code == 404


@pytest.mark.parametrize(
    ("ip", "moment", "numbers"),
    [
        ("10.0.0.7", "2026-05-01T10:15:00Z", [1, 3]),
        ("10.0.0.7", "2026-05-01T10:17:00Z", []),
        ("10.0.0.7", "2026-04-10T00:00:00Z", [1, 3]),
        ("10.9.9.9", "2026-05-01T10:00:00Z", [3]),
        ("10.1.1.1", "2026-05-01T10:00:00Z", []),
    ],
)
def test_machines_are_found_by_address_within_fifteen_minutes(
    client: Client, ip: str, moment: str, numbers: list[int]
) -> None:
    found = value(client, f"/api/machines/findbyip(ip='{ip}',timestamp={moment})")
    assert [record["id"] for record in found] == [machine(n)["id"] for n in numbers]
    encoded = moment.replace(":", "%3A")
    assert value(client, f"/api/machines/findbyip(ip=%27{ip}%27,timestamp={encoded})") == found
    older = client.get(f"/api/machines/find(timestamp={moment},key='{ip}')")
    assert older.status_code == (200 if numbers else 404)


def test_the_older_way_to_find_a_machine_looks_a_minute_further(client: Client) -> None:
    arguments = "ip='10.0.0.7',timestamp=2026-05-01T10:15:30Z"
    assert value(client, f"/api/machines/findbyip({arguments})") == []
    older = value(client, "/api/machines/find(timestamp=2026-05-01T10:15:30Z,key='10.0.0.7')")
    assert [record["id"] for record in older] == [machine(1)["id"], machine(3)["id"]]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("tag=web", [1]),
        ("tag=we", []),
        ("tag=we&useStartsWithFilter=true", [1]),
        ("tag=pci&useStartsWithFilter=True", [2]),
    ],
)
def test_machines_are_found_by_tag(client: Client, query: str, numbers: list[int]) -> None:
    found = value(client, f"/api/machines/findbytag?{query}")
    assert [record["id"] for record in found] == [machine(n)["id"] for n in numbers]


def test_unknown_properties_are_served() -> None:
    odd = machine(1, newProperty={"deep": [1, None]}, machineTags=[""])
    with running({"machines": [odd]}) as tenant:
        assert entity(Client(tenant), f"/api/machines/{odd['id']}") == odd
