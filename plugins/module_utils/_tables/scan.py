# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Antivirus scans.

Source: https://learn.microsoft.com/defender-endpoint/api/run-av-scan
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Field, Job, Operation

_SCAN = ("Machine.Scan",), ("Machine.Scan",)

SCAN = Job(
    done="scanned",
    type="RunAntiVirusScan",
    operation=Operation("run_antivirus_scan", "POST", "/api/machines/{id}/runAntiVirusScan", *_SCAN),
    fields=(Field("scan_type", "ScanType", (("quick", "Quick"), ("full", "Full"))),),
    scope="scan_type",
)
