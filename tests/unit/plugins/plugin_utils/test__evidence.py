# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a collection makes of what its tasks told: files, manifests, fates and the report."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.filter.evidence_manifests import evidence_manifests
from ansible_collections.secops.defender.plugins.filter.evidence_report import evidence_report
from ansible_collections.secops.defender.plugins.plugin_utils._evidence import as_text, files, steps
from ansible_collections.secops.defender.plugins.plugin_utils._evidence_manifest import manifests
from ansible_collections.secops.defender.tests.unit.plugins.reports import ROOT
from jsonschema import Draft202012Validator

NOW, LATER = "2026-08-19T12:00:00Z", "2026-08-19T13:00:00Z"
SCHEMA = json.loads((ROOT / "docs/schemas/report.json").read_text(encoding="utf-8"))
MANIFEST = Draft202012Validator({**SCHEMA["$defs"]["evidence_manifest"], "$defs": SCHEMA["$defs"]})
DIGEST = "a" * 64
FAILED: dict[str, Any] = {"msg": "The token lacks User.Read.All.", "error": {"kind": "Forbidden"}}
Told = dict[str, Any]


def plan(*parts: str, machines: int = 1, **more: Any) -> Told:
    named = [
        {"machine_id": f"m{n}", "computer_dns_name": f"ws-{n}", "folder": f"ws-{n}_m{n}", "rule": None}
        for n in range(1, machines + 1)
    ]
    return {
        "source": "a list",
        "parts": list(parts),
        "machines": named,
        "left_out": [],
        "refusal": "",
        **more,
    }


def loop(*results: Told) -> Told:
    """What a loop over machines returned."""
    return {"results": [{"machine": {"machine_id": f"m{n}"}, **one} for n, one in enumerate(results, 1)]}


def acted(machine_id: str = "m1", **more: Any) -> Told:
    """What a task told of one machine on which an action succeeded."""
    decided = {"decision": "submit", "action_id": None}
    return {
        "machine_id": machine_id,
        "changed": True,
        "action": {"id": "a1"},
        "decided_from": decided,
        **more,
    }


def package(**more: Any) -> Told:
    kept = {"path": "/e/ws-1_m1/ws-1_a1.zip", "size": 9, "sha256": DIGEST}
    return {
        "package": {"results": [acted()]},
        "package_files": loop({"results": [acted(package=kept, **more)]}),
    }


def there(made: list[Told], **other: Any) -> list[Told]:
    """What find tells of the files when all of them were written."""
    return [
        {"path": f"/e/{one['path']}", "checksum": one["checksum"], "mode": "0600", **other} for one in made
    ]


def kept(planned: Told, outcomes: Told, earlier: dict[str, str] | None = None, now: str = NOW) -> Told:
    """Go through the filters as the role does."""
    found = {**outcomes, "files": files(planned, outcomes)}
    return {**found, "manifests": manifests(planned, found, earlier or {}, now)}


def fates(planned: Told, outcomes: Told, now: str = NOW, **settings: Any) -> dict[str, dict[str, str]]:
    told = evidence_report(planned, outcomes, now, {"dir": "/e", **settings})
    Draft202012Validator(SCHEMA).validate(told)
    return {
        one["machine_id"]: {part["part"]: part["ending"] for part in one["parts"]}
        for one in told["data"]["machines"]
    }


