# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scenario `breach` has an answer to every query of the library, and the answers tell its story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._kql import bound
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_plan import hunt_plan
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import Client

SCOPE = "https://graph.microsoft.com/.default"
LIBRARY = Path(__file__).resolve().parents[3] / "roles/hunt_threats/files/queries"
TEXTS = {str(path): path.read_text(encoding="utf-8") for path in LIBRARY.glob("*.kql")}
LOADER = "814c539952476051abc64e02626c136b9bda830f"
EVERYTHING = {
    "queries": ["*"],
    "indicators": [LOADER, "203.0.113.66", "cdn.kb-helper.invalid"],
    "machines": [],
    "users": [],
}
# Where the intrusion went, and the machine that the password spray was aimed at.
STORY = {
    "lap-exec-02", "lap-sales-031", "lnx-jump-01", "srv-dc-01", "srv-file-01", "srv-rds-04", "srv-sql-02", "srv-web-03", "ws-fin-014", "ws-fin-018",
}  # fmt: skip


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[Client]:
    with running("breach") as tenant:
        client = Client(tenant, log_in=False)
        client.use(client.token(scope=SCOPE))
        yield client


def asked(client: Client, **wanted: Any) -> dict[str, list[dict[str, Any]]]:
    """The rows of each query of a plan."""
    plan = hunt_plan(TEXTS, wanted)
    assert plan["refusal"] == ""
    found = {}
    for query in plan["queries"]:
        body = {"Query": bound(query["text"], query["parameters"])}
        answer = client.post("/graph/v1.0/security/runHuntingQuery", body)
        assert answer.status_code == 200, (query["name"], answer.text)
        names = {column["name"] for column in answer.json()["schema"]}
        assert {"Timestamp", "DeviceId", "DeviceName"} <= names
        found[query["name"]] = list(answer.json()["results"])
    return found


def on(rows: list[dict[str, Any]]) -> set[str]:
    return {row["DeviceName"].split(".")[0] for row in rows}


def test_every_query_is_answered_and_most_of_them_find_the_intrusion(client: Client) -> None:
    found = asked(client, **EVERYTHING)
    assert len(found) > 30
    assert sum(bool(rows) for rows in found.values()) > 25
    assert {name for rows in found.values() for name in on(rows)} <= STORY
    assert on(found["recovery_destroyed"]) == {"srv-file-01"}
    assert on(found["address_contacted"]) == {"ws-fin-014", "lap-exec-02", "lap-sales-031"}
    assert found["file_seen"][0]["FileName"] == "kbhelper.dll"


def test_a_query_is_really_narrowed_to_machines_and_users(client: Client) -> None:
    one = asked(client, queries=["signed_program_runs_user_file"])["signed_program_runs_user_file"]
    assert on(one) == {"ws-fin-014", "lap-exec-02"}
    for machine in ("ws-fin-014", "WS-FIN-014.corp.contoso.com", one[-1]["DeviceId"]):
        rows = asked(client, queries=["signed_program_runs_user_file"], machines=[machine])
        assert len(on(rows["signed_program_runs_user_file"])) == 1
    rows = asked(client, queries=["signed_program_runs_user_file"], users=["contoso\\grace.huang"])
    assert on(rows["signed_program_runs_user_file"]) == {"lap-exec-02"}


def test_lists_of_users_and_machines_have_queries_of_their_own(client: Client) -> None:
    found = asked(client, users=["svc_backup", "grace.huang"])
    assert on(found["user_logons"]) == {"srv-file-01", "lap-exec-02"}
    assert {row["AccountName"] for row in found["user_ran_interpreter"]} == {"svc_backup", "grace.huang"}
    assert asked(client, users=["nobody"]) == {"user_logons": [], "user_ran_interpreter": []}
    assert on(asked(client, machines=["srv-sql-02"])["machine_connections"]) == {"srv-sql-02"}
