# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules for indicators from files: what they get beside what their file says, and when they end. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._feed_never import Never, never_of
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp

_PLACEHOLDERS = ("value", "type", "file", "owner")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_ROLE = "manage_indicators"


class Rules(NamedTuple):
    """The inputs of the role, checked."""

    owner: str
    exact: bool
    defaults: Mapping[str, Any]
    templates: Mapping[str, str]
    expires_in: timedelta
    most_age: timedelta
    never: Never
    lenient: bool
    first_wins: bool
    allow_empty: bool


def rules_of(settings: Mapping[str, Any]) -> Rules:
    """Check the inputs. ValueError is a sentence that names the one that is wrong."""
    owner = str(settings.get("owner") or "").strip()
    if not owner:
        raise ValueError(f"{_ROLE}_owner is empty; name the application that the indicators belong to.")
    try:
        never = never_of(settings.get("never_block") or ())
    except ValueError as error:
        raise ValueError(f"{_ROLE}_never_block: {error}.") from None
    defaults = {
        "action": settings["action"],
        "severity": settings["severity"],
        "rbac_group_names": list(settings.get("device_groups") or ()),
    }
    return Rules(
        owner,
        settings["state"] == "exact",
        {key: value for key, value in defaults.items() if value},
        {key: _template(settings, key) for key in ("title", "description")},
        _days(settings, "expires_in_days"),
        _days(settings, "max_age_days"),
        never,
        settings["on_wrong"] == "leave_out",
        settings["on_conflict"] == "first",
        bool(settings["allow_empty"]),
    )


def _template(settings: Mapping[str, Any], key: str) -> str:
    text = str(settings[key]).strip()
    strange = [name for name in _PLACEHOLDER.findall(text) if name not in _PLACEHOLDERS]
    if strange or not text:
        said = f"{{{strange[0]}}} stands for nothing" if strange else "it is empty"
        known = ", ".join(f"{{{name}}}" for name in _PLACEHOLDERS)
        raise ValueError(f"{_ROLE}_{key}_template: {said}; write text, in which there can be {known}.")
    return text


def _days(settings: Mapping[str, Any], key: str) -> timedelta:
    days = int(settings[key])
    if not 0 <= days <= 36_500:
        raise ValueError(f"{_ROLE}_{key} is {days}; it must be 0, for none, or a number of days.")
    return timedelta(days=days)


def filled(rules: Rules, given: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Return title and description where the file has none."""
    words = {
        "value": given["value"],
        "type": given["type"],
        "file": PurePath(file).name,
        "owner": rules.owner,
    }
    return {
        key: _PLACEHOLDER.sub(lambda match: str(words[match[1]]), text)
        for key, text in rules.templates.items()
        if not given.get(key)
    }


def alerting(rules: Rules, given: Mapping[str, Any], wanted: bool) -> bool:
    """Tell whether an indicator raises alerts where its file does not say: what only observes does nothing else."""
    return wanted or given.get("action") in ("Audit", "Alert")


def ending(
    rules: Rules, given: Mapping[str, Any], dated: datetime | None, now: datetime, present: Iterable[object]
) -> str | None:
    """Return when an indicator ends; empty when it never does, nothing when no rule says.

    Where only the role's rule gives it an end, the end that the tenant has is kept while more than half of the time is
    left, so that a second run changes nothing and an indicator lives on for as long as it is listed.
    """
    own = given.get("expiration_time")
    ends = [when for when in (moment(own),) if when]
    if own is None and rules.expires_in:
        ends.append(_rolling(rules.expires_in, now, present))
    if dated and rules.most_age:
        ends.append(dated + rules.most_age)
    return stamp(min(ends)) if ends else own


def _rolling(time: timedelta, now: datetime, present: Iterable[object]) -> datetime:
    fresh = (now + time + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    for text in present:
        standing = moment(text)
        if standing and now + time / 2 < standing <= fresh:
            return standing
    return fresh
