# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing indicators into a wanted state: present, absent, or exactly those of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._changes import Change
from ansible_collections.secops.defender.plugins.module_utils._claims import identity_of, permissions_of
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._indicator_plans import (
    Owned,
    Plan,
    Record,
    Wanted,
    absent,
    keyed,
    present,
    wanted_of,
    within,
)
from ansible_collections.secops.defender.plugins.module_utils._schemas import check
from ansible_collections.secops.defender.plugins.module_utils._stating import (
    Params,
    Request,
    Resource,
    bring,
)
from ansible_collections.secops.defender.plugins.module_utils._tables.indicators import (
    BATCH,
    BATCH_DELETE,
    DELETE,
    IMPORT,
    INDICATORS,
    QUOTA,
    SUBMIT,
    WANTED,
)
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task

_ALL = "Ti.ReadWrite.All"
_UNSEEN = (
    f"Without {_ALL} only the indicators that this application made itself are seen; others may be there."
)

OPTIONS: dict[str, dict[str, Any]] = {
    "indicators": {"type": "list", "elements": "dict", "required": True},
    "state": {"type": "str", "choices": ["present", "absent", "exact"], "default": "present"},
    "scope": {"type": "str"},
    "max_removed": {"type": "int", "default": 100},
}


class Order:
    """What one task wants, what its last look made of it, and the ids that the service told."""

    def __init__(self, client: Client, params: Params) -> None:
        self._state, self._scope = params["state"], params["scope"]
        if self._scope is not None and not self._scope.strip():
            raise OptionError("scope: it is empty; name the application, or leave it out.", option="scope")
        items = [_given(item) for item in params["indicators"]]
        check("indicators", items, WANTED["absent" if self._state == "absent" else "present"])
        now = datetime.fromtimestamp(_clock.now(), tz=timezone.utc)
        self._wanted = wanted_of(items, self._scope, now)
        self._claims = client.source.token().claims
        self._owned = self._owner()
        self._most_removed = params["max_removed"]
        self._plans: dict[str, Plan] = {}
        self._ids: dict[str, str] = {}

    def resource(self) -> Resource:
        """Return the row for the runner."""
        return Resource("indicator", "indicator", self.look, self.requests, OPTIONS, refusals=self.refusals)

    def look(self, client: Client, params: Params) -> Sequence[Change]:
        """Compare the list with the tenant. OptionError for what must not be begun."""
        records = list(client.each(INDICATORS.list))
        there = keyed(records)
        self._plans = {one.key: self._plan(one, there.get(one.key, [])) for one in self._wanted}
        if self._state == "exact":
            self._plans.update(self._leftovers(there))
        self._refuse_too_many(len(records))
        self._ids.update((key, plan.id) for key, plan in self._plans.items() if plan.id)
        return [plan.change for plan in self._plans.values()]

    def requests(self, params: Params, changes: Sequence[Change]) -> Iterator[Request]:
        """Remove what is unwanted, then import, then remove what the imported has superseded."""
        plans = [self._plans[change.key] for change in changes]
        yield from _removals(plans, lambda plan: plan.unwanted)
        yield from self._imports([plan for plan in plans if plan.sent])
        yield from _removals(plans, lambda plan: plan.superseded)

    def refusals(self, request: Request, answer: Any) -> Mapping[str, str]:
        """Return what an import says was not taken, and keep the ids of what was."""
        if request.operation is SUBMIT:
            self._ids[request.changes[0].key] = (answer or {}).get("id", "")
        if request.operation is not IMPORT:
            return {}
        told = _told(answer)
        refused = {}
        for change in request.changes:
            entries = told.get(self._value(change.key), [])
            entry = entries.pop(0) if entries else {"failureReason": "its answer does not mention it"}
            if entry.get("isFailed") or (entry.get("failureReason") and "isFailed" not in entry):
                refused[change.key] = str(entry.get("failureReason") or "it does not say why")
            elif entry.get("id"):
                self._ids[change.key] = str(entry["id"])
        return refused

    def told(self, result: Result) -> Result:
        """Add to a result what a playbook needs to go on: values, types, ids, and what could not be seen."""
        by_key = {one.key: one for one in self._wanted}
        for entry in result["results"]:
            kind, _blank, value = entry["indicator"].partition(" ")
            one = by_key.get(entry["indicator"])
            entry.update(value=value, type=kind, id=self._ids.get(entry["indicator"]))
            entry["expired"] = bool(one and one.ended and self._state != "absent")
        context, granted = permissions_of(self._claims)
        if context == "application" and granted and _ALL not in granted:
            result["note"] = _UNSEEN
        return result

    def _owner(self) -> Owned | None:
        """Return the test for what this login has made in the scope, none where the owner does not matter."""
        if not self._scope and self._state != "exact":
            return None
        me = identity_of(self._claims)
        if me is None:
            raise OptionError(
                "scope: the access token does not say whose it is, so its own indicators cannot be told; log in another way.",
                option="scope",
            )

        def owned(record: Record) -> bool:
            mine = str(record.get("createdBy")).lower() == me.lower()
            return mine and (not self._scope or record.get("application") == self._scope)

        return owned

    def _plan(self, one: Wanted, records: Sequence[Record]) -> Plan:
        if self._state == "absent":
            return absent(one.key, [record for record in records if not self._owned or self._owned(record)])
        if one.ended:
            return absent(one.key, [])
        return within(one, records, self._owned) if self._owned else present(one, records)

    def _leftovers(self, there: Mapping[str, Sequence[Record]]) -> dict[str, Plan]:
        kept = {one.key for one in self._wanted if not one.ended}
        found = {
            key: [record for record in records if self._owned and self._owned(record)]
            for key, records in there.items()
            if key not in kept
        }
        return {key: absent(key, records) for key, records in found.items() if records}

    def _refuse_too_many(self, count: int) -> None:
        plans = self._plans.values()
        removed = sum(len(plan.unwanted) for plan in plans)
        if self._state == "exact" and removed > self._most_removed:
            raise OptionError(
                f"indicators: {removed} indicators are not in the list and would be removed, more than max_removed "
                f"({self._most_removed}); raise max_removed if the list is whole.",
                option="max_removed",
            )
        added = sum(plan.creates for plan in plans)
        if added and count - removed + added > QUOTA:
            raise OptionError(
                f"indicators: {added} new ones beside the {count - removed} that stay are more than the {QUOTA} that a tenant "
                "can have; remove some first.",
                option="indicators",
            )

    def _imports(self, plans: Sequence[Plan]) -> Iterator[Request]:
        for batch in _batches(plans, lambda plan: 1):
            changes = [plan.change for plan in batch]
            if len(batch) == 1:
                yield Request(SUBMIT, changes, batch[0].sent)
            else:
                yield Request(IMPORT, changes, self._import_body)

    def _import_body(self, changes: Sequence[Change]) -> dict[str, Any]:
        return {"Indicators": [self._plans[change.key].sent for change in changes]}

    def _value(self, key: str) -> str:
        return str((self._plans[key].sent or {}).get("indicatorValue")).lower()


