# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a triage wrote, and what went wrong with it: plan and results side by side, beneath what it found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._account import sentence
from ansible_collections.secops.defender.plugins.plugin_utils._prevalence import failures

Change = Mapping[str, Any]
Outcomes = Mapping[str, Mapping[str, Any]]

# How a change ended -> what is said of it, and its tone.
ENDINGS = {
    "done": ("done in this run", "good"),
    "already": ("was so already", "good"),
    "would": ("would be done", "mild"),
    "failed": ("failed", "bad"),
    "untouched": ("nothing written", "quiet"),
    "left_out": ("left out", "quiet"),
}
_WORDS = {"assigned_to": "owner"}


def completed(
    report: Mapping[str, Any], plan: Mapping[str, Any], outcomes: Outcomes, check_mode: bool
) -> dict[str, Any]:
    """Return the report of a triage with what was written, handed over and not possible.

    The outcomes are the result of the `listing`, of the `changes`, and those of the statistics by kind of entity.
    """
    made = outcomes.get("changes") or {}
    changes = [_fate(change, made, plan["refusal"], check_mode) for change in plan["changes"]]
    unread = failures(outcomes)
    failure = " ".join(filter(None, (_unlisted(outcomes), _unwritten(changes), _uncounted(unread))))
    failure = plan["refusal"] or failure
    parts = (_changed(changes), _handed_over(plan["hand_over"]), _unknown(unread))
    *found, method = report["sections"]
    return {
        **report,
        "lead": _lead(report, _refused(plan) or _unlisted(outcomes), changes),
        "figures": [*report["figures"], *_figures(changes)],
        "sections": [part for part in (_wrong(failure, plan), *found, *parts, method) if part],
        "data": {
            **report["data"],
            "changes": changes,
            "hand_over": plan["hand_over"],
            "not_counted": unread,
            "refusal": plan["refusal"],
            "failure": failure,
        },
    }


def _fate(change: Change, made: Mapping[str, Any], refusal: str, check_mode: bool) -> dict[str, Any]:
    """Return a change with how it ended."""
    result = None if refusal or change["rule"] else _result(change["alert_id"], made)
    error = _error(result or {})
    if change["rule"]:
        ending = "left_out"
    elif result is None:
        ending = "untouched"
    elif error:
        ending = "failed"
    elif result.get("changed"):
        ending = "would" if check_mode else "done"
    else:
        ending = "already"
    return {**change, "ending": ending, "done": ENDINGS[ending][0], "error": error}


def _result(alert_id: str, made: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a task said about an alert: of itself, else of all its alerts; None when no task came to it."""
    for call in made.get("results") or ():
        if alert_id in (call.get("item") or {}).get("alert_ids", ()):
            told: Sequence[Mapping[str, Any]] = call.get("results") or ()
            return next((one for one in told if one.get("alert_id") == alert_id), dict(call))
    return None


def _error(result: Mapping[str, Any]) -> dict[str, str] | None:
    """Return kind and sentence of what went wrong. A task with a message but no results broke off."""
    error = result.get("error")
    if not error and not ("msg" in result and "alert_id" not in result):
        return None
    kind = error.get("kind", "Error") if isinstance(error, Mapping) else "Error"
    return {"kind": str(kind), "msg": str(result.get("msg") or error)}


def _unlisted(outcomes: Outcomes) -> str:
    listing = outcomes.get("listing") or {}
    if "alerts" in listing or not listing.get("msg"):
        return ""
    return f"The alerts could not be listed: {sentence(listing['msg'])}"


def _unwritten(changes: Sequence[Change]) -> str:
    failed = [change for change in changes if change["error"]]
    if not failed:
        return ""
    first = failed[0]
    return (
        f"{len(failed)} of {len(changes)} alerts could not be changed; {first['title']} ({first['alert_id']}): "
        f"{sentence(first['error']['msg'])} Run the same again to go on: nothing is written twice."
    )


def _uncounted(unread: Sequence[Mapping[str, str]]) -> str:
    if not unread:
        return ""
    first = unread[0]
    return (
        f"How common {len(unread)} files, domains and addresses are could not be read; "
        f"{first['value']}: {sentence(first['msg'])}"
    )


def _refused(plan: Mapping[str, Any]) -> str:
    return f"Refused: {plan['refusal']}" if plan["refusal"] else ""


def _lead(report: Mapping[str, Any], wrong: str, changes: Sequence[Change]) -> str:
    if wrong:
        return wrong
    told = [
        *_told(changes, "would", "Check mode: {count} would be changed, nothing was written."),
        *_told(changes, "done", "This run changed {count}."),
    ]
    return " ".join((report["lead"], *told))


def _told(changes: Iterable[Change], ending: str, text: str) -> list[str]:
    number = _number(changes, ending)
    return [text.format(count=f"{number} alert{'' if number == 1 else 's'}")] if number else []


def _number(changes: Iterable[Change], *endings: str) -> int:
    return sum(change["ending"] in endings for change in changes)


def _figures(changes: Sequence[Change]) -> list[dict[str, Any]]:
    if not changes:
        return []
    failed = _number(changes, "failed")
    closed = _number((change for change in changes if change["duplicate_of"]), "done", "already", "would")
    return [
        _report.figure("Changed in this run", _number(changes, "done")),
        _report.figure("Closed as duplicates", closed),
        _report.figure("Not changed", failed, "bad" if failed else "good"),
    ]


def _wrong(failure: str, plan: Mapping[str, Any]) -> dict[str, Any] | None:
    if not failure or plan["refusal"]:
        return None
    return _report.section("What went wrong", failure)


def _changed(changes: Sequence[Change]) -> dict[str, Any] | None:
    if not changes:
        return None
    rows = [
        (
            change["score"],
            [change["title"], change["alert_id"]],
            [f"{_WORDS.get(name, name)}: {value}" for name, value in change["wanted"].items()],
            _report.marked([change["done"], change["rule"] or ""], ENDINGS[change["ending"]][1]),
            [change["error"]["kind"], change["error"]["msg"]] if change["error"] else None,
        )
        for change in changes
    ]
    columns = ("Score", "Alert", "Wanted", "Done", "Error")
    return _report.section("Alerts to change", table=_report.table(columns, rows, number=("Score",)))


def _handed_over(handed: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if handed is None:
        return None
    number, left = len(handed["alert_ids"]), handed["left_behind"]
    behind = f" {left} more reach it and are left for another run." if left else ""
    text = f"{number} open alerts with a score of {handed['min_score']:g} or more are handed over.{behind}"
    return _report.section("Handed over", text)


def _unknown(unread: Sequence[Mapping[str, str]]) -> dict[str, Any] | None:
    if not unread:
        return None
    rows = [(one["kind"], one["value"], one["msg"]) for one in unread]
    return _report.section(
        "How common they are could not be read",
        table=_report.table(("Kind", "Value", "Error"), rows, code=("Value",)),
    )
