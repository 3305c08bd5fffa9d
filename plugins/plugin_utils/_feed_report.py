# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of indicators from files, as a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._feed_account import WORDS
from ansible_collections.secops.defender.plugins.plugin_utils._times import spoken

_TONES = {"done": "good", "already": "good", "would": "mild", "failed": "bad", "untouched": "quiet"}
# Sort of reason -> how much it matters, and the words before its number.
_LEFT_OUT = {
    "never_block": ("bad", "Never to be blocked"),
    "foreign": ("warn", "Somebody else's"),
    "wrong": ("warn", "Wrong"),
    "conflict": ("warn", "Contradicted"),
    "revoked": ("quiet", "Revoked"),
    "form": ("quiet", "No indicators for Defender"),
}
# The order of the table: what matters most comes first.
_ENDINGS = ("failed", "done", "would", "already", "untouched")


def indicator_report(told: Mapping[str, Any], title: str, generated: str, rows: int) -> dict[str, Any]:
    """Return the report; its tables tell of the first lines, as many as rows, its data of all."""
    document = _report.report("manage_indicators", title, generated, _lead(told))
    document["figures"] = _figures(told)
    document["sections"] = [
        part
        for part in (
            _failure(told),
            _changes(told["indicators"], rows),
            _left_out(told["left_out"], rows),
            _files(told["files"]),
        )
        if part
    ]
    document["data"] = dict(told)
    return document


def _lead(told: Mapping[str, Any]) -> str:
    if told["refusal"]:
        return f"Refused: {told['refusal']}"
    never = _never(told)
    failed = sum(one["ending"] == "failed" for one in told["indicators"])
    would = Counter(one["change"] for one in told["indicators"] if one["ending"] == "would")
    if would:
        plans = ", ".join(f"{would[change]} to {change}" for change in WORDS if would[change])
        return f"Check mode: {plans}; nothing was sent.{never}"
    done = Counter(one["change"] for one in told["indicators"] if one["ending"] == "done")
    if not done and not failed:
        return f"All {told['unchanged']} indicators of {told['owner']} are as the files want; nothing was sent.{never}"
    return f"{_counted(done) or 'Nothing'} in this run{f', {failed} failed' if failed else ''}.{never}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[change]} {word}" for change, word in WORDS.items() if counts.get(change))


def _never(told: Mapping[str, Any]) -> str:
    """What would have blocked one's own is worth being read first."""
    names = [one["what"] for one in told["left_out"] if one["why"] == "never_block"]
    if not names:
        return ""
    more = f" and {len(names) - 1} more are" if len(names) > 1 else " is"
    return f" {names[0]}{more} never to be blocked and left out."


def _figures(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    counted = Counter(
        (one["change"], one["ending"]) for one in told["indicators"] if one["ending"] in ("done", "would")
    )
    figures = [_report.figure("Wanted", told["wanted"])]
    for (change, ending), number in sorted(counted.items()):
        words = WORDS[change].capitalize() if ending == "done" else f"Would be {WORDS[change]}"
        figures.append(_report.figure(words, number, _TONES[ending]))
    figures.append(_report.figure("As wanted", told["unchanged"], "good" if told["unchanged"] else "plain"))
    failed = sum(one["ending"] == "failed" for one in told["indicators"])
    figures.append(_report.figure("Failed", failed, "bad" if failed else "plain"))
    if told["expired"]:
        figures.append(_report.figure("Expired", len(told["expired"]), "quiet"))
    why = Counter(one["why"] for one in told["left_out"])
    return figures + [
        _report.figure(label, why[name], tone) for name, (tone, label) in _LEFT_OUT.items() if why[name]
    ]


def _failure(told: Mapping[str, Any]) -> dict[str, Any] | None:
    lines = [told["failure"] if not told["refusal"] else "", told["note"]]
    return _report.section("What to know first", *lines) if any(lines) else None


def _changes(changes: Sequence[Mapping[str, Any]], most: int) -> dict[str, Any] | None:
    if not changes:
        return None
    ordered = sorted(changes, key=lambda one: _ENDINGS.index(one["ending"]))
    columns = ("Indicator", "Action", "What differs", "Ends", "From", "Done", "Error")
    rows = [
        (
            [one["value"], one["type"], one["title"] or ""],
            one["action"],
            [
                f"{part['key']}: {_shown(part['before'])} to {_shown(part['after'])}"
                for part in one["differs"]
            ],
            spoken(one["expires"]) or "never",
            one["places"],
            _report.marked(one["done"], _TONES[one["ending"]]),
            [one["error"]["kind"], one["error"]["msg"]] if one["error"] else None,
        )
        for one in ordered[:most]
    ]
    return _report.section(
        "Indicator by indicator", _first(most, len(changes)), table=_report.table(columns, rows)
    )


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)


def _first(most: int, count: int) -> str:
    return f"The first {most} of {count}; the data of this report has all." if most < count else ""


def _left_out(left_out: Sequence[Mapping[str, Any]], most: int) -> dict[str, Any] | None:
    if not left_out:
        return None
    sorts = list(_LEFT_OUT)
    ordered = sorted(left_out, key=lambda one: sorts.index(one["why"]))
    rows = [
        (one["what"], one["place"], _report.marked(one["reason"], _LEFT_OUT[one["why"]][0]))
        for one in ordered[:most]
    ]
    text = _first(most, len(left_out))
    return _report.section("Left out", text, table=_report.table(("What", "Where", "Why"), rows))


def _files(files: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not files:
        return None
    columns = ("File", "Form", "Indicators")
    rows = [(file["name"], file["form"], file["indicators"]) for file in files]
    return _report.section("Files", table=_report.table(columns, rows, number=("Indicators",)))
