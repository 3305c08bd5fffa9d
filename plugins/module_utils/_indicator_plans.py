# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wanted indicators against those that are there: what to send and what to remove. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from ansible_collections.secops.defender.plugins.module_utils import _times
from ansible_collections.secops.defender.plugins.module_utils._changes import Change
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._indicator_values import comparable, normal
from ansible_collections.secops.defender.plugins.module_utils._tables.indicators import (
    ACTIONS_OF,
    EDUCATED_ACTIONS,
    EDUCATED_TYPES,
    FIELDS,
)

Record = Mapping[str, Any]
Properties = dict[str, Any]
Owned = Callable[[Record], bool]

_LISTS = ("rbacGroupNames", "mitreTechniques")
_RENAMED = {"Alert": "Audit", "AlertAndBlock": "BlockAndRemediate"}


class Wanted(NamedTuple):
    """One indicator as it is wanted: the properties that were given, and the application to create it for."""

    value: str
    type: str
    properties: Properties
    application: str | None
    ended: bool

    @property
    def key(self) -> str:
        """What makes it one indicator: the action is none of it."""
        return f"{self.type} {self.value}"


class Plan(NamedTuple):
    """What is to be done about one value.

    The properties are sent first. Superseded are the ids that are removed after that, unwanted those that are removed
    because nothing is wanted there.
    """

    change: Change
    sent: Properties | None = None
    superseded: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    creates: bool = False
    id: str | None = None


def wanted_of(items: Sequence[Mapping[str, Any]], scope: str | None, now: datetime) -> list[Wanted]:
    """Read the option, whose form has been checked. OptionError for what the service would not take."""
    found: dict[str, int] = {}
    wanted = []
    for number, item in enumerate(items):
        one = _wanted(number, item, scope, now)
        if one.key in found:
            _refuse(number, f"{one.key} is there already, as indicators[{found[one.key]}]; name it once")
        found[one.key] = number
        wanted.append(one)
    return wanted


