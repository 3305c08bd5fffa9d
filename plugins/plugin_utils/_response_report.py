# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a response planned and did, as a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._response import spoken
from ansible_collections.secops.defender.plugins.plugin_utils._response_outcome import (
    ENDINGS,
    MOST_ROWS,
    WELL,
)

_TONES = {
    "planned": "mild",
    "done": "good",
    "already": "good",
    "would": "mild",
    "asked": "good",
    "pending": "warn",
    "waits": "warn",
    "held": "warn",
    "not_approved": "warn",
    "gone": "quiet",
    "left_out": "quiet",
    "untouched": "quiet",
    "failed": "bad",
}
# Effects that are not well but need nobody to mend something.
_WANTED = frozenset(("held", "gone", "not_approved"))


def response_report(
    effects: Sequence[Mapping[str, Any]], refusal: str, title: str, generated: str
) -> dict[str, Any]:
    """Return the report of a plan, or of what became of it."""
    counted = Counter(effect["ending"] for effect in effects)
    document = _report.report("respond_to_alerts", title, generated, _lead(effects, counted, refusal))
    document["figures"] = [
        _report.figure(_capital(said), counted[ending], _TONES[ending] if counted[ending] else "plain")
        for ending, said in ENDINGS.items()
        if counted[ending] or ending in ("done", "failed")
    ]
    failure = refusal or _failure(effects)
    document["sections"] = [
        *([_report.section("What went wrong", failure)] if failure else []),
        *([_by_target(effects)] if effects else []),
        *([_found(effects)] if any(effect.get("rows") for effect in effects) else []),
        _report.section(
            "How this was made",
            "Each line is one effect that the policy wants of the alerts that were found. An effect that is there already is left as it is.",
            "An alert is assigned only after everything that it asked for went well.",
        ),
    ]
    document["data"] = {
        "effects": [dict(effect) for effect in effects],
        "refusal": refusal,
        "failure": failure,
    }
    return document


def _lead(effects: Sequence[Mapping[str, Any]], counted: Mapping[str, int], refusal: str) -> str:
    if refusal:
        return f"Refused: {refusal}"
    if not effects:
        return "The policy wants nothing of the alerts that were found."
    parts = [f"{counted[ending]} {said}" for ending, said in ENDINGS.items() if counted[ending]]
    return f"{len(effects)} effect{'' if len(effects) == 1 else 's'}: {', '.join(parts)}."


def _failure(effects: Iterable[Mapping[str, Any]]) -> str:
    wrong = [effect for effect in effects if effect["ending"] not in WELL | _WANTED]
    if not wrong:
        return ""
    first = next((effect for effect in wrong if effect["error"]), wrong[0])
    told = (first["error"] or {}).get("msg") or ENDINGS[first["ending"]]
    verb = "is" if len(wrong) == 1 else "are"
    return (
        f"{len(wrong)} of the effects {verb} not done; {first['action']} {first['name']}: {told.rstrip('.')}."
    )


def _by_target(effects: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rows = [
        (
            effect["action"],
            [effect["name"], spoken(effect["options"])],
            _report.marked([ENDINGS[effect["ending"]], effect["reason"]], _TONES[effect["ending"]]),
            effect["rules"],
            len(effect["alert_ids"]),
            [effect["error"]["kind"], effect["error"]["msg"]] if effect["error"] else None,
        )
        for effect in effects
    ]
    columns = ("Action", "Target", "Outcome", "Rule", "Alerts", "Error")
    return _report.section(
        "Effect by effect", table=_report.table(columns, rows, number=("Alerts",), short=("Action",))
    )


def _found(effects: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rows = [
        (effect["rules"], [f"{name}: {value}" for name, value in row.items() if value not in (None, "")])
        for effect in effects
        for row in effect.get("rows") or ()
    ]
    return _report.section(
        "What the queries found",
        f"The first {MOST_ROWS} rows of each query.",
        table=_report.table(("Rule", "Row"), rows),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
