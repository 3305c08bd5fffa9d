# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service makes of indicators: which it takes, which are the same, and when one ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from ipaddress import ip_address, ip_network

from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.store import Collection
from ansible_collections.secops.defender.tests.simulator.times import (
    TICKS_PER_SECOND,
    is_time,
    ticks,
    written,
)

QUOTA = 15_000
SEVERITIES = ("Informational", "Low", "Medium", "High")
# Two actions are retired, and still in every sample.
RETIRED = ("Alert", "AlertAndBlock")

_FILE = ("Allowed", "Audit", "Warn", "Block", "BlockAndRemediate", *RETIRED)
_NETWORK = ("Allowed", "Audit", "Warn", "Block", *RETIRED)
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "FileSha1": _FILE,
    "FileSha256": _FILE,
    "FileMd5": _FILE,
    "CertificateThumbprint": ("Allowed", "BlockAndRemediate"),
    "IpAddress": _NETWORK,
    "DomainName": _NETWORK,
    "Url": _NETWORK,
}
_VALUES: Mapping[str, re.Pattern[str]] = {
    "FileSha1": re.compile(r"[0-9a-fA-F]{40}"),
    "FileSha256": re.compile(r"[0-9a-fA-F]{64}"),
    "FileMd5": re.compile(r"[0-9a-fA-F]{32}"),
    "CertificateThumbprint": re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}"),
    "IpAddress": re.compile(r"\d+(\.\d+){3}|[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){7}"),
    "DomainName": re.compile(r"[^\s/:*]+\.[^\s/:*]+"),
    "Url": re.compile(r"[^\s*]+"),
}
_INTERNAL = [
    ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        "224.0.0.0/3", "::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8",
    )
]  # fmt: skip


def key_of(record: Mapping[str, object]) -> tuple[str, ...]:
    """What makes two submissions the same indicator: value, type and action."""
    return tuple(str(record[name]).lower() for name in ("indicatorValue", "indicatorType", "action"))


def complaint(sent: Record) -> str | None:
    """Why the service does not take an indicator whose properties are all there and of the right kind."""
    kind, action, value = sent["indicatorType"], sent["action"], sent["indicatorValue"]
    if not value:
        return "Recieved an empty indicator value."
    if kind not in ACTIONS:
        return f"'{kind}' is not a valid value of 'indicatorType'."
    if action not in ACTIONS[kind]:
        return f"The action '{action}' is not supported for indicators of type '{kind}'."
    if not _VALUES[kind].fullmatch(value) or (kind == "IpAddress" and not _is_external(value)):
        return f"'{value}' is not a valid value of an indicator of type '{kind}'."
    return _complaint_about_the_rest(sent)


def _complaint_about_the_rest(sent: Record) -> str | None:
    if sent["action"] == "Audit" and not sent.get("generateAlert"):
        return "The action 'Audit' needs 'generateAlert' to be true."
    if sent.get("severity") not in (None, *SEVERITIES):
        return f"'{sent['severity']}' is not a valid value of 'severity'."
    if sent.get("expirationTime") and not is_time(sent["expirationTime"]):
        return f"'{sent['expirationTime']}' is not a valid value of 'expirationTime'."
    warned = sent["indicatorType"] in ("Url", "DomainName") and sent["action"] in ("Block", "Warn")
    if sent.get("educateUrl") and not warned:
        return "'educateUrl' is for the actions Block and Warn on URLs."
    return None


def _is_external(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return not any(address in network for network in _INTERNAL)


def to_the_second(text: str | None) -> str | None:
    """A time of expiry as it is kept."""
    if not text:
        return None
    seconds = ticks(text) // TICKS_PER_SECOND
    return datetime.fromtimestamp(seconds, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def expire(collection: Collection, now: datetime) -> None:
    """Take away what has ended by now."""
    moment = ticks(written(now))
    for record in collection.where(lambda record: _ended(record, moment)):
        collection.remove(record["id"])


def _ended(record: Record, moment: int) -> bool:
    return bool(record.get("expirationTime")) and ticks(record["expirationTime"]) <= moment
