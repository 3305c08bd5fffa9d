# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report of each role, made of the scenario breach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.secops.defender.plugins.filter.contain_plan import contain_plan
from ansible_collections.secops.defender.plugins.filter.contain_report import contain_report
from ansible_collections.secops.defender.plugins.filter.contain_selection import contain_selection
from ansible_collections.secops.defender.plugins.filter.evidence_files import evidence_files
from ansible_collections.secops.defender.plugins.filter.evidence_manifests import evidence_manifests
from ansible_collections.secops.defender.plugins.filter.evidence_plan import evidence_plan
from ansible_collections.secops.defender.plugins.filter.evidence_report import evidence_report
from ansible_collections.secops.defender.plugins.filter.evidence_selection import evidence_selection
from ansible_collections.secops.defender.plugins.filter.hunt_plan import hunt_plan
from ansible_collections.secops.defender.plugins.filter.hunt_report import hunt_report
from ansible_collections.secops.defender.plugins.filter.indicator_brakes import indicator_brakes
from ansible_collections.secops.defender.plugins.filter.indicator_feeds import indicator_feeds
from ansible_collections.secops.defender.plugins.filter.indicator_plan import indicator_plan
from ansible_collections.secops.defender.plugins.filter.indicator_report import indicator_report
from ansible_collections.secops.defender.plugins.filter.posture import posture
from ansible_collections.secops.defender.plugins.filter.response_plan import response_plan
from ansible_collections.secops.defender.plugins.filter.response_report import response_report
from ansible_collections.secops.defender.plugins.filter.tag_plan import tag_plan
from ansible_collections.secops.defender.plugins.filter.tag_report import tag_report
from ansible_collections.secops.defender.plugins.filter.tenants_report import tenants_report
from ansible_collections.secops.defender.plugins.filter.triage import triage
from ansible_collections.secops.defender.plugins.filter.triage_outcome import triage_outcome
from ansible_collections.secops.defender.plugins.filter.triage_plan import triage_plan
from ansible_collections.secops.defender.plugins.filter.triage_prevalence import triage_prevalence
from ansible_collections.secops.defender.plugins.plugin_utils._response_outcome import steps
from ansible_collections.secops.defender.tests.unit.plugins.plugin_utils.test__feed_plan import SETTINGS

ROOT = Path(__file__).resolve().parents[3]
SCENARIO = json.loads((ROOT / "tests/simulator/scenarios/breach.json").read_text(encoding="utf-8"))
NOW, ALERTS = SCENARIO["now"], SCENARIO["alerts"]
MACHINES = {machine["id"]: machine for machine in SCENARIO["machines"]}


def triaged(common: dict[str, Any] | None = None) -> dict[str, Any]:
    weights = yaml.safe_load((ROOT / "roles/triage_alerts/defaults/main.yml").read_text(encoding="utf-8"))
    known = triage_prevalence(ALERTS, common or {})
    enriched = [{**alert, "machine": MACHINES.get(alert["machineId"])} for alert in known]
    return triage(enriched, weights["triage_alerts_weights"], NOW, "Alert triage", {"status": ["New"]})


def written() -> dict[str, Any]:
    settings = {
        "run": "Incident 48213",
        "max_changes": 100,
        "write_back": [{"min_score": 60, "assigned_to": "soc@contoso.com", "status": "InProgress"}],
        "close_duplicates": {"hours": 100, "same": ["machine", "detector"]},
        "prevalence": {"limit": 6},
        "hand_over": {"min_score": 60, "limit": 3},
    }
    plan = triage_plan(ALERTS, triaged(), settings)
    seen, refused = {"organizationPrevalence": 2}, {"kind": "Forbidden"}
    first, second = plan["look_up"]["file"][:2]
    common = {
        "file": {
            "results": [
                {"item": first, "files": [{"stats": seen}]},
                {"item": second, "msg": "The token lacks File.Read.All.", "error": refused},
            ]
        }
    }
    failed = [
        {"item": call, "msg": "The token lacks Alert.ReadWrite.All.", "error": refused}
        for call in plan["calls"]
    ]
    return triage_outcome(triaged(common), plan, {**common, "changes": {"results": failed}})


def contained() -> dict[str, Any]:
    stages = {"general": ["isolate"], "by_value": {"High": ["isolate", "restrict", "scan"]}}
    selected = contain_selection({}, {}, {"triage": triaged()}, min_score=60, stages=stages)
    brakes = {"max": 50, "never_tags": ["never-isolate"]}
    plan = contain_plan([MACHINES[one] for one in selected["machines"]], selected, "isolated", brakes)
    failed = {
        "msg": "isolate_machine: HTTP 500 from the service, and nothing was found that tells more.",
        "error": {"kind": "ApiError"},
    }
    done = [{"machine_id": one, "changed": True, "decided_from": {"decision": "submit"}} for one in MACHINES]
    return contain_report(plan, {"isolate": {"results": [], **failed}, "scan": {"results": done}}, {}, NOW)


def postured() -> dict[str, Any]:
    found = {
        "machines": {"machines": SCENARIO["machines"]},
        "alerts": {"alerts": ALERTS},
        "actions": {"machine_actions": SCENARIO["machineactions"]},
    }
    return posture(found, NOW)


def tagged() -> dict[str, Any]:
    rules = [
        {
            "name": "Windows servers of all sites",
            "match": {"os_platform": "WindowsServer*"},
            "tags": ["server"],
            "device_value": "Low",
        },
        {
            "name": "All",
            "match": {},
            "tags": ["inventory-2026"],
            "remove_tags": ["tier-*"],
            "device_value": "Normal",
        },
    ]
    plan = tag_plan(SCENARIO["machines"], rules, {"max": 500, "never_tags": ["never-isolate"]}, NOW)
    return tag_report(
        plan,
        {"results": [{"msg": "The token lacks Machine.ReadWrite.All.", "error": {"kind": "Forbidden"}}]},
        NOW,
    )


