# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_plan import hunt_plan

ROOT = Path(__file__).resolve().parents[4]
LIBRARY = {
    str(path): path.read_text(encoding="utf-8")
    for path in (ROOT / "roles/hunt_threats/files/queries").glob("*.kql")
}
HEAD = "// title: Own\n// description: Own.\n// techniques: T1059\n// tactics: Impact\n// confidence: low\n"
OWN = HEAD + "// tables: DeviceInfo\n// parameter: most long = 3; Most.\n\nDeviceInfo | take most\n"
HASH = "814C539952476051ABC64E02626C136B9BDA830F"


def planned(texts: dict[str, str] | None = None, **wanted: Any) -> dict[str, Any]:
    return hunt_plan(texts or LIBRARY, wanted)


def names(plan: dict[str, Any]) -> set[str]:
    assert plan["refusal"] == ""
    return {query["name"] for query in plan["queries"]}


def test_queries_are_chosen_by_name_pattern_technique_and_tactic_together() -> None:
    assert names(planned(queries=["recovery_destroyed"])) == {"recovery_destroyed"}
    assert names(planned(queries=["run_*"])) == {"run_key_set"}
    assert names(planned(techniques=["t1490"])) == {"recovery_destroyed"}
    assert "shell_connects_back" in names(planned(techniques=["T1059"]))
    assert names(planned(techniques=["T1490"], tactics=["impact"])) == {
        "recovery_destroyed",
        "services_stopped",
    }
    assert "program_on_admin_share" in names(planned(tactics=["Lateral Movement"]))


def test_all_means_all_but_those_that_lack_what_they_need() -> None:
    plan = planned(queries=["*"])
    assert len(plan["queries"]) + len(plan["skipped"]) == len(LIBRARY)
    assert {one["name"]: one["why"] for one in plan["skipped"]}["file_ran"] == (
        "it needs hashes (hunt_threats_indicators)"
    )
    assert "user_logons" not in names(plan)


def test_without_a_choice_the_queries_are_asked_that_are_made_for_what_is_given() -> None:
    assert names(planned(indicators=[HASH])) == {"file_ran", "file_seen", "indicator_in_alert"}
    assert names(planned(indicators=["203.0.113.66"])) == {"address_contacted", "indicator_in_alert"}
    assert names(planned(users=["CONTOSO\\ana"])) == {"user_logons", "user_ran_interpreter"}
    assert names(planned(machines=["srv-1"])) == {"machine_connections"}


def test_indicators_go_to_the_parameters_of_their_kind() -> None:
    given = [
        HASH,
        HASH.lower(),
        "2001:DB8::1",
        "https://cdn.example/x?y",
        "http://198.51.100.7/a",
        "Evil.example.",
    ]
    values = {query["name"]: query["parameters"] for query in planned(indicators=given)["queries"]}
    assert values["file_ran"]["hashes"] == [HASH.lower()]
    assert values["address_contacted"]["addresses"] == ["2001:db8::1", "198.51.100.7"]
    assert values["domain_contacted"]["domains"] == ["cdn.example", "evil.example"]
    assert len(values["indicator_in_alert"]["indicators"]) == 5


def test_parameters_have_their_types_and_defaults() -> None:
    plan = planned(
        queries=["user_ran_interpreter"],
        users=["contoso\\ana", "ana@contoso.com"],
        machines=[" srv-1 ", ""],
        parameters={"window": "12h", "most": "50"},
    )
    assert plan["queries"][0]["parameters"] == {
        "users": ["ana"],
        "machines": ["srv-1"],
        "window": {"timespan": "12h"},
        "most": {"long": "50"},
    }
    assert planned(queries=["run_key_set"])["queries"][0]["parameters"]["window"] == {"timespan": "7d"}


def test_what_cannot_be_narrowed_is_left_out() -> None:
    plan = planned({**LIBRARY, "/mine/own.kql": OWN}, tactics=["Impact"], machines=["srv-1"])
    assert names(plan) == {"recovery_destroyed", "services_stopped"}
    assert [(one["name"], one["why"]) for one in plan["skipped"]] == [
        ("own", "it cannot be narrowed to machines (hunt_threats_only_machines)")
    ]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "Say what to hunt for: hunt_threats_queries"),
    ({"queries": ["recovery_destroid"]}, "hunt_threats_queries: there is no query 'recovery_destroid'; did you mean recovery_destroyed."),
    ({"queries": ["file_ran"]}, "Query 'file_ran' cannot be asked: it needs hashes (hunt_threats_indicators)."),
    ({"queries": ["address_contacted"], "indicators": ["203.0.113.1"], "users": ["ana"]}, "cannot be narrowed to users"),
    ({"queries": ["file_*"]}, "No chosen query can be asked. file_ran: it needs hashes"),
    ({"techniques": ["1059"]}, "hunt_threats_techniques: '1059' is no technique; write T1059 or T1059.001."),
    ({"techniques": ["T9999"]}, "hunt_threats_techniques: no query looks for T9999."),
    ({"tactics": ["sabotage"]}, "hunt_threats_tactics: 'sabotage' is none of Reconnaissance"),
    ({"tactics": ["Reconnaissance"]}, "hunt_threats_tactics: no query is about Reconnaissance."),
    ({"indicators": ["not an indicator"]}, "hunt_threats_indicators: 'not an indicator' is no hash, IP address, domain or link."),
    ({"queries": ["run_key_set"], "parameters": {"windows": "1d"}}, "hunt_threats_parameters: no chosen query has a parameter 'windows'."),
    ({"queries": ["run_key_set"], "parameters": {"window": "1 week"}}, "Query 'run_key_set': parameter window: '1 week' is no timespan."),
    ({"queries": ["*"], "indicator": {"value": "x", "action": "Audit"}}, "hunt_threats_indicator: value is what the hunt finds; leave it out."),
    ({"queries": ["*"], "indicator": {"severity": "High"}}, "hunt_threats_indicator: action is missing, such as Audit or BlockAndRemediate."),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "says"), REFUSED, ids=[says for _wanted, says in REFUSED])
def test_a_wrong_input_is_refused_in_one_sentence_that_names_it(wanted: dict[str, Any], says: str) -> None:
    plan = planned(**wanted)
    assert plan["queries"] == []
    assert says in plan["refusal"]
    assert plan["refusal"].endswith(".")


def test_two_files_of_one_name_are_refused() -> None:
    plan = planned({"/a/own.kql": OWN, "/b/own.kql": OWN}, queries=["*"])
    assert plan["refusal"] == "Query 'own' is in /a/own.kql and in /b/own.kql; rename one of them."
