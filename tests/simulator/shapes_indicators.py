# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the record of an indicator looks like."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.secops.defender.tests.simulator.kinds import Shape, props

SHAPES: Mapping[str, Shape] = {
    "indicators": Shape(
        "id",
        None,
        {
            **props("text", "id indicatorValue indicatorType action"),
            **props("text?", "application title description severity recommendedActions educateUrl"),
            **props("text?", "source sourceType createdBy createdByDisplayName createdBySource"),
            **props("text?", "lastUpdatedBy externalId"),
            **props("time?", "creationTimeDateTimeUtc expirationTime lastUpdateTime"),
            **props("[text]?", "rbacGroupNames rbacGroupIds mitreTechniques"),
            **props("flag?", "generateAlert historicalDetection"),
            **props("integer?", "category"),
        },
        needs=("indicatorValue", "indicatorType", "action"),
    )
}
