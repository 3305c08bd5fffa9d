# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The library takes the form of the documented curl sample, and refuses what is no file for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, app, error_of

PATH = "/api/libraryfiles"
# What a form could break: a line that looks like a boundary, every sort of line end, bytes that are no text.
CONTENT = b"\r\n--boundary--\r\nWrite-Host 'x'\n\r\x00\xff\r\n"
PRESENT = {"fileName": "Script.sh", "sha256": "d0" * 32, "hasParameters": False, "creationTime": NOW}


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running({"now": NOW, "libraryfiles": [PRESENT]}) as tenant:
        yield Client(tenant)


def upload(client: Client, name: str = "a.ps1", content: bytes = CONTENT, **fields: Any) -> requests.Response:
    files: dict[str, Any] = {
        "file": (name, content),
        **{field: (None, text) for field, text in fields.items()},
    }
    return client.session.post(client.tenant.url + PATH, files=files)


def test_an_uploaded_file_is_listed_with_its_digest(client: Client) -> None:
    answer = upload(client, Description="List", HasParameters="true", ParametersDescription="-All")
    assert answer.status_code == 200
    assert answer.json()["@odata.context"].endswith("/api/$metadata#LibraryFiles/$entity")
    listed = client.get(PATH).json()["value"][-1]
    assert listed == {name: value for name, value in answer.json().items() if "@" not in name}
    assert (listed["fileName"], listed["sha256"]) == ("a.ps1", hashlib.sha256(CONTENT).hexdigest())
    assert (listed["description"], listed["parametersDescription"]) == ("List", "-All")
    assert listed["createdBy"] == "Defender automation"


def test_a_file_without_parameters_has_no_description_of_them(client: Client) -> None:
    record = upload(client, ParametersDescription="none").json()
    assert (record["hasParameters"], record["description"]) == (False, None)
    assert "parametersDescription" not in record


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(client: Client) -> None:
    assert error_of(upload(client, "script.sh")) == (400, "InvalidInput")
    assert upload(client, "script.sh", OverrideIfExists="true").status_code == 200
    (record,) = client.tenant.collection("libraryfiles")
    assert (record["fileName"], record["creationTime"]) == ("Script.sh", NOW)
    assert record["sha256"] == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    ("name", "fields", "code"),
    [
        ("a b.ps1", {}, "InvalidInput"),
        ("a.ps1", {"HasParameters": "True"}, "InvalidInput"),
        ("a.ps1", {"File": "x"}, "InvalidRequestBody"),
        ("a.ps1", {"fileName": "../a"}, "InvalidInput"),
    ],
)
def test_a_form_that_the_service_would_not_take_is_refused(
    client: Client, name: str, fields: dict[str, Any], code: str
) -> None:
    assert error_of(upload(client, name, **fields)) == (400, code)
    assert client.tenant.collection("libraryfiles") == [PRESENT]


def test_a_file_of_20_mb_is_taken_and_a_larger_one_refused(client: Client) -> None:
    most = b"x" * 20 * 1024 * 1024
    assert upload(client, content=most).status_code == 200
    assert error_of(upload(client, "b.ps1", content=most + b"x")) == (400, "InvalidInput")


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("application/json", b"{}", "InvalidRequestBody"),
        ("multipart/form-data; boundary=x", b"--x", "InvalidRequestBody"),
        ("multipart/form-data; boundary=x", b"before\r\n--x--\r\n", "InvalidRequestBody"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\nvalue\r\n--x--\r\n", "InvalidRequestBody"),
        ("multipart/form-data; boundary=x", b"--x--\r\n", "MissingRequiredParameter"),
    ],
)
def test_what_is_no_form_with_a_file_is_refused(client: Client, kind: str, body: bytes, code: str) -> None:
    answer = client.session.post(client.tenant.url + PATH, data=body, headers={"Content-Type": kind})
    assert error_of(answer) == (400, code)


def test_a_file_is_deleted_once(client: Client) -> None:
    url = f"{client.tenant.url}{PATH}/script.sh"
    assert client.session.delete(url).status_code == 204
    assert client.get(PATH).json()["value"] == []
    assert error_of(client.session.delete(url)) == (404, "ResourceNotFound")


def test_the_library_has_a_permission_of_its_own() -> None:
    scenario: dict[str, Any] = {"now": NOW, "apps": [app(permissions=["Machine.LiveResponse"])]}
    with running(scenario) as tenant:
        assert error_of(Client(tenant).get(PATH)) == (403, "Forbidden")
