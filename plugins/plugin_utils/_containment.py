# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which machines to contain, and whether the brakes allow it. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.plugin_utils._selection import not_one, of_group
from ansible_collections.secops.defender.plugins.plugin_utils._stages import (
    ISOLATION,
    STAGES,
    Choice,
    chosen,
    complaint,
    goal,
    sent,
    situation,
)
from ansible_collections.secops.defender.plugins.plugin_utils._tenants import of_tenant

SOURCES = (
    "contain_machines_triage",
    "contain_machines_machines",
    "contain_machines_group",
    "contain_machines_undo",
)
# Reports whose machines have scores -> what they are called.
SCORED = {"triage_alerts": "a triage report", "hunt_threats": "a report of a hunt"}


class Brakes(NamedTuple):
    """What holds a containment back: too many machines, and tags and device groups that are never touched."""

    most: int
    never_tags: Sequence[str] = ()
    never_groups: Sequence[str] = ()


class Sources(NamedTuple):
    """The ways to name machines, of which one is used; `hosts` maps a group's hosts to their `defender` records.

    Of a report on several tenants the part of `tenant` counts; the hosts that are `elsewhere` belong to another one.
    """

    triage: Any = None
    machines: Sequence[str] = ()
    group: str = ""
    undo: Any = None
    hosts: Mapping[str, Any] = {}
    elsewhere: Collection[str] = ()
    tenant: str = ""


def selection(sources: Sources, min_score: float = 0, choice: Choice = ISOLATION) -> dict[str, Any]:
    """Return the machines that one source names; a refusal is a sentence in the result, so that a report can tell it."""
    wrong = complaint(choice.stages, choice.by_value)
    named = _selected("", refusal=wrong) if wrong else _named(sources, min_score)
    asked = ISOLATION if wrong else choice
    by_machine = named.pop("by_machine", {})
    return {**named, "stages": asked._replace(by_machine=by_machine)._asdict()}


def _named(sources: Sources, min_score: float) -> dict[str, Any]:
    refusal = not_one(SOURCES, sources[:4])
    if refusal:
        return _selected("", refusal=refusal)
    try:
        return _selection(sources, min_score)
    except OptionError as error:
        return _selected("", refusal=str(error))


def _selection(sources: Sources, min_score: float) -> dict[str, Any]:
    if sources.group:
        return _selected(**of_group(sources.group, sources.hosts, sources.elsewhere, "contain_machines"))
    if sources.machines:
        return _selected("a list", list(dict.fromkeys(sources.machines)), named_outright=True)
    if sources.undo:
        return _of_run(of_tenant(sources.undo, sources.tenant, "contain_machines_undo"))
    return _of_triage(of_tenant(sources.triage, sources.tenant, "contain_machines_triage"), min_score)


def _reported(document: Any, name: str) -> Sequence[Mapping[str, Any]] | None:
    """Return the machines of a report, nothing when it is not a report of that name."""
    data = document.get("data") if isinstance(document, Mapping) and document.get("report") == name else None
    found = data.get("machines") if isinstance(data, Mapping) else None
    return found if isinstance(found, (list, tuple)) else None


def _of_run(report: Any) -> dict[str, Any]:
    """Select what an earlier run of this role sent a request for, and nothing else."""
    found = _reported(report, "contain_machines")
    if found is None:
        return _selected("", refusal="contain_machines_undo is not a report of contain_machines.")
    stages = {one["machine_id"]: sent(one) for one in found}
    stages = {machine_id: names for machine_id, names in stages.items() if names}
    return _selected(
        "what an earlier run did", list(stages), undoes=report["data"]["state"], by_machine=stages
    )


def _of_triage(triage: Any, min_score: float) -> dict[str, Any]:
    sort = next((sort for sort in SCORED if _reported(triage, sort) is not None), "")
    found = _reported(triage, sort)
    if found is None:
        return _selected(
            "", refusal="contain_machines_triage is not a report of triage_alerts or hunt_threats."
        )
    scores = {one["machine_id"]: one.get("score") or 0 for one in found if one.get("machine_id")}
    scores = {machine_id: score for machine_id, score in scores.items() if score >= min_score}
    return _selected(f"{SCORED[sort]}, from a score of {min_score:g}", list(scores), scores=scores)


def _selected(source: str, machines: Sequence[Any] = (), **more: Any) -> dict[str, Any]:
    common = {"source": source, "machines": list(machines), "scores": {}, "named_outright": False}
    return {**common, "unknown": [], "problem": "", "undoes": "", "refusal": "", **more}


