# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machine records -> hosts: which records count, what they are called, which of several is meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _times
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.plugin_utils._tenants import Tenant

Record = dict[str, Any]
Reader = Callable[[Record], "str | None"]

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_AGE = re.compile(r"([1-9]\d{0,5})([wdhm])")
_ATTRIBUTE = re.compile(r"(?:defender\.)?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")
_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)

# Ansible gives these names a meaning of its own, and a machine names itself.
_RESERVED = frozenset(("all", "ungrouped", "localhost", "127.0.0.1", "::1"))


class Host(NamedTuple):
    """One machine under the name that it has in the inventory, and its tenant when there are several."""

    name: str
    record: Record
    tenant: Tenant | None = None


def tidy(record: Record) -> Record:
    """Return the record without empty machine tags, which the service sends for machines that lost their last tag."""
    tags = record.get("machineTags")
    if not tags or all(tags):
        return record
    return {**record, "machineTags": [tag for tag in tags if tag]}


def age_of(text: str, option: str = "exclude_stale") -> timedelta:
    """Return the age that an option such as 7d, 12h, 90m or 2w speaks of."""
    match = _AGE.fullmatch(text.strip().lower())
    if not match:
        raise OptionError(
            f"{option}: {text!r} is no age; write a whole number and w, d, h or m, such as 7d or 12h.",
            option=option,
        )
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def without_stale(records: Iterable[Record], age: timedelta, now: datetime) -> list[Record]:
    """Return the records last seen within the age. A machine whose lastSeen cannot be read is kept."""
    return [record for record in records if now - _last_seen(record, now) <= age]


def reader_of(option: str, text: str, render: Reader) -> Reader:
    """Return what reads the attribute that the text names, such as vmMetadata.vmId, or renders the template that it is."""
    match = _ATTRIBUTE.fullmatch(text.strip())
    if match:
        return partial(_attribute, match[1].split("."))
    if "{{" in text or "{%" in text:
        return render
    raise OptionError(
        f"{option}: {text!r} is neither an attribute nor a template; write an expression in {{{{ }}}}.",
        option=option,
    )


def _attribute(path: Sequence[str], record: Record) -> str | None:
    value: Any = record
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return None if value is None or isinstance(value, (dict, list)) else str(value).strip()


def first_of(readers: Sequence[Reader]) -> Reader:
    """Return what gives the first text that is not empty."""

    def read(record: Record) -> str | None:
        for reader in readers:
            text = reader(record)
            if text:
                return text
        return None

    return read


def hosts_of(records: Iterable[Record], name_of: Reader, duplicates: str) -> list[Host]:
    """Return one host per machine, under names that differ even when case is ignored.

    Of machines that share host name and computerDnsName, newest keeps the one seen last; all keeps every one. Where
    machines still share a name, the one seen last has it and the others are called name_id. With error they are refused.
    """
    alike: dict[str, list[Host]] = {}
    for record in records:
        host = Host(_safe(name_of(record) or record["id"], record), record)
        alike.setdefault(host.name.casefold(), []).append(host)
    return [
        host
        for group in alike.values()
        for host in (group if len(group) == 1 else _told_apart(group, duplicates))
    ]


def of_tenants(found: Mapping[Tenant, Iterable[Host]], duplicates: str) -> list[Host]:
    """Return the hosts of all tenants. Where tenants share a name, each of the hosts is called name_tenant.

    None of them keeps the name, so that it never means another machine because a tenant could not be read.
    """
    alike: dict[str, list[Host]] = {}
    for tenant, hosts in found.items():
        for host in hosts:
            alike.setdefault(host.name.casefold(), []).append(host._replace(tenant=tenant))
    shared = [group for group in alike.values() if len(group) > 1]
    if shared and duplicates == "error":
        raise OptionError(
            f"duplicates: {len(shared[0])} tenants have a host {shared[0][0].name!r}. "
            "Set duplicates to newest or all, or name them otherwise with name_from.",
            option="duplicates",
        )
    return [
        host if len(group) == 1 else host._replace(name=_with_tenant(host, alike))
        for group in alike.values()
        for host in group
    ]


def _with_tenant(host: Host, taken: Container[str]) -> str:
    name = f"{host.name}_{host.tenant.label}" if host.tenant else host.name
    return _with_id(name, host.record) if name.casefold() in taken else name


def _safe(name: str, record: Record) -> str:
    return _with_id(name, record) if name.casefold() in _RESERVED else name


def _with_id(name: str, record: Record) -> str:
    return f"{name}_{record['id']}"


def _told_apart(hosts: Sequence[Host], duplicates: str) -> list[Host]:
    newest_first = sorted(
        hosts, key=lambda host: (_last_seen(host.record, _LONG_AGO), host.record["id"]), reverse=True
    )
    if duplicates == "error":
        raise OptionError(
            _refusal(newest_first), option="duplicates", candidates=[h.record["id"] for h in newest_first]
        )
    kept = _one_per_dns_name(newest_first) if duplicates == "newest" else newest_first
    return [kept[0], *(Host(_with_id(host.name, host.record), host.record) for host in kept[1:])]


def _one_per_dns_name(hosts: Sequence[Host]) -> list[Host]:
    first: dict[str, Host] = {}
    for host in hosts:
        first.setdefault((host.record.get("computerDnsName") or host.record["id"]).casefold(), host)
    return list(first.values())


def _refusal(hosts: Sequence[Host]) -> str:
    seen = "; ".join(f"{host.record['id']} (last seen {host.record.get('lastSeen')})" for host in hosts)
    return (
        f"duplicates: {len(hosts)} machines would be the host {hosts[0].name!r}: {seen}. "
        "Set duplicates to newest or all, or name them otherwise with name_from."
    )


def _last_seen(record: Record, otherwise: datetime) -> datetime:
    try:
        return _times.parse(record.get("lastSeen") or "")
    except ValueError:
        return otherwise
