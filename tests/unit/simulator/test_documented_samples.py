# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The samples of the reference, when they lie beside the repository: served unchanged, and taken as bodies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.simulator.routes import ROUTES
from ansible_collections.secops.defender.tests.unit.simulator.client import MACHINE, Client, machine

PARENTS = Path(__file__).resolve().parents
BESIDE = [parent / "shared/defender-api/examples" for parent in PARENTS]
FOLDER = next((folder for folder in BESIDE if folder.is_dir()), BESIDE[-1])

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the documented samples (shared/defender-api/examples) do not lie beside the repository",
)

ALERT_ID = "636688558380765161_2136280442"
NOW = {"now": "2026-05-01T12:00:00Z"}


class Sample(NamedTuple):
    """A documented answer: where its records go in a scenario, and which path gives them back."""

    file: str
    collection: str
    path: str
    now: str = "2026-05-01T12:00:00Z"


SAMPLES = (
    Sample("list_alerts", "alerts", "/api/alerts"),
    Sample("get_alert", "alerts", "/api/alerts/da637472900382838869_1364969609"),
    Sample("list_machines", "machines", "/api/machines"),
    Sample("list_machines.filter_risk_score_high", "machines", "/api/machines?$filter=riskScore+eq+'High'"),
    Sample("get_machine", "machines", "/api/machines/1e5bc9d7e413ddd7902c2932e418702b84d0cc07"),
    Sample("list_machine_actions", "machineactions", "/api/machineactions"),
    Sample(
        "get_machine_action", "machineactions", "/api/machineactions/5382f7ea-7557-4ab7-9782-d50480024a4e"
    ),
    Sample("list_investigations", "investigations", "/api/investigations"),
    Sample("run_live_response", "machineactions", "/api/machineactions/{machine_action_id}"),
    Sample("list_library_files", "libraryfiles", "/api/libraryfiles"),
    Sample("get_file", "files", "/api/files/4388963aaa83afe2042a46a3c017ad50bdcdafb3"),
    Sample(
        "get_file_stats",
        "files",
        "/api/files/0991a395da64e1c5fbe8732ed11e6be064081d9f/stats?lookBackHours=48",
    ),
    Sample("get_domain_stats", "domains", "/api/domains/example.com/stats?lookBackHours=48"),
    Sample("list_alert_files", "files", f"/api/alerts/{ALERT_ID}/files"),
    Sample("list_alert_ips", "ips", f"/api/alerts/{ALERT_ID}/ips"),
    Sample("list_indicators", "indicators", "/api/indicators", now="2020-01-01T00:00:00Z"),
    Sample("list_machine_logon_users", "users", f"/api/machines/{MACHINE['id']}/logonusers"),
    Sample("list_machine_software", "software", f"/api/machines/{MACHINE['id']}/software"),
)


