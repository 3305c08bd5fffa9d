# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users, files, domains and addresses, and the alerts and machines around them."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.secops.defender.tests.simulator import relations, statistics
from ansible_collections.secops.defender.tests.simulator.calls import Call
from ansible_collections.secops.defender.tests.simulator.handlers_alerts import without_evidence
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Record, not_found, refusal
from ansible_collections.secops.defender.tests.simulator.statistics import (
    FILE_ONLY,
    check_address,
    is_sha1,
    without,
)

DOMAIN_MACHINES_MAX = 500


def user_alerts(call: Call) -> Answer:
    """GET /api/users/{id}/alerts: by the bare account name."""
    return _shown(call, relations.alerts_of_user(call.tenant, call.params["id"]))


def user_machines(call: Call) -> Answer:
    """GET /api/users/{id}/machines: by the bare account name."""
    return call.entities(relations.machines_of_user(call.tenant, call.params["id"]))


def domain_alerts(call: Call) -> Answer:
    """GET /api/domains/{domain}/alerts."""
    return _shown(call, _domain_alerts(call))


def domain_machines(call: Call) -> Answer:
    """GET /api/domains/{domain}/machines: 500 at most."""
    return call.entities(
        relations.machines_of_alerts(call.tenant, _domain_alerts(call))[:DOMAIN_MACHINES_MAX]
    )


def domain_statistics(call: Call) -> Answer:
    """GET /api/domains/{domain}/stats."""
    return statistics.of_domain(call, _domain_alerts(call))


def get_file(call: Call) -> Answer:
    """GET /api/files/{id}: by SHA1 or SHA256."""
    record = _file(call)
    if record is None:
        raise not_found("File", call.params["id"])
    return call.entity(without(record, FILE_ONLY))


def file_alerts(call: Call) -> Answer:
    """GET /api/files/{id}/alerts: by SHA1 only."""
    return _shown(call, _alerts_with(call, relations.hashes_of, _sha1(call)))


def file_machines(call: Call) -> Answer:
    """GET /api/files/{id}/machines: by SHA1 only."""
    alerts = _alerts_with(call, relations.hashes_of, _sha1(call))
    return call.entities(relations.machines_of_alerts(call.tenant, alerts))


def file_statistics(call: Call) -> Answer:
    """GET /api/files/{id}/stats: by SHA1 or SHA256."""
    record = _file(call)
    alerts = _alerts_with(call, relations.hashes_of, record["sha1"]) if record else []
    return statistics.of_file(call, record, alerts)


def ip_alerts(call: Call) -> Answer:
    """GET /api/ips/{ip}/alerts."""
    check_address(call.params["ip"])
    return _shown(call, _alerts_with(call, relations.addresses_of, call.params["ip"]))


def ip_statistics(call: Call) -> Answer:
    """GET /api/ips/{ip}/stats."""
    check_address(call.params["ip"])
    return statistics.of_address(call, _alerts_with(call, relations.addresses_of, call.params["ip"]))


def _shown(call: Call, alerts: list[Record]) -> Answer:
    return call.entities([without_evidence(alert) for alert in alerts])


def _alerts_with(call: Call, things_of: Callable[[Record], list[str]], wanted: str) -> list[Record]:
    return call.tenant.collection("alerts").where(lambda alert: wanted.lower() in things_of(alert))


def _domain_alerts(call: Call) -> list[Record]:
    return _alerts_with(call, relations.hosts_of, call.params["domain"])


def _sha1(call: Call) -> str:
    if not is_sha1(call.params["id"]):
        raise refusal(400, "InvalidHashValue", f"'{call.params['id']}' is not a valid SHA1 value.")
    return call.params["id"]


def _file(call: Call) -> Record | None:
    files, wanted = call.tenant.collection("files"), call.params["id"].lower()
    by_sha256 = (record for record in files.listed() if str(record.get("sha256")).lower() == wanted)
    return files.get(wanted) or next(by_sha256, None)
