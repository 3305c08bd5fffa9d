# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables that can be hunted in, made of the records that the tenant has anyway."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.secops.defender.tests.simulator.kql import Row, Table
from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.relations import evidence
from ansible_collections.secops.defender.tests.simulator.tenant import Tenant
from ansible_collections.secops.defender.tests.simulator.times import moment_of

# A column takes its value from the first of the records that has the property.
_DEVICE = {
    "DeviceId": ("String", "machineId"),
    "DeviceName": ("String", "computerDnsName"),
}
_FILE = {
    "FileName": ("String", "fileName"),
    "FolderPath": ("String", "filePath"),
    "SHA1": ("String", "sha1"),
    "SHA256": ("String", "sha256"),
}
_REMOTE = {
    "RemoteIP": ("String", "ipAddress"),
    "RemoteUrl": ("String", "url"),
}

_INFO = {
    "Timestamp": ("DateTime", "lastSeen"),
    "DeviceId": ("String", "id"),
    "DeviceName": ("String", "computerDnsName"),
    "OSPlatform": ("String", "osPlatform"),
    "OSBuild": ("Int64", "osBuild"),
    "MachineGroup": ("String", "rbacGroupName"),
    "OnboardingStatus": ("String", "onboardingStatus"),
    "IsAzureADJoined": ("SByte", "isAadJoined"),
    "ExposureLevel": ("String", "exposureLevel"),
    "PublicIP": ("String", "lastExternalIpAddress"),
}
_PROCESSES = {
    "Timestamp": ("DateTime", "processCreationTime"),
    **_DEVICE,
    **_FILE,
    "ProcessId": ("Int64", "processId"),
    "ProcessCommandLine": ("String", "processCommandLine"),
    "AccountName": ("String", "accountName"),
    "InitiatingProcessId": ("Int64", "parentProcessId"),
    "InitiatingProcessFileName": ("String", "parentProcessFileName"),
    "InitiatingProcessCreationTime": ("DateTime", "parentProcessCreationTime"),
}
_ALERTS = {
    "Timestamp": ("DateTime", "firstEventTime"),
    "AlertId": ("String", "id"),
    "Title": ("String", "title"),
    "Category": ("String", "category"),
    "Severity": ("String", "severity"),
    "DetectionSource": ("String", "detectionSource"),
    "AttackTechniques": ("String", "mitreTechniques"),
}
_EVIDENCE = {
    "Timestamp": ("DateTime", "evidenceCreationTime"),
    "AlertId": ("String", "id"),
    "EntityType": ("String", "entityType"),
    **_DEVICE,
    "FileName": ("String", "fileName"),
    "SHA1": ("String", "sha1"),
    **_REMOTE,
    "AccountName": ("String", "accountName"),
}
_FILES = {
    "Timestamp": ("DateTime", "firstEventTime"),
    **_DEVICE,
    **_FILE,
    "InitiatingProcessAccountName": ("String", "accountName"),
}
_CONNECTIONS = {
    "Timestamp": ("DateTime", "firstEventTime"),
    **_DEVICE,
    **_REMOTE,
    "InitiatingProcessFileName": ("String", "fileName"),
    "InitiatingProcessSHA1": ("String", "sha1"),
    "InitiatingProcessCommandLine": ("String", "processCommandLine"),
    "InitiatingProcessAccountName": ("String", "accountName"),
}

Columns = Mapping[str, tuple[str, str]]


def tables_of(tenant: Tenant, begin: datetime, end: datetime) -> dict[str, Table]:
    """The tables as they stand, with what happened between two times."""
    return {
        name: _table(columns, [row for row in rows(tenant) if _within(row, columns, begin, end)])
        for name, (columns, rows) in _TABLES.items()
    }


def _within(record: Record, columns: Columns, begin: datetime, end: datetime) -> bool:
    told = record.get(columns["Timestamp"][1])
    return bool(told) and begin <= moment_of(str(told)) <= end


def _table(columns: Columns, records: list[Record]) -> Table:
    rows: list[Row] = [
        {column: _cell(record.get(source)) for column, (_kind, source) in columns.items()}
        for record in records
    ]
    return Table({column: kind for column, (kind, _source) in columns.items()}, rows)


def _cell(value: Any) -> Any:
    """A value as hunting shows it: lists as JSON in a text, flags as numbers."""
    if isinstance(value, list):
        return "[" + ",".join(f'"{item}"' for item in value) + "]"
    return int(value) if isinstance(value, bool) else value


def _machines(tenant: Tenant) -> list[Record]:
    return tenant.collection("machines").listed()


def _alerts(tenant: Tenant) -> list[Record]:
    return tenant.collection("alerts").listed()


def _evidence(tenant: Tenant) -> list[Record]:
    return [{**alert, **item} for alert in _alerts(tenant) for item in evidence(alert)]


def _processes(tenant: Tenant) -> list[Record]:
    """Each process once, however many alerts tell of it."""
    found = [_owned(item) for item in _evidence(tenant) if item.get("entityType") == "Process"]
    names = ("machineId", "processId", "processCreationTime")
    once: dict[Any, Record] = {}
    for item in found:
        key = tuple(item.get(name) for name in names)
        account = item["accountName"] or once.get(key, item)["accountName"]
        once[key] = {**item, "accountName": account}
    return list(once.values())


def _files(tenant: Tenant) -> list[Record]:
    return [_owned(item) for item in _evidence(tenant) if item.get("entityType") == "File"]


def _connections(tenant: Tenant) -> list[Record]:
    """Each address and each link of an alert, with its last process: the one that the story leads to."""
    found = []
    for alert in _alerts(tenant):
        items = evidence(alert)
        process = next((item for item in reversed(items) if item.get("entityType") == "Process"), {})
        found += [
            _owned({**alert, **process, "ipAddress": item.get("ipAddress"), "url": item.get("url")})
            for item in items
            if item.get("entityType") in ("Ip", "Url")
        ]
    return found


def _owned(process: Record) -> Record:
    """A process with the account that it runs as: its own, else the user whom the alert is about."""
    user = process.get("relatedUser") or {}
    return {**process, "accountName": process.get("accountName") or user.get("userName")}


_TABLES: Mapping[str, tuple[Columns, Callable[[Tenant], list[Record]]]] = {
    "DeviceInfo": (_INFO, _machines),
    "DeviceProcessEvents": (_PROCESSES, _processes),
    "DeviceFileEvents": (_FILES, _files),
    "DeviceNetworkEvents": (_CONNECTIONS, _connections),
    "AlertInfo": (_ALERTS, _alerts),
    "AlertEvidence": (_EVIDENCE, _evidence),
}
