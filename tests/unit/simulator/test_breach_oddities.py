# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scenario `breach` carries the variety and the oddities of real data, and none of its names or secrets is real."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILE = Path(__file__).resolve().parents[2] / "simulator" / "scenarios" / "breach.json"
TEXT = FILE.read_text(encoding="utf-8")
SCENARIO: dict[str, Any] = json.loads(TEXT)

Record = dict[str, Any]
ALERTS: list[Record] = SCENARIO["alerts"]
MACHINES: list[Record] = SCENARIO["machines"]
ACTIONS: list[Record] = SCENARIO["machineactions"]

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,7}))?Z")
FAKE_SECRET = re.compile(r"breach-demo-(secret|password)-([a-z]+-)?not-real-[0-9a-f]{4}")
DOCUMENTATION_AND_PRIVATE = [
    ip_network(network)
    for network in (
        "10.0.0.0/8", "172.16.0.0/12", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "127.0.0.0/8",
        "2001:db8::/32", "fe80::/10", "::1/128",
    )
]  # fmt: skip
MADE_UP_DOMAINS = (".invalid", ".example", "contoso.com", "fabrikam.com", "contoso.onmicrosoft.com")


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


def values(records: list[Record], key: str) -> list[Any]:
    """One property of all records."""
    return [record[key] for record in records]


def ids_by(records: list[Record], key: str) -> dict[str, set[str]]:
    """Ids of the records that share a value, for the values that more than one record has."""
    shared: dict[str, set[str]] = defaultdict(set)
    for record in records:
        shared[record[key]].add(record["id"])
    return {value: ids for value, ids in shared.items() if len(ids) > 1}


def test_platforms_and_health_are_varied() -> None:
    windows = {"Windows10", "Windows11", "WindowsServer2016", "WindowsServer2019", "WindowsServer2022"}
    others = {"Ubuntu", "Debian", "RedHatEnterpriseLinux", "macOS", "iOS", "Android", "Other"}
    assert {machine["osPlatform"] for machine in MACHINES} == windows | others
    assert {machine["riskScore"] for machine in MACHINES} == {
        "None",
        "Informational",
        "Low",
        "Medium",
        "High",
    }
    assert {"Active", "Inactive", "ImpairedCommunication", "NoSensorData"} <= {
        machine["healthStatus"] for machine in MACHINES
    }
    assert {alert["severity"] for alert in ALERTS} == {
        "UnSpecified",
        "Informational",
        "Low",
        "Medium",
        "High",
    }
    assert {alert["status"] for alert in ALERTS} == {"New", "InProgress", "Resolved"}


def test_two_names_belong_to_two_machines_each_and_one_of_them_only_without_case() -> None:
    assert set(ids_by(MACHINES, "computerDnsName")) == {"ws-hr-007.corp.contoso.com"}
    folded = [{**machine, "computerDnsName": machine["computerDnsName"].lower()} for machine in MACHINES]
    assert set(ids_by(folded, "computerDnsName")) == {"ws-hr-007.corp.contoso.com", "kiosk-12"}
    assert any(machine["mergedIntoMachineId"] and machine["isPotentialDuplication"] for machine in MACHINES)


def test_addresses_are_shared_missing_and_in_odd_order() -> None:
    internal = [machine for machine in MACHINES if machine["lastIpAddress"]]
    assert list(ids_by(internal, "lastIpAddress")) == ["10.20.6.6"]
    scale_set = [machine for machine in MACHINES if machine["computerDnsName"].startswith("lnx-ss-")]
    assert len(ids_by(scale_set, "lastExternalIpAddress")) == 1
    assert any(":" in (address or "") for address in values(MACHINES, "lastExternalIpAddress"))
    first = [machine["ipAddresses"][0]["ipAddress"] for machine in MACHINES if machine["ipAddresses"]]
    assert any(address.startswith("fe80::") for address in first)
    assert "127.0.0.1" in first
    nics = [nic for machine in MACHINES for nic in machine["ipAddresses"]]
    assert "" in values(nics, "ipAddress")
    assert {None, "000000000000", "00000000000000E0"} <= set(values(nics, "macAddress"))
    assert None in values(nics, "type")
    assert {"Up", "Down", "Unknown"} == set(values(nics, "operationalStatus"))


