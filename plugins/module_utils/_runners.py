# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sorts of behaviour that a module can have: a table row goes in, a Task comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _orders
from ansible_collections.secops.defender.plugins.module_utils._acting import act, summary
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import (
    Entity,
    Field,
    Filter,
    Job,
    Kind,
    Relation,
)
from ansible_collections.secops.defender.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.secops.defender.plugins.module_utils._naming import DUPLICATES
from ansible_collections.secops.defender.plugins.module_utils._odata import query_of
from ansible_collections.secops.defender.plugins.module_utils._stating import Resource, bring
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task
from ansible_collections.secops.defender.plugins.module_utils._waiting import WAIT_OPTIONS

Record = dict[str, Any]
Records = Iterable[Record]

_TYPES: Mapping[str, dict[str, Any]] = {
    "list": {"type": "list", "elements": "str"},
    "int_list": {"type": "list", "elements": "int"},
    "int": {"type": "int"},
    "bool": {"type": "bool"},
    "expand": {"type": "bool", "default": False},
}

_ACTING: Mapping[str, dict[str, Any]] = {
    "machines": {"type": "list", "elements": "str", "required": True},
    "comment": {"type": "str", "required": True},
    "duplicates": DUPLICATES,
    "wait": {"type": "bool", "default": True},
    **WAIT_OPTIONS,
    "max_machines": {"type": "int", "default": 10},
}


def by_id_or_filter(entity: Entity, client: Client, params: Mapping[str, Any]) -> Records:
    """Read the records that are named, else those that the filters leave. An empty list names none."""
    if params[entity.ids] is not None:
        return named(entity, client, params[entity.ids])
    return client.each(entity.list, query_of(entity, params), params["limit"])


def named(entity: Entity, client: Client, ids: Sequence[str]) -> list[Record]:
    """Read the records with these ids. NotFound if there is one that no record has."""
    if entity.get is not None:
        return [client.first(entity.get, id=record_id) for record_id in ids]
    known = {record["id"]: record for record in client.each(entity.list)} if ids else {}
    unknown = [record_id for record_id in ids if record_id not in known]
    if unknown:
        raise NotFound(
            f"{entity.ids}: there is no {entity.noun} {', '.join(unknown)}, or it is not shown to this login.",
            option=entity.ids,
            unknown=unknown,
        )
    return [known[record_id] for record_id in ids]


class Ways(NamedTuple):
    """What one entity can do beyond its row: more options, its own way to read, relations that are derived.

    A derived relation takes the client and the ids of the records and returns what belongs to each id.
    """

    options: Mapping[str, dict[str, Any]] = {}
    exclusive: Sequence[Sequence[str]] = ()
    together: Sequence[Sequence[str]] = ()
    read: Callable[[Entity, Client, Mapping[str, Any]], Records] = by_id_or_filter
    derived: Mapping[str, Callable[[Client, Sequence[str]], Mapping[str, Any]]] = {}


def filter_options(entity: Entity) -> dict[str, dict[str, Any]]:
    """Return the options that become query options, the raw filter included."""
    return {**{row.option: _filter_option(row) for row in entity.filters}, "filter": {"type": "str"}}


PLAIN = Ways()


def info(entity: Entity, ways: Ways = PLAIN) -> Task:
    """Read one kind of thing: by id, or listed with filters, enriched with what include names."""
    narrowing = [row.option for row in entity.filters if row.type != "expand"] + ["filter", "limit"]
    relations = [row.name for row in entity.relations] + list(ways.derived)
    options: dict[str, dict[str, Any]] = {
        entity.ids: {"type": "list", "elements": "str"},
        **filter_options(entity),
        "limit": {"type": "int"},
        **ways.options,
    }
    if relations:
        options["include"] = {"type": "list", "elements": "str", "choices": relations, "default": []}

    def work(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
        if params["limit"] is not None and params["limit"] < 1:
            raise OptionError("limit: give a number of at least 1, or leave it out for all.", option="limit")
        records = list(ways.read(entity, client, params))
        return {entity.plural: _enriched(client, entity, ways, records, params.get("include") or [])}

    exclusive = [(entity.ids, option) for option in narrowing] + [tuple(pair) for pair in ways.exclusive]
    return Task(options, work, {"mutually_exclusive": exclusive, "required_together": list(ways.together)})


def action(kinds: Sequence[Kind]) -> Task:
    """Bring machines into one of several lasting states."""
    by_state = {kind.state: kind for kind in kinds}
    options: dict[str, dict[str, Any]] = {
        "state": {"type": "str", "choices": list(by_state), "default": kinds[0].state},
        **_ACTING,
        "force": {"type": "bool", "default": False},
        **{row.option: _field_option(row) for kind in kinds for row in kind.fields},
    }

    def work(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
        order = _orders.of_kind(by_state[params["state"]], params)
        return summary(order.goal, act(client, order, params, check_mode))

    return Task(options, work)


def job(row: Job, craft: _orders.Craft = _orders.PLAIN) -> Task:
    """Do one-shot work on machines, once within max_age."""
    options: dict[str, dict[str, Any]] = {
        **_ACTING,
        "max_age": {"type": "float", "default": 3600.0},
        **{field.option: _field_option(field) for field in row.fields},
        **craft.options,
    }

    def work(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
        order = _orders.of_job(row, craft, client, params)
        attempts = act(client, order, params, check_mode)
        if not check_mode:
            craft.collect(client, params, attempts)
        return summary(order.goal, attempts)

    return Task(options, work, craft.rules)


def state(resource: Resource) -> Task:
    """Bring things into the state that the options describe."""

    def work(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
        return bring(client, resource, params, check_mode)

    return Task(dict(resource.options), work, resource.rules)


def limited(records: Records, limit: int | None) -> Records:
    """Yield at most so many records."""
    return islice(records, limit)


def related(client: Client, row: Relation, **path: Any) -> Any:
    """Fetch what belongs to a record: a list, or one thing and None where there is none."""
    try:
        if row.many:
            return list(client.each(row.operation, **path))
        return client.first(row.operation, **path)
    except NotFound:
        return [] if row.many else None


def _filter_option(row: Filter) -> dict[str, Any]:
    option = dict(_TYPES.get(row.type, {"type": "str"}))
    return {**option, "choices": list(row.choices)} if row.choices else option


def _field_option(row: Field) -> dict[str, Any]:
    spoken = [value for value, _sent in row.values]
    return {"type": "str", "choices": spoken, "default": spoken[0]} if spoken else {"type": "str"}


def _enriched(
    client: Client, entity: Entity, ways: Ways, records: list[Record], wanted: Sequence[str]
) -> list[Record]:
    fetched = {
        row.name: _related_once(client, row, records) for row in entity.relations if row.name in wanted
    }
    derived = {
        name: look(client, [record["id"] for record in records])
        for name, look in ways.derived.items()
        if name in wanted
    }
    return [
        {
            **record,
            **{name: found[record["id"]] for name, found in fetched.items()},
            **{name: found[record["id"]] for name, found in derived.items()},
        }
        for record in records
    ]


def _related_once(client: Client, row: Relation, records: Sequence[Record]) -> dict[str, Any]:
    """Fetch what belongs to each record, by its id; once for all records that share it."""
    known: dict[Any, Any] = {}
    found = {}
    for record in records:
        key = (row.shared and record.get(row.shared)) or (record["id"],)
        if key not in known:
            known[key] = related(client, row, id=record["id"])
        found[record["id"]] = known[key]
    return found
