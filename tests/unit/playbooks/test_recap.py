# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.playbooks.demo.recap import complaints, main, recap


def fate(machine: str, verified: str, sent: bool, ending: str = "done") -> dict[str, Any]:
    """The fate of a machine as contain_machines reports it."""
    told = {
        "machine_id": machine,
        "computer_dns_name": f"{machine}.local",
        "score": 90,
        "found": "released",
        "rule": "r",
    }
    return {**told, "verified": verified, "sent_in_this_run": sent, "ending": ending}


def step(state: str, sent: bool) -> dict[str, Any]:
    """A report of contain_machines on one machine, another one left out."""
    machines = [fate("m", state, sent), fate("dc", "not checked", False, "left_out")]
    return {
        "lead": f"lead of {state}",
        "data": {"state": state, "requests_sent": int(sent), "machines": machines},
    }


REPORTS: dict[str, Any] = {
    "triage": {
        "lead": "Look first at m.",
        "figures": [{"label": name, "number": 3} for name in ("Alerts", "High severity", "Machines")],
    },
    "contained": step("isolated", True),
    "again": step("isolated", False),
    "released": step("released", True),
}
ACCOUNT = [{"type": "Isolate", "machineId": "m"}, {"type": "Unisolate", "machineId": "m"}]


def test_a_demo_that_did_what_it_says_has_no_complaint() -> None:
    assert list(complaints(REPORTS, ACCOUNT)) == []


def test_the_recap_tells_what_the_reports_say() -> None:
    told = "\n".join(recap(REPORTS, ACCOUNT))
    for words in (
        "3 alerts",
        "Look first at m.",
        "lead of released",
        "1 request to isolate and 1 request to release",
        "left out: r.",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("account", "complaint"),
    [
        ([*ACCOUNT, ACCOUNT[0]], "The tenant accepted 2 requests to isolate and 1 request to release"),
        (ACCOUNT[:1], "The tenant accepted 1 request to isolate and no request to release"),
        ([{"type": "Isolate", "machineId": "x"}, ACCOUNT[1]], "The tenant accepted"),
    ],
)
def test_a_tenant_that_accepted_something_else_is_a_complaint(
    account: list[dict[str, Any]], complaint: str
) -> None:
    assert any(said.startswith(complaint) for said in complaints(REPORTS, account))


def test_a_second_containment_that_sent_something_is_a_complaint() -> None:
    reports = deepcopy(REPORTS)
    reports["again"] = step("isolated", True)
    assert "Containing again sent 1 request; it must send none." in list(complaints(reports, ACCOUNT))


def test_a_containment_of_nothing_is_a_complaint() -> None:
    reports = deepcopy(REPORTS)
    reports["contained"] = step("isolated", False)
    assert "Containing sent nothing; there was something to contain." in list(complaints(reports, ACCOUNT))


def test_a_machine_that_is_not_verified_is_a_complaint() -> None:
    reports = deepcopy(REPORTS)
    reports["released"]["data"]["machines"][0]["verified"] = "isolated"
    assert list(complaints(reports, ACCOUNT)) == ["m.local was verified as isolated, not as released."]


def test_a_complaint_ends_the_demo_with_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, report in REPORTS.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(report), encoding="utf-8")
    (tmp_path / "account.json").write_text(json.dumps(ACCOUNT), encoding="utf-8")
    assert main(tmp_path) == 0
    (tmp_path / "account.json").write_text("[]", encoding="utf-8")
    assert main(tmp_path) == 1
    assert "FAILED: The tenant accepted no request to isolate" in capsys.readouterr().err
