# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines: reading, finding, tagging, and what belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from ansible_collections.secops.defender.tests.simulator import relations
from ansible_collections.secops.defender.tests.simulator.bodies import (
    BULK_TAG,
    DEVICE_VALUE,
    MACHINE_UPDATE,
    TAG,
    checked,
)
from ansible_collections.secops.defender.tests.simulator.calls import Call, listing
from ansible_collections.secops.defender.tests.simulator.handlers_alerts import without_evidence
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Record, not_found, refusal
from ansible_collections.secops.defender.tests.simulator.query import options_of
from ansible_collections.secops.defender.tests.simulator.statistics import check_address, without
from ansible_collections.secops.defender.tests.simulator.times import is_time, moment_of, ticks

FIND_WINDOW = timedelta(minutes=15)
OLDER_FIND_WINDOW = timedelta(minutes=16)
FIND_MAX_AGE = timedelta(days=30)
BULK_MAX = 500

# Properties of a user that only the user of an alert shows.
ALERT_USER_ONLY = ("accountSid", "mostPrevalentMachineId", "leastPrevalentMachineId", "logOnMachinesCount")


def list_all(call: Call) -> Answer:
    """GET /api/machines: 404 when there is none to show."""
    return listing(call, empty_is_missing=True)


def get(call: Call) -> Answer:
    """GET /api/machines/{id}: by id or by name; of several with a name, the one seen last."""
    machines = call.tenant.collection("machines")
    name = call.params["id"].lower()
    found = machines.get(name)
    if found is None:
        named = machines.where(lambda machine: str(machine.get("computerDnsName")).lower() == name)
        found = max(named, key=lambda machine: ticks(machine.get("lastSeen") or "1970-01-01"), default=None)
    if found is None:
        raise not_found("Machine", call.params["id"])
    return call.entity(found)


def list_users(call: Call) -> Answer:
    """GET /api/machines/{id}/logonusers."""
    users = relations.users_of_machine(call.tenant, call.found("machines", "Machine")["id"])
    return call.entities([without(user, ALERT_USER_ONLY) for user in users])


def list_software(call: Call) -> Answer:
    """GET /api/machines/{id}/software."""
    return call.entities(relations.software_of_machine(call.tenant, call.found("machines", "Machine")["id"]))


def list_alerts(call: Call) -> Answer:
    """GET /api/machines/{id}/alerts: takes no option of OData."""
    alerts = relations.alerts_of_machine(call.tenant, call.found("machines", "Machine")["id"])
    return call.entities([without_evidence(alert) for alert in alerts])


def count_alerts(call: Call) -> Answer:
    """GET /api/machines/{id}/alerts/$count: a bare number."""
    alerts = relations.alerts_of_machine(call.tenant, call.found("machines", "Machine")["id"])
    wanted = options_of(call.request, call.route.odata).wanted if call.route.odata else None
    number = len(alerts) if wanted is None else sum(1 for alert in alerts if wanted(alert))
    return Answer(200, str(number).encode(), (("content-type", "text/plain"),))


def find_by_ip(call: Call) -> Answer:
    """GET /api/machines/findbyip(...): machines with an address at a time."""
    return call.entities(_seen_with(call, call.params["ip"], FIND_WINDOW))


def find(call: Call) -> Answer:
    """GET /api/machines/find(...): the older form, 404 when there is none."""
    found = _seen_with(call, call.params["ip"].strip("'"), OLDER_FIND_WINDOW)
    if not found:
        raise not_found("Machine with the address", call.params["ip"])
    return call.entities(found)


def _seen_with(call: Call, address: str, around: timedelta) -> list[Record]:
    check_address(address)
    return seen_within(call, around, lambda machine: address in addresses_of(machine))


def seen_within(call: Call, around: timedelta, wanted: Callable[[Record], bool]) -> list[Record]:
    """The wanted machines that were there around the time in the path."""
    text = call.params["timestamp"]
    if not is_time(text):
        raise refusal(400, "InvalidInput", f"'{text}' is not a valid timestamp.")
    asked, now = moment_of(text), call.tenant.clock.now()
    if not now - FIND_MAX_AGE <= asked <= now + around:
        raise refusal(400, "InvalidInput", "The timestamp must be within the past 30 days.")
    window = around // timedelta(microseconds=1) * 10
    moment = ticks(text)

    def matches(machine: Record) -> bool:
        if not machine.get("lastSeen") or not wanted(machine):
            return False
        first = ticks(machine.get("firstSeen") or machine["lastSeen"])
        return first - window <= moment <= ticks(machine["lastSeen"]) + window

    return call.tenant.collection("machines").where(matches)


def addresses_of(machine: Record) -> set[str | None]:
    """The IP addresses of a machine."""
    return {
        machine.get("lastIpAddress"),
        *(item.get("ipAddress") for item in machine.get("ipAddresses") or ()),
    }


def find_by_tag(call: Call) -> Answer:
    """GET /api/machines/findbytag."""
    tag = call.request.option("tag")
    if not tag:
        raise refusal(400, "MissingRequiredParameter", "Required parameter 'tag' is missing.")
    by_start = (call.request.option("useStartsWithFilter") or "false").lower() == "true"

    def matches(machine: Record) -> bool:
        tags = machine.get("machineTags") or ()
        return any(item.startswith(tag) if by_start else item == tag for item in tags)

    return call.entities(call.tenant.collection("machines").where(matches))


def set_tag(call: Call) -> Answer:
    """POST /api/machines/{id}/tags."""
    machine = call.found("machines", "Machine")
    body = checked(call.body(), TAG)
    return call.entity(_stored(call, machine, {"machineTags": _tags(machine, body)}))


def set_tag_of_many(call: Call) -> Answer:
    """POST /api/machines/AddOrRemoveTagForMultipleMachines."""
    body = checked(call.body(), BULK_TAG)
    ids = body["MachineIds"]
    if len(ids) > BULK_MAX:
        message = f"Maximum batch size exceeded: received {len(ids)}, allowed {BULK_MAX}."
        raise refusal(400, "MaximumBatchSizeExceeded", message)
    machines = call.tenant.collection("machines")
    missing = [machine_id for machine_id in ids if machines.get(machine_id) is None]
    if missing:
        raise not_found("Machine", missing[0])
    found = relations.machines_by_id(call.tenant, iter(ids))
    return call.entities([_stored(call, machine, {"machineTags": _tags(machine, body)}) for machine in found])


def _tags(machine: Record, body: Record) -> list[str]:
    kept = [tag for tag in machine.get("machineTags") or () if tag != body["Value"]]
    return [*kept, body["Value"]] if body["Action"] == "Add" else kept


def set_device_value(call: Call) -> Answer:
    """POST /api/machines/{id}/setDeviceValue."""
    machine = call.found("machines", "Machine")
    return call.entity(
        _stored(call, machine, {"deviceValue": checked(call.body(), DEVICE_VALUE)["DeviceValue"]})
    )


def update(call: Call) -> Answer:
    """PATCH /api/machines/{id}: the tags given are the whole new set."""
    machine = call.found("machines", "Machine")
    changes = {
        name: value for name, value in checked(call.body(), MACHINE_UPDATE).items() if value is not None
    }
    if not changes or changes == {"machineTags": []}:
        message = "Currently supporting only update of: 'tags' and 'deviceValue'"
        raise refusal(400, "InvalidRequestBody", message)
    return call.entity(_stored(call, machine, changes))


def _stored(call: Call, machine: Record, changes: Record) -> Record:
    updated = {**machine, **changes}
    call.tenant.collection("machines").put(updated)
    return updated
