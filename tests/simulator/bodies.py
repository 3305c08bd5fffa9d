# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Request bodies: checked with regard to case, refused with the codes of the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.messages import Record, refusal


class Field(NamedTuple):
    """A property of a request body."""

    required: bool = False
    values: tuple[str, ...] = ()
    is_list: bool = False


Body = Mapping[str, Field]

COMMENT: Body = {"Comment": Field(required=True)}
ISOLATION: Body = {**COMMENT, "IsolationType": Field(values=("Full", "Selective", "UnManagedDevice"))}
SCAN: Body = {**COMMENT, "ScanType": Field(required=True, values=("Quick", "Full"))}
QUARANTINE: Body = {**COMMENT, "Sha1": Field(required=True)}
CANCELLATION: Body = {"Comment": Field()}
TAG: Body = {"Value": Field(required=True), "Action": Field(required=True, values=("Add", "Remove"))}
BULK_TAG: Body = {**TAG, "MachineIds": Field(required=True, is_list=True)}
DEVICE_VALUE: Body = {"DeviceValue": Field(required=True, values=("Normal", "Low", "High"))}
MACHINE_UPDATE: Body = {
    "machineTags": Field(is_list=True),
    "deviceValue": Field(values=("Normal", "Low", "High")),
}
ALERT_UPDATE: Body = {
    "status": Field(values=("New", "InProgress", "Resolved")),
    "assignedTo": Field(),
    "classification": Field(values=("TruePositive", "InformationalExpectedActivity", "FalsePositive")),
    "determination": Field(
        values=(
            "MultiStagedAttack",
            "MaliciousUserActivity",
            "CompromisedUser",
            "Malware",
            "Phishing",
            "UnwantedSoftware",
            "SecurityTesting",
            "LineOfBusinessApplication",
            "ConfirmedActivity",
            "ConfirmedUserActivity",
            "NotMalicious",
            "Clean",
            "InsufficientData",
            "Other",
        )
    ),
    "comment": Field(),
}
NEW_ALERT: Body = {
    "machineId": Field(required=True),
    "severity": Field(required=True, values=("Low", "Medium", "High")),
    "title": Field(required=True),
    "description": Field(required=True),
    "recommendedAction": Field(required=True),
    "eventTime": Field(required=True),
    "reportId": Field(required=True),
    "category": Field(
        required=True,
        values=(
            "General",
            "CommandAndControl",
            "Collection",
            "CredentialAccess",
            "DefenseEvasion",
            "Discovery",
            "Exfiltration",
            "Exploit",
            "Execution",
            "InitialAccess",
            "LateralMovement",
            "Malware",
            "Persistence",
            "PrivilegeEscalation",
            "Ransomware",
            "SuspiciousActivity",
        ),
    ),
}
INDICATOR_IDS: Body = {"IndicatorIds": Field(required=True, is_list=True)}
ALERTS_UPDATE: Body = {"alertIds": Field(required=True, is_list=True), **ALERT_UPDATE}


def checked(body: Record, wanted: Body) -> Record:
    """The body, when it has what it needs and nothing that the service does not know."""
    missing = [name for name, field in wanted.items() if field.required and body.get(name) in (None, "", [])]
    if missing:
        raise refusal(400, "MissingRequiredParameter", f"Required parameter '{missing[0]}' is missing.")
    unknown = sorted(set(body) - set(wanted))
    if unknown:
        raise refusal(
            400, "InvalidRequestBody", f"Request body is incorrect: '{unknown[0]}' is not a known property."
        )
    for name, value in body.items():
        _check(name, value, wanted[name])
    return body


def _check(name: str, value: Any, field: Field) -> None:
    if field.is_list:
        fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
    else:
        fits = isinstance(value, str) or (value is None and not field.required)
    if not fits:
        raise refusal(400, "InvalidRequestBody", f"Request body is incorrect: '{name}' has the wrong type.")
    if field.values and value is not None and value not in field.values:
        raise refusal(400, "InvalidInput", f"'{value}' is not a valid value of '{name}'.")
