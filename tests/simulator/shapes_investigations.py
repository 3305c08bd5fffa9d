# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a record of an automated investigation looks like."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.secops.defender.tests.simulator.kinds import Shape, props

SHAPES: Mapping[str, Shape] = {
    "investigations": Shape(
        "id",
        "startTime",
        {
            **props("text", "id"),
            **props("text?", "state cancelledBy statusDetails machineId computerDnsName triggeringAlertId"),
            **props("time?", "startTime endTime"),
        },
    )
}
