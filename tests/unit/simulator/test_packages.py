# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs on machines, the links to what they collect, and the host of downloads."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import (
    NOW,
    Client,
    app,
    error_of,
    machine,
)

LINUX, SERVER, OLD_SERVER = 2, 3, 4
SHA1 = "4388963aaa83afe2042a46a3c017ad50bdcdafb3"
SCENARIO: dict[str, Any] = {
    "now": NOW,
    "machines": [
        machine(1),
        machine(LINUX, osPlatform="Ubuntu"),
        machine(SERVER, osPlatform="WindowsServer2019"),
        machine(OLD_SERVER, osPlatform="WindowsServer2008R2"),
    ],
}


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield Client(tenant)


def start(client: Client, verb: str, number: int = 1, **body: Any) -> requests.Response:
    return client.post(f"/api/machines/{machine(number)['id']}/{verb}", {"Comment": "because", **body})


def link_of(client: Client, action_id: str) -> str:
    answer = client.get(f"/api/machineactions/{action_id}/GetPackageUri")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["value"]).strip('"')


def collected(client: Client) -> str:
    action_id = str(start(client, "collectInvestigationPackage").json()["id"])
    client.tenant.advance(100)
    return action_id


def fetched(client: Client, link: str, **headers: str) -> requests.Response:
    return requests.get(link, headers=headers, verify=client.tenant.options["ca_path"], timeout=10)


def test_a_link_is_there_when_the_package_is_and_stands_in_quotes_of_its_own(client: Client) -> None:
    action = start(client, "collectInvestigationPackage").json()
    path = f"/api/machineactions/{action['id']}/getPackageUri"
    assert error_of(client.get(path)) == (404, "ResourceNotFound")
    client.tenant.advance(100)
    body = client.get(path).json()
    assert body["@odata.context"] == f"{client.tenant.url}/api/$metadata#Edm.String"
    assert body["value"].startswith(f'"{client.tenant.url}/download/packages/{action["id"]}/')
    assert body["value"].endswith('"')
    scan = start(client, "runAntiVirusScan", ScanType="Quick").json()
    client.tenant.advance(200)
    assert error_of(client.get(f"/api/machineactions/{scan['id']}/getPackageUri"))[0] == 404


def test_a_package_is_an_archive_and_the_same_bytes_each_time(client: Client) -> None:
    action_id = collected(client)
    first, second = (fetched(client, link_of(client, action_id)) for _time in range(2))
    assert first.status_code == 200
    assert first.content == second.content
    with zipfile.ZipFile(io.BytesIO(first.content)) as package:
        assert package.testzip() is None
        assert (
            machine(1)["computerDnsName"] in package.read("System Information/SystemInformation.txt").decode()
        )


def test_a_link_expires_on_virtual_time_and_a_new_one_is_good_again(client: Client) -> None:
    action_id = collected(client)
    link = link_of(client, action_id)
    assert fetched(client, link).status_code == 200
    client.tenant.advance(601)
    refused = fetched(client, link)
    assert (refused.status_code, refused.headers["x-ms-error-code"]) == (403, "AuthenticationFailed")
    assert fetched(client, link_of(client, action_id)).status_code == 200


def test_a_download_takes_no_token_and_no_other_signature(client: Client) -> None:
    link = link_of(client, collected(client))
    assert fetched(client, link, Authorization="Bearer x").status_code == 400
    assert fetched(client, link.partition("?")[0]).status_code == 403
    assert fetched(client, link.replace("se=2026", "se=2027")).status_code == 403
    assert fetched(client, link.replace("WDATP_", "Other_")).status_code == 403


def test_the_journal_tells_a_download_and_keeps_its_signature_to_itself(client: Client) -> None:
    link = link_of(client, collected(client))
    fetched(client, link)
    entry = client.tenant.journal[-1]
    assert (entry["method"], entry["status"], entry["authenticated_as"]) == ("GET", 200, None)
    assert entry["path"].startswith("/download/packages/")
    assert "sig=hidden" in entry["query"]
    assert link.partition("sig=")[2] not in str(client.tenant.journal)


def test_a_download_suffers_faults() -> None:
    with running(SCENARIO, faults=[{"when": {"path": "^/download/"}, "do": "cut_body"}]) as tenant:
        client = Client(tenant)
        link = link_of(client, collected(client))
        with pytest.raises(requests.exceptions.RequestException):
            fetched(client, link)


def test_links_are_limited_to_two_a_minute() -> None:
    with running(SCENARIO, limits="documented") as tenant:
        client = Client(tenant)
        path = f"/api/machineactions/{collected(client)}/getPackageUri"
        assert [client.get(path).status_code for _time in range(3)] == [200, 200, 429]
        tenant.advance(60)
        assert client.get(path).status_code == 200


def test_a_quarantine_names_the_file_it_is_about(client: Client) -> None:
    answer = start(client, "StopAndQuarantineFile", Sha1=SHA1.upper())
    assert answer.status_code == 201
    about = {"fileIdentifier": SHA1, "fileIdentifierType": "Sha1"}
    assert answer.json()["relatedFileInfo"] == about
    client.tenant.advance(60)
    action = client.get(f"/api/machineactions/{answer.json()['id']}").json()
    assert (action["status"], action["relatedFileInfo"]) == ("Succeeded", about)
    assert error_of(start(client, "StopAndQuarantineFile", Sha1="a" * 64)) == (400, "InvalidInput")
    assert error_of(start(client, "StopAndQuarantineFile")) == (400, "MissingRequiredParameter")


def test_a_quarantine_needs_to_read_machines_as_well() -> None:
    apps = [app(permissions=["Machine.StopAndQuarantine"])]
    with running({**SCENARIO, "apps": apps}) as tenant:
        refused = start(Client(tenant), "StopAndQuarantineFile", Sha1=SHA1)
    assert error_of(refused) == (403, "Forbidden")
    assert "Machine.Read.All" in refused.json()["error"]["message"]


def test_the_answer_to_an_offboarding_names_no_machine_and_the_machine_is_gone_after_it(
    client: Client,
) -> None:
    answer = start(client, "offboard")
    assert answer.status_code == 200
    assert (answer.json()["machineId"], answer.json()["computerDnsName"]) == (None, None)
    client.tenant.advance(60)
    action = client.get(f"/api/machineactions/{answer.json()['id']}").json()
    assert (action["status"], action["machineId"]) == ("Succeeded", machine(1)["id"])
    assert client.get(f"/api/machines/{machine(1)['id']}").json()["onboardingStatus"] == "CanBeOnboarded"
    later = start(client, "collectInvestigationPackage").json()
    client.tenant.advance(600)
    assert client.get(f"/api/machineactions/{later['id']}").json()["status"] == "Pending"


@pytest.mark.parametrize(
    ("verb", "number"),
    [("offboard", LINUX), ("offboard", OLD_SERVER), ("StopAndQuarantineFile", LINUX)],
)
def test_a_job_is_refused_where_it_is_not_documented(client: Client, verb: str, number: int) -> None:
    body = {"Sha1": SHA1} if verb == "StopAndQuarantineFile" else {}
    assert error_of(start(client, verb, number, **body)) == (400, "OsPlatformNotSupported")


def test_a_server_is_offboarded_and_a_linux_machine_gives_a_package(client: Client) -> None:
    assert start(client, "offboard", SERVER).status_code == 200
    assert start(client, "collectInvestigationPackage", LINUX).status_code == 201
