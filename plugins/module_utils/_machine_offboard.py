# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Offboarding of machines, once somebody has confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._orders import Craft
from ansible_collections.secops.defender.plugins.module_utils._runners import job
from ansible_collections.secops.defender.plugins.module_utils._tables.offboarding import OFFBOARDING

_WEEK = 604800.0


def confirmed(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Add nothing to the body. OptionError unless somebody said that the machines shall leave the service."""
    if not params["confirm"]:
        raise OptionError(
            "confirm: offboarded machines are no longer protected, and no request brings them back; say true if that is meant.",
            option="confirm",
        )
    return {}


def gone(machine: Mapping[str, Any]) -> str | None:
    """Say why a machine needs no offboarding, None if it does."""
    status = str(machine.get("onboardingStatus") or "Onboarded")
    if status.lower() == "onboarded":
        return None
    return f"The machine is not onboarded: its onboardingStatus is {status}."


MACHINE_OFFBOARD = job(
    OFFBOARDING,
    Craft(
        options={
            "confirm": {"type": "bool", "default": False},
            "max_age": {"type": "float", "default": _WEEK},
        },
        body=confirmed,
        done_already=gone,
    ),
)
