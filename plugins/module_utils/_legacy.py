# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what the preview of 2017 offered, on Microsoft Graph under a version of its own.

The preview answers 404 both for what it does not know and for what is empty, so neither is an error here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible.module_utils.common.parameters import env_fallback
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Operation, Preview
from ansible_collections.secops.defender.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.secops.defender.plugins.module_utils._machine_info import moment_of
from ansible_collections.secops.defender.plugins.module_utils._odata import quote
from ansible_collections.secops.defender.plugins.module_utils._runners import Record, Records, related
from ansible_collections.secops.defender.plugins.module_utils._tables.legacy import (
    ACTORS,
    GET_ALERT_ACTOR,
    KINDS,
)
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task

Found = dict[str, "Record | None"]

VERSION: dict[str, Any] = {
    "type": "str",
    "required": True,
    "fallback": (env_fallback, ["DEFENDER_LEGACY_VERSION"]),
}

_SEGMENT = re.compile(r"[\w.-]+")
# Under these Graph has routes of the same names that are about something else.
_OF_GRAPH = ("v1.0", "beta")
_LISTING = ("limit", "skip", "select", "count", "expand")
_KINDS = {kind.plural: kind for kind in KINDS}


def read_actors(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
    """Read actors by name, or those behind alerts, each once."""
    version = version_of(params)
    if params["actors"] is None:
        found = _by_id(client, GET_ALERT_ACTOR, version, "alert_ids", params)
    else:
        found = _by_id(client, ACTORS.get, version, "actors", params)
    actors = {str(record["id"]): record for record in found.values() if record}
    records = _enriched(client, ACTORS, version, actors.items(), params["include"])
    return {"actors": records, "missing": _missing(found)}


def read_kind(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
    """Read one kind of thing: by id, found by address or name at a time, or listed."""
    version, kind = version_of(params), _KINDS[params["kind"]]
    _refuse(kind, params)
    if params["ids"] is not None:
        found = _by_id(client, kind.get, version, "ids", params)
        known = [(key, record) for key, record in found.items() if record]
        records = _enriched(client, kind, version, known, params["include"])
        return {"records": records, "missing": _missing(found)}
    listed = list(_listed(client, kind, version, params))
    pairs = [(str(record.get("id")), record) for record in listed]
    told: Result = {"records": _enriched(client, kind, version, pairs, params["include"]), "missing": []}
    return {**told, "count": _count(client, kind, version, params)} if params["count"] else told


def version_of(params: Mapping[str, Any]) -> str:
    """Return the version segment. OptionError for what is none, or is a version of Graph's own."""
    version = str(params["legacy_version"]).strip()
    if not _SEGMENT.fullmatch(version) or version.lower() in _OF_GRAPH:
        raise OptionError(
            f"legacy_version: {version!r} is no version of the preview; give the one that your tenant was told,"
            " as in testwdatppreview.",
            option="legacy_version",
        )
    return version


def _refuse(kind: Preview, params: Mapping[str, Any]) -> None:
    """Refuse what a kind does not have, and what does not go together."""
    named = params["ids"] is not None or params["found_as"] is not None
    narrowing = [option for option in _LISTING if params[option] not in (None, False, [])]
    has = [row.name for row in kind.relations]
    if params["found_as"] is not None and not kind.find:
        raise OptionError(f"found_as: it finds machines, no {kind.plural}; name ids.", option="found_as")
    if not named and not kind.list:
        raise OptionError(f"ids: {kind.plural} cannot be listed; name at least one.", option="ids")
    if named and narrowing:
        said = f"{narrowing[0]}: it is for listings; leave it out, or ids and found_as."
        raise OptionError(said, option=narrowing[0])
    for option, offered in (("include", has), ("expand", kind.expand)):
        unknown = [name for name in params[option] if name not in offered]
        if unknown:
            told = f"they have {', '.join(offered)}" if offered else "they have none"
            raise OptionError(f"{option}: {kind.plural} have no {unknown[0]}; {told}.", option=option)
    for option, least in (("limit", 1), ("skip", 0)):
        if params[option] is not None and params[option] < least:
            raise OptionError(f"{option}: give a number of at least {least}.", option=option)


def _by_id(
    client: Client, operation: Operation, version: str, option: str, params: Mapping[str, Any]
) -> Found:
    wanted = list(dict.fromkeys(text.strip() for text in params[option]))
    if "" in wanted:
        raise OptionError(f"{option}: an empty text names nothing; leave it out.", option=option)
    return {key: _one(client, operation, version, key) for key in wanted}


def _one(client: Client, operation: Operation, version: str, key: str) -> Record | None:
    try:
        return client.first(operation, version=version, id=key)
    except NotFound:
        return None


def _missing(found: Found) -> list[str]:
    return [key for key, record in found.items() if record is None]


def _listed(client: Client, kind: Preview, version: str, params: Mapping[str, Any]) -> Records:
    if kind.find and params["found_as"] is not None:
        moment = moment_of(params["seen_at"])
        return client.each(kind.find, version=version, key=quote(params["found_as"]), timestamp=moment)
    query = _query(params)
    return client.each(kind.list, query, params["limit"], version=version) if kind.list else ()


def _query(params: Mapping[str, Any]) -> dict[str, str]:
    # Without its id a record could not be told from another one of the same look.
    select = list(dict.fromkeys(["id", *params["select"]])) if params["select"] else []
    skip = "" if params["skip"] is None else str(params["skip"])
    options = {"$select": ",".join(select), "$expand": ",".join(params["expand"]), "$skip": skip}
    return {name: value for name, value in options.items() if value}


def _count(client: Client, kind: Preview, version: str, params: Mapping[str, Any]) -> int | None:
    if not kind.list:
        return None
    try:
        answer = client.call(kind.list, {"version": version}, {"$count": "true", "$top": "1"})
    except NotFound:
        return 0
    count = (answer or {}).get("@odata.count")
    return None if count is None else int(count)


def _enriched(
    client: Client, kind: Preview, version: str, found: Iterable[tuple[str, Record]], include: Sequence[str]
) -> list[Record]:
    wanted = [row for row in kind.relations if row.name in include]
    return [
        {**record, **{row.name: related(client, row, version=version, id=key) for row in wanted}}
        for key, record in found
    ]


def _named(rows: Iterable[Sequence[str]]) -> dict[str, Any]:
    choices = list(dict.fromkeys(name for row in rows for name in row))
    return {"type": "list", "elements": "str", "choices": choices, "default": []}


_TEXTS = {"type": "list", "elements": "str"}

ACTOR_INFO = Task(
    {
        "legacy_version": VERSION,
        "actors": _TEXTS,
        "alert_ids": _TEXTS,
        "include": _named([[row.name for row in ACTORS.relations]]),
    },
    read_actors,
    {"mutually_exclusive": [("actors", "alert_ids")], "required_one_of": [("actors", "alert_ids")]},
)

LEGACY_INFO = Task(
    {
        "legacy_version": VERSION,
        "kind": {"type": "str", "choices": list(_KINDS), "required": True},
        "ids": _TEXTS,
        "found_as": {"type": "str"},
        "seen_at": {"type": "str"},
        "include": _named([row.name for row in kind.relations] for kind in KINDS),
        "limit": {"type": "int"},
        "skip": {"type": "int"},
        "select": _TEXTS,
        "expand": _named(kind.expand for kind in KINDS),
        "count": {"type": "bool", "default": False},
    },
    read_kind,
    {"mutually_exclusive": [("ids", "found_as")], "required_together": [("found_as", "seen_at")]},
)
