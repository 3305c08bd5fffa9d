# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists: what they take, how they are ordered, and how they are cut into pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, error_of, machine

MACHINES = [machine(n, riskScore="High" if n % 2 else "Low") for n in range(10)]
ALERTS = [
    {
        "id": f"da{n}_-{n}",
        "alertCreationTime": f"2026-04-{n:02d}T10:00:00.{n}Z",
        "severity": "High",
        "status": "New" if n % 2 else "Resolved",
        "machineId": MACHINES[0]["id"],
        "incidentId": n,
        "evidence": [{"entityType": "File", "sha1": "a" * 40}],
    }
    for n in (2, 9, 5)
]
SCENARIO: dict[str, Any] = {"now": NOW, "machines": MACHINES, "alerts": ALERTS}


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[Client]:
    with running(SCENARIO, page_size=4) as tenant:
        yield Client(tenant)


def walk(client: Client, path: str, limit: int = 8) -> list[list[str]]:
    """The ids on each page, following every link."""
    pages: list[list[str]] = []
    url: str | None = client.tenant.url + path
    while url and len(pages) < limit:
        body = client.session.get(url).json()
        pages.append([record["id"] for record in body["value"]])
        url = body.get("@odata.nextLink")
    return pages


def flat(pages: list[list[str]]) -> list[str]:
    return [record_id for page in pages for record_id in page]


IDS = [record["id"] for record in MACHINES]


def test_alerts_are_listed_newest_first_and_without_evidence(client: Client) -> None:
    records = client.get("/api/alerts").json()["value"]
    assert [record["id"] for record in records] == ["da9_-9", "da5_-5", "da2_-2"]
    assert [record["evidence"] for record in records] == [[], [], []]


def test_evidence_comes_with_expand(client: Client) -> None:
    records = client.get("/api/alerts", expand="evidence").json()["value"]
    assert records[1] == ALERTS[2]
    assert error_of(client.get("/api/alerts", expand="machine")) == (400, "ODataError")


@pytest.mark.parametrize("path", ["/api/machines", "/api/v1.0/machines", "/API/V1.0/Machines"])
def test_a_path_has_no_case_and_needs_no_version(client: Client, path: str) -> None:
    body = client.get(path, top="1").json()
    assert body["@odata.context"] == f"{client.tenant.url}/api/$metadata#Machines"


def test_the_context_echoes_the_host_that_was_asked(client: Client) -> None:
    port = client.tenant.url.rpartition(":")[2]
    body = client.session.get(f"https://localhost:{port}/api/alerts").json()
    assert body["@odata.context"] == f"https://localhost:{port}/api/$metadata#Alerts"


def test_without_top_a_cut_answer_names_the_next_page(client: Client) -> None:
    assert walk(client, "/api/machines") == [IDS[:4], IDS[4:8], IDS[8:]]


def test_the_next_link_keeps_the_other_options(client: Client) -> None:
    pages = walk(client, "/api/machines?$filter=riskScore+eq+'High'&$skip=0")
    assert pages == [IDS[1:9:2], IDS[9:]]
    pages = walk(client, "/api/machines?$filter=riskScore%20eq%20'High'%20or%20id%20eq%20'a%26b'")
    assert flat(pages) == IDS[1::2]


def test_with_top_there_is_no_next_link(client: Client) -> None:
    body = client.get("/api/machines", top="6").json()
    assert [record["id"] for record in body["value"]] == IDS[:6]
    assert "@odata.nextLink" not in body


def test_top_and_skip_step_to_an_empty_end(client: Client) -> None:
    assert client.ids("/api/machines", top="4", skip="8") == IDS[8:]
    assert client.ids("/api/machines", top="4", skip="12") == []


