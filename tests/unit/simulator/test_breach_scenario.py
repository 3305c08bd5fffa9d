# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scenario `breach` is whole: its records refer to each other, agree in time, and tell one story."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

FILE = Path(__file__).resolve().parents[2] / "simulator" / "scenarios" / "breach.json"
SCENARIO: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))

Record = dict[str, Any]
ALERTS: list[Record] = SCENARIO["alerts"]
MACHINES: dict[str, Record] = {machine["id"]: machine for machine in SCENARIO["machines"]}
ACTIONS: list[Record] = SCENARIO["machineactions"]
EVIDENCE: list[Record] = [item for alert in ALERTS for item in alert["evidence"]]
USERS = {(user["accountDomain"], user["accountName"]) for user in SCENARIO["users"]}

INTRUSION = 48213
DAY = 86_400 * 10**7
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z")
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

ALERT_KEYS = """
    id incidentId investigationId assignedTo severity status classification determination investigationState
    detectionSource detectorId category threatFamilyName title description alertCreationTime firstEventTime
    lastEventTime lastUpdateTime resolvedTime machineId computerDnsName rbacGroupName aadTenantId threatName
    mitreTechniques relatedUser comments evidence
"""
EVIDENCE_KEYS = """
    entityType evidenceCreationTime sha1 sha256 fileName filePath processId processCommandLine
    processCreationTime parentProcessId parentProcessCreationTime parentProcessFileName parentProcessFilePath
    ipAddress url registryKey registryHive registryValueType registryValue accountName domainName userSid
    aadUserId userPrincipalName detectionStatus
"""
MACHINE_KEYS = """
    id mergedIntoMachineId isPotentialDuplication isExcluded exclusionReason computerDnsName firstSeen lastSeen
    osPlatform osVersion osProcessor version lastIpAddress lastExternalIpAddress agentVersion osBuild
    healthStatus deviceValue rbacGroupId rbacGroupName riskScore exposureLevel isAadJoined aadDeviceId
    machineTags onboardingStatus osArchitecture managedBy managedByStatus ipAddresses vmMetadata
    defenderAvStatus
"""
ACTION_KEYS = """
    id type title requestor requestorComment status machineId computerDnsName creationDateTimeUtc
    lastUpdateDateTimeUtc cancellationRequestor cancellationComment cancellationDateTimeUtc errorHResult scope
    externalId requestSource relatedFileInfo commands troubleshootInfo
"""


def ticks(text: str) -> int:
    """A time as 100 ns steps, so that seven digits compare exactly on every Python."""
    match = TIME.fullmatch(text)
    assert match, f"not a time of the service: {text!r}"
    seconds = datetime.fromisoformat(match[1]).replace(tzinfo=timezone.utc).timestamp()
    return int(seconds) * 10**7 + int((match[2] or "").ljust(7, "0"))


NOW = ticks(SCENARIO["now"])


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar below a value, with the nearest property name above it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    else:
        yield key, value


def machine_named(name: str) -> Record:
    """The only machine with that short name."""
    (found,) = [machine for machine in MACHINES.values() if machine["computerDnsName"].split(".")[0] == name]
    return found


def names(machines: Iterator[Record]) -> set[str]:
    """The short names of machines."""
    return {machine["computerDnsName"].split(".")[0] for machine in machines}


def in_force(starts: str, ends: str) -> set[str]:
    """Short names of the machines where the newest succeeded action of a pair is the one that starts it."""
    newest: dict[str, Record] = {}
    for action in ACTIONS:
        if action["type"] in (starts, ends) and action["status"] == "Succeeded":
            known = newest.get(action["machineId"])
            if known is None or ticks(known["creationDateTimeUtc"]) < ticks(action["creationDateTimeUtc"]):
                newest[action["machineId"]] = action
    return names(MACHINES[mid] for mid, action in newest.items() if action["type"] == starts)


def test_it_has_the_promised_numbers_of_records_and_stays_small() -> None:
    assert len(ALERTS) == 60
    assert len(MACHINES) == len(SCENARIO["machines"]) == 42
    assert len(ACTIONS) == 30
    assert FILE.stat().st_size < 400_000


@pytest.mark.parametrize(
    ("records", "keys"),
    [
        (ALERTS, ALERT_KEYS),
        (EVIDENCE, EVIDENCE_KEYS),
        (SCENARIO["machines"], MACHINE_KEYS),
        (ACTIONS, ACTION_KEYS),
    ],
    ids=["alerts", "evidence", "machines", "machine actions"],
)
def test_records_have_the_keys_of_the_service_and_no_others(records: list[Record], keys: str) -> None:
    assert {frozenset(record) for record in records} == {frozenset(keys.split())}


