# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The behaviour of what is never listed: a table row goes in, a Task comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Thing
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._keys import keys_of
from ansible_collections.secops.defender.plugins.module_utils._runners import Record, related
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task

LOOK_BACK_MAX = 720


def key_alone(thing: Thing, client: Client, key: str) -> Record:
    """Return the record of a thing that the service has no record of: its key."""
    return {thing.property: key}


def lookup(thing: Thing, read: Callable[[Thing, Client, str], Record] = key_alone) -> Task:
    """Read what belongs to things that are named by keys."""
    included = [row.name for row in thing.relations] + (["stats"] if thing.statistics else [])
    options: dict[str, dict[str, Any]] = {
        thing.plural: {"type": "list", "elements": "str", "required": True},
        "include": {"type": "list", "elements": "str", "choices": included, "default": []},
        **({"look_back_hours": {"type": "int"}} if thing.statistics else {}),
    }

    def work(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
        _refuse_look_back(params.get("look_back_hours"))
        records = {
            key: read(thing, client, key) for key in keys_of(thing.plural, thing.form, params[thing.plural])
        }
        return {
            thing.plural: [
                {**record, **_about(client, thing, record.get(thing.property) or key, params)}
                for key, record in records.items()
            ]
        }

    return Task(options, work)


def _refuse_look_back(hours: int | None) -> None:
    if hours is not None and not 1 <= hours <= LOOK_BACK_MAX:
        raise OptionError(
            f"look_back_hours: give 1 to {LOOK_BACK_MAX} hours, or leave it out for {LOOK_BACK_MAX}.",
            option="look_back_hours",
        )


def _about(client: Client, thing: Thing, key: str, params: Mapping[str, Any]) -> Record:
    path, wanted = {thing.place: key}, params["include"]
    found = {row.name: related(client, row, **path) for row in thing.relations if row.name in wanted}
    if thing.statistics and "stats" in wanted:
        hours = params["look_back_hours"]
        query = {"lookBackHours": str(hours)} if hours else {}
        found["stats"] = client.first(thing.statistics, query=query, **path)
    return found
