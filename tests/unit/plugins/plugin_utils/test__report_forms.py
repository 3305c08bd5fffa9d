# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What roles report has the published form."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.unit.plugins.reports import REPORTS, ROOT
from jsonschema import Draft202012Validator

SCHEMA = json.loads((ROOT / "docs/schemas/report.json").read_text(encoding="utf-8"))
FORMS = {
    case["if"]["properties"]["report"]["const"]: case["then"]["properties"]["data"]
    for case in SCHEMA["allOf"]
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))
def test_a_report_has_the_published_form(report: Callable[[], dict[str, Any]]) -> None:
    made = json.loads(json.dumps(report()))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(made)] == []
    assert made["report"] in FORMS


def test_every_role_that_reports_has_a_published_form() -> None:
    names = {path.parent.parent.name for path in ROOT.glob("roles/*/tasks/report.yml")}
    assert names == set(FORMS) == {report()["report"] for report in REPORTS.values()}