def test_ids_have_the_forms_of_the_service_and_are_unique() -> None:
    forms = {
        "alerts": r"da\d{18}_-?\d+",
        "machines": "[0-9a-f]{40}",
        "machineactions": GUID.pattern,
        "investigations": r"\d+",
        "indicators": r"\d+",
    }
    for collection, form in forms.items():
        ids = [record["id"] for record in SCENARIO[collection]]
        assert len(ids) == len(set(ids))
        assert [one for one in ids if not re.fullmatch(form, one)] == []
    for key, hexes in (("sha1", 40), ("sha256", 64), ("md5", 32)):
        assert all(re.fullmatch(f"[0-9a-f]{{{hexes}}}", file[key]) for file in SCENARIO["files"])


def test_an_alert_refers_only_to_things_that_exist() -> None:
    investigations = {int(one["id"]): one for one in SCENARIO["investigations"]}
    for alert in ALERTS:
        machine = MACHINES[alert["machineId"]]
        assert (alert["computerDnsName"], alert["rbacGroupName"]) == (
            machine["computerDnsName"],
            machine["rbacGroupName"],
        )
        assert alert["aadTenantId"] == SCENARIO["tenant_id"]
        if alert["relatedUser"] is not None:
            assert (alert["relatedUser"]["domainName"], alert["relatedUser"]["userName"]) in USERS
        if alert["investigationId"] is not None:
            assert investigations[alert["investigationId"]]["state"] == alert["investigationState"]


def test_evidence_refers_only_to_things_that_exist() -> None:
    files = {file["sha1"]: file["sha256"] for file in SCENARIO["files"]}
    addresses = {address["id"] for address in SCENARIO["ips"]}
    hosts = {domain["host"] for domain in SCENARIO["domains"]}
    assert {item["entityType"] for item in EVIDENCE} == {"User", "Process", "File", "Ip", "Url", "Registry"}
    for item in EVIDENCE:
        assert item["sha1"] is None or files[item["sha1"]] == item["sha256"]
        assert item["ipAddress"] is None or item["ipAddress"] in addresses
        assert item["url"] is None or urlsplit(item["url"]).hostname in hosts
        assert item["accountName"] is None or (item["domainName"], item["accountName"]) in USERS
    assert set(files) == {item["sha1"] for item in EVIDENCE} - {None}
    assert addresses == {item["ipAddress"] for item in EVIDENCE} - {None}


def test_users_investigations_actions_and_merges_refer_only_to_things_that_exist() -> None:
    alerts = {alert["id"]: alert for alert in ALERTS}
    for user in SCENARIO["users"]:
        assert {user["mostPrevalentMachineId"], user["leastPrevalentMachineId"]} <= set(MACHINES)
        assert user["id"] == f"{user['accountDomain']}\\{user['accountName']}"
    for one in SCENARIO["investigations"]:
        assert alerts[one["triggeringAlertId"]]["investigationId"] == int(one["id"])
        assert alerts[one["triggeringAlertId"]]["machineId"] == one["machineId"]
    for action in ACTIONS:
        if action["machineId"] is not None:
            assert action["computerDnsName"] in (None, MACHINES[action["machineId"]]["computerDnsName"])
    hashes = {file["sha1"] for file in SCENARIO["files"]}
    assert {
        action["relatedFileInfo"]["fileIdentifier"] for action in ACTIONS if action["relatedFileInfo"]
    } <= hashes
    assert {machine["mergedIntoMachineId"] for machine in MACHINES.values()} - {None} <= set(MACHINES)


def test_nothing_but_an_expiry_lies_after_now() -> None:
    times = [
        (key, value) for key, value in leaves(SCENARIO) if isinstance(value, str) and TIME.fullmatch(value)
    ]
    assert len(times) > 500
    assert {key for key, value in times if ticks(value) > NOW} == {"expirationTime"}


def test_the_times_of_an_alert_are_in_order() -> None:
    for alert in ALERTS:
        first, last, created, updated = (
            ticks(alert[key])
            for key in ("firstEventTime", "lastEventTime", "alertCreationTime", "lastUpdateTime")
        )
        assert first <= last <= updated
        assert first <= created <= updated
        assert (alert["resolvedTime"] is not None) == (alert["status"] == "Resolved")
        later = [
            alert["resolvedTime"] or alert["alertCreationTime"],
            *(comment["createdTime"] for comment in alert["comments"]),
        ]
        later += [item["evidenceCreationTime"] for item in alert["evidence"]]
        assert all(created <= ticks(text) <= updated for text in later)


def test_a_process_starts_after_its_parent_and_has_one_id_on_its_machine() -> None:
    seen: dict[tuple[str, str, int], str] = {}
    for alert in ALERTS:
        for item in alert["evidence"]:
            if item["entityType"] != "Process":
                continue
            assert ticks(item["processCreationTime"]) <= ticks(alert["lastEventTime"])
            if item["parentProcessId"] is not None:
                assert ticks(item["parentProcessCreationTime"]) < ticks(item["processCreationTime"])
            process = (alert["machineId"], item["fileName"], item["processId"])
            assert seen.setdefault(process, item["processCreationTime"]) == item["processCreationTime"]


