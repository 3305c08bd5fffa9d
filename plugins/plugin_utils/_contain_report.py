# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a containment did, as a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._containment import name

_TONES = {
    "done": "good",
    "already": "good",
    "adopted": "good",
    "would": "mild",
    "pending": "warn",
    "failed": "bad",
    "untouched": "quiet",
    "unclear": "bad",
    "left_out": "quiet",
}
# Ending -> the words beneath its figure, and whether the figure stands there when it is zero.
_FIGURES = {
    "done": ("{state} in this run", True),
    "already": ("Already {state}", True),
    "adopted": ("Were under way", False),
    "would": ("Would be {state}", False),
    "pending": ("Not finished", False),
    "failed": ("Failed", True),
    "unclear": ("Unknown", False),
    "untouched": ("Nothing sent", False),
    "left_out": ("Left out", True),
}


def contain_report(told: Mapping[str, Any], title: str, generated: str) -> dict[str, Any]:
    """Return the report of a containment."""
    counted = Counter(machine["ending"] for machine in told["machines"])
    document = _report.report("contain_machines", title, generated, _lead(told, counted))
    document["figures"] = _figures(told, counted)
    document["sections"] = [
        part for part in (_failure(told), _machines(told["machines"]), _method(told)) if part is not None
    ]
    document["data"] = dict(told)
    return document


def _lead(told: Mapping[str, Any], counted: Mapping[str, int]) -> str:
    goal = told["goal"]
    if told["refusal"]:
        return f"Refused: {told['refusal']}"
    if not told["machines"]:
        return f"No machine was to be {goal}."
    if counted["would"]:
        return f"Check mode: {_count(counted['would'])} would be {goal}; nothing was sent."
    verified = sum(one["verified"] == one["wanted"] and not one["error"] for one in told["machines"])
    sent = told["requests_sent"]
    requests = "no request" if not sent else "one request" if sent == 1 else f"{sent} requests"
    return f"{_count(verified)} verified as {goal}; this run sent {requests} to do so."


def _count(machines: int) -> str:
    return "1 machine" if machines == 1 else f"{machines} machines"


def _figures(told: Mapping[str, Any], counted: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        _report.figure(
            _capital(label.format(state=told["goal"])), counted[ending], _tone(ending, counted[ending])
        )
        for ending, (label, always) in _FIGURES.items()
        if always or counted[ending]
    ]


def _tone(ending: str, number: int) -> str:
    return _TONES[ending] if number else "plain"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _failure(told: Mapping[str, Any]) -> dict[str, Any] | None:
    if not told["failure"] or told["refusal"]:
        return None
    return _report.section("What went wrong", told["failure"])


def _machines(machines: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not machines:
        return None
    columns = ("Machine", "Wanted", "Found", "Done", "Action", "Verified", "Error")
    rows = [
        (
            [name(one), one["machine_id"], None if one["score"] is None else f"score {one['score']}"],
            _told(one, "wanted"),
            _told(one, "found"),
            _report.marked([*_told(one, "done"), one["rule"] or ""], _TONES[one["ending"]]),
            [line for part in one["stages"] or [one] for line in (part["action_id"], part["action_status"])],
            _told(one, "verified"),
            [line for part in one["stages"] for line in _error(part)],
        )
        for one in machines
    ]
    return _report.section("Machine by machine", table=_report.table(columns, rows, code=("Action",)))


def _told(machine: Mapping[str, Any], key: str) -> list[str]:
    """Return what is said of each stage of a machine, of a machine without stages what is said of itself."""
    return [part[key] for part in machine["stages"] or [machine]]


def _error(part: Mapping[str, Any]) -> list[str]:
    return [f"{part['stage']}: {part['error']['kind']}", part["error"]["msg"]] if part["error"] else []


def _method(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [("machines from", told["source"]), ("requests sent in this run", told["requests_sent"])]
    return _report.section(
        "How this was made",
        "Found is what the past actions of a machine said before; verified is what a second look said afterwards. "
        "A scan leaves no state behind: it is verified by its action.",
        table=_report.table(("What", "Value"), rows),
    )