def test_tags_are_empty_and_look_like_templates() -> None:
    assert [""] in values(MACHINES, "machineTags")
    assert [] in values(MACHINES, "machineTags")
    assert any("{{ 1 + 1 }}" in tags for tags in values(MACHINES, "machineTags"))


def test_machines_have_the_odd_values_of_real_ones() -> None:
    assert {True, False, None} == set(values(MACHINES, "isAadJoined"))
    assert {None, 6} <= set(values(MACHINES, "osBuild"))
    assert {"20.4", "20.04", "Other"} <= set(values(MACHINES, "version"))
    assert set(values(MACHINES, "osVersion")) == {None}
    assert "" in values(MACHINES, "computerDnsName")
    assert "C-Lab-31" in values(MACHINES, "computerDnsName")
    assert None not in values(MACHINES, "riskScore") + values(MACHINES, "exposureLevel")
    assert "None" in values(MACHINES, "riskScore")
    assert "None" in values(MACHINES, "exposureLevel")
    assert (0, None) in {(machine["rbacGroupId"], machine["rbacGroupName"]) for machine in MACHINES}
    assert "R&D - Contoso's lab" in values(MACHINES, "rbacGroupName")
    onboarded_other = [
        machine
        for machine in MACHINES
        if machine["osPlatform"] == "Other" and machine["onboardingStatus"] == "Onboarded"
    ]
    assert len(onboarded_other) == 1


def test_discovered_machines_are_active_without_being_onboarded_and_seen_once() -> None:
    discovered = [machine for machine in MACHINES if machine["onboardingStatus"] == "CanBeOnboarded"]
    assert len(discovered) == 2
    for machine in discovered:
        assert (machine["healthStatus"], machine["agentVersion"]) == ("Active", "1.1500")
        assert machine["firstSeen"] == machine["lastSeen"]
        assert (machine["osProcessor"], machine["osArchitecture"], machine["lastExternalIpAddress"]) == (
            None,
            None,
            None,
        )


def test_cloud_machines_say_where_they_run() -> None:
    clouds = [machine["vmMetadata"] for machine in MACHINES if machine["vmMetadata"]]
    assert all(cloud["resourceId"].startswith("/subscriptions/") for cloud in clouds)
    assert None in values(clouds, "subscriptionId")
    assert any("Microsoft.HybridCompute" in cloud["resourceId"] for cloud in clouds)


def test_alerts_have_the_odd_values_of_real_ones() -> None:
    assert "null" in values(ALERTS, "category")
    assert {None, "Automation"} <= set(values(ALERTS, "assignedTo"))
    assert None in values(ALERTS, "description")
    assert None in values(ALERTS, "relatedUser")
    assert [] in values(ALERTS, "evidence")
    descriptions = "".join(text or "" for text in values(ALERTS, "description"))
    assert "\n\n" in descriptions
    assert "\r\n" in descriptions
    assert {("-" in alert_id) for alert_id in values(ALERTS, "id")} == {True, False}
    assert {
        "Queued",
        "Running",
        "Benign",
        "TerminatedByUser",
        "UnsupportedAlertType",
        "SuccessfullyRemediated",
    } <= set(values(ALERTS, "investigationState"))
    assert ("FalsePositive", "Malware") in {
        (alert["classification"], alert["determination"]) for alert in ALERTS
    }


def test_text_that_a_report_must_escape_is_there() -> None:
    commands = [item["processCommandLine"] or "" for alert in ALERTS for item in alert["evidence"]]
    assert any("<script>" in command for command in commands)
    comments = [comment["comment"] for alert in ALERTS for comment in alert["comments"]]
    assert any("<b>" in comment for comment in comments)
    assert any("&" in comment for comment in comments)
    assert any(not comment.isascii() for comment in comments)


