# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults do what they say, the journal tells what happened without secrets, limits hold."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.simulator.faults import FaultError, load
from ansible_collections.secops.defender.tests.simulator.limits import Limit, Limiter
from ansible_collections.secops.defender.tests.unit.simulator.client import (
    NOW,
    Client,
    app,
    error_of,
    machine,
)

SCENARIO: dict[str, Any] = {"now": NOW, "machines": [machine(1), machine(2)]}
ISOLATE = f"/api/machines/{machine(1)['id']}/isolate"
BODY = {"Comment": "x"}


def fault(do: str, **when: Any) -> dict[str, Any]:
    return {"when": when, "do": do}


def started(client: Client) -> int:
    return len(client.tenant.collection("machineactions"))


@pytest.mark.parametrize("code", [204, 304, 404, 418, 500, 503])
def test_status_answers_in_the_place_of_the_service(code: int) -> None:
    with running(SCENARIO, [fault(f"status {code}", method="POST", path="/isolate$")]) as tenant:
        client = Client(tenant)
        assert client.post(ISOLATE, BODY).status_code == code
        assert client.get("/api/machines").status_code == 200
        assert started(client) == 0
        assert [entry["fault"] for entry in tenant.journal] == [None, f"status {code}", None]


def test_nth_counts_the_requests_that_match_from_one_on() -> None:
    faults = [fault("status 500", path="machines$", nth=2), fault("throttle 7", path="machines$", nth=3)]
    with running(SCENARIO, faults) as tenant:
        client = Client(tenant)
        assert [client.get("/api/machines").status_code for _time in range(4)] == [200, 500, 429, 200]


def test_a_fault_without_when_is_for_every_request() -> None:
    with running(SCENARIO, [{"do": "status 503"}]) as tenant:
        client = Client(tenant, log_in=False)
        assert client.log_in().status_code == 503
        assert client.get("/api/machines").status_code == 503


def test_throttling_comes_in_two_shapes_in_turn() -> None:
    with running(SCENARIO, [fault("throttle 8", path="/api/")]) as tenant:
        client = Client(tenant)
        documented, reported = client.get("/api/machines"), client.get("/api/machines")
    assert error_of(documented) == (429, "TooManyRequests")
    assert documented.headers["Retry-After"] == "8"
    assert error_of(reported) == (429, "429")
    assert "Retry-After" not in reported.headers
    assert reported.json()["error"]["message"] == (
        "Maximum allowed 100 per 00:01:00 for the key Destination+TenantID+AppID. "
        "You can send requests again in 8 seconds."
    )


@pytest.mark.parametrize(("do", "stored", "status"), [("drop_before", 0, None), ("drop_after", 1, 201)])
def test_a_dropped_connection_gives_no_answer(do: str, stored: int, status: int | None) -> None:
    with running(SCENARIO, [fault(do, method="POST", path="isolate")]) as tenant:
        client = Client(tenant)
        with pytest.raises(requests.ConnectionError):
            client.post(ISOLATE, BODY)
        assert started(client) == stored
        assert (tenant.writes[-1]["status"], tenant.writes[-1]["fault"]) == (status, do)
        assert client.get("/api/machines").status_code == 200


def test_a_cut_body_ends_too_early() -> None:
    with running(SCENARIO, [fault("cut_body", method="POST", path="isolate")]) as tenant:
        client = Client(tenant)
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            client.post(ISOLATE, BODY)
        assert started(client) == 1


def test_not_json_stores_the_write_and_answers_something_else() -> None:
    with running(SCENARIO, [fault("not_json", method="POST", path="isolate")]) as tenant:
        client = Client(tenant)
        answer = client.post(ISOLATE, BODY)
        assert (answer.status_code, answer.headers["content-type"]) == (201, "text/html")
        assert answer.text.startswith("<html>")
        assert started(client) == 1


def test_delay_keeps_the_answer_back() -> None:
    with running(SCENARIO, [fault("delay 0.3", path="machines")]) as tenant:
        client = Client(tenant)
        begin = time.monotonic()
        assert client.get("/api/machines").status_code == 200
        assert time.monotonic() - begin >= 0.3


def test_a_request_that_was_given_up_during_a_delay_is_served_all_the_same() -> None:
    with running(SCENARIO, [fault("delay 0.4", method="POST", path="isolate")]) as tenant:
        client = Client(tenant)
        with pytest.raises(requests.ReadTimeout):
            client.session.post(tenant.url + ISOLATE, json=BODY, timeout=0.1)
        deadline = time.monotonic() + 3
        while not tenant.writes and time.monotonic() < deadline:
            time.sleep(0.02)
        assert (tenant.writes[-1]["status"], started(client)) == (201, 1)


def test_stopping_does_not_wait_for_a_delay_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    begin = time.monotonic()
    with (
        running(SCENARIO, [fault("delay 30", path="machines")]) as tenant,
        pytest.raises(requests.ReadTimeout),
    ):
        Client(tenant).session.get(f"{tenant.url}/api/machines", timeout=0.2)
    assert time.monotonic() - begin < 10
    assert capsys.readouterr().err == ""


def test_expire_token_ends_the_token_that_is_used_and_no_other() -> None:
    with running(SCENARIO, [fault("expire_token", path="isolate", nth=1)]) as tenant:
        client = Client(tenant)
        assert error_of(client.post(ISOLATE, BODY)) == (401, "Unauthorized")
        assert error_of(client.get("/api/machines")) == (401, "Unauthorized")
        client.use(client.token())
        assert client.post(ISOLATE, BODY).status_code == 201