def keyed(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Return the indicators of a tenant by what makes them one indicator."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        kind = record["indicatorType"]
        found[f"{kind} {comparable(kind, record['indicatorValue'])}"].append(record)
    return found


def present(wanted: Wanted, records: Sequence[Record]) -> Plan:
    """Plan for a value that is wanted: a changed action is sent as new before the old one is removed."""
    same = [record for record in records if _action(record) == _action(wanted.properties)]
    others = [record for record in records if record not in same]
    base = next(iter(same or sorted(others, key=_updated, reverse=True)), None)
    if base is None:
        after = {**wanted.properties, **_application(wanted.application)}
        return Plan(Change(wanted.key, wanted.key, None, after), _sent(wanted, None), creates=True)
    before = {name: plain(name, base.get(name)) for name in wanted.properties}
    after = {**wanted.properties, "action": base["action"]} if same else dict(wanted.properties)
    sent = _sent(wanted, base) if before != after else None
    also = sorted(record["action"] for record in others if record is not base)
    if also:
        before, after = {**before, "otherActions": also}, {**after, "otherActions": []}
    superseded = tuple(record["id"] for record in others)
    return Plan(
        Change(wanted.key, wanted.key, before, after), sent, superseded, creates=not same, id=base["id"]
    )


def absent(key: str, records: Sequence[Record]) -> Plan:
    """Plan for a value of which nothing is wanted."""
    if not records:
        return Plan(Change(key, key, None, None))
    told = {row.name: plain(row.name, records[0].get(row.name)) for row in FIELDS}
    before = {name: value for name, value in told.items() if value not in (None, [], False)}
    also = sorted(record["action"] for record in records[1:])
    before.update(_application(records[0].get("application")), **({"otherActions": also} if also else {}))
    ids = tuple(record["id"] for record in records)
    return Plan(Change(key, key, before, None), unwanted=ids, id=ids[0])


def within(wanted: Wanted, records: Sequence[Record], owned: Owned) -> Plan:
    """Plan for a value in a scope: what is outside of it is never touched. OptionError where it is in the way."""
    own = [record for record in records if owned(record)]
    foreign = [record for record in records if not owned(record)]
    agreeing = [record for record in foreign if not present(wanted, [record]).change.needed]
    if agreeing and not own:
        return present(wanted, agreeing[:1])
    plan = present(wanted, own)
    met = [record for record in foreign if not own or _action(record) == _action(wanted.properties)]
    if met and plan.sent:
        raise OptionError(
            f"indicators: {wanted.key} is there as {met[0]['action']} (id {met[0]['id']}) and differs, but it was made by "
            f"{met[0].get('createdBy')} for {met[0].get('application') or 'no application'}, which is outside of this scope; "
            "take it from the list, or remove it there first.",
            option="indicators",
        )
    return plan


def plain(name: str, value: Any) -> Any:
    """Return a property in the one form in which it is compared and sent: times in whole seconds, lists in order."""
    if name in _LISTS:
        return sorted(set(value or []))
    if name == "generateAlert":
        return bool(value)
    if name == "expirationTime" and value:
        return _times.parse(value).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value or None


def _wanted(number: int, item: Mapping[str, Any], scope: str | None, now: datetime) -> Wanted:
    kind = item["type"]
    try:
        value = normal(kind, item["value"])
    except ValueError as problem:
        _refuse(number, f"value: {item['value']!r} {problem}")
    for row in FIELDS[:3]:
        if row.option in item and not item[row.option].strip():
            _refuse(number, f"{row.option}: it must not be blank")
    try:
        properties = {row.name: plain(row.name, item[row.option]) for row in FIELDS if row.option in item}
    except ValueError as problem:
        _refuse(number, f"expiration_time: {problem}; write it like 2027-03-14T03:00:00Z")
    _refuse_contradictions(number, kind, properties)
    application = item.get("application")
    if scope and application not in (None, scope):
        _refuse(number, f"application: {application!r} is outside of the scope {scope!r}; leave it out")
    ends = properties.get("expirationTime")
    return Wanted(value, kind, properties, application or scope, bool(ends and _times.parse(ends) <= now))


def _refuse_contradictions(number: int, kind: str, properties: Properties) -> None:
    action = properties.get("action")
    if action is None:
        return
    if action not in ACTIONS_OF[kind]:
        _refuse(number, f"action: {action} is not for {kind}; give one of {', '.join(ACTIONS_OF[kind])}")
    if action == "Audit" and not properties.get("generateAlert"):
        _refuse(number, "generate_alert: the action Audit does nothing but alert; set it to true")
    if properties.get("educateUrl") and not _educates(kind, action):
        _refuse(
            number, f"educate_url: it is for Warn and Block on Url and DomainName, not for {action} on {kind}"
        )


def _refuse(number: int, sentence: str) -> NoReturn:
    place, colon, rest = sentence.partition(": ")
    where = f"indicators[{number}].{place}: {rest}" if colon else f"indicators[{number}]: {sentence}"
    raise OptionError(f"{where}.", option="indicators")


def _educates(kind: str, action: str) -> bool:
    return kind in EDUCATED_TYPES and action in EDUCATED_ACTIONS


def _action(properties: Record) -> str:
    action = str(properties["action"])
    return _RENAMED.get(action, action)


def _updated(record: Record) -> str:
    return str(record.get("lastUpdateTime") or "")


def _application(name: str | None) -> Properties:
    return {"application": name} if name else {}


def _sent(wanted: Wanted, base: Record | None) -> Properties:
    """Return all that is to be said: whether an update empties what it does not name is not documented."""
    known = base or {}
    kept = {row.name: plain(row.name, known.get(row.name)) for row in FIELDS}
    properties = {name: value for name, value in kept.items() if value not in (None, [], False)}
    properties.update(wanted.properties)
    if base and _action(base) == _action(wanted.properties):
        properties["action"] = base["action"]
    if not _educates(wanted.type, properties["action"]):
        properties.pop("educateUrl", None)
    return {
        "indicatorValue": known.get("indicatorValue", wanted.value),
        "indicatorType": wanted.type,
        **properties,
        **_application(known.get("application") or wanted.application),
    }
