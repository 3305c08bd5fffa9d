# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters as Ansible runs them, on the alerts and machines of the scenario breach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.filter.contain_plan import contain_plan
from ansible_collections.secops.defender.plugins.filter.contain_report import contain_report
from ansible_collections.secops.defender.plugins.filter.contain_selection import contain_selection
from ansible_collections.secops.defender.plugins.filter.earlier import earlier
from ansible_collections.secops.defender.plugins.filter.machines_csv import machines_csv
from ansible_collections.secops.defender.plugins.filter.posture import posture
from ansible_collections.secops.defender.plugins.filter.report_html import report_html
from ansible_collections.secops.defender.plugins.filter.report_markdown import report_markdown
from ansible_collections.secops.defender.plugins.filter.tag_plan import tag_plan
from ansible_collections.secops.defender.plugins.filter.tag_report import tag_report
from ansible_collections.secops.defender.plugins.filter.triage import triage
from ansible_collections.secops.defender.plugins.filter.triage_outcome import triage_outcome
from ansible_collections.secops.defender.plugins.filter.triage_plan import triage_plan
from ansible_collections.secops.defender.plugins.filter.triage_prevalence import triage_prevalence
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[4]
SCENARIO = json.loads((ROOT / "tests/simulator/scenarios/breach.json").read_text(encoding="utf-8"))
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/schemas/report.json").read_text(encoding="utf-8")))
WEIGHTS = yaml.safe_load((ROOT / "roles/triage_alerts/defaults/main.yml").read_text(encoding="utf-8"))[
    "triage_alerts_weights"
]
MACHINES = {machine["id"]: machine for machine in SCENARIO["machines"]}
ALERTS = [{**alert, "machine": MACHINES.get(alert["machineId"])} for alert in SCENARIO["alerts"]]
BRAKES = {"max": 5, "never_tags": ["never-isolate"]}


def triaged() -> dict[str, Any]:
    return triage(ALERTS, WEIGHTS, SCENARIO["now"], "Breach", {"status": ["New"]})


def planned(report: dict[str, Any]) -> dict[str, Any]:
    """Plan to isolate the machines of a triage report that score 80 or more."""
    selected = contain_selection({}, {}, {"triage": report}, min_score=80)
    return contain_plan(
        [MACHINES[one] for one in selected["machines"]], selected, "isolated", {**BRAKES, "max": 50}
    )


def test_the_breach_is_triaged_and_keeps_to_the_schema() -> None:
    report = triaged()
    SCHEMA.validate(report)
    assert len(report["data"]["alerts"]) == len(SCENARIO["alerts"])
    assert report["data"]["machines"][0]["computer_dns_name"] == "srv-file-01.corp.contoso.com"


def test_alerts_that_name_no_machine_are_looked_at_first_when_they_are_the_worst() -> None:
    lead = triage([{"id": "a", "severity": "High", "title": "Alone"}], WEIGHTS, SCENARIO["now"])["lead"]
    assert lead.startswith("Look first at what names no machine: its worst alert scores ")


def test_a_triage_of_nothing_keeps_to_the_schema() -> None:
    SCHEMA.validate(triage([], WEIGHTS, SCENARIO["now"]))


def test_a_containment_of_the_breach_keeps_to_the_schema() -> None:
    plan = planned(triaged())
    failed = {"msg": "No.", "error": {"kind": "Forbidden"}}
    for outcome in (
        {},
        failed,
        {"results": [{"machine_id": plan["machines"][0]["machine_id"], "changed": True}]},
    ):
        SCHEMA.validate(contain_report(plan, {"isolate": outcome}, {}, SCENARIO["now"]))
    assert [one["computer_dns_name"] for one in plan["left_out"]] == ["srv-dc-01.corp.contoso.com"]


def test_a_containment_in_stages_keeps_to_the_schema() -> None:
    stages = {
        "general": ["restrict", "scan"],
        "by_value": {"High": ["isolate", "restrict", "scan"], "Low": []},
    }
    everything = list(MACHINES)
    selected = contain_selection({}, {}, {"machines": everything}, stages=stages)
    for state in ("isolated", "released"):
        plan = contain_plan(list(MACHINES.values()), selected, state, {"max": 100})
        results = [{"machine_id": plan["machines"][0]["machine_id"], "changed": True}]
        report = contain_report(
            plan, {"isolate": {"results": results}, "scan": {"msg": "No."}}, {}, SCENARIO["now"]
        )
        SCHEMA.validate(report)
        assert report_html(report)
        assert report_markdown(report)


