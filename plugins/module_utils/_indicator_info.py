# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading indicators: many values and device groups are compared here and not by the service."""

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
)
from ansible_collections.secops.defender.plugins.module_utils._tables.indicators import INDICATORS

# More values than this make an address that is too long for a server.
_MOST_ASKED = 20


def read_indicators(entity: Entity, client: Client, params: Mapping[str, Any]) -> Records:
    """Read the indicators that are named, else those that the filters leave."""
    groups = set(params["rbac_group_names"] or [])
    values = {"value": params["value"]} if len(params["value"] or []) > _MOST_ASKED else {}
    if params[entity.ids] is not None or not (groups or values):
        return by_id_or_filter(entity, client, params)
    listed = client.each(entity.list, query_of(entity, {**params, **dict.fromkeys(values)}))
    kept = (
        indicator
        for indicator in listed
        if holds(entity, values, indicator)
        and (not groups or groups & set(indicator.get("rbacGroupNames") or []))
    )
    return limited(kept, params["limit"])


INDICATOR_INFO = info(
    INDICATORS,
    Ways(
        options={"rbac_group_names": {"type": "list", "elements": "str"}},
        exclusive=[("indicator_ids", "rbac_group_names")],
        read=read_indicators,
    ),
)
