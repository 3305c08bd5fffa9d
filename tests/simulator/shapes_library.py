# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a file of the live response library looks like."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.secops.defender.tests.simulator.kinds import Shape, props

SHAPES: Mapping[str, Shape] = {
    "libraryfiles": Shape(
        "fileName",
        None,
        {
            **props("text", "fileName sha256"),
            **props("text?", "description createdBy parametersDescription"),
            **props("time?", "creationTime lastUpdatedTime"),
            **props("flag", "hasParameters"),
        },
        needs=("sha256",),
    ),
}
