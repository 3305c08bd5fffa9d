# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machine actions: reading, starting and cancelling."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

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


class Start(NamedTuple):
    """How a request starts an action: its type, its body, what the body says about it, and how it is answered."""

    type: str
    body: Body
    scope_of: Callable[[Record], str | None] = lambda body: None
    details_of: Callable[[Record], Record] = lambda body: {}
    shown: Callable[[Record], Record] = lambda action: action
    status: int = 201


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


def starter(start: Start) -> Callable[[Call], Answer]:
    """A handler that starts an action on a machine."""

    def handler(call: Call) -> Answer:
        machine = call.found("machines", "Machine")
        sent = checked(call.body(), start.body)
        scope = start.scope_of(sent)
        if not actions.supports(machine, start.type, scope):
            message = f"{start.type} is not supported on {machine.get('osPlatform')}."
            raise refusal(400, "OsPlatformNotSupported", message)
        running = _open_one(call, start.type, machine["id"])
        if running is not None:
            return _repeated(call, start, running)
        now = call.tenant.clock.now()
        action = actions.created(start.type, machine, call.identity.name, sent["Comment"], now)
        started = call.tenant.start({**action, **start.details_of(sent)}, scope)
        return call.entity(start.shown(started), start.status)

    handler.__doc__ = f"Start {start.type} on a machine."
    return handler


def _open_one(call: Call, type_: str, machine_id: str) -> Record | None:
    def matches(action: Record) -> bool:
        return (
            action["type"] == type_
            and action["status"] in actions.OPEN
            and action.get("machineId") == machine_id
        )

    return next(iter(call.tenant.collection("machineactions").where(matches)), None)


def _repeated(call: Call, start: Start, running: Record) -> Answer:
    """A repeated request: the pending action again, or 400 once the machine has taken it up."""
    if running["status"] == actions.PENDING:
        return call.entity(start.shown(running))
    raise refusal(400, "ActiveRequestAlreadyExists", "Action is already in progress")


isolate = starter(Start("Isolate", ISOLATION, lambda body: body.get("IsolationType") or "Full"))
unisolate = starter(Start("Unisolate", COMMENT))
restrict = starter(Start("RestrictCodeExecution", COMMENT))
unrestrict = starter(Start("UnrestrictCodeExecution", COMMENT))
scan = starter(Start("RunAntiVirusScan", SCAN, lambda body: body["ScanType"]))
