# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which machines to collect evidence from, and whether the brakes allow it. Nothing here writes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._containment import Brakes, name, never
from ansible_collections.secops.defender.plugins.plugin_utils._selection import not_one, of_group

ROLE = "collect_evidence"
SOURCES = (f"{ROLE}_source", f"{ROLE}_machines", f"{ROLE}_group")


class Sources(NamedTuple):
    """The ways to name machines, of which one is used; `hosts` maps a group's hosts to their `defender` records.

    The hosts that are `elsewhere` belong to another tenant.
    """

    report: Any = None
    machines: Sequence[str] = ()
    group: str = ""
    hosts: Mapping[str, Any] = {}
    elsewhere: Collection[str] = ()


class Wish(NamedTuple):
    """What is to be collected: the parts, and whether commands of live response are run as well."""

    parts: Sequence[str]
    commands: Sequence[Any] = ()


def selection(sources: Sources, min_score: float = 0) -> dict[str, Any]:
    """Return the machines that one source names; a refusal is a sentence in the result, so that a report can tell it."""
    refusal = not_one(SOURCES, sources[:3])
    if refusal:
        return _selected("", refusal=refusal)
    if sources.machines:
        return _selected("a list", sources.machines, named_outright=True)
    if sources.group:
        return _selected(**of_group(sources.group, sources.hosts, sources.elsewhere, ROLE))
    return _of_report(sources.report, min_score)


def _of_report(report: Any, min_score: float) -> dict[str, Any]:
    """Select the machines that a report tells of, those left out excepted; in a triage the score counts."""
    data = report.get("data") if isinstance(report, Mapping) else None
    found = data.get("machines") if isinstance(data, Mapping) else None
    if not isinstance(found, (list, tuple)) or not all(isinstance(one, Mapping) for one in found):
        refusal = (
            f"{ROLE}_source is no report that tells of machines one by one; "
            "triage_alerts, contain_machines, tag_machines and collect_evidence make such reports."
        )
        return _selected("", refusal=refusal)
    kept = [one for one in found if one.get("machine_id") and one.get("ending") != "left_out"]
    if report.get("report") == "triage_alerts":
        kept = [one for one in kept if (one.get("score") or 0) >= min_score]
    return _selected(f"a report of {report.get('report')}", [one["machine_id"] for one in kept])


def _selected(source: str, machines: Iterable[Any] = (), **more: Any) -> dict[str, Any]:
    return {
        "source": source,
        "machines": list(dict.fromkeys(machines)),
        "named_outright": False,
        "unknown": [],
        "refusal": "",
        **more,
    }


def plan(
    records: Iterable[Mapping[str, Any]], selected: Mapping[str, Any], wish: Wish, brakes: Brakes
) -> dict[str, Any]:
    """Return which machines to collect from and into which folder, which are left out and why, and the refusal if there is one."""
    machines: dict[str, dict[str, Any]] = {}
    left_out: dict[str, dict[str, Any]] = {}
    for record in records:
        rule = never(record, brakes, ROLE)
        (left_out if rule else machines)[record["id"]] = {**_planned(record), "rule": rule or None}
    gone = [
        {**_planned({"id": machine_id}), "rule": "the tenant no longer knows it"}
        for machine_id in selected["unknown"]
    ]
    kept, out = list(machines.values()), [*left_out.values(), *gone]
    return {
        "source": selected["source"],
        "parts": [*wish.parts, *(["live_response"] if wish.commands else [])],
        "machines": kept,
        "left_out": out,
        "refusal": selected["refusal"]
        or _nothing(wish)
        or _refusal(kept, out if selected["named_outright"] else [], brakes.most),
    }


def _planned(record: Mapping[str, Any]) -> dict[str, Any]:
    named = record.get("computerDnsName") or None
    return {
        "machine_id": record["id"],
        "computer_dns_name": named,
        "folder": folder(f"{named}_{record['id']}" if named else record["id"]),
    }


def folder(text: str) -> str:
    """Return a text as the name of a folder, which stays where it belongs whatever the text holds."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", text)[-200:].lstrip(".") or "unnamed"


def _nothing(wish: Wish) -> str:
    if wish.parts or wish.commands:
        return ""
    return f"There is nothing to collect: name something in {ROLE}_parts or {ROLE}_commands."


def _refusal(kept: Sequence[Mapping[str, Any]], forbidden: Sequence[Mapping[str, Any]], most: int) -> str:
    if forbidden:
        first = forbidden[0]
        return f"{name(first)} must not be touched: {first['rule']}. Nothing was sent; take it off the list."
    if len(kept) > most:
        return (
            f"{len(kept)} machines are more than {ROLE}_max ({most}), {name(kept[most])} the first too many. "
            "Nothing was sent; raise it if all of them are meant."
        )
    return ""
