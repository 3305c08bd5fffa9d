# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a record of each collection looks like: property names and the kinds of value they take.

Properties that a shape does not name may hold anything. Enumerations are open, so they are text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import (
    shapes_indicators,
    shapes_investigations,
    shapes_legacy,
    shapes_library,
)
from ansible_collections.secops.defender.tests.simulator.kinds import Shape, complaint, props

EVIDENCE = {
    **props("text", "entityType"),
    **props("time?", "evidenceCreationTime processCreationTime parentProcessCreationTime"),
    **props("integer?", "processId parentProcessId"),
    **props(
        "text?",
        "sha1 sha256 fileName filePath processCommandLine parentProcessFileName parentProcessFilePath",
    ),
    **props("text?", "ipAddress url registryKey registryHive registryValueType registryValue"),
    **props("text?", "accountName domainName userSid aadUserId userPrincipalName detectionStatus"),
}
COMMENT = {"comment": "text?", "createdBy": "text?", "createdTime": "time?"}
RELATED_USER = {"userName": "text?", "domainName": "text?"}
IP_ADDRESS = props("text?", "ipAddress macAddress operationalStatus type")
RELATED_FILE = {"fileIdentifier": "text", "fileIdentifierType": "text"}

# Objects inside records, by the property that holds one or a list of them.
NESTED: Mapping[str, Mapping[str, str]] = {
    "evidence": EVIDENCE,
    "comments": COMMENT,
    "relatedUser": RELATED_USER,
    "ipAddresses": IP_ADDRESS,
    "relatedFileInfo": RELATED_FILE,
}

_STATISTICS = {"organizationPrevalence": "integer?", **props("time?", "orgFirstSeen orgLastSeen")}

SHAPES: Mapping[str, Shape] = {
    "alerts": Shape(
        "id",
        "alertCreationTime",
        {
            **props("text", "id"),
            **props("text?", "title description severity status classification determination category"),
            **props(
                "text?",
                "investigationState detectionSource detectorId threatFamilyName threatName assignedTo",
            ),
            **props("text?", "machineId computerDnsName rbacGroupName aadTenantId"),
            **props("integer?", "incidentId investigationId"),
            **props("time?", "alertCreationTime firstEventTime lastEventTime lastUpdateTime resolvedTime"),
            **props("[text]?", "mitreTechniques"),
            **props("object?", "relatedUser"),
            **props("list?", "comments evidence"),
        },
    ),
    "machines": Shape(
        "id",
        None,
        {
            **props("text", "id"),
            **props(
                "text?",
                "computerDnsName osPlatform version osProcessor osArchitecture osVersion agentVersion",
            ),
            **props(
                "text?", "lastIpAddress lastExternalIpAddress healthStatus onboardingStatus rbacGroupName"
            ),
            **props(
                "text?", "riskScore exposureLevel aadDeviceId deviceValue mergedIntoMachineId exclusionReason"
            ),
            **props("text?", "managedBy managedByStatus defenderAvStatus"),
            **props("time?", "firstSeen lastSeen"),
            **props("integer?", "osBuild rbacGroupId"),
            **props("flag?", "isAadJoined isPotentialDuplication isExcluded"),
            **props("[text]?", "machineTags"),
            **props("list?", "ipAddresses"),
            **props("object?", "vmMetadata"),
        },
    ),
    "machineactions": Shape(
        "id",
        "creationDateTimeUtc",
        {
            **props("text", "id type status"),
            **props("time", "creationDateTimeUtc"),
            **props("text?", "scope requestor requestorComment requestSource externalId title machineId"),
            **props("text?", "computerDnsName cancellationRequestor cancellationComment"),
            **props("time?", "lastUpdateDateTimeUtc cancellationDateTimeUtc"),
            **props("integer?", "errorHResult"),
            **props("list?", "commands"),
            **props("object?", "relatedFileInfo"),
        },
        needs=("type", "status", "creationDateTimeUtc"),
    ),
    "users": Shape(
        "id",
        None,
        {
            **props("text", "id"),
            **props("text?", "accountName accountDomain accountSid logonTypes"),
            **props("text?", "mostPrevalentMachineId leastPrevalentMachineId"),
            **props("time?", "firstSeen lastSeen"),
            **props("integer?", "logOnMachinesCount"),
            **props("flag?", "isOnlyNetworkUser"),
        },
    ),
    "files": Shape(
        "sha1",
        None,
        {
            **props("text", "sha1"),
            **props("text?", "sha256 md5 fileType filePublisher fileProductName signer issuer signerHash"),
            **props("text?", "determinationType determinationValue"),
            **props("integer?", "globalPrevalence globallyPrevalence size"),
            **props("time?", "globalFirstObserved globalLastObserved"),
            **props("flag?", "isPeFile isValidCertificate"),
            **props("[text]?", "topFileNames"),
            **_STATISTICS,
        },
    ),
    "domains": Shape("host", None, {"host": "text", **_STATISTICS}),
    "ips": Shape("id", None, {"id": "text", "ipAddress": "text?", **_STATISTICS}),
    "software": Shape(
        "id",
        None,
        {
            **props("text", "id"),
            **props("text?", "name vendor"),
            **props("integer?", "weaknesses exposedMachines"),
            **props("flag?", "publicExploit activeAlert"),
            **props("number?", "impactScore"),
        },
    ),
    **shapes_indicators.SHAPES,
    **shapes_investigations.SHAPES,
    **shapes_legacy.SHAPES,
    **shapes_library.SHAPES,
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
        "incidents",
        "recommendations",
        "remediationtasks",
        "vulnerabilities",
    ]
)


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