def work(client: Client, params: Params, check_mode: bool) -> Result:
    """Bring the indicators into the state and return one result for each."""
    order = Order(client, params)
    client.require(INDICATORS.list)
    return order.told(bring(client, order.resource(), params, check_mode))


def _given(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given: null is nothing, and a time that YAML has read is text again."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in item.items()
        if value is not None
    }


def _removals(plans: Sequence[Plan], ids_of: Callable[[Plan], tuple[str, ...]]) -> Iterator[Request]:
    ids = {plan.change.key: ids_of(plan) for plan in plans if ids_of(plan)}

    def body(changes: Sequence[Change]) -> dict[str, Any]:
        return {"IndicatorIds": [one for change in changes for one in ids[change.key]]}

    removing = [plan for plan in plans if plan.change.key in ids]
    for batch in _batches(removing, lambda plan: len(ids[plan.change.key])):
        changes = [plan.change for plan in batch]
        named = body(changes)["IndicatorIds"]
        if len(named) == 1:
            yield Request(DELETE, changes, path={"id": named[0]})
        else:
            yield Request(BATCH_DELETE, changes, body)


def _batches(plans: Iterable[Plan], size_of: Callable[[Plan], int]) -> Iterator[list[Plan]]:
    """Yield the plans in groups that a request can take."""
    batch: list[Plan] = []
    size = 0
    for plan in plans:
        if batch and size + size_of(plan) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(plan)
        size += size_of(plan)
    if batch:
        yield batch


def _told(answer: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the entries of an import's answer by value; of one value with two types in the order of the request."""
    told: dict[str, list[dict[str, Any]]] = {}
    for entry in (answer or {}).get("value") or []:
        told.setdefault(str(entry.get("indicator")).lower(), []).append(entry)
    return told


INDICATOR = Task(OPTIONS, work)
