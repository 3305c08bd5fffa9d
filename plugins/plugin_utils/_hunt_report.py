# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a hunt found, as a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._containment import name
from ansible_collections.secops.defender.plugins.plugin_utils._hunt_library import TACTICS
from ansible_collections.secops.defender.plugins.plugin_utils._times import brief

_ENDINGS = {
    "hits": ("hits", "warn"),
    "nothing": ("nothing found", "good"),
    "failed": ("failed", "bad"),
    "not_asked": ("not asked", "quiet"),
}
_TONES = {"high": "bad", "medium": "warn", "low": "mild"}


def hunt_report(told: Mapping[str, Any], title: str, generated: str, rows: int) -> dict[str, Any]:
    """Return the report; its tables tell of the first machines, as many as rows, its data of all."""
    document = _report.report("hunt_threats", title, generated, _lead(told))
    document["figures"] = _figures(told)
    document["sections"] = [
        part
        for part in (
            _failure(told),
            _tactics(told["machines"]),
            _machines(told, rows),
            _files(told["indicators"], rows),
            _queries(told["queries"]),
            _skipped(told["skipped"]),
        )
        if part
    ]
    document["data"] = dict(told)
    return document


def _lead(told: Mapping[str, Any]) -> str:
    if told["refusal"]:
        return f"Refused: {told['refusal']}"
    ended = Counter(one["ending"] for one in told["queries"])
    lost = ended["failed"] + ended["not_asked"]
    but = f" {_count(lost, 'query', 'queries')} without an answer." if lost else ""
    asked = len(told["queries"])
    machines = told["machines"]
    if not machines:
        elsewhere = " on a machine" if ended["hits"] else ""
        return f"No hit{elsewhere} in {_count(asked - lost, 'answered query', 'answered queries')}.{but}"
    worst = machines[0]
    return (
        f"{_count(len(machines), 'machine has', 'machines have')} hits in {ended['hits']} of {asked} queries; "
        f"{name(worst)} stands out with {_count(len(worst['queries']), 'query', 'queries')} (score {worst['score']}).{but}"
    )


def _count(number: int, one: str, more: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {more}"


def _figures(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    ended = Counter(one["ending"] for one in told["queries"])
    over = sum(one["score"] >= told["min_score"] for one in told["machines"])
    label = f"Score {told['min_score']:g} or more"
    return [
        _report.figure("Machines with hits", len(told["machines"]), "warn" if told["machines"] else "good"),
        _report.figure(label, over, "bad" if over else "plain"),
        _report.figure("Queries with hits", ended["hits"]),
        _report.figure("Without hits", ended["nothing"]),
        _report.figure("Failed", ended["failed"], "bad" if ended["failed"] else "plain"),
        _report.figure("Not asked", ended["not_asked"], "warn" if ended["not_asked"] else "plain"),
    ]


def _failure(told: Mapping[str, Any]) -> dict[str, Any] | None:
    if not told["failure"] or told["refusal"]:
        return None
    wait = told["retry_after"]
    when = f"The service asks to come back in {wait:g} seconds." if wait is not None else ""
    return _report.section("What went wrong", told["failure"], when)


def _tactics(machines: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    counted = Counter(tactic for one in machines for tactic in one["tactics"])
    labels = [tactic for tactic in TACTICS if counted[tactic]]
    if not labels:
        return None
    words = "; ".join(f"{tactic} {counted[tactic]}" for tactic in labels)
    bars = _report.series("Machines", "warn", [counted[tactic] for tactic in labels])
    chart = _report.chart(
        "Machines by tactic", f"How many machines have hits of each tactic: {words}.", labels, [bars]
    )
    return _report.section("How far it goes", chart=_report.lying(chart))


def _machines(told: Mapping[str, Any], most: int) -> dict[str, Any] | None:
    machines = told["machines"]
    if not machines:
        return None
    columns = ("Machine", "Score", "Queries", "Rows", "Techniques", "Users", "Hashes", "When")
    rows = [
        (
            name(one),
            _report.marked(str(one["score"]), "bad" if one["score"] >= told["min_score"] else "mild"),
            [f"{part['name']} ({part['rows']})" for part in one["queries"]],
            one["rows"],
            one["techniques"],
            one["users"],
            one["hashes"][:5],
            list(dict.fromkeys((brief(one["first"]), brief(one["last"])))),
        )
        for one in machines[:most]
    ]
    table = _report.table(columns, rows, number=("Score", "Rows"), code=("Hashes",))
    text = "A query with hits counts 60, 25 or 5 by its confidence; different queries add up to 100 at most."
    return _report.section("Machine by machine", text, _first(most, len(machines)), table=table)


def _first(most: int, count: int) -> str:
    return f"The first {most} of {count}; the data of this report has all." if most < count else ""


def _files(indicators: Sequence[Mapping[str, Any]], most: int) -> dict[str, Any] | None:
    if not indicators:
        return None
    columns = ("Hash", "Type", "Action", "What")
    rows = [(one["value"], one["type"], one["action"], one["description"]) for one in indicators[:most]]
    text = "Files that queries are about, as indicators for hand-over. Nothing was written; look at them before you do."
    table = _report.table(columns, rows, code=("Hash",), short=("Type", "Action"))
    return _report.section("Files", text, _first(most, len(indicators)), table=table)


def _queries(queries: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not queries:
        return None
    columns = ("Query", "Techniques", "Confidence", "Outcome", "Rows", "Machines", "Error")
    order = list(_ENDINGS)
    rows = [
        (
            [one["title"], one["name"]],
            one["techniques"],
            _report.marked(one["confidence"], _TONES[one["confidence"]]),
            _report.marked([_ENDINGS[one["ending"]][0], *_remarks(one)], _ENDINGS[one["ending"]][1]),
            one["rows"],
            one["machines"],
            [one["error"]["reason"] or one["error"]["kind"], one["error"]["msg"]] if one["error"] else None,
        )
        for one in sorted(queries, key=lambda one: order.index(one["ending"]))
    ]
    return _report.section("Queries", table=_report.table(columns, rows, number=("Rows", "Machines")))


def _remarks(query: Mapping[str, Any]) -> list[str]:
    remarks = []
    if query["capped"]:
        remarks.append("as many rows as the service returns; there may be more")
    if query["elsewhere"]:
        remarks.append(f"{query['elsewhere']} rows name no machine")
    return remarks


def _skipped(skipped: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not skipped:
        return None
    rows = [([one["title"], one["name"]], one["why"]) for one in skipped]
    return _report.section("Left out", table=_report.table(("Query", "Why"), rows))
