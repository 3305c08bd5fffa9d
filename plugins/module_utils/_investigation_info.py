# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading investigations: beyond filters and ids those that alerts have triggered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Entity
from ansible_collections.secops.defender.plugins.module_utils._runners import (
    Records,
    Ways,
    by_id_or_filter,
    info,
)
from ansible_collections.secops.defender.plugins.module_utils._tables.investigations import (
    GET,
    INVESTIGATIONS,
)


def read_investigations(entity: Entity, client: Client, params: Mapping[str, Any]) -> Records:
    """Read investigations; the route for one takes the id of the alert that triggered it as well."""
    if params["alert_ids"] is None:
        return by_id_or_filter(entity, client, params)
    found = (client.first(GET, id=alert_id) for alert_id in params["alert_ids"])
    return {record["id"]: record for record in found}.values()


_NARROWING = [row.option for row in INVESTIGATIONS.filters] + ["filter", "limit"]

INVESTIGATION_INFO = info(
    INVESTIGATIONS,
    Ways(
        options={"alert_ids": {"type": "list", "elements": "str"}},
        exclusive=[("alert_ids", option) for option in (INVESTIGATIONS.ids, *_NARROWING)],
        read=read_investigations,
    ),
)
