# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Live response: starting a session, and the links to what its commands left behind."""

from __future__ import annotations

from datetime import timedelta

from ansible_collections.secops.defender.tests.simulator import actions, live_response
from ansible_collections.secops.defender.tests.simulator.calls import Call
from ansible_collections.secops.defender.tests.simulator.downloads import Blob
from ansible_collections.secops.defender.tests.simulator.messages import (
    Answer,
    Record,
    json_answer,
    not_found,
    refusal,
)

BODY = frozenset(("Commands", "Comment"))
LINK_LASTS = timedelta(minutes=30)


def run(call: Call) -> Answer:
    """POST /api/machines/{id}/runliveresponse: one session for each machine, a number of them at once."""
    machine = call.found("machines", "Machine")
    sent = call.body()
    unknown = sorted(set(sent) - BODY)
    if unknown:
        raise refusal(
            400, "InvalidRequestBody", f"Request body is incorrect: '{unknown[0]}' is not a known property."
        )
    commands = live_response.commands_of(sent.get("Commands"))
    _check_library(call, commands)
    _check_room(call, machine["id"])
    action = actions.created(
        live_response.TYPE, machine, call.identity.name, sent.get("Comment"), call.tenant.clock.now()
    )
    return call.entity(call.tenant.start({**action, "commands": commands}, None), 201)


def result_link(call: Call) -> Answer:
    """GET /api/machineactions/{id}/GetLiveResponseResultDownloadLink(index={command_index})."""
    action, index = call.found("machineactions", "MachineAction"), call.params["command_index"]
    if not index.isdecimal():
        raise not_found("Command", index)
    content = live_response.result_of(action, int(index), call.tenant.command_results)
    blob = Blob(f"investigation-actions-data/{action['id']}/CustomPlaybookCommandOutput/{index}", content)
    link = call.tenant.downloads.link(call.request.host, blob, LINK_LASTS)
    return json_answer({"@odata.context": call.context(), "value": link})


def _check_library(call: Call, commands: list[Record]) -> None:
    library = call.tenant.collection("libraryfiles")
    missing = [name for name in live_response.library_files(commands) if library.get(name) is None]
    if missing:
        raise refusal(400, "InvalidInput", f"The library has no file {missing[0]}.")


def _check_room(call: Call, machine_id: str) -> None:
    sessions = call.tenant.collection("machineactions").where(
        lambda action: action["type"] == live_response.TYPE and action["status"] in actions.OPEN
    )
    if any(action.get("machineId") == machine_id for action in sessions):
        raise refusal(400, "ActiveRequestAlreadyExists", "Action is already in progress")
    if call.tenant.limiter.crowded(len(sessions), live_response.SESSIONS):
        message = f"{live_response.SESSIONS} live response sessions are open, which is the most."
        raise refusal(429, "TooManyRequests", message)
