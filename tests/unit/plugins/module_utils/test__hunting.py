# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hunting against a tenant, on both routes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _client, _clock
from ansible_collections.secops.defender.plugins.module_utils._app_token import APP_TOKEN
from ansible_collections.secops.defender.plugins.module_utils._clouds import endpoints_of
from ansible_collections.secops.defender.plugins.module_utils._hunting import HUNTING_QUERY
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

GRAPH, ENDPOINT = "/graph/v1.0/security/runHuntingQuery", "/api/advancedqueries/run"
API, GRAPH_AUDIENCE = "https://api.securitycenter.microsoft.com", "https://graph.microsoft.com"
DEVICE = "srv-file-01.corp.contoso.com"
COPIES = "DeviceProcessEvents | where ProcessCommandLine has text | project DeviceName, ProcessCommandLine"


@pytest.fixture(name="tenant", scope="module")
def _tenant() -> Iterator[Running]:
    with running("breach") as tenant:
        yield tenant


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept."""
    slept: list[float] = []
    monkeypatch.setattr(_clock, "sleep", slept.append)
    return slept


def hunt(tenant: Running, query: str, check_mode: bool = False, **options: Any) -> Result:
    return run(tenant, HUNTING_QUERY, check_mode, query=query, **options)


def with_problem(problem: str, *faults: dict[str, Any]) -> Any:
    return running({"hunting": [{"matches": "Heavy", "problem": problem}]}, faults=list(faults))


@pytest.mark.parametrize("api", ["graph", "endpoint"])
def test_both_routes_find_the_same_rows(tenant: Running, api: str) -> None:
    query = "DeviceInfo | where DeviceName == device | project DeviceName, OSPlatform, IsAzureADJoined"
    result = hunt(tenant, query, check_mode=True, parameters={"device": DEVICE}, api=api)
    assert result == {
        "changed": False,
        "schema": [
            {"name": "DeviceName", "type": "String"},
            {"name": "OSPlatform", "type": "String"},
            {"name": "IsAzureADJoined", "type": "SByte"},
        ],
        "rows": [{"DeviceName": DEVICE, "OSPlatform": "WindowsServer2019", "IsAzureADJoined": False}],
        "row_count": 1,
        "capped": False,
    }
    assert tenant.journal[-1]["path"] == {"graph": GRAPH, "endpoint": ENDPOINT}[api]


@pytest.mark.parametrize(
    "text",
    ['vssadmin.exe" or 1 == 1 //', "vssadmin.exe\\", 'x"; DeviceInfo //', "C:\\Windows\\tskhost32.exe"],
)
def test_a_parameter_is_compared_and_never_run(tenant: Running, text: str) -> None:
    rows = hunt(tenant, COPIES, parameters={"text": text})["rows"]
    assert [row for row in rows if text not in row["ProcessCommandLine"]] == []
    assert bool(rows) == text.endswith("tskhost32.exe")


def test_parameters_of_every_type_reach_the_query(tenant: Running) -> None:
    machines = tenant.collection("machines")
    wanted = sorted(machines, key=lambda machine: str(machine["lastSeen"]))[-5:]
    result = hunt(
        tenant,
        "DeviceInfo | where DeviceName in (names) and Timestamp >= since and IsAzureADJoined == joined | top count by Timestamp",
        parameters={
            "names": [machine["computerDnsName"] for machine in wanted],
            "since": {"datetime": wanted[0]["lastSeen"]},
            "joined": 1,
            "count": {"long": "4"},
        },
    )
    expected = [machine["id"] for machine in reversed(wanted) if machine["isAadJoined"]][:4]
    assert [row["DeviceId"] for row in result["rows"]] == expected
    assert expected


def test_rows_have_the_types_of_their_columns(tenant: Running) -> None:
    first, second = hunt(tenant, "DeviceNetworkEvents | where RemoteIP == '203.0.113.66'")["rows"]
    assert first["ReportId"] == 638825133323766195
    assert first["AdditionalFields"] == {"direction": "Out", "names": ["cdn.kb-helper.invalid"]}
    assert second["AdditionalFields"] is None
    logons = hunt(tenant, "DeviceLogonEvents | where AccountName == 'svc_backup'", api="endpoint")["rows"]
    assert [row["IsLocalAdmin"] for row in logons] == [True, False]


def test_a_timespan_narrows_what_is_looked_at(tenant: Running) -> None:
    counts = [
        hunt(tenant, "DeviceProcessEvents | count", timespan=timespan)["rows"][0]["Count"]
        for timespan in (None, "P30D", "PT12H", "2020-01-01T00:00:00Z/P1D")
    ]
    assert counts[0] == counts[1] > counts[2] > counts[3] == 0


def test_a_query_is_read_from_a_file(tenant: Running, tmp_path: Path) -> None:
    path = tmp_path / "query.kql"
    path.write_text("// Grüße\nDeviceInfo\n| count\n", encoding="utf-8")
    assert run(tenant, HUNTING_QUERY, query_file=str(path))["rows"][0]["Count"] > 30


@pytest.mark.parametrize("form", ["csv", "json", "ndjson"])
def test_rows_go_to_a_file_that_changes_only_with_them(tenant: Running, tmp_path: Path, form: str) -> None:
    dest = tmp_path / "rows"
    query = "DeviceInfo | where DeviceName == device | project DeviceId, DeviceName"
    options: dict[str, Any] = {"parameters": {"device": DEVICE}, "dest": str(dest), "format": form}
    predicted = hunt(tenant, query, check_mode=True, **options)
    assert predicted["changed"] is True
    assert list(tmp_path.iterdir()) == []
    first, second, checked = (hunt(tenant, query, check, **options) for check in (False, False, True))
    assert [result["changed"] for result in (first, second, checked)] == [True, False, False]
    assert first["file"] == second["file"] == predicted["file"] == checked["file"]
    content = dest.read_bytes()
    assert first["file"] == {
        "path": str(dest),
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert dest.stat().st_mode & 0o777 == 0o600
    assert DEVICE in content.decode()
    assert (first["row_count"], "rows" in first) == (1, False)
    assert hunt(tenant, query, **{**options, "parameters": {"device": "gone"}})["changed"] is True


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"query": " \n"}, "query: it is empty"),
        ({"query": "T", "timespan": "7d"}, "timespan: '7d' is no time or period of ISO 8601"),
        ({"query": "T", "timespan": "P"}, "is no time or period of ISO 8601"),
        ({"query": "T", "timespan": "P7D", "api": "endpoint"}, "timespan: only api=graph takes one"),
        ({"query": "T", "parameters": {"x": 1}}, "parameters.x: the query does not name it"),
        ({"query": "T | where x", "parameters": {"x": None}}, "parameters.x: a value of the type NoneType"),
        ({"query": "T", "dest": "/no/such/place.csv"}, "dest: there is no directory /no/such"),
        ({"query_file": "/no/such/query.kql"}, "query_file: /no/such/query.kql cannot be read as text"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_asked(
    tenant: Running, options: dict[str, Any], says: str
) -> None:
    before = len(tenant.journal)
    result = run(tenant, HUNTING_QUERY, **options)
    assert result["error"]["kind"] == "OptionError"
    assert says in result["msg"]
    assert len(tenant.journal) == before


@pytest.mark.parametrize("api", ["graph", "endpoint"])
@pytest.mark.parametrize(
    ("problem", "reason", "advice"),
    [
        ("syntax", "syntax", "correct the query"),
        ("size", "size", "let the query leave fewer rows or columns"),
        ("timeout", "timeout", "the query took longer than the service allows"),
        ("gateway_timeout", "timeout", "the query took longer than the service allows"),
        ("resources", "resources", "the query used more than the service allows"),
    ],
)
def test_failing_queries_are_told_apart(api: str, problem: str, reason: str, advice: str) -> None:
    with with_problem(problem) as tenant:
        result = hunt(tenant, "Heavy", api=api)
        assert (result["error"]["kind"], result["error"]["reason"]) == ("QueryFailed", reason)
        assert advice in result["msg"]
        assert result["error"]["target"]
        paths = [entry["path"] for entry in tenant.journal]
        assert len([path for path in paths if path in (GRAPH, ENDPOINT)]) == 1


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("NoSuchTable | take 1", "Failed to resolve table or column expression named 'NoSuchTable'"),
        ("DeviceInfo | where Colour == 1", "Failed to resolve scalar expression named 'Colour'"),
        ("DeviceInfo | where DeviceName == 'open", "A recognition error occurred"),
    ],
)
def test_a_mistake_in_a_query_comes_with_the_words_of_the_service(
    tenant: Running, query: str, says: str
) -> None:
    result = hunt(tenant, query)
    assert result["error"]["reason"] == "syntax"
    assert says in result["msg"]
    assert result["error"]["message"].rstrip(".") in result["msg"]


def test_a_quota_that_is_used_up_says_when_to_come_back(waits: list[float]) -> None:
    with with_problem("quota") as tenant:
        result = hunt(tenant, "Heavy")
    error = result["error"]
    assert (error["kind"], error["reason"], error["retry_after"]) == ("Throttled", "quota", 720)
    assert "exceeded processing resources" in error["message"]
    assert waits == []


def test_too_many_queries_wait_as_told(waits: list[float]) -> None:
    with running("breach", faults=[{"when": {"path": GRAPH, "nth": 1}, "do": "throttle 7"}]) as tenant:
        assert "rows" in hunt(tenant, "DeviceInfo | take 1")
    assert waits == [7.0]


@pytest.mark.parametrize(
    ("api", "granted", "needed"),
    [
        ("graph", "AdvancedQuery.Read.All", "ThreatHunting.Read.All"),
        ("endpoint", "ThreatHunting.Read.All", "AdvancedQuery.Read.All"),
    ],
)
def test_each_route_names_its_own_permission(api: str, granted: str, needed: str) -> None:
    app = {"id": "7d0a6a9c-3e3f-4d0a-9d6f-1f6a3b1b0001", "secret": "kept", "permissions": [granted]}
    with running({"apps": [app]}) as tenant:
        result = hunt(tenant, "DeviceInfo", api=api)
    assert (result["error"]["kind"], result["error"]["needed"]) == ("Forbidden", [needed])
    assert f"grant the application one of {needed}" in result["msg"]


@pytest.mark.parametrize("do", ["status 404", "status 410"])
def test_the_retiring_route_says_so_when_it_is_gone(do: str) -> None:
    with running("breach", faults=[{"when": {"path": ENDPOINT}, "do": do}]) as tenant:
        result = hunt(tenant, "DeviceInfo | take 1", api="endpoint")
        assert result["error"]["kind"] == "ApiError"
        assert result["msg"].endswith("Microsoft is retiring this route: use api=graph.")


def test_graph_is_not_said_to_be_retiring() -> None:
    with running("breach", faults=[{"when": {"path": GRAPH}, "do": "status 404"}]) as tenant:
        result = hunt(tenant, "DeviceInfo | take 1")
    assert result["error"]["kind"] == "NotFound"
    assert "retiring" not in result["msg"]


@pytest.mark.parametrize("do", ["drop_after", "cut_body", "not_json", "status 503"])
def test_a_query_whose_answer_was_lost_is_not_asked_again(do: str, waits: list[float]) -> None:
    with running("breach", faults=[{"when": {"path": GRAPH}, "do": do}]) as tenant:
        assert hunt(tenant, "DeviceInfo | take 1")["failed"]
        assert [entry["path"] for entry in tenant.journal].count(GRAPH) == 1
    assert waits == []


def test_the_answer_may_take_longer_than_the_timeout_of_other_requests() -> None:
    with running("breach", faults=[{"when": {"path": GRAPH}, "do": "delay 0.6"}]) as tenant:
        assert "rows" in hunt(tenant, "DeviceInfo | take 1", timeout=0.3)


def token(tenant: Running, audience: str) -> str:
    return str(run(tenant, APP_TOKEN, audience=audience)["token"]["access_token"])


ALONE: dict[str, Any] = {"client_id": None, "client_secret": None, "tenant_id": None}


def test_a_token_for_graph_is_enough_for_graph(tenant: Running) -> None:
    ready = token(tenant, GRAPH_AUDIENCE)
    before = len(tenant.journal)
    assert "rows" in hunt(tenant, "DeviceInfo | take 1", access_token=ready, **ALONE)
    assert [entry["path"] for entry in tenant.journal[before:]] == [GRAPH]


@pytest.mark.parametrize(
    ("api", "has", "needs"), [("graph", API, GRAPH_AUDIENCE), ("endpoint", GRAPH_AUDIENCE, API)]
)
def test_a_token_for_the_other_service_alone_is_told_in_one_sentence(
    tenant: Running, api: str, has: str, needs: str
) -> None:
    ready = token(tenant, has)
    before = len(tenant.journal)
    result = hunt(tenant, "DeviceInfo | take 1", api=api, access_token=ready, **ALONE)
    assert result["error"]["kind"] == "AuthError"
    assert result["msg"] == (
        f"access_token: it is for {has} and this needs one for {needs};"
        " give a token for that audience, or credentials to log in with."
    )
    assert len(tenant.journal) == before


def test_a_token_for_the_other_service_gives_way_to_credentials(tenant: Running) -> None:
    ready = token(tenant, API)
    assert "rows" in hunt(tenant, "DeviceInfo | take 1", access_token=ready)


def test_each_service_has_one_login_in_one_session() -> None:
    with running("breach") as tenant:
        for api in ("graph", "endpoint", "graph", "endpoint"):
            assert "rows" in hunt(tenant, "DeviceInfo | take 1", api=api)
        logins = [entry for entry in tenant.journal if entry["path"].endswith("/oauth2/v2.0/token")]
    assert len(logins) == 2
    assert [set(login._sources) for login in _client._logins.values()] == [{API, GRAPH_AUDIENCE}]


@pytest.mark.parametrize(
    ("cloud", "audience"),
    [
        ("commercial", GRAPH_AUDIENCE),
        ("gcc", GRAPH_AUDIENCE),
        ("gcc_high", "https://graph.microsoft.us"),
        ("dod", "https://dod-graph.microsoft.us"),
    ],
)
def test_tokens_for_graph_are_for_the_graph_host_of_the_cloud(cloud: str, audience: str) -> None:
    services = endpoints_of(
        {"cloud": cloud, "graph_url": "https://proxy/", "audience": "https://api"}
    ).services
    assert services["graph"] == ("https://proxy", audience)
    assert services["api"].audience == "https://api"
    assert endpoints_of({"cloud": cloud}).services["graph"] == (audience, audience)


def test_a_result_that_is_as_long_as_can_be_says_so() -> None:
    columns = [{"name": "N", "type": "Int64"}]
    record = {"matches": "Much", "schema": columns, "results": [{"N": number} for number in range(100_000)]}
    with running({"hunting": [record]}) as tenant:
        result = hunt(tenant, "Much")
    assert (result["row_count"], result["capped"]) == (100_000, True)
    assert json.dumps(result["rows"][-1]) == '{"N": 99999}'


@pytest.mark.parametrize("option", ["graph_url", "authority_url"])
def test_no_connection_is_told_apart_from_a_lost_answer(
    tenant: Running, waits: list[float], option: str
) -> None:
    closed: dict[str, Any] = {option: "https://127.0.0.1:9"}
    result = hunt(tenant, "DeviceInfo | take 1", **closed)
    assert (result["error"]["kind"], result["error"]["reason"]) == ("TransportError", "unreached")


@pytest.mark.parametrize("check_mode", [True, False])
def test_the_rows_can_be_had_beside_the_file(tenant: Running, tmp_path: Path, check_mode: bool) -> None:
    given: dict[str, Any] = {"dest": str(tmp_path / "rows.csv"), "check_mode": check_mode}
    result = hunt(tenant, "DeviceInfo | take 2", return_rows=True, **given)
    assert len(result["rows"]) == result["row_count"] == 2
    assert result["file"]["path"] == given["dest"]
    assert "rows" not in hunt(tenant, "DeviceInfo | take 2", **given)
