# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How records belong together, told from what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.tenant import Tenant
from ansible_collections.secops.defender.tests.simulator.times import ticks


def evidence(alert: Record) -> list[Record]:
    """The evidence of an alert."""
    return list(alert.get("evidence") or ())


def bare_name(user_id: str) -> str:
    """The account name in domain/user, user, or with the backslash that Windows uses."""
    return user_id.replace("/", "\\").rsplit("\\", 1)[-1].lower()


def accounts_of(alert: Record) -> list[tuple[str, str | None]]:
    """The account names, with their domains, that an alert tells of: its user, then its evidence."""
    related = alert.get("relatedUser") or {}
    named = [(related.get("userName"), related.get("domainName"))]
    named += [(item.get("accountName"), item.get("domainName")) for item in evidence(alert)]
    return list(dict.fromkeys((str(name), domain) for name, domain in named if name))


def hashes_of(alert: Record) -> list[str]:
    """The SHA1 values in the evidence of an alert, each once."""
    return list(dict.fromkeys(str(item["sha1"]).lower() for item in evidence(alert) if item.get("sha1")))


def addresses_of(alert: Record) -> list[str]:
    """The IP addresses in the evidence of an alert, each once."""
    return list(dict.fromkeys(str(item["ipAddress"]) for item in evidence(alert) if item.get("ipAddress")))


def hosts_of(alert: Record) -> list[str]:
    """The host names of the URLs in the evidence of an alert, each once."""
    return list(dict.fromkeys(host for host in (_host(item.get("url")) for item in evidence(alert)) if host))


def _host(url: str | None) -> str | None:
    if not url:
        return None
    return urlsplit(url if "//" in url else f"//{url}").hostname


def users_named(tenant: Tenant, name: str, domain: str | None = None) -> list[Record]:
    """The user records with an account name, those of the domain first."""
    found = tenant.collection("users").where(lambda user: account_of(user) == name.lower())
    wanted = (domain or "").lower()
    return sorted(found, key=lambda user: str(user.get("accountDomain") or "").lower() != wanted)


def account_of(user: Record) -> str:
    """The account name of a user record."""
    return str(user.get("accountName") or bare_name(user["id"])).lower()


def users_of_machine(tenant: Tenant, machine_id: str) -> list[Record]:
    """Who logs on to a machine: by the logons, by the users' own machines, by the alerts on it."""
    wanted = machine_id.lower()
    users = tenant.collection("users")
    ids = [item["userId"].lower() for item in tenant.logons if item["machineId"].lower() == wanted]
    ids += [users.key_of(user) for user in users.listed() if wanted in _own_machines(user)]
    for alert in alerts_of_machine(tenant, machine_id):
        for name, domain in accounts_of(alert)[:1]:
            ids += [users.key_of(user) for user in users_named(tenant, name, domain)[:1]]
    found = (users.get(user_id) for user_id in dict.fromkeys(ids))
    return [user for user in found if user is not None]


def _own_machines(user: Record) -> set[str]:
    return {str(user.get(name)).lower() for name in ("mostPrevalentMachineId", "leastPrevalentMachineId")}


def software_of_machine(tenant: Tenant, machine_id: str) -> list[Record]:
    """What is installed on a machine."""
    wanted = machine_id.lower()
    software = tenant.collection("software")
    ids = [item["softwareId"] for item in tenant.installations if item["machineId"].lower() == wanted]
    found = (software.get(software_id.lower()) for software_id in dict.fromkeys(ids))
    return [record for record in found if record is not None]


def alerts_of_machine(tenant: Tenant, machine_id: str) -> list[Record]:
    """The alerts on a machine."""
    return tenant.collection("alerts").where(
        lambda alert: str(alert.get("machineId")).lower() == machine_id.lower()
    )


def machines_of_alerts(tenant: Tenant, alerts: list[Record]) -> list[Record]:
    """The machines of some alerts, each once."""
    return machines_by_id(tenant, (str(alert.get("machineId")) for alert in alerts))


def machines_by_id(tenant: Tenant, ids: Iterator[str]) -> list[Record]:
    """The machines with these ids that there are, each once."""
    machines = tenant.collection("machines")
    found = (machines.get(machine_id) for machine_id in dict.fromkeys(name.lower() for name in ids))
    return [machine for machine in found if machine is not None]


def machines_of_user(tenant: Tenant, name: str) -> list[Record]:
    """The machines that a user logs on to or has alerts on."""
    users = users_named(tenant, name)
    keys = {str(user["id"]).lower() for user in users}
    ids = [item["machineId"] for item in tenant.logons if item["userId"].lower() in keys]
    ids += [machine_id for user in users for machine_id in sorted(_own_machines(user))]
    ids += [str(alert.get("machineId")) for alert in alerts_of_user(tenant, name)]
    return machines_by_id(tenant, iter(ids))


def alerts_of_user(tenant: Tenant, name: str) -> list[Record]:
    """The alerts that tell of a user, by account name."""
    wanted = name.lower()
    return tenant.collection("alerts").where(
        lambda alert: wanted in {account.lower() for account, _domain in accounts_of(alert)}
    )


def span(alerts: list[Record]) -> tuple[str | None, str | None]:
    """When a thing was first and last seen, told from its alerts."""
    times = [
        alert[name] for alert in alerts for name in ("firstEventTime", "lastEventTime") if alert.get(name)
    ]
    return (min(times, key=ticks), max(times, key=ticks)) if times else (None, None)
