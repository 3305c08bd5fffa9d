# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hunting on the simulator: both routes, their tokens and refusals, and the part of KQL that is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.simulator.scenario import ScenarioError
from ansible_collections.secops.defender.tests.unit.simulator.client import Client, app, error_of, machine

GRAPH_SCOPE = "https://graph.microsoft.com/.default"
GRAPH, ENDPOINT = "/graph/v1.0/security/runHuntingQuery", "/api/advancedqueries/run"
EVIDENCE = [
    {
        "entityType": "Process",
        "fileName": "cmd.exe",
        "processId": number,
        "processCommandLine": line,
        "processCreationTime": f"2026-04-{day:02}T10:00:00.1234567Z",
    }
    for number, (line, day) in enumerate((("cmd /c Dir", 28), ("cmd /c type", 29), ("cmd /c old", 1)))
]
SCENARIO: dict[str, Any] = {
    "now": "2026-05-01T12:00:00Z",
    "machines": [machine(1, isAadJoined=True), machine(2, osPlatform="Ubuntu", isAadJoined=False)],
    "alerts": [
        {
            "id": "da1_1",
            "machineId": machine(1)["id"],
            "computerDnsName": "web-1.contoso.com",
            "firstEventTime": "2026-04-28T10:00:00Z",
            "mitreTechniques": ["T1490"],
            "relatedUser": {"userName": "ana"},
            "evidence": EVIDENCE,
        },
        {"id": "da1_2", "machineId": machine(1)["id"], "evidence": EVIDENCE[:1]},
    ],
    "hunting": [
        {"query": "Exact  | summarize count()", "results": [{"count_": 3}]},
        {"matches": "Never", "problem": "resources"},
    ],
}


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield for_graph(tenant)


def for_graph(tenant: Running) -> Client:
    client = Client(tenant, log_in=False)
    client.use(client.token(scope=GRAPH_SCOPE))
    return client


def roles_of(client: Client) -> list[str]:
    token = str(client.session.headers["Authorization"]).removeprefix("Bearer ")
    return list(jwt.decode(token, options={"verify_signature": False})["roles"])


def rows(client: Client, query: str, **more: str) -> list[dict[str, Any]]:
    answer = client.post(GRAPH, {"Query": query, **more})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["results"])


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("| where FileName == 'cmd.exe'", [0, 1]),
        ('| where FileName =~ "CMD.EXE" and ProcessId > 0', [1]),
        ("| where ProcessCommandLine has 'DIR'", [0]),
        ("| where ProcessCommandLine in ('cmd /c Dir', x)", [0]),
        ("| where ProcessCommandLine endswith 'TYPE' // no more", [1]),
        ("| where ProcessId in~ (dynamic([1, 7]))", [1]),
        ("| where Timestamp > ago(2d)", []),
        ("| where ProcessId == 0 or ProcessCommandLine has 'type'", [0, 1]),
        ("| where ProcessId > 0 and (FileName == 'x' or FileName == 'cmd.exe')", [1]),
        ("| where FileName == 'x' and ProcessId == 1 or ProcessId == 0", [0]),
        ("| where not(ProcessId == 0)", [1]),
        ("| where (ProcessId == 0", None),
        ("| where FileName in~ ('CMD.EXE') and ProcessId !in (0)", [1]),
        ("| where FileName !in~ ('CMD.EXE')", []),
        ("| where ProcessCommandLine has_any ('DIR', 'x')", [0]),
        ("| where ProcessCommandLine !has 'dir'", [1]),
        ("| where array_length(none) == 0 or FileName in~ (none)", [0, 1]),
        ("| where array_length(some) == 0 or FileName in~ (some)", []),
        ("| where tostring(split(FileName, '.')[0]) =~ 'CMD'", [0, 1]),
        ("| where isnotempty(SHA1) or tolower(FileName) != 'cmd.exe'", []),
        ("| where isempty(SHA1) and AccountName == 'ana'", [0, 1]),
        ("| where Timestamp > ago(span)", [1]),
        ("| where Timestamp > ago(x)", None),
        ("| where strlen(FileName) > 3", None),
        ("| take most", [0]),
        ("| where Timestamp between", None),
        ("| where Timestamp >= datetime(2026-04-29)", [1]),
        ("| where Timestamp < '2026-04-29'", None),
        ("| where FileName == nothing", None),
        ("| sort by Timestamp asc | take 1", [0]),
        ("| order by Timestamp", [1, 0]),
        ("| top 1 by ProcessId", [1]),
        ("| limit 0", []),
        ("| where", None),
        ("| take 1 take 2", None),
        ("| take 'one'", None),
        ("| where ProcessId > 'x'", None),
        ("| where ProcessId has 'x'", None),
        ("| summarize count()", None),
        ("; DeviceInfo", None),
        ("| where FileName == 'open", None),
        ('| where FileName == "a\nb"', None),
        ("| project Colour", None),
    ],
)
def test_a_query_is_run_or_refused(client: Client, query: str, lines: list[int] | None) -> None:
    lets = 'let x = "y";\nlet none = dynamic([]);\nlet some = dynamic(["z"]);\nlet span = timespan(3d);\nlet most = long(1);\n'
    asked = f"{lets}DeviceProcessEvents {query}"
    if lines is None:
        assert error_of(client.post(GRAPH, {"Query": asked})) == (400, "BadRequest")
    else:
        assert [row["ProcessId"] for row in rows(client, asked)] == lines


