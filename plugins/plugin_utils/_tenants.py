# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several tenants: what a user may write for them, and which part of a report is one tenant's. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils._errors import DefenderError, OptionError

# The name of reports that hold those of several tenants.
COMBINED = "each_tenant"

# A domain would do for logging in, but a token that is already there could not be told from one of another tenant.
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# What readers of reports look for: whom the report knows nothing of, nothing is to be done to.
_NOTHING: Mapping[str, Any] = {"machines": [], "effects": [], "state": ""}
_UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


class Tenant(NamedTuple):
    """A tenant: its id, what people call it, and that name as part of the name of a file or group."""

    tenant_id: str
    name: str
    label: str


def hosts_of(
    groups: Mapping[str, Any], hostvars: Mapping[str, Any], group: str, tenant_id: str
) -> tuple[dict[str, Any], set[str]]:
    """Return the hosts of a group with their `defender` records, and those known to be of another tenant; without a tenant none is."""
    hosts = {host: hostvars[host].get("defender") for host in groups.get(group, ())} if group else {}
    return hosts, {host for host in hosts if _is_elsewhere(hostvars[host], tenant_id)}


def _is_elsewhere(variables: Mapping[str, Any], tenant_id: str) -> bool:
    known = str(variables.get("defender_tenant_id") or tenant_id)
    return bool(tenant_id) and known.lower() != tenant_id.lower()


def tenants_of(given: Any, option: str) -> list[Tenant]:
    """Return the tenants that an option lists, ids or mappings of tenant_id and name. OptionError for what is none."""
    entries = [part.strip() for part in given.split(",")] if isinstance(given, str) else given
    if not isinstance(entries, (list, tuple)):
        raise OptionError(f"{option}: give a list of tenants.", option=option)
    found: list[Tenant] = []
    for entry in entries:
        tenant = _tenant_of(entry, option)
        if any(_alike(tenant, other) for other in found):
            raise OptionError(
                f"{option}: {tenant.name!r} is there twice; name each tenant once.", option=option
            )
        found.append(tenant)
    return found


def _tenant_of(entry: Any, option: str) -> Tenant:
    written = {"tenant_id": entry} if isinstance(entry, str) else entry
    if not isinstance(written, Mapping) or set(written) - {"tenant_id", "name"}:
        raise OptionError(
            f"{option}: {entry!r} is no tenant; write its id, or a mapping of tenant_id and name.",
            option=option,
        )
    tenant_id = str(written.get("tenant_id") or "")
    if not _ID.fullmatch(tenant_id):
        raise OptionError(
            f"{option}: {tenant_id!r} is no tenant id; write the GUID, which the overview of Microsoft Entra shows.",
            option=option,
        )
    name = str(written.get("name") or tenant_id).strip()
    label = _UNSAFE.sub("_", name).strip("_")
    if not label:
        raise OptionError(f"{option}: {name!r} is no name; use letters and digits in it.", option=option)
    return Tenant(tenant_id, name, label)


def refuse_lacking(failed: Mapping[Tenant, DefenderError], count: int, strict: bool) -> None:
    """Raise what a tenant failed with when none is left, or when none may be missing."""
    if not failed or (len(failed) < count and not strict):
        return
    told = "; ".join(f"{tenant.name}: {str(error).rstrip('.')}" for tenant, error in failed.items())
    hint = "" if len(failed) == count else " Without strict_tenants the others would be there."
    first = next(iter(failed.values()))
    raise type(first)(f"{len(failed)} of {count} tenants could not be read; {told}.{hint}", **first.details)


def _alike(one: Tenant, other: Tenant) -> bool:
    """Tell whether two tenants are the same, or could not be told apart in the name of a file or group."""
    return one.tenant_id.lower() == other.tenant_id.lower() or one.label.lower() == other.label.lower()


def of_tenant(document: Any, tenant_id: str, option: str) -> Any:
    """Return a tenant's own report out of a combined one, with nothing in it when it has none; anything else as it is.

    OptionError when a combined report is given and no tenant: a report of several tenants names machines of all.
    """
    if not isinstance(document, Mapping) or document.get("report") != COMBINED:
        return document
    if not tenant_id:
        raise OptionError(
            f"{option}: the report is of several tenants; name them in the role's list of tenants.",
            option=option,
        )
    parts = document["data"]["tenants"]
    mine = next((part for key, part in parts.items() if key.lower() == tenant_id.lower()), None)
    data = {**_NOTHING, **(mine["data"] if mine else {})}
    return {**document, "report": document["data"]["role"], "data": data}
