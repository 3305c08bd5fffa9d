# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stopping a file and putting it into quarantine.

Source: https://learn.microsoft.com/defender-endpoint/api/stop-and-quarantine-file
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Job, Operation

# The reference lists the permissions to read machines beside this one, and users report that both are needed together.
_QUARANTINE = ("Machine.StopAndQuarantine",), ("Machine.StopAndQuarantine",)

QUARANTINE = Job(
    done="rid of the file",
    type="StopAndQuarantineFile",
    operation=Operation(
        "stop_and_quarantine_file", "POST", "/api/machines/{id}/StopAndQuarantineFile", *_QUARANTINE
    ),
    exclusive=False,
)
