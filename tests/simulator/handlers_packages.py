# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs on machines: investigation packages with their links, quarantine, offboarding."""

from __future__ import annotations

import re

from ansible_collections.secops.defender.tests.simulator import actions
from ansible_collections.secops.defender.tests.simulator.bodies import COMMENT, QUARANTINE
from ansible_collections.secops.defender.tests.simulator.calls import Call
from ansible_collections.secops.defender.tests.simulator.handlers_actions import Start, starter
from ansible_collections.secops.defender.tests.simulator.messages import (
    Answer,
    Record,
    json_answer,
    not_found,
    refusal,
)
from ansible_collections.secops.defender.tests.simulator.packages import LINK_LASTS, package_of
from ansible_collections.secops.defender.tests.simulator.permissions import READ_MACHINES

_SHA1 = re.compile(r"[0-9a-fA-F]{40}")


def package_uri(call: Call) -> Answer:
    """GET /api/machineactions/{id}/getPackageUri: only when the package is there; in quotes of its own."""
    action = call.found("machineactions", "MachineAction")
    machine = call.tenant.collection("machines").get(str(action.get("machineId")))
    collected = action["type"] == "CollectInvestigationPackage" and action["status"] == actions.SUCCEEDED
    if not collected or machine is None:
        raise not_found("Package of MachineAction", action["id"])
    link = call.tenant.downloads.link(call.request.host, package_of(action, machine), LINK_LASTS)
    return json_answer({"@odata.context": call.context(), "value": f'"{link}"'})


def quarantine(call: Call) -> Answer:
    """POST /api/machines/{id}/StopAndQuarantineFile: an application must be able to read machines as well."""
    identity = call.identity
    if identity.context == "application" and not identity.permissions & set(READ_MACHINES.application):
        wanted, has = ",".join(READ_MACHINES.application), ",".join(sorted(identity.permissions))
        message = f"Missing application roles. API required roles: {wanted}, application roles: {has}."
        raise refusal(403, "Forbidden", message)
    if not _SHA1.fullmatch(str(call.body().get("Sha1") or "0" * 40)):
        raise refusal(400, "InvalidInput", "Sha1 is not a SHA1 hash.")
    return _quarantine(call)


def _file_of(body: Record) -> Record:
    return {"relatedFileInfo": {"fileIdentifier": body["Sha1"].lower(), "fileIdentifierType": "Sha1"}}


def _without_machine(action: Record) -> Record:
    return {**action, "machineId": None, "computerDnsName": None}


collect = starter(Start("CollectInvestigationPackage", COMMENT))
_quarantine = starter(Start("StopAndQuarantineFile", QUARANTINE, details_of=_file_of))
offboard = starter(Start("Offboard", COMMENT, shown=_without_machine, status=200))
