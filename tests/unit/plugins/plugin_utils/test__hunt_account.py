# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._containment import Sources, selection
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_account import Choices, hunt_account
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_report import hunt_report
from ansible_collections.secops.defender.plugins.plugin_utils._report import lines
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[4]
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/schemas/report.json").read_text(encoding="utf-8")))
AUDIT = Choices(60, {"action": "Audit", "generate_alert": True}, rows=2)
QUOTA = {
    "failed": True,
    "msg": "The quota is used up",
    "error": {"kind": "Throttled", "reason": "quota", "retry_after": 720},
}
SHA1, SHA256, SYSTEM = "a" * 40, "b" * 64, "c" * 40


def query(name: str, confidence: str = "high", **more: Any) -> dict[str, Any]:
    common = {"title": name.title(), "techniques": ["T1059"], "tactics": ["Execution"], "hashes": []}
    return {"name": name, "confidence": confidence, **common, **more}


def answer(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"changed": False, "row_count": len(rows), "capped": False, "rows": list(rows), **more}


def row(machine: str, minute: int = 0, **more: Any) -> dict[str, Any]:
    times = {"Timestamp": f"2026-05-14T04:{minute:02}:00.1234567Z"}
    return {**times, "DeviceId": machine, "DeviceName": f"{machine}.contoso.com", **more}


def told(*asked: tuple[dict[str, Any], dict[str, Any]], choices: Choices = AUDIT) -> dict[str, Any]:
    plan = {"queries": [one for one, _answer in asked], "skipped": [], "refusal": ""}
    return hunt_account(plan, {"results": [one for _query, one in asked]}, choices)


def test_hits_are_grouped_by_machine_across_queries() -> None:
    data = told(
        (
            query("one"),
            answer(row("m1", 5, AccountName="ana"), row("m1", 3, AccountName="SYSTEM"), row("m2")),
        ),
        (
            query("two", "medium", techniques=["T1490"]),
            answer(row("m1", 9, InitiatingProcessAccountName="bo")),
        ),
        (query("three", "low"), answer(row("m2", SHA1=SYSTEM.upper(), AccountName="WS-1$"))),
    )
    first, second = data["machines"]
    assert (first["machine_id"], first["score"], first["rows"]) == ("m1", 85, 3)
    assert [part["name"] for part in first["queries"]] == ["one", "two"]
    assert (first["techniques"], first["users"]) == (["T1059", "T1490"], ["ana", "bo"])
    assert (first["first"][14:16], first["last"][14:16]) == ("03", "09")
    assert (second["score"], second["hashes"], second["users"]) == (65, [SYSTEM], [])
    assert data["failure"] == ""
    assert data["remaining"] == []


def test_only_the_first_rows_of_a_machine_are_kept_and_all_are_counted() -> None:
    part = told((query("one"), answer(*(row("m1", minute) for minute in range(9)))))["machines"][0][
        "queries"
    ][0]
    assert (part["rows"], len(part["samples"])) == (9, 2)


def test_a_machine_told_by_name_alone_is_the_one_of_that_name() -> None:
    bare = {"DeviceName": "M1.contoso.com"}
    data = told(
        (query("one"), answer(bare, {"DeviceName": "other"}, {"Count": 3})), (query("two"), answer(row("m1")))
    )
    assert [(one["machine_id"], len(one["queries"])) for one in data["machines"]] == [("m1", 2), (None, 1)]
    assert data["queries"][0]["elsewhere"] == 1
    assert data["handed_over"] == ["m1"]


def test_machines_are_handed_over_from_a_score_on() -> None:
    hits = [
        (query(f"q{n}", confidence), answer(row("m1"))) for n, confidence in enumerate(("medium", "medium"))
    ]
    assert told(*hits)["handed_over"] == []
    assert told(*hits, choices=Choices(50))["handed_over"] == ["m1"]
    many = [(query(f"q{n}"), answer(row("m1"))) for n in range(3)]
    assert told(*many)["machines"][0]["score"] == 100


