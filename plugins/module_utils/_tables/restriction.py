# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Restriction of applications.

Source: https://learn.microsoft.com/defender-endpoint/api/restrict-code-execution
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Kind, Operation

_RESTRICT = ("Machine.RestrictExecution",), ("Machine.RestrictExecution",)

RESTRICTION = (
    Kind(
        state="restricted",
        type="RestrictCodeExecution",
        opposite="UnrestrictCodeExecution",
        operation=Operation(
            "restrict_code_execution", "POST", "/api/machines/{id}/restrictCodeExecution", *_RESTRICT
        ),
    ),
    Kind(
        state="unrestricted",
        type="UnrestrictCodeExecution",
        opposite="RestrictCodeExecution",
        operation=Operation(
            "unrestrict_code_execution", "POST", "/api/machines/{id}/unrestrictCodeExecution", *_RESTRICT
        ),
        initial=True,
    ),
)