def test_what_a_triage_writes_keeps_to_the_schema() -> None:
    settings = {
        "run": "Breach",
        "max_changes": "100",
        "write_back": [{"min_score": 60, "assigned_to": "soc@contoso.com"}],
        "close_duplicates": {"hours": 100, "same": ["machine", "detector"]},
        "prevalence": {"limit": 5},
        "hand_over": {"min_score": 60},
    }
    plan = triage_plan(ALERTS, triaged(), settings)
    answers = [
        {"item": plan["look_up"]["file"][0], "files": [{"stats": {"organizationPrevalence": 2}}]},
        {"item": plan["look_up"]["file"][1], "msg": "No.", "error": {"kind": "Forbidden"}},
    ]
    common = {"file": {"results": answers}}
    scored = triage(triage_prevalence(ALERTS, common), WEIGHTS, SCENARIO["now"])
    failed = {"results": [{"item": plan["calls"][0], "msg": "No.", "error": {"kind": "Forbidden"}}]}
    for outcomes in ({}, common, {**common, "changes": failed}, {"listing": {"msg": "No."}}):
        report = triage_outcome(scored, plan, outcomes)
        SCHEMA.validate(report)
        assert report_html(report)
        assert report_markdown(report)
    SCHEMA.validate(triage_outcome(triage([], {}, SCENARIO["now"]), triage_plan([], {}, settings), {}))


def test_the_posture_of_the_breach_keeps_to_the_schema() -> None:
    results = {
        "machines": {"machines": SCENARIO["machines"]},
        "alerts": {"alerts": SCENARIO["alerts"]},
        "actions": {"machine_actions": SCENARIO["machineactions"]},
    }
    failed = {"msg": "No.", "error": {"kind": "Forbidden"}}
    for found in (results, {}, {**results, "alerts": failed}, dict.fromkeys(results, failed)):
        report = posture(found, SCENARIO["now"], {"rows": "5"})
        SCHEMA.validate(report)
        report_markdown(report)
    assert (
        len(machines_csv(SCENARIO["machines"], SCENARIO["now"]).splitlines()) == len(SCENARIO["machines"]) + 1
    )


def test_tagging_the_breach_keeps_to_the_schema() -> None:
    rules = [
        {"name": "all", "match": {}, "tags": ["seen"], "device_value": "Normal"},
        {"name": "high", "match": {"risk_score": "High"}, "device_value": "High"},
    ]
    for brakes in ({"max": "500", "never_tags": ["never-isolate"]}, {"max": 1}):
        plan = tag_plan(SCENARIO["machines"], rules, brakes, SCENARIO["now"])
        failed = [{"msg": "No.", "error": {"kind": "Forbidden"}} for _call in plan["calls"]]
        for outcome in ({}, {"results": failed}):
            report = tag_report(plan, outcome, SCENARIO["now"], {"rows": "5"})
            SCHEMA.validate(report)
            assert report_html(report)
            assert report_markdown(report)
    SCHEMA.validate(tag_report(tag_plan([], [], brakes, SCENARIO["now"]), {}, SCENARIO["now"]))


def test_the_schema_refuses_what_is_no_report() -> None:
    assert not SCHEMA.is_valid({**triaged(), "data": {}})
    assert not SCHEMA.is_valid({**triaged(), "figures": [{"label": "x"}]})


def test_the_reports_of_the_breach_are_written() -> None:
    report = triaged()
    assert "<h1>Breach</h1>" in report_html(report)
    assert report_markdown(report).startswith("# Breach\n")


def test_a_group_of_the_inventory_gives_the_ids_of_its_hosts() -> None:
    hosts = {"a": {"defender": {"id": "m1"}}, "b": {"defender": {"id": "m2"}}}
    selected = contain_selection(
        {"risky": ["a", "b"]}, hosts, {"triage": "", "machines": [], "group": "risky", "undo": ""}
    )
    assert selected["machines"] == ["m1", "m2"]


def test_numbers_may_come_as_text() -> None:
    selected = contain_selection({}, {}, {"triage": triaged()}, min_score="200")
    assert contain_plan([], selected, "isolated", {"max": "5"})["machines"] == []


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: triage([], {"severty": {}}, SCENARIO["now"]), "There is no rule 'severty'"),
        (lambda: triage([], WEIGHTS, "today"), "now is 'today', which is no time"),
        (lambda: contain_report({}, {}, {}, "today"), "now is 'today', which is no time"),
        (lambda: posture({}, "today"), "posture: now is 'today', which is no time"),
        (lambda: posture({}, SCENARIO["now"], {"rows": 0}), "posture: rows is '0'"),
        (lambda: machines_csv([], "today"), "machines_csv: now is 'today', which is no time"),
        (lambda: tag_plan([], [], {"max": 1}, "today"), "tag_plan: now is 'today', which is no time"),
        (lambda: tag_report({}, {}, "today"), "tag_report: now is 'today', which is no time"),
        (lambda: earlier("today", 1), "'today' is no time"),
        (lambda: report_html({}), "this is no report, it has no 'title'"),
        (lambda: report_markdown({}), "this is no report, it has no 'title'"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, named: str) -> None:
    with pytest.raises(AnsibleFilterError, match=named):
        call()
