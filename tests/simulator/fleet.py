# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fleet of machines made on the fly: always the same ones, with the oddities of real records."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.times import written

# osPlatform, version, osBuild, prefix of the name
_SYSTEMS: tuple[tuple[str, str, int | None, str], ...] = (
    ("Windows11", "23H2", 22631, "WIN"),
    ("Windows10", "22H2", 19045, "WIN"),
    ("WindowsServer2022", "21H2", 20348, "SRV"),
    ("WindowsServer2019", "1809", 17763, "SRV"),
    ("Ubuntu", "22.04", None, "lnx"),
    ("Ubuntu", "20.4", 6, "lnx"),
    ("RedHatEnterpriseLinux", "8.9", None, "lnx"),
    ("Debian", "Other", None, "lnx"),
    ("macOS", "14.2", None, "mac"),
    ("Other", "Other", None, "dev"),
)
_RISKS = ("None", "Low", "None", "Medium", "None", "Informational", "High", "Low", "None", "None", "Medium")
_EXPOSURES = ("Low", "Medium", "High", "None", "Low", "Medium", "Low")
_HEALTH = ("Active",) * 9 + ("Inactive", "Active", "ImpairedCommunication", "NoSensorData")
_GROUPS = ((140, "Workstations"), (141, "Servers"), (142, "Branch offices"), (0, None))
_TAGS: tuple[list[str], ...] = ([], ["production"], ["pci", "production"], [""], ["{{ 1 + 1 }}"], ["lab"])

_ALIKE: Record = {
    "mergedIntoMachineId": None,
    "isExcluded": False,
    "exclusionReason": None,
    "osVersion": None,
    "aadDeviceId": None,
    "managedByStatus": "Unknown",
    "defenderAvStatus": "NotSupported",
    "vmMetadata": None,
}


def fleet(size: int, now: datetime) -> dict[str, Any]:
    """A scenario of that many machines and nothing else."""
    return {"now": written(now), "machines": [_machine(number, now) for number in range(size)]}


def _machine(number: int, now: datetime) -> Record:
    onboarded = number % 19 != 18
    group_id, group_name = _GROUPS[number % len(_GROUPS)]
    last_seen = written(now - timedelta(minutes=number * 7 % 40_000, microseconds=number))
    return {
        "id": hashlib.sha1(f"fleet {number}".encode(), usedforsecurity=False).hexdigest(),
        **_ALIKE,
        "isPotentialDuplication": number % 101 == 100,
        "computerDnsName": _name(number),
        "firstSeen": last_seen if number % 53 == 52 else "2024-03-01T08:00:00Z",
        "lastSeen": last_seen,
        **_system(number, onboarded),
        **_network(number, onboarded),
        "healthStatus": _HEALTH[number % len(_HEALTH)] if onboarded else "Active",
        "deviceValue": ("Normal", "Low", "High")[number % 3],
        "rbacGroupId": group_id,
        "rbacGroupName": group_name,
        "riskScore": _RISKS[number % len(_RISKS)],
        "exposureLevel": _EXPOSURES[number % len(_EXPOSURES)],
        "isAadJoined": (True, False, None)[number % 3],
        "machineTags": list(_TAGS[number % len(_TAGS)]),
        "onboardingStatus": "Onboarded" if onboarded else "CanBeOnboarded",
        "managedBy": "Intune" if number % 4 == 0 else "Unknown",
    }


def _system(number: int, onboarded: bool) -> Record:
    platform, version, build, _prefix = _SYSTEMS[number % len(_SYSTEMS)]
    return {
        "osPlatform": platform,
        "osProcessor": "x64" if onboarded else None,
        "osArchitecture": "64-bit" if onboarded else None,
        "version": version,
        "osBuild": build,
        "agentVersion": "10.8295.22621.1023" if onboarded else "1.1500",
    }


def _network(number: int, onboarded: bool) -> Record:
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return {
        "lastIpAddress": address,
        "lastExternalIpAddress": f"198.51.100.{number % 250 + 1}" if onboarded else None,
        "ipAddresses": _interfaces(number, address),
    }


def _name(number: int) -> str:
    if number % 97 == 96:
        return _name(number - 1).upper()
    prefix = _SYSTEMS[number % len(_SYSTEMS)][3]
    return f"{prefix}-{number:06d}" if number % 5 == 4 else f"{prefix}-{number:06d}.corp.example.com"


def _interfaces(number: int, address: str) -> list[Record]:
    interface = {
        "ipAddress": address,
        "macAddress": f"00155D{number & 0xFFFFFF:06X}",
        "type": "Ethernet",
        "operationalStatus": "Up",
    }
    loopback = {"ipAddress": "127.0.0.1", "macAddress": None, "type": None, "operationalStatus": "Unknown"}
    return [loopback, interface] if number % 11 == 10 else [interface]
