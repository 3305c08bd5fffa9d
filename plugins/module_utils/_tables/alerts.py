# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Alerts.

Source: https://learn.microsoft.com/defender-endpoint/api/alerts
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import (
    Entity,
    Field,
    Filter,
    Operation,
    Relation,
)

_READ = ("Alert.Read.All", "Alert.ReadWrite.All"), ("Alert.Read", "Alert.ReadWrite")
_EDIT = ("Alert.ReadWrite.All",), ("Alert.ReadWrite",)
_READ_MACHINES = ("Machine.Read.All", "Machine.ReadWrite.All"), ("Machine.Read", "Machine.ReadWrite")
_READ_USERS = ("User.Read.All",), ("User.Read.All",)
_READ_FILES = ("File.Read.All",), ("File.Read.All",)
_READ_IPS = ("Ip.Read.All",), ("Ip.Read.All",)
_READ_URLS = ("URL.Read.All",), ("URL.Read.All",)

GET_ALERT = Operation("get_alert", "GET", "/api/alerts/{id}", *_READ)

ALERTS = Entity(
    noun="alert",
    plural="alerts",
    ids="alert_ids",
    list=Operation("list_alerts", "GET", "/api/alerts", *_READ),
    get=GET_ALERT,
    filters=(
        Filter(
            "severity", "severity", "list", choices=("UnSpecified", "Informational", "Low", "Medium", "High")
        ),
        Filter("status", "status", "list", choices=("Unknown", "New", "InProgress", "Resolved")),
        Filter("category", "category", "list"),
        Filter("detection_source", "detectionSource", "list"),
        Filter("assigned_to", "assignedTo"),
        Filter("incident_id", "incidentId", "int"),
        Filter("investigation_id", "investigationId", "int"),
        Filter("created_after", "alertCreationTime", "time", "ge"),
        Filter("created_before", "alertCreationTime", "time", "lt"),
        Filter("updated_after", "lastUpdateTime", "time", "ge"),
        Filter("updated_before", "lastUpdateTime", "time", "lt"),
        Filter("expand_evidence", "evidence", "expand"),
    ),
    relations=(
        Relation(
            "machine",
            Operation("get_alert_machine", "GET", "/api/alerts/{id}/machine", *_READ_MACHINES),
            False,
            "machineId",
        ),
        Relation("user", Operation("get_alert_user", "GET", "/api/alerts/{id}/user", *_READ_USERS), False),
        Relation("files", Operation("list_alert_files", "GET", "/api/alerts/{id}/files", *_READ_FILES), True),
        Relation("ips", Operation("list_alert_ips", "GET", "/api/alerts/{id}/ips", *_READ_IPS), True),
        Relation(
            "domains", Operation("list_alert_domains", "GET", "/api/alerts/{id}/domains", *_READ_URLS), True
        ),
    ),
)

UPDATE = Operation("update_alert", "PATCH", "/api/alerts/{id}", *_EDIT)
UPDATE_MANY = Operation("batch_update_alerts", "POST", "/api/alerts/batchUpdate", *_EDIT)
CREATE = Operation("create_alert_by_reference", "POST", "/api/alerts/CreateAlertByReference", *_EDIT)

# What of an alert can be changed; comment stands for a comment that is added.
UPDATED = (
    Field("status", "status"),
    Field("assigned_to", "assignedTo"),
    Field("classification", "classification"),
    Field("determination", "determination"),
    Field("comment", "comment"),
)

# What an alert is raised with, beside the id of its machine.
CREATED = (
    Field("report_id", "reportId"),
    Field("event_time", "eventTime"),
    Field("severity", "severity"),
    Field("title", "title"),
    Field("description", "description"),
    Field("category", "category"),
    Field("recommended_action", "recommendedAction"),
)

STATUSES = ("New", "InProgress", "Resolved")

# Each classification with the determinations that the portal offers for it. The API does not compare them.
VERDICTS = (
    (
        "TruePositive",
        (
            "MultiStagedAttack",
            "MaliciousUserActivity",
            "CompromisedUser",
            "Malware",
            "Phishing",
            "UnwantedSoftware",
            "Other",
        ),
    ),
    (
        "InformationalExpectedActivity",
        (
            "SecurityTesting",
            "LineOfBusinessApplication",
            "ConfirmedActivity",
            "ConfirmedUserActivity",
            "Other",
        ),
    ),
    ("FalsePositive", ("NotMalicious", "Clean", "InsufficientData", "Other")),
)

# Two names of one determination: how update_alert documents it, and how batch_update_alerts does.
SPELLINGS = (("ConfirmedActivity", "ConfirmedUserActivity"), ("NotMalicious", "Clean"))

SEVERITIES_TO_CREATE = ("Low", "Medium", "High")
CATEGORIES_TO_CREATE = (
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
)
