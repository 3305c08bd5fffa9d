# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Investigation packages.

Source: https://learn.microsoft.com/defender-endpoint/api/collect-investigation-package
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Job, Operation, Rate

_COLLECT = ("Machine.CollectForensics",), ("Machine.CollectForensics",)
_READ = ("Machine.Read.All", "Machine.ReadWrite.All")

PACKAGE = Job(
    done="packaged",
    type="CollectInvestigationPackage",
    operation=Operation(
        "collect_investigation_package",
        "POST",
        "/api/machines/{id}/collectInvestigationPackage",
        *_COLLECT,
    ),
)

PACKAGE_LINK = Operation(
    "get_package_sas_uri",
    "GET",
    "/api/machineactions/{id}/getPackageUri",
    _READ,
    ("Machine.CollectForensics",),
)

PACKAGE_LINKS = Rate(per_minute=2, per_hour=120)
