# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What rules of tags and values did, as a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._containment import name

_TONES = {
    "done": "good",
    "already": "good",
    "would": "mild",
    "failed": "bad",
    "untouched": "quiet",
    "left_out": "quiet",
}
# Ending -> the words beneath its figure, and whether the figure stands there when it is zero.
_FIGURES = {
    "done": ("Changed in this run", True),
    "would": ("Would be changed", False),
    "already": ("Were so already", False),
    "failed": ("Failed", True),
    "untouched": ("Nothing sent", False),
    "left_out": ("Left out", True),
}


def tag_report(told: Mapping[str, Any], title: str, generated: str, rows: int) -> dict[str, Any]:
    """Return the report; its tables tell of the first machines, as many as rows, its data of all."""
    counted = Counter(one["ending"] for one in told["machines"])
    document = _report.report("tag_machines", title, generated, _lead(told, counted))
    document["figures"] = [_report.figure("Machines looked at", told["looked_at"]), *_figures(counted)]
    document["sections"] = [
        part
        for part in (
            _failure(told),
            _machines(told["machines"], rows),
            _rules(told["rules"]),
            _overruled(told["overruled"], rows),
        )
        if part
    ]
    document["data"] = dict(told)
    return document


def _lead(told: Mapping[str, Any], counted: Mapping[str, int]) -> str:
    if told["refusal"]:
        return f"Refused: {told['refusal']}"
    if counted["would"]:
        return f"Check mode: {_count(counted['would'])} would be changed; nothing was sent."
    if not any(counted[ending] for ending in _FIGURES if ending != "left_out"):
        return f"All of {_count(told['looked_at'])} are as the rules want{_but(counted['left_out'])}; nothing was sent."
    failed = f", {counted['failed']} failed" if counted["failed"] else ""
    return f"{_count(counted['done'])} of {told['looked_at']} changed in this run{failed}."


def _but(left_out: int) -> str:
    return f" but {left_out} that a rule leaves out" if left_out else ""


def _count(machines: int) -> str:
    return "1 machine" if machines == 1 else f"{machines} machines"


def _figures(counted: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        _report.figure(label, counted[ending], _TONES[ending] if counted[ending] else "plain")
        for ending, (label, always) in _FIGURES.items()
        if always or counted[ending]
    ]


def _failure(told: Mapping[str, Any]) -> dict[str, Any] | None:
    if not told["failure"] or told["refusal"]:
        return None
    return _report.section("What went wrong", told["failure"])


def _machines(machines: Sequence[Mapping[str, Any]], most: int) -> dict[str, Any] | None:
    if not machines:
        return None
    failed_first = sorted(machines, key=lambda one: one["ending"] != "failed")
    columns = ("Machine", "Add", "Remove", "Value", "Rules", "Done", "Error")
    rows = [
        (
            [name(one), one["machine_id"]],
            one["add"],
            one["remove"],
            f"{one['value_before'] or 'none'} to {one['device_value']}" if one["device_value"] else None,
            one["rules"],
            _report.marked([one["done"], one["rule"] or ""], _TONES[one["ending"]]),
            [one["error"]["kind"], one["error"]["msg"]] if one["error"] else None,
        )
        for one in failed_first[:most]
    ]
    text = (
        f"The first {most} of {len(machines)}; the data of this report has all."
        if most < len(machines)
        else ""
    )
    return _report.section("Machine by machine", text, table=_report.table(columns, rows))


def _rules(rules: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not rules:
        return None
    columns = ("Rule", "Machines it matched", "Machines it changes")
    rows = [(rule["name"], rule["matched"], rule["changes"]) for rule in rules]
    text = "In the order in which they count: a later rule wins."
    return _report.section("Rules", text, table=_report.table(columns, rows, number=columns[1:]))


def _overruled(overruled: Sequence[Mapping[str, Any]], most: int) -> dict[str, Any] | None:
    if not overruled:
        return None
    columns = ("Rule", "Wanted", "Overruled by", "Machines")
    rows = [(one["rule"], one["wanted"], one["by"], one["machines"]) for one in overruled[:most]]
    text = "Where rules wanted different things of a machine, the later one had its way."
    return _report.section("Contradictions", text, table=_report.table(columns, rows, number=("Machines",)))
