# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of the preview of 2017, below a version of their own on Graph; one row for each operation."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import legacy
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.handlers_legacy import (
    Handler,
    entities,
    entity,
    find_machines,
    listing,
    stats,
)
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.permissions import ANYBODY
from ansible_collections.secops.defender.tests.simulator.query import OData
from ansible_collections.secops.defender.tests.simulator.relations import addresses_of, hashes_of, hosts_of


def _route(operation: str, path: str, handler: Handler, context: str, lists: str = "") -> Route:
    odata = OData(lists, ()) if lists else None
    return Route(
        operation,
        "GET",
        f"/{{version}}/{path}",
        ANYBODY,
        handler,
        context,
        odata=odata,
        limit=Limit(None, None),
        service="graph",
    )


_ALERTS_OF_DOMAIN = legacy.alerts_with(hosts_of)
_ALERTS_OF_IP = legacy.alerts_with(addresses_of)
_DOMAIN = legacy.thing("domains", "host", hosts_of)
_IP = legacy.thing("ips", "id", addresses_of)
_FIND = "machines/find(timestamp={timestamp},key={key})"
_STATISTICS = "microsoft.windowsDefenderATP.api.InOrg{}Stats"

_ACTOR = entity("actors", legacy.one_of("actors"))
_ACTOR_ALERTS = entities("alerts", legacy.actor_alerts, counted=True)

# The pages print actor in the path and actors in the example.
_ACTORS = (
    _route("get_legacy_actor", "actor/{id}", _ACTOR, "Actors/$entity"),
    _route("list_legacy_actor_alerts", "actor/{id}/alerts", _ACTOR_ALERTS, "Alerts"),
    _route("get_legacy_actor", "actors/{id}", _ACTOR, "Actors/$entity"),
    _route("list_legacy_actor_alerts", "actors/{id}/alerts", _ACTOR_ALERTS, "Alerts"),
)

ROUTES: tuple[Route, ...] = (
    *_ACTORS,
    _route("list_legacy_wdatp_alerts", "alerts", listing("alerts", "machine"), "Alerts", "alerts"),
    _route(
        "get_legacy_wdatp_alert", "alerts/{id}", entity("alerts", legacy.one_of("alerts")), "Alerts/$entity"
    ),
    _route(
        "get_legacy_alert_actor", "alerts/{id}/actor", entity("actors", legacy.alert_actor), "Actors/$entity"
    ),
    _route(
        "get_legacy_alert_machine",
        "alerts/{id}/machine",
        entity("machines", legacy.alert_machine),
        "Machines/$entity",
    ),
    _route("get_legacy_alert_user", "alerts/{id}/user", entity("users", legacy.alert_user), "Users/$entity"),
    _route(
        "list_legacy_alert_files",
        "alerts/{id}/files",
        entities("files", legacy.alert_things("files", "sha1", hashes_of)),
        "Files",
    ),
    _route(
        "list_legacy_alert_ips",
        "alerts/{id}/ips",
        entities("ips", legacy.alert_things("ips", "id", addresses_of)),
        "Ips",
    ),
    _route(
        "list_legacy_alert_domains",
        "alerts/{id}/domains",
        entities("domains", legacy.alert_things("domains", "host", hosts_of)),
        "Domains",
    ),
    _route("list_legacy_machines", "machines", listing("machines"), "Machines", "machines"),
    _route(
        "get_legacy_machine",
        "machines/{id}",
        entity("machines", legacy.one_of("machines")),
        "Machines/$entity",
    ),
    _route("find_legacy_machines_by_ip", _FIND, entities("machines", find_machines), "Machines"),
    _route(
        "list_legacy_machine_alerts",
        "machines/{id}/alerts",
        entities("alerts", legacy.machine_alerts, counted=True),
        "Alerts",
    ),
    _route(
        "list_legacy_machine_logon_users",
        "machines/{id}/logonusers",
        entities("users", legacy.machine_users),
        "Users",
    ),
    _route("get_legacy_user", "users/{id}", entity("users", legacy.user), "Users/$entity"),
    _route(
        "list_legacy_user_alerts",
        "users/{id}/alerts",
        entities("alerts", legacy.user_alerts, counted=True),
        "Alerts",
    ),
    _route(
        "list_legacy_user_machines",
        "users/{id}/machines",
        entities("machines", legacy.user_machines),
        "Machines",
    ),
    _route("get_legacy_domain", "domains/{id}", entity("domains", _DOMAIN), "Domains/$entity"),
    _route(
        "list_legacy_domain_alerts",
        "domains/{id}/alerts",
        entities("alerts", _ALERTS_OF_DOMAIN, counted=True),
        "Alerts",
    ),
    _route(
        "list_legacy_domain_machines",
        "domains/{id}/machines",
        entities("machines", legacy.machines_of(_ALERTS_OF_DOMAIN)),
        "Machines",
    ),
    _route(
        "get_legacy_domain_stats",
        "domains/{id}/stats",
        stats("host", _DOMAIN, _ALERTS_OF_DOMAIN),
        "microsoft.graph.InOrgDomainStats",
    ),
    _route("get_legacy_ip", "ips/{id}", entity("ips", _IP), "Ips/$entity"),
    _route(
        "list_legacy_ip_alerts", "ips/{id}/alerts", entities("alerts", _ALERTS_OF_IP, counted=True), "Alerts"
    ),
    _route(
        "list_legacy_ip_machines",
        "ips/{id}/machines",
        entities("machines", legacy.machines_of(_ALERTS_OF_IP)),
        "Machines",
    ),
    _route(
        "get_legacy_ip_stats",
        "ips/{id}/stats",
        stats("ipAddress", _IP, _ALERTS_OF_IP),
        _STATISTICS.format("IP"),
    ),
    _route("get_legacy_file", "files/{id}", entity("files", legacy.file), "Files/$entity"),
    _route(
        "list_legacy_file_alerts",
        "files/{id}/alerts",
        entities("alerts", legacy.file_alerts, counted=True),
        "Alerts",
    ),
    _route(
        "list_legacy_file_machines",
        "files/{id}/machines",
        entities("machines", legacy.machines_of(legacy.file_alerts)),
        "Machines",
    ),
    _route(
        "get_legacy_file_stats",
        "files/{id}/stats",
        stats("sha1", legacy.file, legacy.file_alerts),
        _STATISTICS.format("File"),
    ),
)
