# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indicators are read with filters, by ids that no route takes, and by what is compared here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._indicator_info import INDICATOR_INFO
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

SHARED = "shared/defender-api/examples/list_indicators.json"
SAMPLE = next(
    (folder / SHARED for folder in Path(__file__).resolve().parents if (folder / SHARED).is_file()), None
)
MANY = [f"unknown-{number}.example" for number in range(40)]
READ: list[tuple[dict[str, Any], list[str]]] = [
    ({"indicator_ids": ["24", "5"]}, ["24", "5"]),
    ({"value": ["203.0.113.66", "o'neil.example"]}, ["22", "23"]),
    ({"value": [*MANY, "203.0.113.66"]}, ["22", "23"]),
    ({"value": [*MANY, "203.0.113.66"], "action": ["Block"], "limit": 1}, ["23"]),
    ({"type": ["Url", "DomainName"]}, ["5", "18"]),
    ({"application": ["partner-feed", "incident-48213"]}, ["31", "32"]),
    ({"generate_alert": True}, ["5", "22", "32"]),
    ({"generate_alert": False}, ["31"]),
    ({"rbac_group_names": ["Servers", "Workstations"]}, ["17", "32"]),
    ({"rbac_group_names": ["Servers", "Workstations"], "limit": 1}, ["17"]),
    ({"created_by": ["analyst@contoso.com"], "severity": ["High"]}, ["11"]),
    ({"title": "Listed by a partner"}, ["31"]),
    ({"filter": "expirationTime eq null and action eq 'Block'"}, ["18"]),
]


@pytest.fixture(name="tenant", scope="module")
def _tenant() -> Iterator[Running]:
    with running(scenario="breach", page_size=4) as tenant:
        yield tenant


@pytest.mark.parametrize(("options", "ids"), READ)
def test_the_options_leave_these_indicators(tenant: Running, options: dict[str, Any], ids: list[str]) -> None:
    result = run(tenant, INDICATOR_INFO, **options)
    assert [indicator["id"] for indicator in result["indicators"]] == ids


def test_what_ends_when_is_asked_for(tenant: Running) -> None:
    ends = {row["id"]: row["expirationTime"] for row in tenant.collection("indicators")}
    assert [
        indicator["id"]
        for indicator in run(tenant, INDICATOR_INFO, expires_after=ends["23"], expires_before=ends["11"])[
            "indicators"
        ]
    ] == ["22", "23"]


def test_an_id_that_is_not_there_is_an_error_that_names_it(tenant: Running) -> None:
    result = run(tenant, INDICATOR_INFO, indicator_ids=["5", "404"])
    assert result["error"] == {"kind": "NotFound", "option": "indicator_ids", "unknown": ["404"]}
    assert result["msg"].startswith("indicator_ids: there is no indicator 404")


def test_no_id_and_no_indicator_is_asked_for(tenant: Running) -> None:
    before = len(tenant.journal)
    assert run(tenant, INDICATOR_INFO, indicator_ids=[]) == {"changed": False, "indicators": []}
    assert len(tenant.journal) == before


@pytest.mark.skipif(SAMPLE is None, reason=f"no {SHARED} beside the repository")
def test_the_documented_indicators_come_back_unchanged() -> None:
    assert SAMPLE is not None
    documented = json.loads(SAMPLE.read_text(encoding="utf-8"))["value"]
    with running({"now": "2020-01-01T00:00:00Z", "indicators": documented}) as tenant:
        assert run(tenant, INDICATOR_INFO)["indicators"] == documented