RULES = [
    {
        "name": "Ransomware and stolen credentials",
        "match": {"severity": ["High"], "category": ["Ransomware", "CredentialAccess"]},
        "actions": {"isolate": {}, "quarantine": {}, "assign": {"to": "soc@contoso.com"}},
    },
    {
        "name": "All others",
        "match": {"severity": ["Medium", "Low"]},
        "actions": {"tag": {"tags": ["watch"]}, "hunt": {"query": "DeviceNetworkEvents | take 1"}},
    },
]


def responded() -> dict[str, Any]:
    enriched = [{**alert, "machine": MACHINES.get(alert["machineId"])} for alert in ALERTS]
    policy = {"version": 1, "brakes": {"never_tags": ["never-isolate"]}, "rules": RULES}
    made = response_plan(enriched, policy, NOW)
    (step,) = steps(made, "isolate", {})
    results = [{"machine_id": one, "changed": True, "error": None} for one in step["targets"][1:]]
    refused = {"kind": "Forbidden", "message": "no"}
    lost = {
        "machine_id": step["targets"][0],
        "changed": False,
        "error": refused,
        "msg": "The token lacks it.",
    }
    (asked,) = steps(made, "hunt", {})
    rows = [{"DeviceName": "ws-hr-007", "RemoteIP": "203.0.113.66", "RemotePort": 443}]
    outcomes = {
        "isolate": {"results": [{"item": step, "results": [lost, *results]}]},
        "hunt": {"results": [{"item": asked, "changed": False, "row_count": 1, "rows": rows}]},
    }
    return response_report(made, outcomes, NOW)


def collected() -> dict[str, Any]:
    selected = evidence_selection({}, {}, {"report": contained()})
    wish, brakes = {"parts": ["package", "alerts", "actions"]}, {"max": 50, "never_tags": ["backup"]}
    plan = evidence_plan([MACHINES[one] for one in selected["machines"]], selected, wish, brakes)
    off = {
        "msg": "collect_investigation_package: the action is still Pending after 900 s; the machine may be off.",
        "error": {"kind": "ActionTimeout"},
    }
    found: list[dict[str, Any]] = [
        {"machine": one, "alerts": [alert for alert in ALERTS if alert["machineId"] == one["machine_id"]]}
        for one in plan["machines"]
    ]
    outcomes: dict[str, Any] = {"package": {"results": [], **off}, "alerts": {"results": found}}
    outcomes["files"] = evidence_files(plan, outcomes)
    outcomes["manifests"] = evidence_manifests(plan, outcomes, {}, NOW)
    return evidence_report(plan, outcomes, NOW, {"dir": "/srv/evidence/4711"})


def hunted() -> dict[str, Any]:
    """A hunt that gets the answers which the scenario holds, one failure, and no answer at the end."""
    files = (ROOT / "roles/hunt_threats/files/queries").glob("*.kql")
    plan = hunt_plan({str(path): path.read_text(encoding="utf-8") for path in files}, {"queries": ["*"]})
    results = []
    for query in plan["queries"][:-2]:
        told = [
            one for one in SCENARIO["hunting"] if one["matches"].removeprefix("// title: ") in query["title"]
        ]
        rows = told[0]["results"] if told else []
        results.append({"row_count": len(rows), "capped": False, "rows": rows})
    quota = {"kind": "Throttled", "reason": "quota", "retry_after": 720}
    results.append({"msg": "run_hunting_query: the service asks to wait 720 s.", "error": quota})
    settings = {"indicator": {"action": "Audit", "generate_alert": True}}
    return hunt_report(plan, {"results": results}, NOW, settings)


def of_several() -> dict[str, Any]:
    """A triage of two tenants, of which one failed."""
    ends: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("Contoso", triaged(), ""),
        ("Fabrikam", {}, "get_token: Entra refused the secret."),
    )
    told = [
        {
            "tenant": {"tenant_id": f"{name}-0000", "name": name, "label": name},
            "report": report,
            "failure": failure,
        }
        for name, report, failure in ends
    ]
    return tenants_report(told, "triage_alerts", "Alert triage", NOW)


def listed() -> dict[str, Any]:
    """Indicators of a list: one was added, one was refused."""
    wanted = [
        {"value": value, "type": "DomainName", "action": "Block"} for value in ("add.example", "no.example")
    ]
    found = indicator_feeds([], wanted, NOW)
    plan = indicator_plan(found, [], SETTINGS, NOW)
    told = [
        {
            "indicator": f"{one['type']} {one['value']}",
            "value": one["value"],
            "type": one["type"],
            "id": None,
            "changed": True,
            "before": None,
            "after": one,
        }
        for one in wanted
    ]
    looked = {"results": [{"results": told}]}
    brakes = {"max_changes": 10, "max_removed": 1, "allow_empty": False}
    refused = {**told[1], "changed": False, "msg": "The service refuses it.", "error": {"kind": "ApiError"}}
    return indicator_report(
        indicator_brakes(plan, looked, brakes), {"results": [{"results": [told[0], refused]}]}, NOW
    )


REPORTS = {
    "indicators": listed,
    "several tenants": of_several,
    "hunt": hunted,
    "triage": triaged,
    "triage that writes": written,
    "containment": contained,
    "posture": postured,
    "tags": tagged,
    "response": responded,
    "evidence": collected,
}
