# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indicators in bundles of STIX 2.1. Pure, but for the library that reads the patterns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._feed_keys import Content, Entry, LeftOut
from ansible_collections.secops.defender.plugins.plugin_utils._stix_patterns import Term, terms
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp

_TIMES = ("valid_from", "valid_until", "created", "modified")


def read_bundle(bundle: Mapping[str, Any], name: str, now: datetime) -> Content:
    """Return what the bundle holds. ValueError when it is none of STIX 2.1."""
    objects = bundle.get("objects") or []
    if bundle.get("spec_version") not in (None, "2.1"):
        raise ValueError(f"it is a bundle of STIX {bundle['spec_version']}; 2.1 can be read, so convert it")
    if not isinstance(objects, (list, tuple)):
        raise ValueError("its objects are no list")
    content = Content("STIX", [], [], [])
    found = [one for one in objects if isinstance(one, Mapping) and one.get("type") == "indicator"]
    newest = _newest(found)
    for one in found:
        place = f"{name} {one.get('id') or 'indicator without id'}"
        if newest.get(one.get("id")) is not one:
            content.left_out.append(LeftOut(place, _called(one), "a newer version of it is in the bundle"))
            continue
        try:
            _take(content, place, one, now)
        except ValueError as error:
            content.left_out.append(LeftOut(place, _called(one), str(error)))
    return content


def _newest(found: Sequence[Mapping[str, Any]]) -> dict[Any, Mapping[str, Any]]:
    """Return the newest version of each object; the same object can be there in several."""
    newest: dict[Any, Mapping[str, Any]] = {}
    for one in found:
        known = newest.get(one.get("id"))
        if known is None or _age(one) > _age(known):
            newest[one.get("id")] = one
    return newest


def _age(one: Mapping[str, Any]) -> str:
    when = moment(one.get("modified"))
    return when.isoformat(timespec="microseconds") if when else ""


def _take(content: Content, place: str, one: Mapping[str, Any], now: datetime) -> None:
    """Add what one indicator means. ValueError says why it means nothing."""
    times = _times(one)
    language = one.get("pattern_type")
    if language != "stix":
        raise ValueError(
            f"its pattern is written in {language or 'an unnamed language'}, not in that of STIX"
        )
    if "benign" in (one.get("indicator_types") or ()):
        raise ValueError("it is marked as benign")
    if times["valid_from"] and times["valid_from"] > now:
        raise ValueError(f"it is not valid before {stamp(times['valid_from'])}")
    try:
        meant = terms(str(one.get("pattern") or ""))
    except ValueError as error:
        raise ValueError(f"its pattern {error}") from None
    for term in dict.fromkeys(meant):
        if term.reason:
            content.left_out.append(LeftOut(place, term.text or _called(one), term.reason))
        else:
            content.entries.append(_entry(place, one, term, times))


def _times(one: Mapping[str, Any]) -> dict[str, datetime | None]:
    times = {name: moment(one.get(name)) for name in _TIMES}
    strange = next((name for name in _TIMES if one.get(name) and not times[name]), None)
    if strange:
        raise ValueError(f"its {strange} is '{one[strange]}', which is no time")
    return times


def _entry(place: str, one: Mapping[str, Any], term: Term, times: Mapping[str, datetime | None]) -> Entry:
    ends, since = times["valid_until"], times["valid_from"] or times["created"]
    told = {"title": one.get("name"), "description": one.get("description")}
    indicator = {
        "value": term.value,
        "type": term.type,
        **{key: text.strip() for key, text in told.items() if isinstance(text, str) and text.strip()},
        **({"expiration_time": stamp(ends)} if ends else {}),
    }
    return Entry(place, indicator, stamp(since) if since else None, one.get("revoked") is True)


def _called(one: Mapping[str, Any]) -> str:
    return str(one.get("name") or one.get("pattern") or "")
