# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What playbooks ask of alerts and machines: how bad, how old, in which state. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._machines import age_of
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment

SEVERITIES = ("UnSpecified", "Informational", "Low", "Medium", "High")


def at_least(alert: object, level: object) -> bool:
    """Tell whether an alert, or the severity of one, is at least as bad as a level; without a severity it is unspecified."""
    ranks = {name.lower(): rank for rank, name in enumerate(SEVERITIES)}
    wanted = ranks.get(str(level).lower())
    if wanted is None:
        raise ValueError(f"{level!r} is no severity; the severities are {', '.join(SEVERITIES)}.")
    severity = alert.get("severity") if isinstance(alert, Mapping) else alert
    # A severity that is new must not make an alert go unnoticed.
    return ranks.get(str(severity or SEVERITIES[0]).lower(), len(SEVERITIES)) >= wanted


def is_isolated(machine: object) -> bool:
    """Tell whether a machine record says that the machine is isolated."""
    state = machine.get("response_state") if isinstance(machine, Mapping) else None
    if not isinstance(state, Mapping) or "isolated" not in state:
        raise ValueError("the record has no response_state; read the machine with include: [response_state].")
    return state["isolated"] is True


def is_stale(seen: object, age: object, now: datetime) -> bool:
    """Tell whether a machine, or a time, is older than an age. What cannot be read is not stale."""
    last = moment(seen.get("lastSeen") if isinstance(seen, Mapping) else seen)
    limit = age_of(str(age), "age")
    return last is not None and now - last > limit


def naive(time: Any) -> datetime:
    """Return a time in UTC without its zone, as now(utc=true) gives it."""
    when = moment(time)
    if when is None:
        raise ValueError(f"{time!r} is no time; write it like 2026-08-19T10:30:00Z.")
    return when.replace(tzinfo=None)
