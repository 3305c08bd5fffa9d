# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all files together want: each value once, with what every file says of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._feed_check import checked
from ansible_collections.secops.defender.plugins.plugin_utils._feed_rules import Rules, alerting, filled
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp

LeftOut = dict[str, str]
_NEVER = "never"


class Wish(NamedTuple):
    """An indicator that is wanted: type and value, what is said of it, where, and since when it is known."""

    key: str
    given: Mapping[str, Any]
    file: str
    places: tuple[str, ...]
    dated: datetime | None
    revoked: bool


class Judged(NamedTuple):
    """What the files want, and what of it is left out and why."""

    wishes: list[Wish]
    left_out: list[LeftOut]


def left_out(one: Mapping[str, Any], why: str) -> LeftOut:
    """Tell what is left out; why is the sort of reason, for programs."""
    return {"place": one["place"], "what": one["what"], "reason": one["reason"], "why": why}


def judged(files: Iterable[Mapping[str, Any]], rules: Rules, alerts: bool, now: datetime) -> Judged:
    """Check what the files hold. ValueError names the first thing that is wrong, unless such things are left out."""
    found = Judged([], [])
    wrong: list[LeftOut] = []
    for file in files:
        found.left_out.extend(left_out(one, "form") for one in file["left_out"])
        wrong.extend(left_out(one, "wrong") for one in file["wrong"])
        for entry in file["entries"]:
            taken = _taken(entry, file, rules, alerts, now)
            if isinstance(taken, Wish):
                found.wishes.append(taken)
            else:
                (wrong if taken["why"] == "wrong" else found.left_out).append(taken)
    if wrong and not rules.lenient:
        more = f" {len(wrong) - 1} more are wrong." if len(wrong) > 1 else ""
        raise ValueError(f"{wrong[0]['place']}: {wrong[0]['reason']}. Nothing was sent.{more}")
    found.left_out.extend(wrong)
    return found


def _taken(
    entry: Mapping[str, Any], file: Mapping[str, Any], rules: Rules, alerts: bool, now: datetime
) -> Wish | LeftOut:
    try:
        return _wish(entry, file["name"], rules, alerts, now)
    except ValueError as error:
        told = {"place": entry["place"], "what": entry["indicator"]["value"], "reason": str(error)}
        # A pattern of STIX can be as it should be and still mean nothing for Defender.
        return left_out(told, "form" if file["form"] == "STIX" else "wrong")


def _wish(entry: Mapping[str, Any], file: str, rules: Rules, alerts: bool, now: datetime) -> Wish:
    given = {**rules.defaults, **entry["indicator"]}
    given.setdefault("generate_alert", alerting(rules, given, alerts))
    if "expiration_time" in given:
        given["expiration_time"] = _end(str(given["expiration_time"]))
    dated = moment(entry["dated"])
    if entry["dated"] and not dated:
        raise ValueError(f"created: '{entry['dated']}' is no time; write it like 2027-03-14T03:00:00Z")
    wanted = checked({**given, **filled(rules, given, file)}, rules.owner, now)
    given.update(value=wanted.value, type=wanted.type)
    return Wish(wanted.key, given, file, (entry["place"],), dated, bool(entry["revoked"]))


def _end(text: str) -> str:
    if text.lower() == _NEVER:
        return ""
    when = moment(text)
    if when is None:
        raise ValueError(
            f"expiration_time: '{text}' is no time; write it like 2027-03-14T03:00:00Z, or {_NEVER}"
        )
    return stamp(when)


def merged(wishes: Iterable[Wish], rules: Rules) -> Judged:
    """Put wishes for the same value together. ValueError names both places where they contradict each other."""
    found: dict[str, Wish] = {}
    lost: list[LeftOut] = []
    for wish in wishes:
        known = found.setdefault(wish.key, wish)
        if known is wish:
            continue
        key = _contradiction(known.given, wish.given)
        if key and not rules.first_wins:
            raise ValueError(
                f"{wish.key} is wanted in two ways: {key} is {_told(known, key)} in {known.places[0]} and {_told(wish, key)} in "
                f"{wish.places[0]}. Nothing was sent; make them agree, or set manage_indicators_on_conflict to first."
            )
        if key:
            reason = f"{key} is {_told(known, key)} in {known.places[0]}, which comes first"
            lost.append(left_out({"place": wish.places[0], "what": wish.key, "reason": reason}, "conflict"))
            continue
        found[wish.key] = _both(known, wish)
    return Judged(list(found.values()), lost)


def _told(wish: Wish, key: str) -> str:
    return f"'{_plain(wish.given[key])}'"


def _contradiction(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Return the first key that both name and that differs."""
    return next((key for key in one if key in other and _plain(one[key]) != _plain(other[key])), "")


def _plain(value: Any) -> Any:
    return sorted(set(value)) if isinstance(value, (list, tuple)) else value


def _both(one: Wish, other: Wish) -> Wish:
    """What is known from several sources is as young as the youngest."""
    dates: Sequence[datetime] = [when for when in (one.dated, other.dated) if when]
    dated = max(dates) if len(dates) > 1 else None
    return one._replace(given={**other.given, **one.given}, places=one.places + other.places, dated=dated)
