# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a response policy looks like, as a JSON Schema."""

from __future__ import annotations

from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._evidence import READ

_TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
_TEXT = {"type": "string", "minLength": 1}
_CLOCK = {
    "pattern": "^([01][0-9]|2[0-4]):[0-5][0-9]$",
    "x-says": 'is no time of day; write it like "08:00", in quotes',
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": list(required),
    }


# The actions, the gentlest first: an approval is asked for from one of them on.
ACTIONS: dict[str, dict[str, Any]] = {
    "notify": _object({"tasks": _TEXT}, "tasks"),
    "assign": _object(
        {
            "to": _TEXT,
            "status": {"enum": ["New", "InProgress", "Resolved"]},
            "classification": {"enum": ["TruePositive", "InformationalExpectedActivity", "FalsePositive"]},
            "determination": _TEXT,
            "comment": _TEXT,
        }
    ),
    "tag": _object({"tags": _TEXTS}, "tags"),
    "hunt": _object({"query": _TEXT, "query_file": _TEXT}),
    "scan": _object({"scan_type": {"enum": ["quick", "full"]}}),
    "collect": _object({"records": {"type": "array", "items": {"enum": list(READ)}}}),
    "block": _object(
        {
            "kinds": {"type": "array", "minItems": 1, "items": {"enum": ["file", "ip", "domain", "url"]}},
            "action": {"enum": ["Audit", "Warn", "Block", "BlockAndRemediate"]},
            "days": {"type": "number", "exclusiveMinimum": 0},
        }
    ),
    "restrict": _object({}),
    "quarantine": _object({}),
    "isolate": _object({"isolation_type": {"enum": ["full", "selective", "unmanaged_device"]}}),
}

# What a rule can look at; a rule matches an alert when each of its properties does.
MATCHES = (
    "severity",
    "category",
    "detection_source",
    "title",
    "mitre_technique",
    "machine_group",
    "machine_tag",
    "device_value",
    "risk_score",
    "exposure_level",
    "os_platform",
)

_RULE = _object(
    {
        "name": _TEXT,
        "match": {**_object(dict.fromkeys(MATCHES, _TEXTS)), "minProperties": 1},
        "actions": {**_object(ACTIONS), "minProperties": 1},
    },
    "name",
    "match",
    "actions",
)

_BRAKES = _object(
    {
        "max_machines": {"type": "integer", "minimum": 0},
        "never_tags": {**_TEXTS, "minItems": 0},
        "never_groups": {**_TEXTS, "minItems": 0},
        "business_hours": _object(
            {
                "days": {"type": "array", "minItems": 1, "items": {"enum": list(_DAYS)}},
                "from": _CLOCK,
                "to": _CLOCK,
                "time_zone": _TEXT,
            },
            "from",
            "to",
        ),
        "approval_from": {"enum": list(ACTIONS)},
        "approval_from_in_business_hours": {"enum": list(ACTIONS)},
    }
)

POLICY = _object(
    {"version": {"const": 1}, "brakes": _BRAKES, "rules": {"type": "array", "minItems": 1, "items": _RULE}},
    "version",
    "rules",
)
