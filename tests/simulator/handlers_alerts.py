# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Alerts: reading, updating, and the things that an alert tells of."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import relations
from ansible_collections.secops.defender.tests.simulator.bodies import ALERT_UPDATE, ALERTS_UPDATE, checked
from ansible_collections.secops.defender.tests.simulator.calls import Call, listing
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Record, not_found, refusal
from ansible_collections.secops.defender.tests.simulator.shapes import SHAPES
from ansible_collections.secops.defender.tests.simulator.statistics import (
    DOMAIN_ONLY,
    FILE_ONLY,
    IP_ONLY,
    without,
)
from ansible_collections.secops.defender.tests.simulator.times import written


def without_evidence(alert: Record) -> Record:
    """An alert as a list shows it."""
    return {**alert, "evidence": []}


def list_alerts(call: Call) -> Answer:
    """GET /api/alerts."""
    return listing(call, without_evidence)


def get_alert(call: Call) -> Answer:
    """GET /api/alerts/{id}."""
    return call.entity(call.found("alerts", "Alert"))


def update_alert(call: Call) -> Answer:
    """PATCH /api/alerts/{id}."""
    alert = call.found("alerts", "Alert")
    return call.entity(_updated(call, alert, checked(call.body(), ALERT_UPDATE)))


def batch_update(call: Call) -> Answer:
    """POST /api/alerts/batchUpdate."""
    body = checked(call.body(), ALERTS_UPDATE)
    changes = {name: value for name, value in body.items() if name != "alertIds"}
    found = [(alert_id, call.tenant.collection("alerts").get(alert_id)) for alert_id in body["alertIds"]]
    missing = [alert_id for alert_id, alert in found if alert is None]
    if missing:
        raise not_found("Alert", missing[0])
    for _alert_id, alert in found:
        _updated(call, alert or {}, changes)
    return Answer(200)


def _updated(call: Call, alert: Record, changes: Record) -> Record:
    if not changes:
        raise refusal(400, "InvalidRequestBody", "Request body is incorrect: there is nothing to update.")
    now = written(call.tenant.clock.now())
    comment = changes.get("comment")
    updated = {
        **alert,
        **{name: value for name, value in changes.items() if name != "comment"},
        "lastUpdateTime": now,
    }
    if comment is not None:
        entry = {"comment": comment, "createdBy": call.identity.name, "createdTime": now}
        updated["comments"] = [*(alert.get("comments") or ()), entry]
    if "status" in changes:
        updated["resolvedTime"] = _resolved(alert, now) if changes["status"] == "Resolved" else None
    call.tenant.collection("alerts").put(updated)
    return updated


def _resolved(alert: Record, now: str) -> str:
    known = alert.get("resolvedTime")
    return str(known) if known and alert.get("status") == "Resolved" else now


def list_files(call: Call) -> Answer:
    """GET /api/alerts/{id}/files: by the SHA1 values of the evidence."""
    alert = call.found("alerts", "Alert")
    files = call.tenant.collection("files")
    found = ((sha1, files.get(sha1)) for sha1 in relations.hashes_of(alert))
    return call.entities(
        [without(record, FILE_ONLY) if record else _unknown_file(alert, sha1) for sha1, record in found]
    )


def _unknown_file(alert: Record, sha1: str) -> Record:
    item = next(item for item in relations.evidence(alert) if str(item.get("sha1")).lower() == sha1)
    names = (name for name in SHAPES["files"].properties if name not in FILE_ONLY)
    return {
        **dict.fromkeys(names),
        "sha1": sha1,
        "sha256": item.get("sha256"),
        "determinationType": "Unknown",
    }


def list_ips(call: Call) -> Answer:
    """GET /api/alerts/{id}/ips: by the addresses of the evidence."""
    ips = call.tenant.collection("ips")
    found = [
        ips.get(address) or {"id": address}
        for address in relations.addresses_of(call.found("alerts", "Alert"))
    ]
    return call.entities([without(record, IP_ONLY) for record in found])


def list_domains(call: Call) -> Answer:
    """GET /api/alerts/{id}/domains: by the hosts of the URLs in the evidence."""
    domains = call.tenant.collection("domains")
    found = [
        domains.get(host) or {"host": host} for host in relations.hosts_of(call.found("alerts", "Alert"))
    ]
    return call.entities([without(record, DOMAIN_ONLY) for record in found])


def get_machine(call: Call) -> Answer:
    """GET /api/alerts/{id}/machine."""
    machine_id = str(call.found("alerts", "Alert").get("machineId"))
    machine = call.tenant.collection("machines").get(machine_id)
    if machine is None:
        raise not_found("Machine", machine_id)
    return call.entity(machine)


def get_user(call: Call) -> Answer:
    """GET /api/alerts/{id}/user: the record of the user, or what the alert tells of one."""
    alert = call.found("alerts", "Alert")
    accounts = relations.accounts_of(alert)
    if not accounts:
        raise not_found("User of alert", call.params["id"])
    name, domain = accounts[0]
    recorded = relations.users_named(call.tenant, name, domain)
    return call.entity(recorded[0] if recorded else _unknown_user(alert, name, domain))


def _unknown_user(alert: Record, name: str, domain: str | None) -> Record:
    told = (item for item in relations.evidence(alert) if item.get("accountName") == name)
    return {
        **dict.fromkeys(SHAPES["users"].properties),
        "id": f"{domain}\\{name}" if domain else name,
        "accountName": name,
        "accountDomain": domain,
        "accountSid": next((item.get("userSid") for item in told), None),
        "firstSeen": alert.get("firstEventTime"),
        "lastSeen": alert.get("lastEventTime"),
        "isDomainAdmin": False,
    }
