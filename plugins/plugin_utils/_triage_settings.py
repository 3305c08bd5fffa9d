# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a triage may be told to do beyond reading, and what is wrong with it if it is. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._duplicates import KEEP, SAME
from ansible_collections.secops.defender.plugins.plugin_utils._prevalence import KINDS

Settings = Mapping[str, Any]

STATUSES = ("New", "InProgress", "Resolved")
# The verdicts that the portal offers, both spellings of Microsoft's pages.
VERDICTS: dict[str, tuple[str, ...]] = {
    "TruePositive": (
        *("MultiStagedAttack", "MaliciousUserActivity", "CompromisedUser", "Malware", "Phishing"),
        *("UnwantedSoftware", "Other"),
    ),
    "InformationalExpectedActivity": (
        *(
            "SecurityTesting",
            "LineOfBusinessApplication",
            "ConfirmedUserActivity",
            "ConfirmedActivity",
            "Other",
        ),
    ),
    "FalsePositive": ("Clean", "NotMalicious", "InsufficientData", "Other"),
}
VERDICT = ("classification", "determination")
WRITTEN = ("assigned_to", "status", *VERDICT)

_WRITE_BACK = {"min_score", "comment", "even_assigned", *WRITTEN}
_DUPLICATES = {"same", "hours", "keep", "even_assigned", *VERDICT}
_PREVALENCE = {"kinds", "min_score", "limit", "look_back_hours"}
_HAND_OVER = {"min_score", "limit"}


def complaint(settings: Settings) -> str:
    """Return in a sentence what is wrong with the settings, empty when nothing is."""
    return next(_complaints(settings), "")


def _complaints(settings: Settings) -> Iterator[str]:
    wishes = settings.get("write_back") or ()
    if not isinstance(wishes, (list, tuple)):
        yield "triage_alerts_write_back: give a list of wishes."
        return
    for number, wish in enumerate(wishes):
        yield from _wish(f"triage_alerts_write_back[{number}]", wish)
    for name, check in (
        ("close_duplicates", _duplicates),
        ("prevalence", _prevalence),
        ("hand_over", _hand_over),
    ):
        if settings.get(name):
            yield from check(f"triage_alerts_{name}", settings[name])
    if not str(settings.get("run") or "").strip():
        yield "triage_alerts_run: name the run; comments begin with it."


def _wish(option: str, wish: Any) -> Iterator[str]:
    yield from _form(option, wish, _WRITE_BACK, needs=("min_score",))
    yield from _word(option, wish, "status", STATUSES)
    yield from _verdict(option, wish)
    if wish.get("comment") == "" and not any(wish.get(name) for name in WRITTEN):
        yield f"{option}: nothing is wanted; give one of {', '.join(WRITTEN)} or a comment."


def _duplicates(option: str, rule: Any) -> Iterator[str]:
    yield from _form(option, rule, _DUPLICATES, needs=("hours",))
    same = rule.get("same", ["title", "machine"])
    if not isinstance(same, (list, tuple)) or not same:
        yield f"{option}.same: give a list of what duplicates have in common: {', '.join(SAME)}."
    unknown = [name for name in same if name not in SAME]
    if unknown:
        yield f"{option}.same: alerts have no '{unknown[0]}' to compare; there are {', '.join(SAME)}."
    if not {"machine", "user"} & set(same):
        yield f"{option}.same: name machine or user, since alerts of different machines and users are no duplicates."
    if float(rule["hours"]) <= 0:
        yield f"{option}.hours: give more than 0 hours."
    yield from _word(option, rule, "keep", KEEP)
    yield from _verdict(option, rule)


def _prevalence(option: str, wanted: Any) -> Iterator[str]:
    yield from _form(option, wanted, _PREVALENCE)
    unknown = [kind for kind in wanted.get("kinds") or () if kind not in KINDS]
    if unknown:
        yield f"{option}.kinds: there are no statistics of '{unknown[0]}'; there are those of {', '.join(KINDS)}."


def _hand_over(option: str, wanted: Any) -> Iterator[str]:
    yield from _form(option, wanted, _HAND_OVER, needs=("min_score",))


def _form(option: str, given: Any, known: Collection[str], needs: Collection[str] = ()) -> Iterator[str]:
    """Complain of what is no dictionary, of keys that are unknown or missing, and of numbers that are none."""
    if not isinstance(given, Mapping):
        yield f"{option}: give a dictionary with keys of {', '.join(sorted(known))}."
        return
    for name in given:
        if name not in known:
            yield f"{option}: there is no '{name}'; there are {', '.join(sorted(known))}."
    for name in needs:
        if given.get(name) is None:
            yield f"{option}.{name}: give a number."
    for name in ("min_score", "hours", "limit", "look_back_hours"):
        if given.get(name) is not None and not _is_number(given[name]):
            yield f"{option}.{name}: '{given[name]}' is no number."


def _word(option: str, given: Mapping[str, Any], name: str, words: Collection[str]) -> Iterator[str]:
    if given.get(name) and given[name] not in words:
        yield f"{option}.{name}: there is no '{given[name]}'; there are {', '.join(words)}."


def _verdict(option: str, given: Mapping[str, Any]) -> Iterator[str]:
    classification, determination = (given.get(name) for name in VERDICT)
    yield from _word(option, given, "classification", VERDICTS)
    if determination and not classification:
        yield f"{option}.determination: it needs a classification."
    elif determination:
        yield from _word(option, given, "determination", VERDICTS[str(classification)])


def _is_number(text: Any) -> bool:
    try:
        float(text)
    except (TypeError, ValueError):
        return False
    return not isinstance(text, bool)
