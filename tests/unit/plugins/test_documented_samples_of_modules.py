# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The samples of the reference come back unchanged from the modules, and documented bodies are what the modules send."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, NamedTuple

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.simulator.journal import Journal
from ansible_collections.secops.defender.tests.simulator.messages import Request
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run
from ansible_collections.secops.defender.tests.unit.simulator.client import MACHINE
from ansible_collections.secops.defender.tests.unit.simulator.test_documented_samples import (
    ALERT_ID,
    BODIES,
    FOLDER,
    NOW,
    SAMPLES,
    records_of,
    sample,
    surroundings,
)

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the documented samples (shared/defender-api/examples) do not lie beside the repository",
)

SERVED = {row.file: row for row in SAMPLES}
SHA1, SHA1_KNOWN = "4388963aaa83afe2042a46a3c017ad50bdcdafb3", "0991a395da64e1c5fbe8732ed11e6be064081d9f"


class Reading(NamedTuple):
    """A documented answer: the module and options that read it, and where in the result its records stand."""

    file: str
    module: str
    options: Mapping[str, Any]
    place: tuple[str | int, ...]


READINGS = (
    Reading("list_alerts", "defender_alert_info", {}, ("alerts",)),
    Reading(
        "get_alert",
        "defender_alert_info",
        {"alert_ids": ["da637472900382838869_1364969609"]},
        ("alerts",),
    ),
    Reading("list_machines", "defender_machine_info", {}, ("machines",)),
    Reading(
        "list_machines.filter_risk_score_high",
        "defender_machine_info",
        {"risk_score": ["High"]},
        ("machines",),
    ),
    Reading("get_machine", "defender_machine_info", {"machines": [MACHINE["id"]]}, ("machines",)),
    Reading("list_machine_actions", "defender_machine_action_info", {}, ("machine_actions",)),
    Reading(
        "get_machine_action",
        "defender_machine_action_info",
        {"action_ids": ["5382f7ea-7557-4ab7-9782-d50480024a4e"]},
        ("machine_actions",),
    ),
    Reading("run_live_response", "defender_machine_action_info", {}, ("machine_actions",)),
    Reading("list_investigations", "defender_investigation_info", {}, ("investigations",)),
    Reading("list_library_files", "defender_library_file_info", {}, ("library_files",)),
    Reading("list_indicators", "defender_indicator_info", {}, ("indicators",)),
    Reading("get_file", "defender_file_info", {"files": [SHA1]}, ("files",)),
    Reading(
        "get_file_stats",
        "defender_file_info",
        {"files": [SHA1_KNOWN], "include": ["stats"], "look_back_hours": 48},
        ("files", 0, "stats"),
    ),
    Reading(
        "get_domain_stats",
        "defender_domain_info",
        {"domains": ["example.com"], "include": ["stats"], "look_back_hours": 48},
        ("domains", 0, "stats"),
    ),
    Reading(
        "list_alert_files",
        "defender_alert_info",
        {"alert_ids": [ALERT_ID], "include": ["files"]},
        ("alerts", 0, "files"),
    ),
    Reading(
        "list_alert_ips",
        "defender_alert_info",
        {"alert_ids": [ALERT_ID], "include": ["ips"]},
        ("alerts", 0, "ips"),
    ),
    Reading(
        "list_machine_logon_users",
        "defender_machine_info",
        {"machines": [MACHINE["id"]], "include": ["logon_users"]},
        ("machines", 0, "logon_users"),
    ),
)


