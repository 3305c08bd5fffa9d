# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How common the files, domains and addresses of alerts are: which of them to ask for, and what the answers say. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._entities import entities

# Kind of entity -> where its statistics stand in the result of the module that reads them.
KINDS = {"file": "files", "domain": "domains", "ip": "ips"}
DEFAULT_LIMIT = 20

_HASH = re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
# Addresses that mean something else in every network.
_INSIDE = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.168.0.0/16", "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8"),
    )
)

Outcomes = Mapping[str, Mapping[str, Any]]


def to_look_up(
    alerts: Sequence[Mapping[str, Any]], scores: Mapping[str, float], settings: Mapping[str, Any]
) -> dict[str, list[str]]:
    """Return the values to ask for by kind: those of the worst alerts first, and no more than the limit in all."""
    kinds = settings.get("kinds") or list(KINDS)
    least = settings.get("min_score")
    worst = sorted(alerts, key=lambda alert: -scores[alert["id"]])
    met = [alert for alert in worst if least is None or scores[alert["id"]] >= float(least)]
    found = [
        (thing["kind"], thing["value"])
        for alert in met
        for thing in entities([alert])
        if thing["kind"] in kinds and _can_be_asked(thing["kind"], thing["value"])
    ]
    once = list({(kind, value.lower()): (kind, value) for kind, value in found}.values())
    kept = once[: int(settings.get("limit", DEFAULT_LIMIT))]
    return {name: [value for kind, value in kept if kind == name] for name in KINDS}


def _can_be_asked(kind: str, value: str) -> bool:
    """Tell whether the service has statistics of such a value: of no MD5, and of no internal address."""
    if kind == "file":
        return bool(_HASH.fullmatch(value))
    if kind != "ip":
        return True
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return not any(address in network for network in _INSIDE if network.version == address.version)


def enriched(alerts: Iterable[Mapping[str, Any]], outcomes: Outcomes) -> list[dict[str, Any]]:
    """Return the alerts, each with what is known of how common its entities are."""
    known = {(kind, value.lower()): told for kind, value, told in _answers(outcomes) if told}
    if not known:
        return [dict(alert) for alert in alerts]
    return [
        {
            **alert,
            "prevalence": [
                {"kind": one["kind"], "value": one["value"], **known[one["kind"], one["value"].lower()]}
                for one in entities([alert])
                if (one["kind"], one["value"].lower()) in known
            ],
        }
        for alert in alerts
    ]


def failures(outcomes: Outcomes) -> list[dict[str, str]]:
    """Return the entities whose statistics could not be read, each with the reason."""
    return [
        {"kind": kind, "value": str(result.get("item")), "msg": str(result.get("msg"))}
        for kind, result in _results(outcomes)
        if _told(kind, result) is None
    ]


def _answers(outcomes: Outcomes) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    for kind, result in _results(outcomes):
        yield kind, str(result.get("item")), _told(kind, result)


def _results(outcomes: Outcomes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind in KINDS:
        for result in (outcomes.get(kind) or {}).get("results") or ():
            yield kind, result


def _told(kind: str, result: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what an answer says, None when there is none. A file that the service does not know was seen nowhere."""
    if (result.get("error") or {}).get("kind") == "NotFound":
        return {"organization": 0, "worldwide": 0}
    found = result.get(KINDS[kind]) or ()
    if not found:
        return None
    stats = found[0].get("stats") or {}
    worldwide = stats.get("globallyPrevalence", stats.get("globalPrevalence"))
    return {"organization": _number(stats.get("organizationPrevalence")), "worldwide": _number(worldwide)}


def _number(told: Any) -> int | None:
    """Read a number that some answers hold as text."""
    return int(told) if str(told).isdigit() else None
