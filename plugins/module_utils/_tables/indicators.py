# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indicators.

Source: https://learn.microsoft.com/defender-endpoint/api/ti-indicator
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import (
    Entity,
    Field,
    Filter,
    Operation,
)

_WRITE = ("Ti.ReadWrite", "Ti.ReadWrite.All"), ("Ti.ReadWrite",)
# The documentation names no permission with which a person could delete.
_DELETE = ("Ti.ReadWrite", "Ti.ReadWrite.All"), ()

TYPES = ("FileSha1", "FileSha256", "FileMd5", "CertificateThumbprint", "IpAddress", "DomainName", "Url")
SEVERITIES = ("Informational", "Low", "Medium", "High")
ACTIONS = ("Allowed", "Audit", "Warn", "Block", "BlockAndRemediate", "Alert", "AlertAndBlock")

SUBMIT = Operation("submit_indicator", "POST", "/api/indicators", *_WRITE)
IMPORT = Operation("import_indicators", "POST", "/api/indicators/import", *_WRITE)
DELETE = Operation("delete_indicator", "DELETE", "/api/indicators/{id}", *_DELETE)
BATCH_DELETE = Operation("batch_delete_indicators", "POST", "/api/indicators/BatchDelete", *_DELETE)

INDICATORS = Entity(
    noun="indicator",
    plural="indicators",
    ids="indicator_ids",
    list=Operation("list_indicators", "GET", "/api/indicators", *_WRITE),
    get=None,
    filters=(
        Filter("value", "indicatorValue", "list"),
        Filter("type", "indicatorType", "list", choices=TYPES),
        Filter("action", "action", "list", choices=ACTIONS),
        Filter("severity", "severity", "list", choices=SEVERITIES),
        Filter("application", "application", "list"),
        Filter("title", "title"),
        Filter("created_by", "createdBy", "list"),
        Filter("created_by_display_name", "createdByDisplayName", "list"),
        Filter("generate_alert", "generateAlert", "bool"),
        Filter("created_after", "creationTimeDateTimeUtc", "time", "ge"),
        Filter("created_before", "creationTimeDateTimeUtc", "time", "lt"),
        Filter("expires_after", "expirationTime", "time", "ge"),
        Filter("expires_before", "expirationTime", "time", "lt"),
    ),
)

QUOTA = 15_000
BATCH = 500

# What can be said of an indicator beside its value and type, and the property that holds it.
FIELDS = (
    Field("action", "action"),
    Field("title", "title"),
    Field("description", "description"),
    Field("severity", "severity"),
    Field("recommended_actions", "recommendedActions"),
    Field("generate_alert", "generateAlert"),
    Field("expiration_time", "expirationTime"),
    Field("rbac_group_names", "rbacGroupNames"),
    Field("mitre_techniques", "mitreTechniques"),
    Field("educate_url", "educateUrl"),
)

_ON_FILES = ("Allowed", "Audit", "Warn", "Block", "BlockAndRemediate", "Alert", "AlertAndBlock")
_ON_THE_NETWORK = ("Allowed", "Audit", "Warn", "Block", "Alert", "AlertAndBlock")
ACTIONS_OF = {
    "FileSha1": _ON_FILES,
    "FileSha256": _ON_FILES,
    "FileMd5": _ON_FILES,
    "CertificateThumbprint": ("Allowed", "BlockAndRemediate"),
    "IpAddress": _ON_THE_NETWORK,
    "DomainName": _ON_THE_NETWORK,
    "Url": _ON_THE_NETWORK,
}
# Where a page for the person who is warned or blocked can be named.
EDUCATED_TYPES = ("Url", "DomainName")
EDUCATED_ACTIONS = ("Warn", "Block")

_TEXT = {"type": "string"}
_SOME_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _SOME_TEXT}
_ITEM = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "value": _SOME_TEXT,
        "type": {"enum": list(TYPES)},
        "action": {"enum": list(ACTIONS)},
        "title": _SOME_TEXT,
        "description": _SOME_TEXT,
        "application": _SOME_TEXT,
        "severity": {"enum": list(SEVERITIES)},
        "recommended_actions": _TEXT,
        "generate_alert": {"type": "boolean"},
        "expiration_time": _TEXT,
        "rbac_group_names": _TEXTS,
        "mitre_techniques": {
            "type": "array",
            "items": {
                "type": "string",
                "pattern": r"^T\d{4}(\.\d{3})?$",
                "x-says": "must be the id of a technique, as in T1566 or T1566.002",
            },
        },
        "educate_url": {
            "type": "string",
            "pattern": r"^(https?://[^\s/]+\S*)?$",
            "x-says": "must be the address of a page, as in https://intranet.example.net/warned",
        },
    },
}
# The option indicators, by the state that is wanted.
WANTED = {
    "present": {
        "type": "array",
        "items": {**_ITEM, "required": ["value", "type", "action", "title", "description"]},
    },
    "absent": {"type": "array", "items": {**_ITEM, "required": ["value", "type"]}},
}