def test_a_file_is_an_indicator_where_the_query_is_about_it_and_not_where_it_is_a_tool_of_the_system() -> (
    None
):
    about = query("dropped", hashes=["SHA256", "SHA1"])
    rows = [row("m1", SHA256=SHA256.upper(), SHA1=SHA1, FileName="a.exe"), row("m2", SHA1=SHA1, SHA256="")]
    data = told((about, answer(*rows)), (query("lolbin"), answer(row("m3", SHA1=SYSTEM))))
    assert data["indicators"] == [
        {
            "value": SHA256,
            "type": "FileSha256",
            "title": "Hunt: Dropped",
            "description": "a.exe on 1 machine, found by dropped",
            "mitre_techniques": ["T1059"],
            "action": "Audit",
            "generate_alert": True,
        },
        {**data["indicators"][1], "value": SHA1, "type": "FileSha1"},
    ]
    assert told((about, answer(*rows)), choices=Choices(60))["indicators"] == []


def test_a_failing_query_hides_no_other_and_what_remains_is_named() -> None:
    syntax = {"failed": True, "msg": "A mistake", "error": {"kind": "QueryFailed", "reason": "syntax"}}
    skipped = {"skipped": True, "changed": False}
    data = told(
        (query("bad"), syntax),
        (query("good"), answer(row("m1"))),
        (query("much"), QUOTA),
        (query("last"), skipped),
    )
    assert [one["ending"] for one in data["queries"]] == ["failed", "hits", "failed", "not_asked"]
    assert data["machines"][0]["machine_id"] == "m1"
    assert data["remaining"] == ["bad", "much", "last"]
    assert data["retry_after"] == 720
    assert data["failure"] == (
        "3 of 4 queries have no answer; bad: A mistake. Ask again with hunt_threats_queries: [bad, much, last]."
    )


def test_a_result_that_tells_nothing_is_a_failure() -> None:
    data = told((query("odd"), {"failed": True, "msg": "Traceback"}), (query("odder"), {}))
    assert [one["error"]["kind"] for one in data["queries"]] == ["Error", "Error"]


def test_the_report_keeps_to_the_schema_and_says_what_matters() -> None:
    sound = answer(
        row("m1", AccountName="ana", SHA1=SHA1), {"Count": 1}, capped=True, file={"path": "/r/one.csv"}
    )
    data = told((query("one", hashes=["SHA1"]), sound), (query("none"), answer()), (query("much"), QUOTA))
    data["skipped"] = [{"name": "file_ran", "title": "Files", "why": "it needs hashes"}]
    report = hunt_report(data, "Hunt", "2026-05-14T09:30:00Z", 200)
    SCHEMA.validate(report)
    assert report["lead"] == (
        "1 machine has hits in 1 of 3 queries; m1.contoso.com stands out with 1 query (score 60). 1 query without an answer."
    )
    sections = {part["heading"]: part for part in report["sections"]}
    assert list(sections) == [
        "What went wrong", "How far it goes", "Machine by machine", "Files", "Queries", "Left out",
    ]  # fmt: skip
    assert "720 seconds" in sections["What went wrong"]["text"][1]
    endings = [lines(cells[3]) for cells in sections["Queries"]["table"]["rows"]]
    assert endings[0][1:] == [
        "as many rows as the service returns; there may be more",
        "1 rows name no machine",
    ]


def test_the_report_of_a_refusal_and_of_nothing_found_keep_to_the_schema() -> None:
    refused = hunt_account({"queries": [], "skipped": [], "refusal": "No."}, {}, AUDIT)
    assert hunt_report(refused, "Hunt", "2026-05-14T09:30:00Z", 5)["lead"] == "Refused: No."
    nothing = hunt_report(told((query("one"), answer())), "Hunt", "2026-05-14T09:30:00Z", 5)
    assert nothing["lead"] == "No hit in 1 answered query."
    for report in (nothing, hunt_report(refused, "Hunt", "2026-05-14T09:30:00Z", 5)):
        SCHEMA.validate(report)


def test_containment_takes_the_report_of_a_hunt_with_its_scores() -> None:
    data = told(
        (query("one"), answer(row("m1"))), (query("two", "low"), answer(row("m2"), {"DeviceName": "x"}))
    )
    report = hunt_report(data, "Hunt", "2026-05-14T09:30:00Z", 5)
    chosen = selection(Sources(triage=report), 60)
    assert (chosen["machines"], chosen["scores"], chosen["refusal"]) == (["m1"], {"m1": 60}, "")
    assert chosen["source"] == "a report of a hunt, from a score of 60"
