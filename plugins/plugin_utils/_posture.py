# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a tenant in numbers: machines, open alerts and past actions in, counts and the records that stand out, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._counts import Record
from ansible_collections.secops.defender.plugins.plugin_utils._posture_events import (
    actions_in_numbers,
    alerts_in_numbers,
)
from ansible_collections.secops.defender.plugins.plugin_utils._posture_machines import (
    Settings,
    machines_in_numbers,
)

# What is collected -> the key of the module's result that holds it.
SOURCES = {"machines": "machines", "alerts": "alerts", "actions": "machine_actions"}


def posture(found: Mapping[str, Any], now: datetime, settings: Settings) -> dict[str, Any]:
    """Return the numbers of what was found: the results of the modules by source; what is not there was not asked for."""
    collected, missing = _collected(found)
    alerts = unresolved(collected.get("alerts"))
    return {
        "asked": settings._asdict(),
        "collected": list(collected),
        "missing": missing,
        "failure": _failure(collected, missing),
        "machines": machines_in_numbers(collected["machines"], alerts, now, settings)
        if "machines" in collected
        else None,
        "alerts": None if alerts is None else alerts_in_numbers(alerts, now, settings),
        "actions": actions_in_numbers(collected["actions"], now, settings)
        if "actions" in collected
        else None,
    }


def settings_of(given: Mapping[str, Any]) -> Settings:
    """Return the settings, those that are not given as they are by default. ValueError names what cannot be one."""
    unknown = sorted(set(given) - set(Settings._fields))
    if unknown:
        raise ValueError(f"there is no setting '{unknown[0]}'; there are {', '.join(Settings._fields)}.")
    for name, value in given.items():
        if not _is_number(value) or float(value) <= 0:
            raise ValueError(f"{name} is '{value}'; it must be a number above 0.")
    chosen = {**Settings()._asdict(), **given}
    return Settings(float(chosen["stale_days"]), float(chosen["action_days"]), int(float(chosen["rows"])))


def _is_number(value: object) -> bool:
    try:
        return isfinite(float(str(value)))
    except ValueError:
        return False


def unresolved(alerts: Sequence[Record] | None) -> list[Record] | None:
    """Return the alerts that are open; None when nobody asked for alerts."""
    return None if alerts is None else [alert for alert in alerts if alert.get("status") != "Resolved"]


def _collected(found: Mapping[str, Any]) -> tuple[dict[str, Sequence[Record]], list[dict[str, str]]]:
    collected: dict[str, Sequence[Record]] = {}
    missing = []
    for source, key in SOURCES.items():
        result = found.get(source) or {}
        if key in result:
            collected[source] = result[key]
        elif result and not result.get("skipped"):
            kind = (result.get("error") or {}).get("kind") or "Error"
            missing.append({"source": source, "kind": kind, "msg": str(result.get("msg") or "no records")})
    return collected, missing


def _failure(collected: Mapping[str, Any], missing: Sequence[Mapping[str, str]]) -> str:
    if not missing:
        return ""
    told = "; ".join(f"{one['source']}: {one['msg'].rstrip('.')}" for one in missing)
    rest = f" The report tells of {' and '.join(collected)} alone." if collected else ""
    return f"Not everything could be collected; {told}.{rest}"
