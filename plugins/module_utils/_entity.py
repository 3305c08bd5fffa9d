# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vocabulary in which the tables describe the API. Data only."""

from __future__ import annotations

from typing import NamedTuple


class Operation(NamedTuple):
    """One route of the API, or of the service that it names.

    Any one of the application permissions is enough for an application token, any one of the
    delegated permissions for a user token. Placeholders in the path are filled percent-encoded.
    Patience is how many seconds the service may take to begin its answer, where that is known to
    be long.
    """

    name: str
    method: str
    path: str
    application: tuple[str, ...]
    delegated: tuple[str, ...]
    missing_is_empty: bool = False
    service: str = "api"
    patience: float = 0.0


class Rate(NamedTuple):
    """How many requests the service documents for an operation; None where it documents no number."""

    per_minute: int | None
    per_hour: int | None


class Filter(NamedTuple):
    """One option that becomes one part of the query.

    The type is that of the option: str, int, bool, time (ISO 8601), list (texts, any of them) or
    int_list; they become a clause of $filter with the operator eq, ge, lt or startswith.
    The type expand stands for a yes-or-no option that puts the property into $expand.
    """

    option: str
    property: str
    type: str = "str"
    operator: str = "eq"
    choices: tuple[str, ...] = ()


class Relation(NamedTuple):
    """Something that belongs to a record and is fetched by the record's id: one thing or many.

    Records that have the same value of the property `shared` have the same thing, which is then fetched once.
    """

    name: str
    operation: Operation
    many: bool
    shared: str | None = None


class Entity(NamedTuple):
    """One kind of thing that can be listed, fetched by id and enriched with its relations.

    Where the API has no way to get one by its id, it is picked from the listing.
    """

    noun: str
    plural: str
    ids: str
    list: Operation
    get: Operation | None
    filters: tuple[Filter, ...]
    relations: tuple[Relation, ...] = ()


class Field(NamedTuple):
    """One option of an action and the field of the request that carries it.

    Values pairs each spoken value of the option with the API's; without values the text is sent as it is.
    """

    option: str
    name: str
    values: tuple[tuple[str, str], ...] = ()


class Kind(NamedTuple):
    """One lasting state of a machine and the action that brings it about.

    The type and the opposite are machine action types. Scope names the option whose value the
    service shows as the action's scope. A machine is in the initial state before any action.
    """

    state: str
    type: str
    opposite: str
    operation: Operation
    fields: tuple[Field, ...] = ()
    scope: str | None = None
    initial: bool = False


class Job(NamedTuple):
    """One-shot work on a machine, and the type of action that does it.

    Done is how the machine is called afterwards ("scanned"). Scope names the option whose value the service shows as
    the action's scope. Where it is exclusive, the service does one action of the type on a machine at a time.
    """

    done: str
    type: str
    operation: Operation
    fields: tuple[Field, ...] = ()
    scope: str | None = None
    exclusive: bool = True


class Thing(NamedTuple):
    """One kind of thing that the service never lists: it is named by a key, and asked for what belongs to the key.

    The plural names the option that takes the keys, and the result. The form says what a key looks like: hash,
    domain, ip or account. The record holds the key in the property; routes take it in the place.
    """

    plural: str
    form: str
    property: str
    place: str
    relations: tuple[Relation, ...]
    statistics: Operation | None = None


class Preview(NamedTuple):
    """One kind of thing that the preview of 2017 told of, whose routes take the version and the id.

    What has no list is only read by id. Find takes a key and a time. Expand names what a listing can bring along.
    """

    plural: str
    get: Operation
    relations: tuple[Relation, ...] = ()
    list: Operation | None = None
    find: Operation | None = None
    expand: tuple[str, ...] = ()