@pytest.mark.parametrize(
    ("faults", "part"),
    [
        ({"do": "status 503"}, "must be a list"),
        (["status 503"], "fault 1 must be an object"),
        ([{"do": "status 503", "nth": 1}], "fault 1 must be an object"),
        ([fault("status 503"), fault("explode")], "fault 2: do must be one of status 503"),
        ([fault("status 99")], "do must be one of"),
        ([fault("status")], "do must be one of"),
        ([fault("drop_before 3")], "do must be one of"),
        ([fault("throttle soon")], "do must be one of"),
        ([fault("delay 1", verb="GET")], "when may have method, path and nth"),
        ([fault("delay 1", nth=0)], "nth must be a whole number from 1 on"),
        ([fault("delay 1", nth=True)], "nth must be a whole number"),
        ([fault("delay 1", path="(")], "path must be a regular expression"),
        ([fault("delay 1", path=3)], "path must be a regular expression"),
        ([fault("delay 1", method=3)], "method must be a text"),
        ([{"do": 3}], "do must be one of"),
        ("no/such/file", "cannot be read as JSON"),
    ],
)
def test_a_mistake_in_the_faults_is_one_clear_sentence(faults: Any, part: str) -> None:
    with pytest.raises(FaultError) as caught:
        load(faults)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_journal_tells_who_asked_for_what(tmp_path: Path) -> None:
    user = {"name": "a@contoso.com", "password": "a-password", "scopes": ["Machine.Read"]}
    apps = [app(users=[user], permissions=["Machine.Isolate"])]
    with running({**SCENARIO, "apps": apps}, journal=tmp_path / "journal") as tenant:
        client = Client(tenant)
        client.post(ISOLATE, BODY)
        client.use(client.token(grant_type="password", username="a@contoso.com", password="a-password"))
        client.get("/api/machines", filter="riskScore eq 'High'")
        client.use("nonsense")
        client.get("/api/machines")
        journal = tenant.journal
        assert tenant.writes == journal[1:2]
    keys = "n time method path query status authenticated_as tenant body_sha256 fault"
    assert [" ".join(entry) for entry in journal] == [keys] * 5
    assert [entry["n"] for entry in journal] == [1, 2, 3, 4, 5]
    assert [entry["status"] for entry in journal] == [200, 201, 200, 200, 401]
    app_id = apps[0]["id"]
    assert [entry["authenticated_as"] for entry in journal] == [
        app_id,
        app_id,
        "a@contoso.com",
        "a@contoso.com",
        None,
    ]
    assert journal[1]["body_sha256"] == hashlib.sha256(b'{"Comment": "x"}').hexdigest()
    assert [entry["body_sha256"] for entry in journal if entry["n"] != 2] == [None] * 4
    assert journal[3]["query"] == "$filter=riskScore+eq+'High'"
    lines = (tmp_path / "journal").read_text().splitlines()
    assert [json.loads(line) for line in lines] == journal


def test_the_journal_has_no_secret_and_no_token() -> None:
    user = {"name": "a@contoso.com", "password": "a-password", "scopes": ["Machine.Read"]}
    with running({**SCENARIO, "apps": [app(users=[user])]}) as tenant:
        client = Client(tenant)
        token = client.token()
        client.log_in(grant_type="password", username="a@contoso.com", password="a-password")
        client.session.get(
            f"{tenant.url}/api/machines", params={"access_token": token, "x": token, "client_secret": "s3"}
        )
        client.session.get(f"{tenant.url}/api/machines/{token}")
        text = json.dumps(tenant.journal)
        digest = hashlib.sha256(tenant.options["client_secret"].encode()).hexdigest()
    for secret in (token, "a-password", tenant.options["client_secret"], "s3", digest):
        assert secret not in text
    assert "access_token=hidden" in text


def test_an_operation_takes_as_much_as_is_documented() -> None:
    with running(SCENARIO, limits="documented") as tenant:
        client = Client(tenant)
        body = {"alertIds": ["none"], "status": "New"}
        statuses = [client.post("/api/alerts/batchUpdate", body).status_code for _time in range(11)]
        assert statuses == [404] * 10 + [429]
        refused = client.post("/api/alerts/batchUpdate", body)
        assert error_of(refused) == (429, "429")
        assert "Maximum allowed 10 per 00:01:00" in refused.json()["error"]["message"]
        assert client.get("/api/machines").status_code == 200


def test_without_limits_nothing_is_throttled() -> None:
    with running(SCENARIO, limits="off") as tenant:
        client = Client(tenant)
        body = {"alertIds": ["none"], "status": "New"}
        assert {client.post("/api/alerts/batchUpdate", body).status_code for _time in range(15)} == {404}


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_window_slides_and_a_refused_request_does_not_count() -> None:
    clock = Hand()
    limiter = Limiter(True, clock)
    limit = Limit(2, 3)
    assert [limiter.take("a", "op", limit) for _time in range(2)] == [None, None]
    clock.now += 10.5
    refused = limiter.take("a", "op", limit)
    assert refused is not None
    assert (refused.allowed, refused.window, refused.wait) == (2, 60.0, 50)
    assert limiter.take("b", "op", limit) is None
    assert limiter.take("a", "other", limit) is None
    clock.now += 50
    assert limiter.take("a", "op", limit) is None
    clock.now += 100
    hourly = limiter.take("a", "op", limit)
    assert hourly is not None
    assert (hourly.allowed, hourly.window) == (3, 3600.0)
    assert hourly.wait == 3600 - 160
