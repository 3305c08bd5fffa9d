# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What roles have in common that take their machines from one of several sources. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._tenants import hosts_of


def common_sources(
    groups: Mapping[str, Any], hostvars: Mapping[str, Any], sources: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the sources that every such role has: the list of machines, and the group with what is known of its hosts."""
    group = sources.get("group") or ""
    hosts, elsewhere = hosts_of(groups, hostvars, group, str(sources.get("tenant") or ""))
    machines = sources.get("machines") or ()
    return {"machines": machines, "group": group, "hosts": hosts, "elsewhere": elsewhere}


def not_one(options: Sequence[str], sources: Sequence[Any]) -> str:
    """Return why the sources that these options give will not do, empty when exactly one is given."""
    given = [option for option, source in zip(options, sources, strict=True) if source]
    if len(given) == 1:
        return ""
    found = f"{' and '.join(given)} are" if given else "none of them is"
    return f"Set one of {', '.join(options)}: {found} set."


def of_group(group: str, hosts: Mapping[str, Any], elsewhere: Collection[str], role: str) -> dict[str, Any]:
    """Return the machines of a group's hosts, those elsewhere left out, and what to call it, or why a role refuses it."""
    if not hosts:
        return _refused(f"The inventory has no host in a group '{group}' ({role}_group).")
    ids = {
        host: record.get("id") if isinstance(record, Mapping) else None
        for host, record in hosts.items()
        if host not in elsewhere
    }
    strange = [host for host, machine_id in ids.items() if not machine_id]
    if strange:
        return _refused(
            f"{strange[0]} in the group '{group}' has no machine id in its variable 'defender'; "
            "use the inventory plugin secops.defender.defender_machines."
        )
    return {"source": f"the inventory group {group}", "machines": list(dict.fromkeys(ids.values()))}


def _refused(refusal: str) -> dict[str, Any]:
    return {"source": "", "refusal": refusal}
