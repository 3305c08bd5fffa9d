# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reports of several tenants, put together as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._tenants import COMBINED

Told = Mapping[str, Any]


def tenants_report(told: Sequence[Told], role: str, title: str, generated: str) -> dict[str, Any]:
    """Return one report of what a role told of each tenant: {tenant, report, failure}, a report {} where there is none."""
    failure = _failure(told)
    document = _report.report(COMBINED, title, generated, failure or _count(len(told)) + ", and none failed.")
    document["figures"] = [
        _report.figure("Tenants", len(told)),
        _report.figure("Tenants that failed", len(_failed(told)), "bad" if failure else "plain"),
        *_sums(told),
    ]
    document["sections"] = [_overview(told), *(part for one in told for part in _of_one(one))]
    document["data"] = {
        "role": role,
        "failure": failure,
        "tenants": {one["tenant"]["tenant_id"]: _data(one) for one in told},
    }
    return document


def _failed(told: Sequence[Told]) -> list[Told]:
    return [one for one in told if one["failure"]]


def _failure(told: Sequence[Told]) -> str:
    """Return what went wrong, each tenant that failed with its reason."""
    failed = _failed(told)
    if not failed:
        return ""
    reasons = "; ".join(f"{one['tenant']['name']}: {one['failure'].rstrip('.')}" for one in failed)
    return f"{len(failed)} of {_count(len(told))} failed; {reasons}."


def _count(tenants: int) -> str:
    return "1 tenant" if tenants == 1 else f"{tenants} tenants"


def _sums(told: Sequence[Told]) -> Iterator[dict[str, Any]]:
    """Yield the numbers of the tenants, those of the same label added up, in the most alarming of their tones."""
    figures = [figure for one in told for figure in one["report"].get("figures", ())]
    for label in dict.fromkeys(figure["label"] for figure in figures):
        same = [figure for figure in figures if figure["label"] == label]
        if all(isinstance(figure["number"], int) for figure in same):
            worst = min((figure["tone"] for figure in same), key=_report.TONES.index)
            yield _report.figure(label, sum(figure["number"] for figure in same), worst)


def _overview(told: Sequence[Told]) -> dict[str, Any]:
    rows = [
        (
            [one["tenant"]["name"], one["tenant"]["tenant_id"]],
            _report.marked("failed", "bad") if one["failure"] else _report.marked("done", "good"),
            [
                one["failure"],
                one["report"].get("lead") if one["report"].get("lead") != one["failure"] else None,
            ],
        )
        for one in told
    ]
    return _report.section("Tenants", table=_report.table(("Tenant", "Ended", "In short"), rows))


def _of_one(one: Told) -> Iterator[dict[str, Any]]:
    name, document = one["tenant"]["name"], one["report"]
    text = document.get("lead", "There is no report of this tenant.")
    yield _report.section(name, text)
    for part in document.get("sections", ()):
        yield {**part, "heading": f"{name}: {part['heading']}"}


def _data(one: Told) -> dict[str, Any]:
    document = one["report"]
    return {
        "name": one["tenant"]["name"],
        "lead": document.get("lead"),
        "failure": one["failure"],
        "data": document.get("data") or {},
    }
