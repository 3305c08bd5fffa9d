# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading machines: beyond filters by name, by address at a time and by tag, and the response state of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _times
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Entity
from ansible_collections.secops.defender.plugins.module_utils._errors import AnswerLost, OptionError
from ansible_collections.secops.defender.plugins.module_utils._history import response_states
from ansible_collections.secops.defender.plugins.module_utils._naming import DUPLICATES, find_machines
from ansible_collections.secops.defender.plugins.module_utils._odata import query_of, quote
from ansible_collections.secops.defender.plugins.module_utils._runners import Records, Ways, info, limited
from ansible_collections.secops.defender.plugins.module_utils._tables.machines import (
    COUNT_ALERTS,
    FIND_BY_INTERNAL_IP,
    FIND_BY_IP,
    FIND_BY_TAG,
    MACHINES,
)

_COUNTED: Mapping[str, Mapping[str, str]] = {
    "all": {},
    "unresolved": {"$filter": "status ne 'Resolved'"},
}


def read_machines(entity: Entity, client: Client, params: Mapping[str, Any]) -> Records:
    """Read the machines that the options name in one of four ways. An empty list names none."""
    if params["machines"] is not None:
        return find_machines(client, params["machines"], params["duplicates"])
    if params["ip_address"]:
        return _seen_with(client, params)
    if params["tag"]:
        starts = str(params["tag_startswith"]).lower()
        return client.each(FIND_BY_TAG, {"tag": params["tag"], "useStartsWithFilter": starts})
    return listed_machines(client, params)


def listed_machines(client: Client, params: Mapping[str, Any]) -> Records:
    """List machines with the filters; tags are compared here, since no filter on them is documented."""
    query = query_of(MACHINES, params)
    tags = set(params.get("tags") or [])
    if not tags:
        return client.each(MACHINES.list, query, params.get("limit"))
    tagged = (
        machine
        for machine in client.each(MACHINES.list, query)
        if tags & set(machine.get("machineTags") or [])
    )
    return limited(tagged, params.get("limit"))


def count_alerts(client: Client, machine_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return for each machine how many alerts it has, and how many of them are not resolved."""
    return {
        machine_id: {name: _count(client, machine_id, query) for name, query in _COUNTED.items()}
        for machine_id in machine_ids
    }


def _count(client: Client, machine_id: str, query: Mapping[str, str]) -> int:
    number = client.call(COUNT_ALERTS, {"id": machine_id}, query)
    if not isinstance(number, int):
        raise AnswerLost(
            f"{COUNT_ALERTS.name}: the service answered with no number; run the task again.",
            operation=COUNT_ALERTS.name,
        )
    return number


def _seen_with(client: Client, params: Mapping[str, Any]) -> Records:
    address, moment = params["ip_address"], moment_of(params["seen_at"])
    if params["find_with"] == "find":
        return client.each(FIND_BY_INTERNAL_IP, ip=quote(address), timestamp=moment)
    return client.each(FIND_BY_IP, ip=address, timestamp=moment)


def moment_of(text: str) -> str:
    """Write the option seen_at as the service takes it."""
    try:
        return _times.literal(text)
    except ValueError as error:
        raise OptionError(
            f"seen_at: {error}; write it like 2026-03-14T03:00:00Z.", option="seen_at"
        ) from None


MACHINE_INFO = info(
    MACHINES,
    Ways(
        options={
            "duplicates": DUPLICATES,
            "tags": {"type": "list", "elements": "str"},
            "ip_address": {"type": "str"},
            "seen_at": {"type": "str"},
            "find_with": {"type": "str", "choices": ["findbyip", "find"], "default": "findbyip"},
            "tag": {"type": "str"},
            "tag_startswith": {"type": "bool", "default": False},
        },
        exclusive=[("machines", "ip_address", "tag"), ("machines", "tags")],
        together=[("ip_address", "seen_at")],
        read=read_machines,
        derived={"response_state": response_states, "alert_count": count_alerts},
    ),
)
