# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indicators.

Source: https://learn.microsoft.com/defender-endpoint/api/ti-indicator
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Entity, Filter, Operation

_WRITE = ("Ti.ReadWrite", "Ti.ReadWrite.All"), ("Ti.ReadWrite",)
# The documentation names no permission with which a person could delete.
_DELETE = ("Ti.ReadWrite", "Ti.ReadWrite.All"), ()

TYPES = ("FileSha1", "FileSha256", "FileMd5", "CertificateThumbprint", "IpAddress", "DomainName", "Url")
SEVERITIES = ("Informational", "Low", "Medium", "High")
ACTIONS = ("Allowed", "Audit", "Warn", "Block", "BlockAndRemediate", "Alert", "AlertAndBlock")

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
