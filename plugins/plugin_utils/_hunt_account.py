# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a hunt found: the outcomes of its queries put together, machine by machine and file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._account import sentence
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_tally import tally
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment

# What the hits of one query count; different queries add up.
POINTS = {"high": 60, "medium": 25, "low": 5}
MOST_POINTS = 100
_TYPES = {32: "FileMd5", 40: "FileSha1", 64: "FileSha256"}


class Choices(NamedTuple):
    """From which score on machines are handed over, what indicators of files have, how many rows are kept of a machine."""

    min_score: float = 60
    indicator: Mapping[str, Any] = {}
    rows: int = 5


def hunt_account(plan: Mapping[str, Any], outcome: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
    """Return what every query, machine and file came to, and the sentence of what went wrong."""
    answers = zip(plan["queries"], outcome.get("results") or (), strict=False)
    told = {
        query["name"]: tally(query, answer, choices.rows) for query, answer in answers if _was_asked(answer)
    }
    queries = [_ended(query, told.get(query["name"])) for query in plan["queries"]]
    machines = _machines(plan["queries"], told)
    worth = [one["machine_id"] for one in machines if one["score"] >= choices.min_score]
    files = _files(plan["queries"], told) if choices.indicator else []
    return {
        "queries": queries,
        "skipped": plan["skipped"],
        "machines": machines,
        "handed_over": [machine_id for machine_id in worth if machine_id],
        "min_score": choices.min_score,
        "indicators": [_indicator(one, choices.indicator) for one in files],
        "remaining": [one["name"] for one in queries if one["ending"] in ("failed", "not_asked")],
        "retry_after": _retry_after(told.values()),
        "refusal": plan["refusal"],
        "failure": plan["refusal"] or _failure(queries),
    }


def _retry_after(outcomes: Iterable[Mapping[str, Any]]) -> float | None:
    waits = [one["error"]["retry_after"] for one in outcomes if one["error"]]
    return next((float(wait) for wait in waits if isinstance(wait, (int, float))), None)


def _was_asked(answer: Mapping[str, Any]) -> bool:
    return not answer.get("skipped")


def _ended(query: Mapping[str, Any], outcome: Mapping[str, Any] | None) -> dict[str, Any]:
    told = outcome or {}
    if outcome is None:
        ending = "not_asked"
    elif outcome["error"]:
        ending = "failed"
    else:
        ending = "hits" if outcome["rows"] else "nothing"
    error = told.get("error")
    return {
        **{key: query[key] for key in ("name", "title", "techniques", "tactics", "confidence")},
        "ending": ending,
        "rows": told.get("rows", 0),
        "capped": told.get("capped", False),
        "machines": len(told.get("machines", ())),
        "elsewhere": told.get("elsewhere", 0),
        "file": told.get("file"),
        "error": {key: error[key] for key in ("kind", "reason", "msg")} if error else None,
    }


def _machines(
    queries: Sequence[Mapping[str, Any]], told: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the machines with hits, the worst first. One that a query tells by name alone is found by its name."""
    hits = [(query, hit) for query in queries for hit in told.get(query["name"], {}).get("machines", ())]
    ids = {_name(hit): hit["machine_id"] for _query, hit in hits if hit["machine_id"]}
    groups: dict[str, list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
    for query, hit in hits:
        key = hit["machine_id"] or ids.get(_name(hit)) or _name(hit)
        groups.setdefault(str(key), []).append((query, hit))
    machines = [_machine(group) for group in groups.values()]
    return sorted(
        machines, key=lambda one: (-one["score"], -len(one["queries"]), one["computer_dns_name"] or "")
    )


def _name(hit: Mapping[str, Any]) -> str:
    return str(hit["computer_dns_name"] or "").lower()


def _machine(group: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, Any]:
    hits = [hit for _query, hit in group]
    times = sorted((when, time) for hit in hits for time in _times_of(hit) if (when := moment(time)))
    return {
        "machine_id": next((hit["machine_id"] for hit in hits if hit["machine_id"]), None),
        "computer_dns_name": next(
            (hit["computer_dns_name"] for hit in hits if hit["computer_dns_name"]), None
        ),
        "score": min(MOST_POINTS, sum(POINTS[query["confidence"]] for query, _hit in group)),
        "rows": sum(hit["rows"] for hit in hits),
        "techniques": _all(query["techniques"] for query, _hit in group),
        "tactics": _all(query["tactics"] for query, _hit in group),
        "users": _all(hit["users"] for hit in hits),
        "hashes": _all(hit["hashes"] for hit in hits),
        "first": times[0][1] if times else None,
        "last": times[-1][1] if times else None,
        "queries": [_part(query, hit) for query, hit in group],
    }


def _times_of(hit: Mapping[str, Any]) -> list[str]:
    return [time for time in (hit["first"], hit["last"]) if time]


def _part(query: Mapping[str, Any], hit: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: query[key] for key in ("name", "title", "confidence")}
    return {**told, **{key: hit[key] for key in ("rows", "first", "last", "samples")}}


def _all(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(one for part in lists for one in part))


def _files(
    queries: Sequence[Mapping[str, Any]], told: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for query in queries:
        for file in told.get(query["name"], {}).get("files", ()):
            empty: dict[str, Any] = {"value": file["value"], "names": [], "machines": [], "queries": []}
            one = found.setdefault(file["value"], empty)
            one["names"] = _all((one["names"], file["names"]))
            one["machines"] = _all((one["machines"], file["machines"]))
            one["queries"].append(query)
    return list(found.values())


def _indicator(file: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file as defender_indicator takes it."""
    count = len(file["machines"])
    machines = "1 machine" if count == 1 else f"{count} machines"
    by = ", ".join(query["name"] for query in file["queries"])
    names = ", ".join(file["names"][:3]) or "A file"
    return {
        "value": file["value"],
        "type": _TYPES[len(file["value"])],
        "title": f"Hunt: {file['queries'][0]['title']}",
        "description": f"{names} on {machines}, found by {by}",
        "mitre_techniques": _all(query["techniques"] for query in file["queries"]),
        **extra,
    }


def _failure(queries: Sequence[Mapping[str, Any]]) -> str:
    """Return the sentence that the role fails with; empty when it does not."""
    failed = [one for one in queries if one["ending"] == "failed"]
    if not failed:
        return ""
    without = [one["name"] for one in queries if one["ending"] in ("failed", "not_asked")]
    has = "has" if len(without) == 1 else "have"
    return (
        f"{len(without)} of {len(queries)} queries {has} no answer; {failed[0]['name']}: "
        f"{sentence(failed[0]['error']['msg'])} Ask again with hunt_threats_queries: [{', '.join(without)}]."
    )