def sample(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def records_of(body: Any) -> list[dict[str, Any]]:
    records = body.get("value", [body])
    return [{name: value for name, value in record.items() if name != "@odata.context"} for record in records]


def surroundings(collection: str, records: list[dict[str, Any]]) -> dict[str, Any]:
    """A machine and an alert that mention the records, so that relations lead to them; no action is too old."""
    if collection == "machineactions":
        return {"now": records[0]["creationDateTimeUtc"]}
    if collection in ("alerts", "machines", "investigations", "indicators", "libraryfiles"):
        return {}
    if collection == "software":
        pairs = [{"machineId": MACHINE["id"], "softwareId": record["id"]} for record in records]
        return {"machines": [MACHINE], "installations": pairs}
    names = {"files": "sha1", "ips": "ipAddress"}
    evidence = [
        {names[collection]: record.get("sha1") or record.get("id")}
        for record in records
        if collection in names
    ]
    user = {"userName": "user1", "domainName": "contoso"} if collection == "users" else None
    alert = {"id": ALERT_ID, "machineId": MACHINE["id"], "evidence": evidence, "relatedUser": user}
    return {"machines": [MACHINE], "alerts": [alert]}


@pytest.mark.parametrize("row", SAMPLES, ids=[row.file for row in SAMPLES])
def test_a_documented_answer_is_served_unchanged(row: Sample) -> None:
    body = sample(f"{row.file}.json")
    records = records_of(body)
    with running(
        {"now": row.now, **surroundings(row.collection, records), row.collection: records}
    ) as tenant:
        client = Client(tenant)
        answer = client.session.get(tenant.url + row.path).json()
    assert records_of(answer) == records
    assert ("value" in answer) == ("value" in body)
    if "@odata.context" in body:
        documented = body["@odata.context"].partition("$metadata")[2]
        assert answer["@odata.context"] == f"{tenant.url}/api/$metadata{documented}"


def test_the_documented_error_is_given() -> None:
    wanted = sample("error.resource_not_found.json")["error"]
    with running(NOW) as tenant:
        given = Client(tenant).get("/api/machines/123123123").json()["error"]
    assert (given["code"], given["message"]) == (wanted["code"], wanted["message"])
    assert len(given["target"]) == len(wanted["target"])


def test_the_documented_token_answer_has_the_same_keys() -> None:
    with running(NOW) as tenant:
        given = Client(tenant, log_in=False).log_in().json()
    wanted = sample("get_token.json")
    assert set(given) == set(wanted)
    assert (given["token_type"], given["expires_in"]) == (wanted["token_type"], wanted["expires_in"])


def test_a_link_to_a_package_is_given_in_the_documented_shape() -> None:
    done = {
        "id": "a",
        "type": "CollectInvestigationPackage",
        "status": "Succeeded",
        "machineId": MACHINE["id"],
    }
    actions = [{**done, "creationDateTimeUtc": "2026-04-30T12:00:00Z"}]
    with running({**NOW, "machines": [MACHINE], "machineactions": actions}) as tenant:
        given = Client(tenant).get("/api/machineactions/a/getPackageUri").json()
    wanted = sample("get_package_sas_uri.json")
    assert set(given) == set(wanted)
    ends = wanted["@odata.context"].partition("$metadata")[2]
    assert given["@odata.context"].endswith(f"$metadata{ends}")
    for body in (given, wanted):
        assert body["value"].startswith('"https://')
        assert body["value"].endswith('"')
        assert "/WDATP_Investigation_Package.zip?" in body["value"]


def test_a_link_to_the_result_of_a_command_is_given_in_the_documented_shape() -> None:
    (action,) = records_of(sample("run_live_response.json"))
    commands = [{**entry, "commandStatus": "Completed"} for entry in action["commands"]]
    done = {**action, "status": "Succeeded", "commands": commands}
    path = f"/api/machineactions/{action['id']}/GetLiveResponseResultDownloadLink(index=0)"
    with running({**NOW, "machineactions": [done]}) as tenant:
        given = Client(tenant).get(path).json()
    wanted = sample("get_live_response_result.json")
    assert set(given) == set(wanted)
    assert given["@odata.context"].endswith(f"$metadata{wanted['@odata.context'].partition('$metadata')[2]}")
    for body in (given, wanted):
        assert body["value"].startswith("https://")
        assert "/CustomPlaybookCommandOutput/" in body["value"]


class Body(NamedTuple):
    """A documented request body: what it is sent to, and the status of the answer."""

    file: str
    method: str
    path: str
    status: int


MACHINE_PATH = f"/api/machines/{MACHINE['id']}"
BODIES = (
    Body("update_alert", "PATCH", f"/api/alerts/{ALERT_ID}", 200),
    Body("batch_update_alerts", "POST", "/api/alerts/batchUpdate", 200),
    Body("create_alert_by_reference", "POST", "/api/alerts/CreateAlertByReference", 200),
    Body("set_machine_tag", "POST", f"{MACHINE_PATH}/tags", 200),
    Body("set_device_value", "POST", f"{MACHINE_PATH}/setDeviceValue", 200),
    Body("update_machine", "PATCH", MACHINE_PATH, 200),
    Body("isolate_machine", "POST", f"{MACHINE_PATH}/isolate", 201),
    Body("unisolate_machine", "POST", f"{MACHINE_PATH}/unisolate", 201),
    Body("restrict_code_execution", "POST", f"{MACHINE_PATH}/restrictCodeExecution", 201),
    Body("restrict_code_execution", "POST", f"{MACHINE_PATH}/unrestrictCodeExecution", 201),
    Body("start_investigation", "POST", f"{MACHINE_PATH}/startInvestigation", 201),
    Body("submit_indicator", "POST", "/api/indicators", 200),
    Body("import_indicators", "POST", "/api/indicators/import", 200),
    Body("run_live_response", "POST", f"{MACHINE_PATH}/runliveresponse", 201),
    Body("run_antivirus_scan", "POST", f"{MACHINE_PATH}/runAntiVirusScan", 201),
    Body("collect_investigation_package", "POST", f"{MACHINE_PATH}/collectInvestigationPackage", 201),
    Body("offboard_machine", "POST", f"{MACHINE_PATH}/offboard", 200),
)


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[Client]:
    ids = [ALERT_ID, *sample("batch_update_alerts.request.json")["alertIds"]]
    raised = sample("create_alert_by_reference.request.json")
    scenario = {
        **NOW,
        "machines": [MACHINE, machine(1)],
        "alerts": [{"id": alert_id} for alert_id in ids],
        "events": [{name: raised[name] for name in ("machineId", "reportId", "eventTime")}],
        "libraryfiles": [{"fileName": "minidump.ps1", "sha256": "d0" * 32}],
    }
    with running(scenario) as tenant:
        yield Client(tenant)


@pytest.mark.parametrize("row", BODIES, ids=[f"{row.file} {row.path}" for row in BODIES])
def test_a_documented_body_is_taken(client: Client, row: Body) -> None:
    url = client.tenant.url + row.path
    answer = client.session.request(row.method, url, json=sample(f"{row.file}.request.json"))
    assert answer.status_code == row.status, answer.text


class Hunt(NamedTuple):
    """A documented hunting query and its answer: what they are sent to, and the names of the answer's parts."""

    request: str
    answer: str
    path: str
    parts: tuple[str, str]


GRAPH_PATH, SMALL = "/graph/v1.0/security/runHuntingQuery", ("schema", "results")
HUNTS = (
    Hunt("run_hunting_query", "run_hunting_query", GRAPH_PATH, SMALL),
    Hunt("run_hunting_query.pascal_schema", "run_hunting_query.pascal_schema", GRAPH_PATH, SMALL),
    Hunt("run_advanced_query", "run_advanced_query", "/api/advancedqueries/run", ("Schema", "Results")),
)


@pytest.mark.parametrize("row", HUNTS, ids=[row.request for row in HUNTS])
def test_a_documented_query_has_its_documented_answer(row: Hunt) -> None:
    request, answer = sample(f"{row.request}.request.json"), sample(f"{row.answer}.json")
    columns, rows = (answer[part] for part in row.parts)
    if row.parts != SMALL:
        columns = [{name.lower(): value for name, value in column.items()} for column in columns]
    record = {"query": request["Query"], "schema": columns, "results": rows}
    with running({**NOW, "hunting": [record]}) as tenant:
        client = Client(tenant)
        if row.path == GRAPH_PATH:
            client.use(client.token(scope="https://graph.microsoft.com/.default"))
        given = client.post(row.path, request).json()
    context = given.pop("@odata.context", None)
    assert given == {name: value for name, value in answer.items() if name != "@odata.context"}
    if "@odata.context" in answer:
        assert context == answer["@odata.context"].replace(
            "https://graph.microsoft.com", f"{tenant.url}/graph"
        )


def test_every_sample_of_a_simulated_operation_is_tried() -> None:
    tried = {f"{row.file}.json" for row in SAMPLES} | {f"{row.file}.request.json" for row in BODIES}
    tried |= {name for row in HUNTS for name in (f"{row.request}.request.json", f"{row.answer}.json")}
    tried |= {"error.resource_not_found.json", "get_token.json"}
    tried |= {"get_package_sas_uri.json", "get_live_response_result.json"}
    assert {name for name in tried if not (FOLDER / name).is_file()} == set()
    beginnings = tuple(f"{route.operation}." for route in ROUTES if "_legacy_" not in route.operation)
    covered = {path.name for path in FOLDER.glob("*.json") if path.name.startswith(beginnings)}
    assert covered - tried == set()