def plan(
    records: Iterable[Mapping[str, Any]], selected: Mapping[str, Any], state: str, brakes: Brakes
) -> dict[str, Any]:
    """Return which machines to bring into the state, which are left out and why, and the refusal if there is one."""
    choice = Choice(**selected["stages"])
    judged = {one["machine_id"]: one for one in _judged(records, selected, state, brakes)}
    kept = [one for one in judged.values() if not one["rule"]]
    forbidden = [one for one in judged.values() if one["rule"] and one["stages"]]
    spared = [one for one in judged.values() if one["rule"] and not one["stages"]]
    targets = {name: _targets(kept, name) for name in STAGES}
    aim = goal(state, [name for name in STAGES if targets[name]] or choice.stages)
    refusal = selected["refusal"] or _unseen(selected) or _again(selected, state)
    refusal = refusal or _contradiction(forbidden, selected, aim) or _too_many(kept, brakes.most)
    gone = (_gone(machine_id, selected["scores"]) for machine_id in selected["unknown"])
    return {
        "state": state,
        "goal": aim,
        "source": selected["source"],
        "machines": [{key: one[key] for key in one if key != "rule"} for one in kept],
        "targets": targets,
        "left_out": [{**one, "stages": []} for one in (*forbidden, *spared, *gone)],
        "refusal": refusal,
    }


def _judged(
    records: Iterable[Mapping[str, Any]], selected: Mapping[str, Any], state: str, brakes: Brakes
) -> Iterator[dict[str, Any]]:
    """Yield each machine with its stages and the rule that leaves it out, empty when none does."""
    # What a rule keeps from being isolated is not released either, except when it is named or was isolated by us.
    freely = state == "released" and (selected["named_outright"] or bool(selected["undoes"]))
    choice = Choice(**selected["stages"])
    for record in records:
        machine = _planned(record, selected["scores"], chosen(choice, record, state))
        rule = "" if freely else never(record, brakes)
        yield {**machine, "rule": rule if machine["stages"] else rule or _no_stage(record, state)}


def _planned(
    record: Mapping[str, Any], scores: Mapping[str, Any], stages: Sequence[str] = ()
) -> dict[str, Any]:
    seen = record.get("response_state") or {}
    told = [{"stage": name, "found": situation(seen, name)} for name in stages]
    return {
        "machine_id": record["id"],
        "computer_dns_name": record.get("computerDnsName") or None,
        "score": scores.get(record["id"]),
        "found": "; ".join(one["found"] for one in told) or situation(seen),
        "stages": told,
    }


def _targets(machines: Iterable[Mapping[str, Any]], name: str) -> list[str]:
    return [one["machine_id"] for one in machines if any(part["stage"] == name for part in one["stages"])]


def _no_stage(record: Mapping[str, Any], state: str) -> str:
    if state == "released":
        return "none of its stages can be taken back"
    return f"no stage is asked for of its value, {record.get('deviceValue') or 'none'} (contain_machines_stages_by_value)"


def _gone(machine_id: str, scores: Mapping[str, Any]) -> dict[str, Any]:
    rule = "the tenant no longer knows it"
    return {**_planned({"id": machine_id}, scores), "rule": rule}


def never(record: Mapping[str, Any], brakes: Brakes, role: str = "contain_machines") -> str:
    """Return the rule of a role that forbids to touch a machine, empty when none does; case does not matter."""
    never_tags = {tag.lower() for tag in brakes.never_tags}
    never_groups = {group.lower() for group in brakes.never_groups}
    for tag in record.get("machineTags") or ():
        if tag and tag.lower() in never_tags:
            return f"it has the tag {tag} ({role}_never_tags)"
    group = record.get("rbacGroupName") or ""
    if group and group.lower() in never_groups:
        return f"it is in the device group {group} ({role}_never_groups)"
    return ""


def _again(selected: Mapping[str, Any], state: str) -> str:
    if selected["undoes"] != state:
        return ""
    return (
        f"The run in contain_machines_undo brought machines to {state} already; "
        "undoing it needs the other contain_machines_state."
    )


def _unseen(selected: Mapping[str, Any]) -> str:
    problem = selected["problem"]
    return f"The machines could not be looked at, nothing was sent: {problem}" if problem else ""


def _contradiction(forbidden: Sequence[Mapping[str, Any]], selected: Mapping[str, Any], aim: str) -> str:
    if not forbidden or not selected["named_outright"]:
        return ""
    first = forbidden[0]
    return f"{name(first)} must not be {aim}: {first['rule']}. Nothing was sent; take it off the list."


def _too_many(kept: Sequence[Mapping[str, Any]], most: int) -> str:
    if len(kept) <= most:
        return ""
    return (
        f"{len(kept)} machines are more than contain_machines_max ({most}), {name(kept[most])} the first too many. "
        "Nothing was sent; raise it if all of them are meant."
    )


def name(machine: Mapping[str, Any]) -> str:
    """Return the name of a machine, or its id when it has none."""
    return str(machine.get("computer_dns_name") or machine.get("machine_id"))
