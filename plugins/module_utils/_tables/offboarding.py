# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Offboarding.

Source: https://learn.microsoft.com/defender-endpoint/api/offboard-machine-api
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Job, Operation

_OFFBOARD = ("Machine.Offboard",), ("Machine.Offboard",)

OFFBOARDING = Job(
    done="offboarded",
    type="Offboard",
    operation=Operation("offboard_machine", "POST", "/api/machines/{id}/offboard", *_OFFBOARD),
)
