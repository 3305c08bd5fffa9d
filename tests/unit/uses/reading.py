# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the modules that read alerts, machines and machine actions, and of the one that logs in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import NOBODY, NOTHING, Returned, Use

RETURNED = {
    "defender_app_token": Returned("token", "token"),
    "defender_alert_info": Returned("alerts", "alert"),
    "defender_machine_info": Returned("machines", "machine"),
    "defender_machine_action_info": Returned("machine_actions", "machine_action"),
}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of these modules."""
    machine, alert = tenant.collection("machines")[0], tenant.collection("alerts")[0]
    action = tenant.collection("machineactions")[0]
    # Whoever has not said so before logs in, instead of using the token that the process keeps.
    yield Use("defender_app_token", {"auth_source": "client_secret"})
    yield Use("defender_alert_info", {"severity": ["High"], "limit": 2})
    yield Use("defender_alert_info", {"machine_id": alert["machineId"]})
    for kind in ("machine", "user", "files", "ips", "domains"):
        yield Use("defender_alert_info", {"alert_ids": [alert["id"]], "include": [kind]})
    yield Use("defender_machine_info", {"limit": 2})
    yield Use("defender_machine_info", {"machines": [NOBODY]})
    yield Use("defender_machine_info", {"tag": machine["machineTags"][0]})
    seen = {"ip_address": machine["lastIpAddress"], "seen_at": machine["lastSeen"]}
    for function in ("findbyip", "find"):
        yield Use("defender_machine_info", {**seen, "find_with": function})
    for kind in ("alerts", "logon_users", "software", "response_state", "alert_count"):
        yield Use("defender_machine_info", {"machines": [alert["machineId"]], "include": [kind]})
    yield Use("defender_machine_action_info", {"limit": 2})
    yield Use("defender_machine_action_info", {"action_ids": [action["id"]]})
    yield Use("defender_machine_action_info", {"action_ids": [NOTHING]})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    return {
        "defender_alert_info": {"include": ["machine"], "limit": 2},
        "defender_app_token": {},
        "defender_machine_action_info": {"limit": 2},
        "defender_machine_info": {"include": ["response_state"], "limit": 2},
    }
