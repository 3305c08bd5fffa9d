# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of the preview of 2017, on Microsoft Graph under a version of their own. Microsoft retired them in 2019.

Source: https://github.com/MicrosoftDocs/windows-itpro-docs, its pages of 2017 to 2019; the current API took their place:
https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Operation, Preview, Relation

# No permission is documented; Graph wants a token of its own.
_GRAPH = (), (), False, "graph"
_MAYBE_NONE = (), (), True, "graph"

GET_ALERT_ACTOR = Operation("get_legacy_alert_actor", "GET", "/{version}/alerts/{id}/actor", *_GRAPH)

ACTORS = Preview(
    "actors",
    get=Operation("get_legacy_actor", "GET", "/{version}/actors/{id}", *_GRAPH),
    relations=(
        Relation(
            "alerts",
            Operation("list_legacy_actor_alerts", "GET", "/{version}/actors/{id}/alerts", *_GRAPH),
            True,
        ),
    ),
)

KINDS = (
    Preview(
        "alerts",
        get=Operation("get_legacy_wdatp_alert", "GET", "/{version}/alerts/{id}", *_GRAPH),
        relations=(
            Relation(
                "machine",
                Operation("get_legacy_alert_machine", "GET", "/{version}/alerts/{id}/machine", *_GRAPH),
                False,
            ),
            Relation(
                "user",
                Operation("get_legacy_alert_user", "GET", "/{version}/alerts/{id}/user", *_GRAPH),
                False,
            ),
            Relation("actor", GET_ALERT_ACTOR, False),
            Relation(
                "files",
                Operation("list_legacy_alert_files", "GET", "/{version}/alerts/{id}/files", *_GRAPH),
                True,
            ),
            Relation(
                "ips", Operation("list_legacy_alert_ips", "GET", "/{version}/alerts/{id}/ips", *_GRAPH), True
            ),
            Relation(
                "domains",
                Operation("list_legacy_alert_domains", "GET", "/{version}/alerts/{id}/domains", *_GRAPH),
                True,
            ),
        ),
        list=Operation("list_legacy_wdatp_alerts", "GET", "/{version}/alerts", *_MAYBE_NONE),
        expand=("machine",),
    ),
    Preview(
        "machines",
        get=Operation("get_legacy_machine", "GET", "/{version}/machines/{id}", *_GRAPH),
        relations=(
            Relation(
                "alerts",
                Operation("list_legacy_machine_alerts", "GET", "/{version}/machines/{id}/alerts", *_GRAPH),
                True,
            ),
            Relation(
                "logon_users",
                Operation(
                    "list_legacy_machine_logon_users", "GET", "/{version}/machines/{id}/logonusers", *_GRAPH
                ),
                True,
            ),
        ),
        list=Operation("list_legacy_machines", "GET", "/{version}/machines", *_MAYBE_NONE),
        find=Operation(
            "find_legacy_machines_by_ip",
            "GET",
            "/{version}/machines/find(timestamp={timestamp},key={key})",
            *_MAYBE_NONE,
        ),
    ),
    Preview(
        "users",
        get=Operation("get_legacy_user", "GET", "/{version}/users/{id}", *_GRAPH),
        relations=(
            Relation(
                "alerts",
                Operation("list_legacy_user_alerts", "GET", "/{version}/users/{id}/alerts", *_GRAPH),
                True,
            ),
            Relation(
                "machines",
                Operation("list_legacy_user_machines", "GET", "/{version}/users/{id}/machines", *_GRAPH),
                True,
            ),
        ),
    ),
    Preview(
        "domains",
        get=Operation("get_legacy_domain", "GET", "/{version}/domains/{id}", *_GRAPH),
        relations=(
            Relation(
                "alerts",
                Operation("list_legacy_domain_alerts", "GET", "/{version}/domains/{id}/alerts", *_GRAPH),
                True,
            ),
            Relation(
                "machines",
                Operation("list_legacy_domain_machines", "GET", "/{version}/domains/{id}/machines", *_GRAPH),
                True,
            ),
            Relation(
                "stats",
                Operation("get_legacy_domain_stats", "GET", "/{version}/domains/{id}/stats", *_GRAPH),
                False,
            ),
        ),
    ),
    Preview(
        "ips",
        get=Operation("get_legacy_ip", "GET", "/{version}/ips/{id}", *_GRAPH),
        relations=(
            Relation(
                "alerts",
                Operation("list_legacy_ip_alerts", "GET", "/{version}/ips/{id}/alerts", *_GRAPH),
                True,
            ),
            Relation(
                "machines",
                Operation("list_legacy_ip_machines", "GET", "/{version}/ips/{id}/machines", *_GRAPH),
                True,
            ),
            Relation(
                "stats", Operation("get_legacy_ip_stats", "GET", "/{version}/ips/{id}/stats", *_GRAPH), False
            ),
        ),
    ),
    Preview(
        "files",
        get=Operation("get_legacy_file", "GET", "/{version}/files/{id}", *_GRAPH),
        relations=(
            Relation(
                "alerts",
                Operation("list_legacy_file_alerts", "GET", "/{version}/files/{id}/alerts", *_GRAPH),
                True,
            ),
            Relation(
                "machines",
                Operation("list_legacy_file_machines", "GET", "/{version}/files/{id}/machines", *_GRAPH),
                True,
            ),
            Relation(
                "stats",
                Operation("get_legacy_file_stats", "GET", "/{version}/files/{id}/stats", *_GRAPH),
                False,
            ),
        ),
    ),
)
