# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The charts of a posture report, each with the sentence that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._ages import UNKNOWN
from ansible_collections.secops.defender.plugins.plugin_utils._posture_machines import LATELY, STALE

Crossed = Mapping[str, Mapping[str, int]]

SEVERITY_TONES = {"High": "bad", "Medium": "warn", "Low": "mild", "Informational": "quiet"}
_HEALTH_TONES = {
    "Active": "good",
    "Inactive": "quiet",
    "NoSensorData": "mild",
    "ImpairedCommunication": "warn",
    "NoSensorDataImpairedCommunication": "bad",
}
_LEVEL_TONES = {"High": "bad", "Medium": "warn", "Low": "mild", "Informational": "quiet", "None": "good"}
_STATUS_TONES = {
    "Succeeded": "good",
    "InProgress": "mild",
    "Cancelled": "quiet",
    "TimeOut": "warn",
    "Failed": "bad",
}
_SEEN_TONES = {LATELY: "good", STALE: "warn", UNKNOWN: "quiet"}
_OTHERS = "others"
_MOST_BARS = 12


def health_by(what: str, table: Crossed) -> dict[str, Any]:
    """Draw the machines by a property, each bar by health."""
    kept = _few(table)
    return _drawn(f"Machines by {what} and health", f"machines by {what}", kept, _HEALTH_TONES)


def exposure_by_risk(table: Crossed) -> dict[str, Any]:
    """Draw the machines by risk, each bar by exposure."""
    known = {level: table[level] for level in _LEVEL_TONES if level in table}
    return _drawn(
        "Machines by risk and exposure",
        "machines by risk, coloured by exposure",
        {**known, **table},
        _LEVEL_TONES,
    )


def last_seen(table: Crossed) -> dict[str, Any]:
    """Draw how long ago machines were seen."""
    return _drawn("Machines by last seen", "machines by how long ago they were seen", table, _SEEN_TONES)


def alerts_by_age(table: Crossed) -> dict[str, Any]:
    """Draw the open alerts by age, each bar by severity."""
    return _drawn("Open alerts by age and severity", "open alerts by age", table, SEVERITY_TONES)


def actions_by_type(table: Crossed, days: float) -> dict[str, Any]:
    """Draw the actions by type, each bar by how they ended."""
    what = f"actions of the last {days:g} days by type"
    return _drawn("Actions by type and outcome", what, _few(table), _STATUS_TONES)


def _drawn(title: str, what: str, table: Crossed, tones: Mapping[str, str]) -> dict[str, Any]:
    met = {name for row in table.values() for name in row}
    names = [*(name for name in tones if name in met), *sorted(met - set(tones))]
    parts = [
        _report.series(name, tones.get(name, "plain"), [row.get(name, 0) for row in table.values()])
        for name in names
    ]
    return _report.lying(_report.chart(title, _in_words(what, table, parts), list(table), parts))


def _in_words(what: str, table: Crossed, parts: Sequence[Mapping[str, Any]]) -> str:
    """Say what the chart shows to those who do not see it."""
    totals = {name: sum(row.values()) for name, row in table.items()}
    layers = {part["name"]: sum(part["counts"]) for part in parts}
    return f"{sum(totals.values())} {what}: {_listed(totals)}. In all: {_listed(layers)}."


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _few(table: Crossed) -> dict[str, Mapping[str, int]]:
    """Return the largest rows, and all others as one."""
    names = list(table)
    if len(names) <= _MOST_BARS:
        return dict(table)
    others: dict[str, int] = {}
    for name in names[_MOST_BARS - 1 :]:
        for word, count in table[name].items():
            others[word] = others.get(word, 0) + count
    return {**{name: table[name] for name in names[: _MOST_BARS - 1]}, _OTHERS: others}