def test_each_part_becomes_a_file_whose_digest_is_that_of_its_bytes() -> None:
    told = {
        "machine": loop({"machines": [{"id": "m1", "machineTags": ["{{ 1 + 1 }}", "äö"]}]}),
        "logon_users": loop({"machines": [{"id": "m1", "logon_users": [{"id": "b"}, {"id": "a"}]}]}),
        "software": loop({"machines": [{"id": "m1", "software": []}]}),
        "alerts": loop({"alerts": [{"id": "da2"}, {"id": "da1"}]}),
        "actions": loop({"machine_actions": []}),
    }
    made = files(plan(*told), told)
    assert [one["path"] for one in made] == [
        f"ws-1_m1/{name}.json" for name in ("machine", "logon_users", "software", "alerts", "machine_actions")
    ]
    for one in made:
        content = one["content"].encode()
        assert (one["size"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert json.loads(made[0]["content"])["machineTags"] == ["{{ 1 + 1 }}", "äö"]
    assert [user["id"] for user in json.loads(made[1]["content"])] == ["a", "b"]
    assert [alert["id"] for alert in json.loads(made[3]["content"])] == ["da2", "da1"]


def test_the_same_records_give_the_same_bytes_whatever_the_order_of_their_keys() -> None:
    assert as_text({"b": 1, "a": [{"d": None, "c": True}]}) == as_text(
        {"a": [{"c": True, "d": None}], "b": 1}
    )


def test_a_file_is_written_when_it_is_not_there_or_differs_or_is_open_to_others() -> None:
    planned, told = plan("alerts"), {"alerts": loop({"alerts": []})}
    made = files(planned, told)
    assert made[0]["changed"]
    assert not files(planned, {**told, "there": there(made)})[0]["changed"]
    for other in ({"checksum": "0"}, {"mode": "0644"}, {"path": "/e/ws-2_m2/alerts.json"}):
        assert files(planned, {**told, "there": there(made, **other)})[0]["changed"]


def test_what_scripts_told_is_kept_without_the_place_of_the_files() -> None:
    fetched = {"path": "/e/ws-1_m1/m1.1.a.db", "size": 4, "sha256": DIGEST}
    session = acted(commands=[{"index": 0, "script_output": "x"}, {"index": 1, "file": fetched}])
    told = {
        "live_response": {"results": [acted(commands=[])]},
        "live_response_files": loop({"results": [session]}),
    }
    planned = plan("live_response")
    outcomes = kept(planned, told)
    content = json.loads(outcomes["files"][0]["content"])
    assert content["action_id"] == "a1"
    assert content["commands"][1]["file"]["path"] == "m1.1.a.db"
    (manifest,) = outcomes["manifests"]
    assert [(one["name"], one["source"], one["action_id"]) for one in manifest["files"]] == [
        ("live_response.json", "get_live_response_result", "a1"),
        ("m1.1.a.db", "get_live_response_result", "a1"),
    ]


def test_only_machines_whose_action_ended_well_are_fetched_from() -> None:
    past = {"decision": "nothing", "action_id": "a3"}
    outcome = {
        "results": [
            acted("m1"),
            acted("m2", error={"kind": "ActionTimeout"}, msg="Off."),
            acted("m3", action=None, decided_from=past),
            acted("m4", action=None, changed=True),
        ]
    }
    found = steps(plan("package", machines=5), outcome)
    assert [(one["machine_id"], one["action_id"]) for one in found] == [("m1", "a1"), ("m3", "a3")]


def test_a_manifest_keeps_the_time_of_what_is_the_same_and_what_earlier_runs_left() -> None:
    planned, told = plan("alerts", "actions", "package"), {"alerts": loop({"alerts": []}), **package()}
    first = kept(planned, {**told, "actions": loop({"machine_actions": []})})
    (manifest,) = first["manifests"]
    MANIFEST.validate(json.loads(manifest["content"]))
    assert {one["collected"] for one in manifest["files"]} == {NOW}
    fewer = plan("alerts", "actions")
    earlier = {"m1": manifest["content"]}
    second = kept(fewer, {**told, "actions": loop({"machine_actions": [{"id": "a9"}]})}, earlier, LATER)
    times = {one["name"]: one["collected"] for one in second["manifests"][0]["files"]}
    assert times == {"alerts.json": NOW, "machine_actions.json": LATER, "ws-1_a1.zip": NOW}


def test_running_again_changes_no_file() -> None:
    planned, told = plan("alerts", "package"), {"alerts": loop({"alerts": []}), **package()}
    first = kept(planned, told)
    again = {
        "alerts": told["alerts"],
        "package": {"results": [acted(changed=False)]},
        "package_files": package(changed=False)["package_files"],
        "there": [*there(first["files"]), *there(first["manifests"])],
    }
    second = kept(planned, again, {"m1": first["manifests"][0]["content"]}, LATER)
    assert [one["changed"] for one in (*second["files"], *second["manifests"])] == [False, False]
    assert fates(planned, second, LATER) == {"m1": {"alerts": "same", "package": "same", "manifest": "same"}}


@pytest.mark.parametrize("text", ["", "no json", "[1]", '{"files": 3}', '{"files": [{"name": "x"}, 4]}'])
def test_a_manifest_that_is_none_counts_as_none(text: str) -> None:
    (manifest,) = kept(plan("alerts"), {"alerts": loop({"alerts": []})}, {"m1": text})["manifests"]
    assert [one["name"] for one in manifest["files"]] == ["alerts.json"]


def test_one_part_of_one_machine_that_fails_keeps_no_other_from_being_kept() -> None:
    planned = plan("logon_users", "alerts", machines=2)
    told = {
        "logon_users": loop({"machines": [{"id": "m1", "logon_users": []}]}, FAILED),
        "alerts": loop({"alerts": []}, {"alerts": []}),
    }
    outcomes = kept(planned, told)
    done = {"logon_users": "collected", "alerts": "collected", "manifest": "collected"}
    assert fates(planned, outcomes) == {"m1": done, "m2": {**done, "logon_users": "failed"}}
    report = evidence_report(planned, outcomes, NOW)
    assert report["data"]["failure"] == (
        "The evidence of 1 of 2 machines is not complete; ws-2, logon_users: The token lacks User.Read.All. "
        "Run the same again to go on: nothing is sent twice."
    )
    assert [one["ending"] for one in report["data"]["machines"]] == ["collected", "failed"]


def test_a_task_that_failed_for_all_is_told_of_each() -> None:
    planned = plan("package", machines=2)
    report = evidence_report(planned, kept(planned, {"package": {"results": [], **FAILED}}), NOW)
    assert [one["error"]["kind"] for one in report["data"]["machines"]] == ["Forbidden", "Forbidden"]
    assert report["data"]["failure"].startswith(
        "The evidence of 2 of 2 machines are not complete; ws-1, package:"
    )


def test_a_download_that_failed_is_told_and_nothing_of_it_stands_in_the_manifest() -> None:
    planned, told = plan("package"), package()
    told["package_files"] = loop({"results": [acted(package=None, **FAILED)]})
    outcomes = kept(planned, told)
    assert outcomes["manifests"] == []
    assert fates(planned, outcomes) == {"m1": {"package": "failed"}}


def test_a_file_that_cannot_be_written_is_told_and_not_listed() -> None:
    planned, told = (
        plan("alerts", "actions"),
        {"alerts": loop({"alerts": []}), "actions": loop({"machine_actions": []})},
    )
    written = {
        "results": [
            {"written_path": "ws-1_m1/alerts.json", "msg": "No space left on device"},
            {"written_path": "ws-1_m1/machine_actions.json", "checksum": "x", "changed": True},
        ]
    }
    outcomes = kept(planned, {**told, "written": written})
    assert [one["name"] for one in outcomes["manifests"][0]["files"]] == ["machine_actions.json"]
    full = {"results": [{"written_path": "ws-1_m1/manifest.json", "msg": "No space left on device"}]}
    told_of = fates(planned, {**outcomes, "manifests_written": full})
    assert told_of == {"m1": {"alerts": "failed", "actions": "collected", "manifest": "failed"}}


def test_check_mode_tells_what_would_be_collected_also_of_a_package_that_the_service_has() -> None:
    planned = plan("package", "alerts")
    past = {
        "results": [
            acted(action=None, changed=False, decided_from={"decision": "nothing", "action_id": "a1"})
        ]
    }
    skipped = loop({"skipped": True})
    told = {"package": past, "package_files": skipped, "alerts": loop({"alerts": []})}
    outcomes = kept(planned, told)
    would = {"package": "would", "alerts": "would", "manifest": "would"}
    assert fates(planned, outcomes, check_mode=True) == {"m1": would}
    lead = evidence_report(planned, outcomes, NOW, {"dir": "/e", "check_mode": True})["lead"]
    assert (
        lead == "Check mode: evidence of 1 machine would be collected into /e; nothing was sent or written."
    )


def test_a_download_that_check_mode_foresees_has_no_digest_and_is_in_no_manifest() -> None:
    foreseen = {"path": "/e/ws-1_m1/ws-1_a1.zip", "size": None, "sha256": None}
    planned, told = (
        plan("package"),
        {**package(), "package_files": loop({"results": [acted(package=foreseen)]})},
    )
    outcomes = kept(planned, told)
    assert outcomes["manifests"] == []
    assert fates(planned, outcomes, check_mode=True) == {"m1": {"package": "would"}}


def test_a_run_that_broke_off_and_one_that_was_refused_tell_so() -> None:
    assert fates(plan("package", "alerts"), {}) == {"m1": {"package": "untouched", "alerts": "untouched"}}
    refused = plan("package", refusal="Too many.", left_out=[{**plan()["machines"][0], "rule": "a rule"}])
    report = evidence_report(refused, {}, NOW)
    Draft202012Validator(SCHEMA).validate(report)
    assert (report["lead"], report["data"]["failure"]) == ("Refused: Too many.", "Too many.")
    assert [one["ending"] for one in report["data"]["machines"]] == ["untouched", "left_out"]


def test_a_report_counts_files_and_what_is_new_and_the_actions_it_started() -> None:
    planned, told = plan("alerts", "package"), {"alerts": loop({"alerts": []}), **package()}
    report = evidence_report(planned, kept(planned, told), NOW, {"dir": "/e"})
    assert report["lead"] == "Evidence of 1 machine is in /e: 2 files, 2 of them new or changed in this run."
    assert report["data"]["requests_sent"] == 1
    assert report["data"]["machines"][0]["files"][1] == {
        "name": "ws-1_a1.zip",
        "size": 9,
        "sha256": DIGEST,
        "source": "get_package_sas_uri",
        "action_id": "a1",
        "collected": NOW,
    }


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="evidence_manifests: now is 'soon'"):
        evidence_manifests(plan(), {}, {}, "soon")
    with pytest.raises(AnsibleFilterError, match="evidence_report: now is 'soon'"):
        evidence_report(plan(), {}, "soon")
