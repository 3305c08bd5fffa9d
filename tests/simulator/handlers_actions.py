# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machine actions: reading, starting and cancelling."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.secops.defender.tests.simulator import actions
from ansible_collections.secops.defender.tests.simulator.bodies import (
    CANCELLATION,
    COMMENT,
    ISOLATION,
    SCAN,
    Body,
    checked,
)
from ansible_collections.secops.defender.tests.simulator.calls import Call, listing
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Record, refusal

Scope = Callable[[Record], "str | None"]


def list_all(call: Call) -> Answer:
    """GET /api/machineactions."""
    return listing(call)


def get(call: Call) -> Answer:
    """GET /api/machineactions/{id}."""
    action = call.found("machineactions", "MachineAction")
    call.tenant.unlisted.discard(action["id"])
    return call.entity(action)


def cancel(call: Call) -> Answer:
    """POST /api/machineactions/{id}/cancel: only while it is open."""
    action = call.found("machineactions", "MachineAction")
    comment = checked(call.body(), CANCELLATION).get("Comment")
    if action["status"] not in actions.OPEN:
        message = f"The action cannot be cancelled: it is {action['status']} already."
        raise refusal(400, "InvalidInput", message)
    return call.entity(call.tenant.call_off(action, call.identity.name, comment))


def _starter(type_: str, body: Body, scope_of: Scope) -> Callable[[Call], Answer]:
    def start(call: Call) -> Answer:
        machine = call.found("machines", "Machine")
        sent = checked(call.body(), body)
        scope = scope_of(sent)
        if not actions.supports(machine, type_, scope):
            message = f"{type_} is not supported on {machine.get('osPlatform')}."
            raise refusal(400, "OsPlatformNotSupported", message)
        running = _open_one(call, type_, machine["id"])
        if running is not None:
            return _repeated(call, running)
        now = call.tenant.clock.now()
        action = actions.created(type_, machine, call.identity.name, sent["Comment"], now)
        return call.entity(call.tenant.start(action, scope), 201)

    start.__doc__ = f"Start {type_} on a machine."
    return start


def _open_one(call: Call, type_: str, machine_id: str) -> Record | None:
    def matches(action: Record) -> bool:
        return (
            action["type"] == type_
            and action["status"] in actions.OPEN
            and action.get("machineId") == machine_id
        )

    return next(iter(call.tenant.collection("machineactions").where(matches)), None)


def _repeated(call: Call, running: Record) -> Answer:
    """A repeated request: the pending action again, or 400 once the machine has taken it up."""
    if running["status"] == actions.PENDING:
        return call.entity(running)
    raise refusal(400, "ActiveRequestAlreadyExists", "Action is already in progress")


isolate = _starter("Isolate", ISOLATION, lambda body: body.get("IsolationType") or "Full")
unisolate = _starter("Unisolate", COMMENT, lambda body: None)
restrict = _starter("RestrictCodeExecution", COMMENT, lambda body: None)
unrestrict = _starter("UnrestrictCodeExecution", COMMENT, lambda body: None)
scan = _starter("RunAntiVirusScan", SCAN, lambda body: body["ScanType"])