def test_columns_have_types_and_lists_are_texts(client: Client) -> None:
    answer = client.post(GRAPH, {"query": "AlertInfo | project AttackTechniques, AlertId"}).json()
    assert answer["@odata.context"].endswith("$metadata#microsoft.graph.security.huntingQueryResults")
    assert answer["schema"] == [
        {"name": "AttackTechniques", "type": "String"},
        {"name": "AlertId", "type": "String"},
    ]
    assert answer["results"] == [{"AttackTechniques": '["T1490"]', "AlertId": "da1_1"}]
    assert [row["IsAzureADJoined"] for row in rows(client, "DeviceInfo")] == [1, 0]
    assert rows(client, "AlertEvidence | count") == [{"Count": 0}]


@pytest.mark.parametrize(
    ("timespan", "count"),
    [
        ("P30D", 2),
        ("P3D", 1),
        ("PT1H", 0),
        ("2026-04-29T00:00:00Z", 1),
        ("2026-04-28T00:00:00Z/2026-04-29T00:00:00Z", 1),
        ("2026-04-28T00:00:00Z/PT12H", 1),
        ("P1D/2026-04-29T00:00:00Z", 1),
    ],
)
def test_a_timespan_has_five_forms(client: Client, timespan: str, count: int) -> None:
    assert len(rows(client, "DeviceProcessEvents", Timespan=timespan)) == count


def test_a_timespan_that_is_none_is_refused(client: Client) -> None:
    assert error_of(client.post(GRAPH, {"Query": "DeviceInfo", "Timespan": "soon"})) == (400, "BadRequest")


def test_the_older_route_writes_all_names_with_a_capital(client: Client) -> None:
    older = Client(client.tenant)
    answer = older.post(ENDPOINT, {"Query": "DeviceInfo | project OSPlatform | take 1"})
    assert answer.json() == {
        "Schema": [{"Name": "OSPlatform", "Type": "String"}],
        "Results": [{"OSPlatform": "Windows11"}],
    }
    assert error_of(older.post(ENDPOINT, {"query": "DeviceInfo"})) == (400, "InvalidRequestBody")
    assert error_of(older.post(ENDPOINT, {})) == (400, "MissingRequiredParameter")


def test_a_scenario_answers_queries_as_they_stand_and_by_pattern(client: Client) -> None:
    assert rows(client, "Exact | summarize\n count()") == [{"count_": 3}]
    answer = client.post(GRAPH, {"Query": "NeverMind"})
    assert answer.json()["error"]["message"] == "Query stopped due to excessive resource consumption."