def test_no_machine_at_all_is_404(client: Client) -> None:
    assert error_of(client.get("/api/machines", filter="riskScore eq 'Medium'")) == (404, "NotFound")
    with running() as tenant:
        assert error_of(Client(tenant).get("/api/machines")) == (404, "NotFound")
        assert Client(tenant).ids("/api/alerts") == []
        assert Client(tenant).ids("/api/machineactions") == []


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"top": "10001"}, "'10000' for Top"),
        ({"top": "-1"}, "$top"),
        ({"skip": "1e4"}, "$skip"),
        ({"filter": "osBuild eq 1"}, "'osBuild'"),
        ({"filter": "riskScore eq"}, "Syntax error"),
        ({"select": "id"}, "'$select' is not allowed"),
        ({"orderby": "id"}, "'$orderby' is not allowed"),
        ({"count": "true"}, "'$count' is not allowed"),
        ({"expand": "evidence"}, "'$expand' is not allowed"),
    ],
)
def test_what_a_list_does_not_take_is_named(client: Client, query: dict[str, str], part: str) -> None:
    answer = client.get("/api/machines", **query)
    assert error_of(answer) == (400, "ODataError")
    assert part in answer.json()["error"]["message"]


def test_an_option_that_odata_does_not_know_is_refused_in_its_own_shape(client: Client) -> None:
    answer = client.get("/api/machineactions", stop="2")
    assert answer.status_code == 400
    message = (
        "The query specified in the URI is not valid. "
        "Custom query option '$stop' that starts with '$' is not supported."
    )
    assert answer.json() == {"error": {"code": "", "message": message, "details": []}}


def test_an_option_without_a_dollar_is_ignored(client: Client) -> None:
    assert len(client.session.get(f"{client.tenant.url}/api/machines?top=1&=5").json()["value"]) == 4


@pytest.mark.parametrize("text", ["status eq 'New'", "STATUS eq 'new'"])
def test_a_filter_selects(client: Client, text: str) -> None:
    assert client.ids("/api/alerts", filter=text) == ["da9_-9", "da5_-5"]


def test_the_filter_property_of_investigations_is_taken_in_both_cases(client: Client) -> None:
    assert len(client.ids("/api/alerts", filter="InvestigationId eq null")) == 3


def test_the_alerts_of_a_machine_take_no_option_but_are_counted_with_a_filter(client: Client) -> None:
    path = f"/api/machines/{IDS[0]}/alerts"
    assert client.ids(path) == ["da9_-9", "da5_-5", "da2_-2"]
    assert error_of(client.get(path, top="1")) == (400, "ODataError")
    counted = client.get(f"{path}/$count", filter="status ne 'Resolved'")
    assert (counted.text, counted.headers["content-type"]) == ("2", "text/plain")
    assert client.get(f"{path}/$count").text == "3"
    assert error_of(client.get(f"{path}/$count", top="1")) == (400, "ODataError")


def quirky(quirk: str) -> Any:
    return running({**SCENARIO, "quirks": [quirk]}, page_size=4)


def test_quirk_mangled_next_link_loses_the_filter() -> None:
    with quirky("mangled_next_link") as tenant:
        client = Client(tenant)
        body = client.get("/api/machines", filter="riskScore eq 'High'").json()
        link = body["@odata.nextLink"]
        assert link.endswith("/api/machines?=riskScore%20eq%20%27High%27&=4&$skip=4")
        assert len(client.session.get(link).json()["value"]) == 4


def test_quirk_stuck_next_link_never_ends() -> None:
    with quirky("stuck_next_link") as tenant:
        pages = walk(Client(tenant), "/api/machines")
    assert pages == [IDS[:4]] + [IDS[4:8]] * 7


def test_quirk_foreign_next_link_names_another_host() -> None:
    with quirky("foreign_next_link") as tenant:
        link = Client(tenant).get("/api/machines").json()["@odata.nextLink"]
    assert link.startswith("https://localhost:")


@pytest.mark.parametrize("query", ["", "?$top=4"])
def test_quirk_repeats_shows_records_twice_and_all_of_them(query: str) -> None:
    with quirky("repeats") as tenant:
        client = Client(tenant)
        if query:
            pages = [client.ids("/api/machines", top="4", skip=str(skip)) for skip in range(0, 16, 4)]
        else:
            pages = walk(client, "/api/machines")
    assert pages[1] == IDS[1:5]
    assert list(dict.fromkeys(flat(pages))) == IDS
    assert len(flat(pages)) == 13


def test_quirk_moving_records_moves_one_while_somebody_reads() -> None:
    with quirky("moving_records") as tenant:
        client = Client(tenant)
        first = flat(walk(client, "/api/machines"))
        again = flat(walk(client, "/api/machines"))
    assert first.count(IDS[3]) == 2
    assert IDS[-1] not in first
    assert again == IDS[-1:] + IDS[:-1]
