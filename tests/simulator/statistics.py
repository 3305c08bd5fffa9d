# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Statistics of files, domains and addresses: as recorded, else counted from the alerts."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from ansible_collections.secops.defender.tests.simulator import relations
from ansible_collections.secops.defender.tests.simulator.calls import Call
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Record, not_found, refusal

LOOK_BACK_MAX = 720

# Properties that a record holds for its statistics only.
_PREVALENCE = frozenset(("organizationPrevalence", "orgPrevalence", "orgFirstSeen", "orgLastSeen"))
FILE_ONLY = _PREVALENCE | {"globallyPrevalence", "topFileNames"}
DOMAIN_ONLY = _PREVALENCE
IP_ONLY = _PREVALENCE | {"ipAddress"}

_FILE_STATISTICS = FILE_ONLY | {"sha1", "globalFirstObserved", "globalLastObserved"}


def without(record: Record, names: Iterable[str]) -> Record:
    """A record without some of its properties."""
    hidden = frozenset(names)
    return {name: value for name, value in record.items() if name not in hidden}


def is_sha1(text: str) -> bool:
    """Whether a text is a SHA1 value."""
    return re.fullmatch(r"[0-9a-fA-F]{40}", text) is not None


def check_address(text: str) -> None:
    """400 for what is no IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError as error:
        raise refusal(400, "InvalidIpAddress", f"'{text}' is not a valid IP address.") from error


def check_look_back(call: Call) -> None:
    """400 for a lookBackHours that the service does not take."""
    text = call.request.option("lookBackHours")
    if text is not None and not (text.isascii() and text.isdigit() and 1 <= int(text) <= LOOK_BACK_MAX):
        raise refusal(400, "InvalidInput", f"lookBackHours must be a number from 1 to {LOOK_BACK_MAX}.")


def counted(alerts: list[Record]) -> Record:
    """How many machines the alerts are on, and since when."""
    first, last = relations.span(alerts)
    machines = {alert.get("machineId") for alert in alerts} - {None}
    return {"organizationPrevalence": len(machines), "orgFirstSeen": first, "orgLastSeen": last}


def of_domain(call: Call, alerts: list[Record]) -> Answer:
    """The statistics of a domain; an unknown one has prevalence 0."""
    check_look_back(call)
    host = call.params["domain"]
    return call.entity(
        {"host": host, **counted(alerts), **(call.tenant.collection("domains").get(host) or {})}
    )


def of_address(call: Call, alerts: list[Record]) -> Answer:
    """The statistics of an address; an unknown one has prevalence 0."""
    check_look_back(call)
    address = call.params["ip"]
    recorded = call.tenant.collection("ips").get(address) or {}
    return call.entity({"ipAddress": address, **counted(alerts), **without(recorded, ("id",))})


def of_file(call: Call, record: Record | None, alerts: list[Record]) -> Answer:
    """The statistics of a file; an unknown one is 404."""
    check_look_back(call)
    if record is None:
        raise not_found("File", call.params["id"])
    shown = {name: value for name, value in record.items() if name in _FILE_STATISTICS}
    missing = {
        "globallyPrevalence": record.get("globalPrevalence"),
        "topFileNames": _names(alerts, record["sha1"]),
    }
    return call.entity({"sha1": record["sha1"], **counted(alerts), **missing, **shown})


def _names(alerts: list[Record], sha1: str) -> list[str]:
    items = (item for alert in alerts for item in relations.evidence(alert))
    names = (item.get("fileName") for item in items if str(item.get("sha1")).lower() == sha1.lower())
    return list(dict.fromkeys(name for name in names if name))
