# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which open alerts repeat another one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._entities import user_name
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment

Alert = Mapping[str, Any]

# What alerts can have in common -> how it is read from an alert.
SAME: dict[str, Callable[[Alert], Any]] = {
    "title": lambda alert: alert.get("title"),
    "machine": lambda alert: alert.get("machineId"),
    "user": user_name,
    "detector": lambda alert: alert.get("detectorId"),
    "threat": lambda alert: alert.get("threatName"),
}
KEEP = ("oldest", "newest")


def is_open(alert: Alert) -> bool:
    """Tell whether an alert is not resolved."""
    return str(alert.get("status") or "").lower() != "resolved"


def duplicates(alerts: Iterable[Alert], same: Sequence[str], hours: float, keep: str) -> dict[str, str]:
    """Return the ids of open alerts that repeat another, each with the id of the one that stays.

    Alerts are alike when they have all of `same`; what an alert does not have makes it like no other. Of those alike the
    oldest (or newest) stays with all that were raised within so many hours of it, the next one begins anew.
    """
    alike: dict[tuple[str, ...], list[tuple[Any, str]]] = {}
    for alert in alerts:
        raised = moment(alert.get("alertCreationTime"))
        key = tuple(str(SAME[name](alert) or "").casefold() for name in same)
        if raised and all(key) and is_open(alert):
            alike.setdefault(key, []).append((raised, str(alert["id"])))
    found: dict[str, str] = {}
    for members in alike.values():
        first, *others = sorted(members, reverse=keep == "newest")
        for raised, alert_id in others:
            if abs(raised - first[0]) > timedelta(hours=hours):
                first = (raised, alert_id)
            else:
                found[alert_id] = first[1]
    return found