def test_graph_says_no_in_its_own_words(client: Client) -> None:
    error = client.post(GRAPH, {"Query": "Nothing"}).json()["error"]
    assert error["message"].startswith("Failed to resolve table or column expression named 'Nothing'")
    assert set(error["innerError"]) == {"date", "request-id", "client-request-id"}
    assert "target" not in error


def test_a_token_is_for_one_service(client: Client) -> None:
    other = Client(client.tenant)
    assert error_of(other.post(GRAPH, {"Query": "DeviceInfo"})) == (401, "InvalidAuthenticationToken")
    assert error_of(client.post(ENDPOINT, {"Query": "DeviceInfo"})) == (403, "Forbidden")
    assert error_of(client.session.get(client.tenant.url + GRAPH)) == (405, "MethodNotAllowed")


@pytest.mark.parametrize(
    ("permission", "graph", "endpoint"),
    [("ThreatHunting.Read.All", 200, 403), ("AdvancedQuery.Read.All", 403, 200)],
)
def test_a_token_carries_the_permissions_of_its_service(permission: str, graph: int, endpoint: int) -> None:
    with running({**SCENARIO, "apps": [app(permissions=[permission])]}) as tenant:
        assert [roles_of(client) for client in (for_graph(tenant), Client(tenant))] == [
            [permission] * (graph == 200),
            [permission] * (endpoint == 200),
        ]
        for client, path, status in ((for_graph(tenant), GRAPH, graph), (Client(tenant), ENDPOINT, endpoint)):
            assert client.post(path, {"Query": "DeviceInfo"}).status_code == status


def test_queries_are_counted_for_the_tenant_and_are_no_writes() -> None:
    apps = [
        app(permissions=["AdvancedQuery.Read.All"]),
        app(id="second", permissions=["AdvancedQuery.Read.All"]),
    ]
    with running({**SCENARIO, "apps": apps}, limits="documented") as tenant:
        clients = [Client(tenant), Client(tenant)]
        clients[1].use(clients[1].token(client_id="second"))
        statuses = [clients[n % 2].post(ENDPOINT, {"Query": "DeviceInfo"}).status_code for n in range(46)]
        assert statuses == [200] * 45 + [429]
        assert tenant.writes == []
        assert tenant.journal[-1]["body_sha256"]


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"results": []}, "hunting[0] must have either query or matches"),
        ({"query": "T", "matches": "T"}, "must have either query or matches"),
        ({"query": "T", "answer": []}, "hunting[0].answer is unknown"),
        ({"query": "T", "results": 5}, "hunting[0].results must be a list of objects"),
        ({"query": "T", "problem": "none"}, "hunting[0].problem must be one of size, timeout"),
        ({"matches": "("}, "hunting[0].matches must be a regular expression"),
    ],
)
def test_an_answer_that_is_none_is_told(record: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=".") as caught, running({"hunting": [record]}):
        pass
    assert says in str(caught.value)


def test_files_and_connections_are_read_from_the_evidence_of_alerts() -> None:
    evidence = [
        {"entityType": "File", "fileName": "a.dll", "sha1": "a" * 40},
        {"entityType": "Process", "fileName": "a.exe"},
        {"entityType": "Ip", "ipAddress": "203.0.113.1"},
        {"entityType": "Url", "url": "https://a.example/"},
    ]
    alert = {**SCENARIO["alerts"][0], "evidence": evidence}
    with running({**SCENARIO, "alerts": [alert]}) as tenant:
        client = for_graph(tenant)
        files = rows(client, "DeviceFileEvents | project FileName, InitiatingProcessAccountName")
        assert files == [{"FileName": "a.dll", "InitiatingProcessAccountName": "ana"}]
        query = (
            "DeviceNetworkEvents | where InitiatingProcessFileName == 'a.exe' | project RemoteIP, RemoteUrl"
        )
        assert rows(client, query) == [
            {"RemoteIP": "203.0.113.1", "RemoteUrl": None},
            {"RemoteIP": None, "RemoteUrl": "https://a.example/"},
        ]
