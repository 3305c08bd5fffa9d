# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the preview of 2017 showed of each record, and the collection that only it serves."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.secops.defender.tests.simulator.kinds import Shape, props
from ansible_collections.secops.defender.tests.simulator.messages import Record

# alertIds tells which alerts are put down to an actor; it is not shown.
SHAPES: Mapping[str, Shape] = {
    "actors": Shape(
        "id", None, {**props("text", "id"), **props("text?", "linkToReport"), **props("[text]", "alertIds")}
    )
}

_SHOWN: Mapping[str, str] = {
    "actors": "id linkToReport",
    "alerts": "id severity status description recommendedAction alertCreationTime category title",
    "machines": "id computerDnsName firstSeen osPlatform osVersion",
    "users": "id accountSid accountName accountDomainName",
    "domains": "host",
    "ips": "id",
    "files": "sha1 sha256 md5 globalPrevalence globalFirstObserved",
}


def shown(kind: str, record: Record) -> Record:
    """A record as the preview showed it; the domain of an account had another name."""
    if "accountDomain" in record:
        record = {"accountDomainName": record["accountDomain"], **record}
    return {name: record[name] for name in _SHOWN[kind].split() if name in record}
