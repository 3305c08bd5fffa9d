# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The users, files, addresses and domains of alerts, in the shapes that the service has for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

# Kind of thing -> relation of the alert, properties that can name it, the same in the alert's evidence.
_KINDS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "file": ("files", ("sha256", "sha1", "md5"), ("sha256", "sha1")),
    "ip": ("ips", ("id", "ipAddress"), ("ipAddress",)),
    "domain": ("domains", ("host", "id"), ()),
    "url": ("urls", ("id",), ("url",)),
}


def entities(alerts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each thing met in the alerts once, with where it was met; the most widespread first."""
    met: dict[tuple[str, str], dict[str, Any]] = {}
    common: dict[tuple[str, str], Mapping[str, Any]] = {}
    for alert in alerts:
        for told in alert.get("prevalence") or ():
            common[told["kind"], told["value"].lower()] = told
        for kind, value, name in _things(alert):
            thing = met.setdefault((kind, value.lower()), _thing(kind, value))
            _add(thing["alert_ids"], alert.get("id"))
            _add(thing["machine_ids"], alert.get("machineId"))
            _add(thing["names"], name)
    for key, thing in met.items():
        thing["prevalence"] = _prevalence(common.get(key))
    return sorted(
        met.values(), key=lambda one: (-len(one["machine_ids"]), -len(one["alert_ids"]), one["kind"])
    )


def evidence(alert: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the evidence of an alert, which is a list, a single object or nothing."""
    found = alert.get("evidence")
    many = found if isinstance(found, (list, tuple)) else [found]
    return [piece for piece in many if isinstance(piece, Mapping)]


def user_name(alert: Mapping[str, Any]) -> str | None:
    """Return the user of an alert as domain and account, from the enriched user or from the alert itself."""
    for key, account, domain in (
        ("user", "accountName", "accountDomain"),
        ("relatedUser", "userName", "domainName"),
    ):
        user = alert.get(key)
        if isinstance(user, Mapping) and user.get(account):
            return "\\".join(str(part) for part in (user.get(domain), user[account]) if part)
        if isinstance(user, str) and user:
            return user
    return None


def _things(alert: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """Yield kind, value and name of every thing of an alert."""
    for kind, (relation, keys, evidence_keys) in _KINDS.items():
        for record in alert.get(relation) or ():
            yield from _named(kind, record, keys)
        for piece in evidence(alert):
            yield from _named(kind, piece, evidence_keys)


def _named(kind: str, record: Any, keys: Sequence[str]) -> Iterator[tuple[str, str, str | None]]:
    if isinstance(record, str) and record:
        yield kind, record, None
    elif isinstance(record, Mapping):
        value = next((str(record[key]) for key in keys if record.get(key)), "")
        if value:
            yield kind, value, record.get("fileName") if kind == "file" else None


def _thing(kind: str, value: str) -> dict[str, Any]:
    return {"kind": kind, "value": value, "names": [], "alert_ids": [], "machine_ids": []}


def _prevalence(told: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: told[name] for name in ("organization", "worldwide")} if told else None


def _add(known: list[Any], new: Any) -> None:
    if new and new not in known:
        known.append(new)
