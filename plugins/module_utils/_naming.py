# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines by id, DNS name or IP address."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.secops.defender.plugins.module_utils._history import chunks
from ansible_collections.secops.defender.plugins.module_utils._odata import any_of, quote
from ansible_collections.secops.defender.plugins.module_utils._tables.machines import GET_MACHINE, MACHINES

Machine = dict[str, Any]
Key = tuple[str, str]

DUPLICATES: dict[str, Any] = {"type": "str", "choices": ["error", "newest", "all"], "default": "error"}

# More ids than these are cheaper found in the whole list.
_ASKED_BY_ID = 500

_ID = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)


def find_machines(
    client: Client, names: Sequence[str], duplicates: str, option: str = "machines"
) -> list[Machine]:
    """Return the machines that are meant, each once. OptionError for a name that is unknown or means several.

    A few ids are asked for by id. Names and addresses need the whole list, since it is the only way to see that a name
    means more than one machine: the service compares names in its own way.
    """
    wanted = list(dict.fromkeys(name.strip() for name in names))
    if "" in wanted:
        raise OptionError(f"{option}: an empty name means no machine; leave it out.", option=option)
    ids = [name for name in wanted if _ID.fullmatch(name)]
    known = _by_id(client, ids) if len(ids) <= _ASKED_BY_ID else []
    if len(ids) < len(wanted) or len(ids) > _ASKED_BY_ID:
        known += client.each(MACHINES.list)
    meant = directory(known)
    found = {name: meant.get(_key(name), []) for name in wanted}
    _refuse_unknown([name for name, machines in found.items() if not machines], known, option)
    chosen = (machine for name in wanted for machine in choose(name, found[name], duplicates, option))
    return list({machine["id"]: machine for machine in chosen}.values())


def matches(name: str, machines: Iterable[Machine]) -> list[Machine]:
    """Return the machines that a name can mean, by id, IP address, full name or first label, whatever the case."""
    return directory(machines).get(_key(name), [])


def directory(machines: Iterable[Machine]) -> dict[Key, list[Machine]]:
    """Return the machines by everything that they can be called."""
    found: dict[Key, dict[str, Machine]] = {}
    for machine in machines:
        for key in _keys(machine):
            found.setdefault(key, {})[machine["id"]] = machine
    return {key: list(meant.values()) for key, meant in found.items()}


def choose(
    name: str, machines: Sequence[Machine], duplicates: str, option: str = "machines"
) -> Sequence[Machine]:
    """Apply the rule for a name that means several machines."""
    if len(machines) < 2 or duplicates == "all":
        return machines
    newest_first = sorted(machines, key=lambda machine: machine.get("lastSeen") or "", reverse=True)
    if duplicates == "newest":
        return newest_first[:1]
    raise OptionError(
        f"{option}: {name!r} means {len(machines)} machines: {'; '.join(map(_described, newest_first))}. "
        "Give an id, or choose by duplicates.",
        option=option,
        candidates=[_candidate(machine) for machine in newest_first],
    )


def _by_id(client: Client, ids: Sequence[str]) -> list[Machine]:
    known = [
        machine
        for group in chunks(ids)
        for machine in client.each(
            MACHINES.list, {"$filter": any_of("id", [quote(item.lower()) for item in group])}
        )
    ]
    listed = {machine["id"].lower() for machine in known}
    return known + [machine for item in ids if item.lower() not in listed for machine in _one(client, item)]


def _one(client: Client, machine_id: str) -> list[Machine]:
    try:
        return [client.first(GET_MACHINE, id=machine_id.lower())]
    except NotFound:
        return []


def _key(name: str) -> Key:
    address = _address(name)
    return ("address", str(address)) if address else ("name", name.lower())


def _keys(machine: Mapping[str, Any]) -> Iterator[Key]:
    full = (machine.get("computerDnsName") or "").lower()
    names = dict.fromkeys((machine["id"].lower(), full, full.split(".")[0]))
    yield from (("name", name) for name in names if name)
    texts = [
        machine.get("lastIpAddress"),
        *(each.get("ipAddress") for each in machine.get("ipAddresses") or []),
    ]
    yield from {("address", str(address)) for address in map(_address, texts) if address}


def _address(text: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text or "")
    except ValueError:
        return None


def _refuse_unknown(names: Sequence[str], known: Iterable[Machine], option: str) -> None:
    if not names:
        return
    labels = {name.lower().split(".")[0] for name in names}
    similar = [
        machine for machine in known if (machine.get("computerDnsName") or "").lower().split(".")[0] in labels
    ]
    hint = f" Similar: {'; '.join(map(_described, similar[:5]))}." if similar else ""
    raise OptionError(
        f"{option}: the tenant knows no machine {', '.join(map(repr, names))}; give an id, DNS name or IP address.{hint}",
        option=option,
        unknown=list(names),
    )


def _candidate(machine: Mapping[str, Any]) -> dict[str, Any]:
    return {name: machine.get(name) for name in ("id", "computerDnsName", "lastIpAddress", "lastSeen")}


def _described(machine: Mapping[str, Any]) -> str:
    return f"{machine['id']} ({machine.get('computerDnsName') or 'no name'}, last seen {machine.get('lastSeen')})"