def test_a_machine_was_seen_when_its_health_says_so() -> None:
    for machine in MACHINES.values():
        first, last = ticks(machine["firstSeen"]), ticks(machine["lastSeen"])
        assert first <= last
        assert (machine["healthStatus"] == "Inactive") == (NOW - last > 7 * DAY)
        events = [ticks(alert["firstEventTime"]) for alert in ALERTS if alert["machineId"] == machine["id"]]
        assert all(first <= event for event in events)
        if machine["healthStatus"] == "Inactive":
            assert all(event <= last for event in events)


def test_the_times_of_an_action_agree_with_its_status() -> None:
    for action in ACTIONS:
        created, updated = ticks(action["creationDateTimeUtc"]), ticks(action["lastUpdateDateTimeUtc"])
        assert created <= updated
        assert (action["cancellationDateTimeUtc"] is not None) == (action["status"] == "Cancelled")
        if action["status"] == "TimeOut":
            assert updated - created > 3 * DAY
        if action["status"] in ("Pending", "InProgress"):
            assert NOW - created < 3 * DAY


def test_the_intrusion_goes_from_the_mail_to_the_eve_of_encryption_within_three_days() -> None:
    story = sorted(
        (alert for alert in ALERTS if alert["incidentId"] == INTRUSION),
        key=lambda alert: ticks(alert["alertCreationTime"]),
    )
    assert len(story) == 36
    assert all(alert["status"] != "Resolved" for alert in story)
    older = [alert for alert in story if NOW - ticks(alert["alertCreationTime"]) > 3.1 * DAY]
    assert [alert["machineId"] for alert in older] == [machine_named("lap-sales-031")["id"]]
    stages = [
        "InitialAccess",
        "Execution",
        "CommandAndControl",
        "CredentialAccess",
        "LateralMovement",
        "Exfiltration",
        "Ransomware",
    ]
    categories = [alert["category"] for alert in story]
    first = [categories.index(stage) for stage in stages]
    assert first == sorted(first)


def test_high_risk_is_the_intrusion_and_can_be_isolated_but_for_one_laptop() -> None:
    risky = [machine for machine in MACHINES.values() if machine["riskScore"] == "High"]
    touched = {
        alert["machineId"]
        for alert in ALERTS
        if alert["incidentId"] == INTRUSION and alert["severity"] == "High"
    }
    assert {machine["id"] for machine in risky} == touched
    assert len(risky) == 7
    assert names(machine for machine in risky if machine["healthStatus"] != "Active") == {"lap-sales-031"}
    assert all(machine["onboardingStatus"] == "Onboarded" for machine in risky)
    assert all(machine["osPlatform"].startswith(("Windows", "Ubuntu")) for machine in risky)
    assert names(machine for machine in risky if "never-isolate" in machine["machineTags"]) == {"srv-dc-01"}
    folded = Counter(machine["computerDnsName"].lower() for machine in MACHINES.values())
    assert all(folded[machine["computerDnsName"].lower()] == 1 for machine in risky)


def test_one_machine_is_isolated_one_restricted_one_scanning_and_one_waits_for_isolation() -> None:
    assert in_force("Isolate", "Unisolate") == {"ws-fin-014"}
    assert in_force("RestrictCodeExecution", "UnrestrictCodeExecution") == {"ws-fin-018"}
    still_open = [action for action in ACTIONS if action["status"] in ("Pending", "InProgress")]
    waiting = {(action["type"], action["status"]): MACHINES[action["machineId"]] for action in still_open}
    assert set(waiting) == {("Isolate", "Pending"), ("RunAntiVirusScan", "InProgress")}
    assert waiting["Isolate", "Pending"] == machine_named("lap-sales-031")
    assert {action["status"] for action in ACTIONS} == {
        "Pending",
        "InProgress",
        "Succeeded",
        "Failed",
        "TimeOut",
        "Cancelled",
    }


def test_the_first_device_was_quiet_after_it_was_isolated() -> None:
    first = machine_named("ws-fin-014")
    isolated = max(
        ticks(action["creationDateTimeUtc"]) for action in ACTIONS if action["machineId"] == first["id"]
    )
    assert all(
        ticks(alert["lastEventTime"]) < isolated for alert in ALERTS if alert["machineId"] == first["id"]
    )


def test_what_hunting_answers_belongs_to_the_story() -> None:
    events = {(alert["machineId"], ticks(alert["firstEventTime"])) for alert in ALERTS}
    addresses = {address["id"] for address in SCENARIO["ips"]}
    assert len(SCENARIO["hunting"]) > 1
    for answer in SCENARIO["hunting"]:
        for row in answer["results"]:
            assert list(row) == [column["name"] for column in answer["schema"]]
            assert MACHINES[row["DeviceId"]]["computerDnsName"] == row["DeviceName"]
            assert (row["DeviceId"], ticks(row["Timestamp"])) in events
            assert row.get("RemoteIP") in (None, *addresses)
