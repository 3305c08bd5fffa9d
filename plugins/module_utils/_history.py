# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machine actions of many things in few requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _actions
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import NotFound
from ansible_collections.secops.defender.plugins.module_utils._odata import any_of, quote
from ansible_collections.secops.defender.plugins.module_utils._tables.machine_actions import (
    GET_ACTION,
    MACHINE_ACTIONS,
)

IDS_PER_FILTER = 50


def chunks(ids: Sequence[str]) -> Iterator[list[str]]:
    """Yield the ids in groups that fit into one $filter."""
    for start in range(0, len(ids), IDS_PER_FILTER):
        yield list(ids[start : start + IDS_PER_FILTER])


def histories(
    client: Client, machine_ids: Sequence[str], types: Iterable[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the actions of these types for each machine: one listing, however many machines."""
    clauses = [any_of("type", [quote(name) for name in types])]
    if len(machine_ids) <= IDS_PER_FILTER:
        clauses.append(any_of("machineId", [quote(machine_id) for machine_id in machine_ids]))
    found: dict[str, list[dict[str, Any]]] = {machine_id.lower(): [] for machine_id in machine_ids}
    if found:
        for action in client.each(MACHINE_ACTIONS.list, {"$filter": " and ".join(clauses)}):
            found.get((action.get("machineId") or "").lower(), []).append(action)
    return {machine_id: found[machine_id.lower()] for machine_id in machine_ids}


def response_states(client: Client, machine_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return for each machine whether it is isolated, restricted or being scanned."""
    past = histories(client, machine_ids, _actions.RESPONSE_TYPES)
    return {machine_id: _actions.response_state(actions) for machine_id, actions in past.items()}


def with_states(client: Client, machines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the machine records, each with its response state."""
    states = response_states(client, [machine["id"] for machine in machines])
    return [{**machine, "response_state": states[machine["id"]]} for machine in machines]


def actions_by_id(client: Client, action_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return those of the named actions that there are: listed together, and one by one what the listing left out."""
    listed: dict[str, dict[str, Any]] = {}
    for group in chunks(action_ids):
        query = {"$filter": any_of("id", [quote(action_id) for action_id in group])}
        listed.update((action["id"].lower(), action) for action in client.each(MACHINE_ACTIONS.list, query))
    found = {action_id: listed.get(action_id.lower()) or _one(client, action_id) for action_id in action_ids}
    return {action_id: action for action_id, action in found.items() if action}


def _one(client: Client, action_id: str) -> dict[str, Any] | None:
    try:
        return client.first(GET_ACTION, id=action_id)
    except NotFound:
        return None
