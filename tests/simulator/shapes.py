# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a record of each collection looks like: property names and the kinds of value they take.

Kinds: text, integer, number, flag, time, object, list, [text]; a trailing ? allows null.
Properties that a shape does not name may hold anything. Enumerations are open, so they are text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.times import is_time


class Shape(NamedTuple):
    """The key of a collection, how it is listed, the kinds of its properties, and which it needs."""

    key: str
    newest_by: str | None
    properties: Mapping[str, str]
    needs: tuple[str, ...] = ()


def _props(kind: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


EVIDENCE = {
    **_props("text", "entityType"),
    **_props("time?", "evidenceCreationTime processCreationTime parentProcessCreationTime"),
    **_props("integer?", "processId parentProcessId"),
    **_props(
        "text?",
        "sha1 sha256 fileName filePath processCommandLine parentProcessFileName parentProcessFilePath",
    ),
    **_props("text?", "ipAddress url registryKey registryHive registryValueType registryValue"),
    **_props("text?", "accountName domainName userSid aadUserId userPrincipalName detectionStatus"),
}
COMMENT = {"comment": "text?", "createdBy": "text?", "createdTime": "time?"}
RELATED_USER = {"userName": "text?", "domainName": "text?"}
IP_ADDRESS = _props("text?", "ipAddress macAddress operationalStatus type")
RELATED_FILE = {"fileIdentifier": "text", "fileIdentifierType": "text"}

# Objects inside records, by the property that holds one or a list of them.
NESTED: Mapping[str, Mapping[str, str]] = {
    "evidence": EVIDENCE,
    "comments": COMMENT,
    "relatedUser": RELATED_USER,
    "ipAddresses": IP_ADDRESS,
    "relatedFileInfo": RELATED_FILE,
}

_STATISTICS = {"organizationPrevalence": "integer?", **_props("time?", "orgFirstSeen orgLastSeen")}

SHAPES: Mapping[str, Shape] = {
    "alerts": Shape(
        "id",
        "alertCreationTime",
        {
            **_props("text", "id"),
            **_props("text?", "title description severity status classification determination category"),
            **_props(
                "text?",
                "investigationState detectionSource detectorId threatFamilyName threatName assignedTo",
            ),
            **_props("text?", "machineId computerDnsName rbacGroupName aadTenantId"),
            **_props("integer?", "incidentId investigationId"),
            **_props("time?", "alertCreationTime firstEventTime lastEventTime lastUpdateTime resolvedTime"),
            **_props("[text]?", "mitreTechniques"),
            **_props("object?", "relatedUser"),
            **_props("list?", "comments evidence"),
        },
    ),
    "machines": Shape(
        "id",
        None,
        {
            **_props("text", "id"),
            **_props(
                "text?",
                "computerDnsName osPlatform version osProcessor osArchitecture osVersion agentVersion",
            ),
            **_props(
                "text?", "lastIpAddress lastExternalIpAddress healthStatus onboardingStatus rbacGroupName"
            ),
            **_props(
                "text?", "riskScore exposureLevel aadDeviceId deviceValue mergedIntoMachineId exclusionReason"
            ),
            **_props("text?", "managedBy managedByStatus defenderAvStatus"),
            **_props("time?", "firstSeen lastSeen"),
            **_props("integer?", "osBuild rbacGroupId"),
            **_props("flag?", "isAadJoined isPotentialDuplication isExcluded"),
            **_props("[text]?", "machineTags"),
            **_props("list?", "ipAddresses"),
            **_props("object?", "vmMetadata"),
        },
    ),
    "machineactions": Shape(
        "id",
        "creationDateTimeUtc",
        {
            **_props("text", "id type status"),
            **_props("time", "creationDateTimeUtc"),
            **_props("text?", "scope requestor requestorComment requestSource externalId title machineId"),
            **_props("text?", "computerDnsName cancellationRequestor cancellationComment"),
            **_props("time?", "lastUpdateDateTimeUtc cancellationDateTimeUtc"),
            **_props("integer?", "errorHResult"),
            **_props("list?", "commands"),
            **_props("object?", "relatedFileInfo"),
        },
        needs=("type", "status", "creationDateTimeUtc"),
    ),
    "users": Shape(
        "id",
        None,
        {
            **_props("text", "id"),
            **_props("text?", "accountName accountDomain accountSid logonTypes"),
            **_props("text?", "mostPrevalentMachineId leastPrevalentMachineId"),
            **_props("time?", "firstSeen lastSeen"),
            **_props("integer?", "logOnMachinesCount"),
            **_props("flag?", "isOnlyNetworkUser"),
        },
    ),
    "files": Shape(
        "sha1",
        None,
        {
            **_props("text", "sha1"),
            **_props("text?", "sha256 md5 fileType filePublisher fileProductName signer issuer signerHash"),
            **_props("text?", "determinationType determinationValue"),
            **_props("integer?", "globalPrevalence globallyPrevalence size"),
            **_props("time?", "globalFirstObserved globalLastObserved"),
            **_props("flag?", "isPeFile isValidCertificate"),
            **_props("[text]?", "topFileNames"),
            **_STATISTICS,
        },
    ),
    "domains": Shape("host", None, {"host": "text", **_STATISTICS}),
    "ips": Shape("id", None, {"id": "text", "ipAddress": "text?", **_STATISTICS}),
}

# Collections whose routes are not simulated yet: their records are accepted and kept.
KEPT = frozenset(
    [
        "baselineconfigurations",
        "baselineprofiles",
        "browserextensions",
        "certificates",
        "deviceauthenticatedscanagents",
        "deviceauthenticatedscandefinitions",
        "deviceavinfo",
        "exposurescore",
        "hardwarefirmware",
        "hunting",
        "incidents",
        "indicators",
        "investigations",
        "libraryfiles",
        "recommendations",
        "remediationtasks",
        "software",
        "vulnerabilities",
    ]
)

_KINDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "text": ("text", lambda value: isinstance(value, str)),
    "integer": ("an integer", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "flag": ("true or false", lambda value: isinstance(value, bool)),
    "time": ("a time such as 2026-01-31T08:00:00Z", lambda value: isinstance(value, str) and is_time(value)),
    "object": ("an object", lambda value: isinstance(value, dict)),
    "list": (
        "a list of objects",
        lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value),
    ),
    "[text]": (
        "a list of texts",
        lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    ),
}


def complaint(name: str, value: object, kind: str) -> str | None:
    """Why a value is not of a kind, as the rest of a sentence; nothing when it is."""
    nullable = kind.endswith("?")
    words, fits = _KINDS[kind.rstrip("?")]
    if (value is None and nullable) or fits(value):
        return None
    return f"{name} must be {words}{' or null' if nullable else ''}, not {value!r}"


def complaint_about(record: Mapping[str, Any], properties: Mapping[str, str], where: str) -> str | None:
    """The first thing wrong with a record, as a sentence."""
    for name, value in record.items():
        kind = properties.get(name)
        found = complaint(f"{where}.{name}", value, kind) if kind else None
        found = found or _complaint_inside(name, value, f"{where}.{name}")
        if found:
            return found
    return None


def _complaint_inside(name: str, value: object, where: str) -> str | None:
    shape = NESTED.get(name)
    if shape is None:
        return None
    items = value if isinstance(value, list) else [value]
    places = [f"{where}[{n}]" if isinstance(value, list) else where for n in range(len(items))]
    found = (
        complaint_about(item, shape, place)
        for item, place in zip(items, places, strict=True)
        if isinstance(item, dict)
    )
    return next((text for text in found if text), None)
