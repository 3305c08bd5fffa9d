# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading alerts: beyond filters and ids those of one machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Entity
from ansible_collections.secops.defender.plugins.module_utils._odata import holds, query_of
from ansible_collections.secops.defender.plugins.module_utils._runners import (
    Records,
    Ways,
    by_id_or_filter,
    info,
    limited,
    named,
)
from ansible_collections.secops.defender.plugins.module_utils._tables.alerts import ALERTS
from ansible_collections.secops.defender.plugins.module_utils._tables.machines import LIST_ALERTS


def read_alerts(entity: Entity, client: Client, params: Mapping[str, Any]) -> Records:
    """Read alerts; a machine's alerts have a route of their own, which takes no options."""
    if not params["machine_id"]:
        return by_id_or_filter(entity, client, params)
    query_of(entity, params)
    listed = client.each(LIST_ALERTS, id=params["machine_id"])
    kept = limited((alert for alert in listed if holds(entity, params, alert)), params["limit"])
    if not params["expand_evidence"]:
        return kept
    return named(entity, client, [alert["id"] for alert in kept])


ALERT_INFO = info(
    ALERTS,
    Ways(
        options={"machine_id": {"type": "str"}},
        exclusive=[("machine_id", "alert_ids"), ("machine_id", "filter")],
        read=read_alerts,
    ),
)
