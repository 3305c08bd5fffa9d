# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The samples of the first pages, when they lie beside the repository: they come back unchanged from the modules."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run
from ansible_collections.secops.defender.tests.unit.simulator import test_documented_samples as documented

pytestmark = documented.pytestmark

Record = dict[str, Any]
MODULES = "ansible_collections.secops.defender.plugins.modules"
ALERT, MACHINE, TIME = "636396039176847743_89954699", "0" * 40, "2017-09-01T00:00:00Z"
SHA1, IP, HOST = "adae3732709d2178c8895c9be39c445b5e76d587", "10.166.93.61", "example.com"
EVIDENCE = [{"sha1": SHA1}, {"ipAddress": IP}, {"url": HOST}]
USER = {"userName": "user1", "domainName": "contoso"}
ABOUT = {"machineId": MACHINE, "evidence": EVIDENCE, "relatedUser": USER}
PREVIEW = {"legacy_version": "testwdatppreview"}
KEYS = {"domain": HOST, "file": SHA1, "ip": IP, "user": "user1"}


class Sample(NamedTuple):
    """A documented answer: what the tenant holds beside it, what its records hold beside it, how it is asked for."""

    file: str
    collection: str
    options: Mapping[str, Any]
    module: str = "defender_legacy_info"
    among: str | None = None
    more: Mapping[str, Any] = {}
    around: Mapping[str, Any] = {}


def of(kind: str, key: str, *include: str) -> Mapping[str, Any]:
    return {**PREVIEW, "kind": kind, "ids": [key], "include": list(include)}


SAMPLES = (
    Sample("get_legacy_actor", "actors", {**PREVIEW, "actors": ["zinc"]}, "defender_actor_info"),
    Sample(
        "get_legacy_alert_actor",
        "actors",
        {**PREVIEW, "alert_ids": [ALERT]},
        "defender_actor_info",
        more={"alertIds": [ALERT]},
        around={"alerts": [{"id": ALERT}]},
    ),
    Sample(
        "list_legacy_actor_alerts",
        "alerts",
        {**PREVIEW, "actors": ["zinc"], "include": ["alerts"]},
        "defender_actor_info",
        "alerts",
        around={"actors": [{"id": "zinc", "alertIds": ["636390437845006321_-1646055784"]}]},
    ),
    Sample("list_legacy_wdatp_alerts", "alerts", {**PREVIEW, "kind": "alerts"}),
    Sample("list_legacy_machines", "machines", {**PREVIEW, "kind": "machines"}),
    Sample(
        "find_legacy_machines_by_ip",
        "machines",
        {**PREVIEW, "kind": "machines", "found_as": IP, "seen_at": TIME},
        more={"lastIpAddress": IP, "lastSeen": TIME},
    ),
    Sample(
        "list_legacy_alert_ips",
        "ips",
        of("alerts", ALERT, "ips"),
        among="ips",
        around={
            "alerts": [
                {"id": ALERT, "evidence": [{"ipAddress": "104.80.104.128"}, {"ipAddress": "23.203.232.228"}]}
            ]
        },
    ),
    Sample("get_legacy_domain", "domains", of("domains", HOST)),
    Sample("get_legacy_file_stats", "files", of("files", SHA1, "stats"), among="stats"),
    # The name in this sample is blank, so it is asked for by the machine and not by the name.
    *(
        Sample(
            name,
            "users",
            of("machines", MACHINE, "logon_users"),
            among="logon_users",
            around={"machines": [{"id": MACHINE}], "logons": [{"machineId": MACHINE, "userId": user}]},
        )
        for name, user in (("get_legacy_user", ""), ("list_legacy_machine_logon_users", "m"))
    ),
    *(
        Sample(
            f"list_legacy_{noun}_alerts",
            "alerts",
            of(f"{noun}s", key, "alerts"),
            among="alerts",
            more=ABOUT,
            around={"files": [{"sha1": SHA1}]},
        )
        for noun, key in KEYS.items()
    ),
    *(
        Sample(
            f"list_legacy_{noun}_machines",
            "machines",
            of(f"{noun}s", key, "machines"),
            among="machines",
            around={
                "alerts": [{"id": ALERT, **ABOUT, "machineId": "0a3250e0693a109f1affc9217be9459028aa8426"}],
                "files": [{"sha1": SHA1}],
            },
        )
        for noun, key in KEYS.items()
    ),
    Sample(
        "get_legacy_alert_user",
        "users",
        of("alerts", ALERT, "user"),
        among="user",
        around={
            "alerts": [
                {
                    "id": ALERT,
                    "relatedUser": {"userName": "DomainPII_aca88e6ed7dc68a69c35019ca947745f3858c868"},
                }
            ]
        },
    ),
    Sample("list_legacy_machine_actions", "machineactions", {}, "defender_machine_action_info"),
    Sample(
        "get_legacy_machine_action",
        "machineactions",
        {"action_ids": ["2e9da30d-27f6-4208-81f2-9cd3d67893ba"]},
        "defender_machine_action_info",
    ),
)

# What the first pages of 2017 do not have: response actions on files, and lists that came and went in 2018.
BEYOND = {
    "block_legacy_file",
    "get_legacy_file_machine_action",
    "get_legacy_package_uri",
    "isolate_legacy_machine",
    "list_legacy_alerts",
    "list_legacy_cve_kb_map",
    "list_legacy_file_actions",
    "list_legacy_file_machine_actions.filter",
    "list_legacy_kb_info",
    "list_legacy_machine_groups",
    "request_legacy_sample",
    "restrict_legacy_code_execution",
    "run_legacy_antivirus_scan",
}


@pytest.mark.parametrize("row", SAMPLES, ids=[row.file for row in SAMPLES])
def test_a_documented_answer_comes_back_unchanged(row: Sample) -> None:
    records = documented.records_of(documented.sample(f"{row.file}.json"))
    scenario = {
        "now": "2017-09-10T00:00:00Z",
        **row.around,
        row.collection: [{**record, **row.more} for record in records],
    }
    with running(scenario) as tenant:
        task = importlib.import_module(f"{MODULES}.{row.module}").TASK
        result = run(tenant, task, **row.options)
    (returned,) = [
        value for name, value in result.items() if name in ("records", "actors", "machine_actions")
    ]
    found = returned[0][row.among] if row.among else returned
    assert (found if isinstance(found, list) else [found]) == records


def test_every_sample_of_the_first_pages_is_tried() -> None:
    there = {path.name.removesuffix(".json") for path in documented.FOLDER.glob("*_legacy_*.json")}
    answers = {name for name in there if not name.endswith(".request")}
    assert answers == {row.file for row in SAMPLES} | BEYOND
