# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.secops.defender.tests.sessions import (
    FAILED,
    PASSED,
    SKIPPED,
    Result,
    all_of,
    outcome_of,
    run_all,
    summary,
)


def report(tmp_path: Path, *results: str) -> Path:
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"sessions": [{"result": result} for result in results]}))
    return path


def result(name: str, outcome: str, reason: str = "") -> Result:
    return Result(name, outcome, reason, 1.0, Path("/nonexistent"))


def test_success_is_passed(tmp_path: Path) -> None:
    assert outcome_of(0, report(tmp_path, "success"), "") == (PASSED, "")


def test_a_skipped_session_says_why(tmp_path: Path) -> None:
    log = "nox > Running session x\nnox > Session x skipped: no Python 3.13 for it.\n"
    assert outcome_of(0, report(tmp_path, "skipped"), log) == (SKIPPED, "no Python 3.13 for it")


@pytest.mark.parametrize(
    ("status", "results"),
    [
        (1, ["failed"]),
        (1, ["success"]),
        (0, ["failed"]),
        (0, []),
        (0, ["success", "failed"]),
        (1, ["skipped"]),
    ],
)
def test_anything_else_has_failed(tmp_path: Path, status: int, results: list[str]) -> None:
    assert outcome_of(status, report(tmp_path, *results), "")[0] == FAILED


def test_a_session_that_tested_nothing_has_failed(tmp_path: Path) -> None:
    log = "WARNING: All targets skipped.\nnox > Session sanity-2.19 was successful.\n"
    assert outcome_of(0, report(tmp_path, "success"), log)[0] == FAILED


def test_a_session_that_left_no_report_has_failed(tmp_path: Path) -> None:
    assert outcome_of(0, tmp_path / "absent.json", "")[0] == FAILED


def test_the_count_stands_alone_on_the_last_line() -> None:
    text = summary(
        [result("a", PASSED), result("b", FAILED, "status 1"), result("long-name", SKIPPED, "no Python")]
    )
    assert text.splitlines() == [
        "a          passed       1 s",
        "b          FAILED       1 s  status 1",
        "long-name  SKIPPED      1 s  no Python",
        "",
        "1 passed, 1 failed, 1 skipped",
    ]


def test_the_longest_begin_first_and_what_runs_on_demand_is_left_out() -> None:
    names = [
        "ruff",
        "unit",
        "sanity-2.16",
        "units-2.16",
        "integration-2.16",
        "roles-2.16",
        "sanity-2.19",
        "artifact",
    ]
    assert all_of(names) == [
        "roles-2.16",
        "integration-2.16",
        "units-2.16",
        "sanity-2.16",
        "sanity-2.19",
        "ruff",
        "artifact",
    ]


def test_results_keep_the_order_of_the_sessions(capsys: pytest.CaptureFixture[str]) -> None:
    results = run_all(["a", "b", "c"], lambda name: result(name, PASSED))
    assert [each.name for each in results] == ["a", "b", "c"]
    assert capsys.readouterr().out.count("passed") == 3


def test_a_failure_shows_the_end_of_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "a.log"
    log.write_text("\n".join(f"line {number} ends" for number in range(100)))
    run_all(["a"], lambda name: Result(name, FAILED, "status 1", 1.0, log))
    out = capsys.readouterr().out
    assert "line 99 ends" in out
    assert "line 39 ends" not in out