def result_of(tenant: Running, module: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Run a module that has to succeed."""
    task = importlib.import_module(f"ansible_collections.secops.defender.plugins.modules.{module}").TASK
    result = dict(run(tenant, task, **options))
    assert not result.get("failed"), result
    return result


@pytest.mark.parametrize("row", READINGS, ids=[row.file for row in READINGS])
def test_a_documented_answer_comes_back_unchanged(row: Reading) -> None:
    served = SERVED[row.file]
    records = records_of(sample(f"{row.file}.json"))
    scenario = {"now": served.now, **surroundings(served.collection, records), served.collection: records}
    with running(scenario) as tenant:
        result = result_of(tenant, row.module, row.options)
    found: Any = result
    for step in row.place:
        found = found[step]
    assert (found if isinstance(found, list) else [found]) == records


def test_every_answer_that_is_served_is_read_by_a_module() -> None:
    assert {row.file for row in READINGS} == set(SERVED)


class Sending(NamedTuple):
    """A documented request body, and the module and options that send it."""

    file: str
    module: str
    options: Mapping[str, Any]


ON = {"machines": [MACHINE["id"]], "wait": False}
CHANGES = {
    "status": "Resolved",
    "assigned_to": "secop2@contoso.com",
    "classification": "FalsePositive",
    "determination": "Malware",
    "comment": "Resolve my alert and assign to secop2",
}
SENDINGS = (
    Sending("isolate_machine", "defender_machine_isolation", ON),
    Sending("unisolate_machine", "defender_machine_isolation", {**ON, "state": "released", "force": True}),
    Sending("restrict_code_execution", "defender_machine_restriction", ON),
    Sending("run_antivirus_scan", "defender_machine_scan", {**ON, "scan_type": "full"}),
    Sending("collect_investigation_package", "defender_machine_package", ON),
    Sending("offboard_machine", "defender_machine_offboard", {**ON, "confirm": True}),
    Sending(
        "run_live_response",
        "defender_live_response",
        {
            **ON,
            "commands": [
                {"type": "run_script", "script_name": "minidump.ps1", "args": "OfficeClickToRun"},
                {"type": "get_file", "path": "C:\\windows\\TEMP\\OfficeClickToRun.dmp.zip"},
            ],
        },
    ),
    Sending("start_investigation", "defender_investigation", {"machines": [MACHINE["id"]]}),
    Sending("set_machine_tag", "defender_machine", {"machines": [MACHINE["id"]], "tags": ["test Tag 2"]}),
    Sending("set_device_value", "defender_machine", {"machines": [MACHINE["id"]], "device_value": "High"}),
    Sending(
        "update_machine",
        "defender_machine",
        {
            "machines": [MACHINE["id"]],
            "device_value": "Normal",
            "tags_mode": "exact",
            "tags": [
                "Demo Device",
                "Generic User Machine - Attack Source",
                "Windows 10",
                "Windows Insider - Fast",
            ],
        },
    ),
    Sending("update_alert", "defender_alert", {"alert_ids": [ALERT_ID], **CHANGES}),
    Sending(
        "batch_update_alerts",
        "defender_alert",
        {"alert_ids": ["da637399794050273582_760707377", "da637399989469816469_51697947354"], **CHANGES},
    ),
    Sending(
        "create_alert_by_reference",
        "defender_alert",
        {
            "state": "created",
            "machine": MACHINE["id"],
            "severity": "Low",
            "title": "example",
            "description": "example alert",
            "recommended_action": "nothing",
            "event_time": "2018-08-03T16:45:21.7115183Z",
            "report_id": "20776",
            "category": "Exploit",
        },
    ),
)


def indicators(*bodies: Mapping[str, Any]) -> dict[str, Any]:
    """Return the option that wants these indicators: its keys are those of the service in the style of Ansible."""
    styled = [
        {re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name): value for name, value in body.items()}
        for body in bodies
    ]
    return {
        "indicators": [
            {name.removeprefix("indicator_"): value for name, value in body.items()} for body in styled
        ]
    }


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Listen to the bodies of the writes that reach the simulator's API."""
    heard: list[Any] = []
    add = Journal.add

    def listening(journal: Journal, number: int, request: Request, outcome: dict[str, Any]) -> None:
        if request.method != "GET" and request.path.startswith("/api/"):
            heard.append(json.loads(request.body))
        add(journal, number, request, outcome)

    monkeypatch.setattr(Journal, "add", listening)
    return heard


@pytest.mark.parametrize("row", SENDINGS, ids=[row.file for row in SENDINGS])
def test_a_documented_body_is_what_the_module_sends(row: Sending, sent: list[Any]) -> None:
    body = sample(f"{row.file}.request.json")
    comment = {"comment": body["Comment"]} if "Comment" in body else {}
    raised = sample("create_alert_by_reference.request.json")
    scenario = {
        **NOW,
        "machines": [MACHINE],
        "alerts": [
            {"id": alert_id, "status": "New"}
            for alert_id in [ALERT_ID, *sample("batch_update_alerts.request.json")["alertIds"]]
        ],
        "events": [{name: raised[name] for name in ("machineId", "reportId", "eventTime")}],
        "libraryfiles": [{"fileName": "minidump.ps1", "sha256": "d0" * 32}],
    }
    with running(scenario) as tenant:
        result_of(tenant, row.module, {**row.options, **comment})
    assert sent == [body]


OF_INDICATORS = ("submit_indicator", "import_indicators")


@pytest.mark.parametrize("file", OF_INDICATORS)
def test_documented_indicators_are_what_the_module_sends(
    file: str, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = sample(f"{file}.request.json")
    # The module sends no indicator that has expired, and those of the documentation have.
    monkeypatch.setattr(_clock, "now", lambda: datetime(2020, 1, 1, tzinfo=timezone.utc).timestamp())
    with running({"now": "2020-01-01T00:00:00Z"}) as tenant:
        result_of(tenant, "defender_indicator", indicators(*body.get("Indicators", [body])))
    assert sent == [body]


def test_every_body_that_is_taken_is_sent_by_a_module() -> None:
    assert {*OF_INDICATORS, *(row.file for row in SENDINGS)} == {row.file for row in BODIES}
