# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which machines a rule means: conditions on properties of machine records, made once and asked often. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.plugin_utils._ages import days_since

Record = Mapping[str, Any]

# What a rule calls a text, a number or a yes and no of a machine -> the way to it in the record.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "machine_id": ("id",),
    "computer_dns_name": ("computerDnsName",),
    "os_platform": ("osPlatform",),
    "os_architecture": ("osArchitecture",),
    "os_build": ("osBuild",),
    "version": ("version",),
    "health_status": ("healthStatus",),
    "onboarding_status": ("onboardingStatus",),
    "risk_score": ("riskScore",),
    "exposure_level": ("exposureLevel",),
    "device_group": ("rbacGroupName",),
    "last_ip_address": ("lastIpAddress",),
    "last_external_ip_address": ("lastExternalIpAddress",),
    "aad_device_id": ("aadDeviceId",),
    "is_aad_joined": ("isAadJoined",),
    "agent_version": ("agentVersion",),
    "defender_av_status": ("defenderAvStatus",),
    "managed_by": ("managedBy",),
    "managed_by_status": ("managedByStatus",),
    "is_potential_duplication": ("isPotentialDuplication",),
    "is_excluded": ("isExcluded",),
    "exclusion_reason": ("exclusionReason",),
    "cloud_provider": ("vmMetadata", "cloudProvider"),
    "resource_id": ("vmMetadata", "resourceId"),
    "subscription_id": ("vmMetadata", "subscriptionId"),
}
# What a rule calls an age -> the property, and whether the age must be reached or not.
AGES: Mapping[str, tuple[str, bool]] = {
    "not_seen_for_days": ("lastSeen", True),
    "seen_within_days": ("lastSeen", False),
    "known_for_days": ("firstSeen", True),
    "first_seen_within_days": ("firstSeen", False),
}
VALUE, TAGS, NETWORK, NOT = "device_value", "tags", "network", "not"
CONDITIONS = (*TEXTS, VALUE, TAGS, NETWORK, *AGES, NOT)


class Look(NamedTuple):
    """A machine as a condition sees it: its record, the tags and the value that the rules so far gave it, and the time."""

    record: Record
    tags: Sequence[str]
    value: str | None
    now: datetime


Condition = Callable[[Look], bool]


def condition(match: Any, place: str = "match") -> Condition:
    """Return what tells whether all of the conditions hold. ValueError names the place that cannot be understood."""
    if not isinstance(match, Mapping):
        raise ValueError(f"{place} is {_shown(match)}; it must be a mapping of conditions")
    made = [_one(str(key), value, f"{place}.{key}") for key, value in match.items()]
    return lambda look: all(holds(look) for holds in made)


def pattern(texts: Any, place: str) -> re.Pattern[str]:
    """Return what matches any of the texts, in which * and ? stand for any characters and any one; case does not matter."""
    many = texts if isinstance(texts, (list, tuple)) else [texts]
    if not many:
        raise ValueError(f"{place} is an empty list; leave it out, or name something")
    return re.compile("|".join(f"(?:{_expression(text, place)})" for text in many), re.IGNORECASE | re.DOTALL)


def _expression(text: Any, place: str) -> str:
    if isinstance(text, bool):
        text = str(text)
    if not isinstance(text, (str, int)):
        hint = "write it in quotes" if isinstance(text, float) else "it must be a text or a list of texts"
        raise ValueError(f"{place} is {_shown(text)}; {hint}")
    return re.escape(str(text).strip()).replace(r"\*", ".*").replace(r"\?", ".")


def _one(key: str, value: Any, place: str) -> Condition:
    if key in TEXTS:
        return _text(TEXTS[key], pattern(value, place))
    if key in AGES:
        return _age(*AGES[key], _number(value, place))
    if key == TAGS:
        return _tags(pattern(value, place))
    if key == VALUE:
        values = pattern(value, place)
        return lambda look: values.fullmatch(look.value or "") is not None
    if key == NETWORK:
        return _network(_networks(value, place))
    if key == NOT:
        unwanted = condition(value, place)
        return lambda look: not unwanted(look)
    alike = get_close_matches(key.lower(), CONDITIONS, 1)
    meant = f"did you mean {alike[0]}?" if alike else f"there are {', '.join(CONDITIONS)}"
    raise ValueError(f"{place} is no condition; {meant}")


def _text(way: Sequence[str], wanted: re.Pattern[str]) -> Condition:
    def holds(look: Look) -> bool:
        value: Any = look.record
        for step in way:
            value = value.get(step) if isinstance(value, Mapping) else None
        return wanted.fullmatch("" if value is None else str(value)) is not None

    return holds


def _tags(wanted: re.Pattern[str]) -> Condition:
    """An empty text in the rule means a machine without tags."""

    def holds(look: Look) -> bool:
        return any(wanted.fullmatch(tag) for tag in look.tags or ("",))

    return holds


def _age(name: str, reached: bool, limit: float) -> Condition:
    def holds(look: Look) -> bool:
        days = days_since(look.record.get(name), look.now)
        return days is not None and (days >= limit) == reached

    return holds


def _number(value: Any, place: str) -> float:
    try:
        number = float("" if isinstance(value, bool) else value)
    except (TypeError, ValueError):
        number = -1.0
    if not 0 <= number <= 36500:
        raise ValueError(f"{place} is {_shown(value)}; it must be a number of days")
    return number


def _networks(value: Any, place: str) -> list[Any]:
    many = value if isinstance(value, (list, tuple)) else [value]
    if not many:
        raise ValueError(f"{place} is an empty list; leave it out, or name something")
    return [_one_network(text, place) for text in many]


def _one_network(text: Any, place: str) -> Any:
    try:
        return ipaddress.ip_network(text if isinstance(text, str) else "", strict=False)
    except ValueError:
        raise ValueError(f"{place} is {_shown(text)}; it must be a network such as 10.1.0.0/16") from None


def _network(networks: Sequence[Any]) -> Condition:
    def holds(look: Look) -> bool:
        try:
            address = ipaddress.ip_address(look.record.get("lastIpAddress") or "")
        except ValueError:
            return False
        return any(address in network for network in networks)

    return holds


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else str(value)