def test_times_have_none_to_seven_fraction_digits() -> None:
    found = [TIME.fullmatch(value) for _path, value in leaves(SCENARIO) if isinstance(value, str)]
    assert {len(match[1] or "") for match in found if match} == set(range(8))
    one_alert = [TIME.fullmatch(value) for _path, value in leaves(ALERTS[0]) if isinstance(value, str)]
    assert len({len(match[1] or "") for match in one_alert if match}) > 1


def test_actions_have_the_odd_values_of_real_ones() -> None:
    by_status = {action["status"]: action for action in ACTIONS}
    assert by_status["TimeOut"]["errorHResult"] == -2145844840
    assert by_status["TimeOut"]["scope"] is None
    assert -2147467260 in [action["errorHResult"] for action in ACTIONS if action["status"] == "Cancelled"]
    offboard = next(action for action in ACTIONS if action["type"] == "Offboard")
    assert (offboard["machineId"], offboard["computerDnsName"]) == (None, None)
    assert any(action["machineId"] and action["computerDnsName"] is None for action in ACTIONS)
    assert set(values(ACTIONS, "requestSource")) == {"Portal", "PublicApi"}
    assert "SecOps automation (contoso.onmicrosoft.com)" in values(ACTIONS, "requestor")
    commands = [command for action in ACTIONS for command in action["commands"]]
    assert any(
        "index" not in command and command["startTime"] is None and command["errors"] for command in commands
    )


def test_two_times_of_one_action_are_less_than_a_microsecond_apart() -> None:
    pending = next(action for action in ACTIONS if action["status"] == "Pending")
    created, updated = pending["creationDateTimeUtc"], pending["lastUpdateDateTimeUtc"]
    assert created != updated
    assert updated.startswith(created.removesuffix("Z"))


def test_files_and_users_have_the_odd_values_of_real_ones() -> None:
    assert {None, ""} <= set(values(SCENARIO["files"], "determinationValue"))
    assert {None, ""} <= set(values(SCENARIO["files"], "filePublisher"))
    assert {"lnx-jump-01\\root", "nt authority\\system"} <= set(values(SCENARIO["users"], "id"))


def test_the_first_app_may_do_everything_and_the_readers_only_read() -> None:
    automation, reader = SCENARIO["apps"]
    analyst, watcher = automation["users"]
    assert (len(automation["permissions"]), len(analyst["scopes"])) == (21, 20)
    assert set(reader["permissions"]) == {
        name for name in automation["permissions"] if name.endswith(".Read.All")
    }
    assert set(watcher["scopes"]) == {
        name for name in analyst["scopes"] if re.search(r"\.Read(\.All)?$", name)
    }


def test_every_secret_is_plainly_not_real() -> None:
    secrets = [value for key, value in leaves(SCENARIO) if key in ("secret", "password")]
    assert len(secrets) == len(set(secrets)) == 4
    assert all(FAKE_SECRET.fullmatch(secret) for secret in secrets)
    rest = TEXT
    for secret in secrets:
        rest = rest.replace(secret, "")
    assert not re.search(
        r"eyJ[\w-]{10,}|-----BEGIN|AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,}|[\w~.-]{3}8Q~[\w~.-]{31}", rest
    )


def test_no_address_or_name_belongs_to_anybody() -> None:
    texts = [value for _path, value in leaves(SCENARIO) if isinstance(value, str)]
    found = {
        text for value in texts for text in re.findall(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])", value)
    }
    found |= {
        value
        for key, value in leaves(SCENARIO)
        if key in ("ipAddress", "lastIpAddress", "lastExternalIpAddress") and value
    }
    found |= set(values(SCENARIO["ips"], "id"))
    assert [
        one for one in found if not any(ip_address(one) in network for network in DOCUMENTATION_AND_PRIVATE)
    ] == []
    hosts = {urlsplit(url).hostname or "" for value in texts for url in re.findall(r"https?://\S+", value)}
    hosts |= set(values(SCENARIO["domains"], "host"))
    hosts |= {host for value in texts for host in re.findall(r"[\w.-]+@([\w.-]+)", value)}
    hosts |= {name for name in values(MACHINES, "computerDnsName") if "." in name}
    assert [host for host in hosts if not host.endswith(MADE_UP_DOMAINS)] == []
