# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the modules that read the preview of 2017, one for each kind and each thing to include."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._tables.legacy import KINDS
from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import NOBODY, Returned, Use

RETURNED = {
    "defender_actor_info": Returned("actors", "actor"),
    "defender_legacy_info": Returned("records", "legacy_record"),
}
VERSION = {"legacy_version": "testwdatppreview"}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of these modules."""
    actor, machine = tenant.collection("actors")[0], tenant.collection("machines")[0]
    yield Use("defender_actor_info", {**VERSION, "actors": [actor["id"], NOBODY], "include": ["alerts"]})
    yield Use("defender_actor_info", {**VERSION, "alert_ids": actor["alertIds"]})
    keys: dict[str, str] = {
        "alerts": actor["alertIds"][0],
        "machines": machine["id"],
        "users": tenant.collection("users")[0]["id"],
        "domains": tenant.collection("domains")[0]["host"],
        "ips": tenant.collection("ips")[0]["id"],
        "files": tenant.collection("files")[0]["sha256"],
    }
    for kind in KINDS:
        asked = {**VERSION, "kind": kind.plural}
        for row in kind.relations:
            yield Use("defender_legacy_info", {**asked, "ids": [keys[kind.plural]], "include": [row.name]})
        if kind.list:
            listed = {"limit": 2, "skip": 1, "select": ["id"], "count": True, "expand": list(kind.expand)}
            yield Use("defender_legacy_info", {**asked, **listed})
        if kind.find:
            found = {"found_as": machine["lastIpAddress"], "seen_at": machine["lastSeen"]}
            yield Use("defender_legacy_info", {**asked, **found})


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    return {
        "defender_actor_info": {**VERSION, "actors": ["zinc"]},
        "defender_legacy_info": {**VERSION, "kind": "machines"},
    }
