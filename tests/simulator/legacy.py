# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is who in the preview of 2017: records found by its ids, told from what the tenant holds."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.secops.defender.tests.simulator import relations
from ansible_collections.secops.defender.tests.simulator.calls import Call
from ansible_collections.secops.defender.tests.simulator.messages import Record


def one_of(kind: str) -> Callable[[Call], Record | None]:
    """The record of a collection that the path names."""
    return lambda call: call.tenant.collection(kind).get(call.params["id"])


def thing(kind: str, name: str, things_of: Callable[[Record], list[str]]) -> Callable[[Call], Record | None]:
    """The record of a thing, else its name alone when an alert tells of it."""

    def find(call: Call) -> Record | None:
        wanted = call.params["id"].lower()
        recorded = call.tenant.collection(kind).get(wanted)
        return recorded or ({name: wanted} if alerts_with(things_of)(call) else None)

    return find


def file(call: Call) -> Record | None:
    """A file by any of its three hashes."""
    wanted, names = call.params["id"].lower(), ("sha1", "sha256", "md5")
    found = call.tenant.collection("files").where(
        lambda record: wanted in [str(record.get(name)).lower() for name in names]
    )
    return next(iter(found), None)


def user(call: Call) -> Record | None:
    """A user by account name, with or without the domain before it."""
    domain, _backslash, name = call.params["id"].rpartition("\\")
    recorded = relations.users_named(call.tenant, name, domain)
    told = (pair for alert in user_alerts(call) for pair in relations.accounts_of(alert))
    known = next((pair for pair in told if pair[0].lower() == name.lower()), None)
    return recorded[0] if recorded else _account(*known) if known else None


def _account(name: str, domain: str | None) -> Record:
    account = f"{domain}\\{name}" if domain else name
    return {"id": account, "accountSid": None, "accountName": name, "accountDomainName": domain}


def alerts_with(things_of: Callable[[Record], list[str]]) -> Callable[[Call], list[Record]]:
    """The alerts that tell of the thing in the path."""
    return lambda call: call.tenant.collection("alerts").where(
        lambda alert: call.params["id"].lower() in things_of(alert)
    )


def file_alerts(call: Call) -> list[Record]:
    """The alerts that tell of a file, by any of its hashes."""
    record = file(call) or {}
    sha1 = str(record.get("sha1") or call.params["id"]).lower()
    return call.tenant.collection("alerts").where(lambda alert: sha1 in relations.hashes_of(alert))


def user_alerts(call: Call) -> list[Record]:
    """The alerts that tell of a user."""
    return relations.alerts_of_user(call.tenant, relations.bare_name(call.params["id"]))


def user_machines(call: Call) -> list[Record]:
    """The machines of a user."""
    return relations.machines_of_user(call.tenant, relations.bare_name(call.params["id"]))


def machines_of(alerts: Callable[[Call], list[Record]]) -> Callable[[Call], list[Record]]:
    """The machines of alerts."""
    return lambda call: relations.machines_of_alerts(call.tenant, alerts(call))


def machine_alerts(call: Call) -> list[Record]:
    """The alerts on a machine."""
    return relations.alerts_of_machine(call.tenant, call.params["id"])


def machine_users(call: Call) -> list[Record]:
    """Who logs on to a machine."""
    return relations.users_of_machine(call.tenant, call.params["id"])


def actor_alerts(call: Call) -> list[Record]:
    """The alerts that are put down to an actor."""
    actor = call.tenant.collection("actors").get(call.params["id"]) or {}
    found = (call.tenant.collection("alerts").get(alert_id) for alert_id in actor.get("alertIds") or ())
    return [alert for alert in found if alert is not None]


def alert_actor(call: Call) -> Record | None:
    """The actor that an alert is put down to."""
    wanted = call.params["id"].lower()
    found = call.tenant.collection("actors").where(
        lambda actor: wanted in [alert_id.lower() for alert_id in actor.get("alertIds") or ()]
    )
    return next(iter(found), None)


def alert_machine(call: Call) -> Record | None:
    """The machine of an alert."""
    return call.tenant.collection("machines").get(str(_alert(call).get("machineId")))


def alert_user(call: Call) -> Record | None:
    """The user of an alert."""
    accounts = relations.accounts_of(_alert(call))
    if not accounts:
        return None
    recorded = relations.users_named(call.tenant, *accounts[0])
    return recorded[0] if recorded else _account(*accounts[0])


def alert_things(
    kind: str, name: str, things_of: Callable[[Record], list[str]]
) -> Callable[[Call], list[Record]]:
    """The things that an alert tells of."""

    def find(call: Call) -> list[Record]:
        known = call.tenant.collection(kind)
        return [known.get(one) or {name: one} for one in things_of(_alert(call))]

    return find


def _alert(call: Call) -> Record:
    return call.tenant.collection("alerts").get(call.params["id"]) or {}
