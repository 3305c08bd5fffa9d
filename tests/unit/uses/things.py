# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uses of the modules for what is named by a key, one for each thing to include."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.uses.use import NOBODY, Returned, Use

RETURNED = {
    "defender_domain_info": Returned("domains", "domain"),
    "defender_file_info": Returned("files", "file"),
    "defender_ip_info": Returned("ips", "ip"),
    "defender_user_info": Returned("users", "account"),
}


def uses(tenant: Running) -> Iterator[Use]:
    """Yield uses that together call every operation of these modules."""
    keys: dict[str, str] = {
        "file": tenant.collection("files")[0]["sha256"],
        "domain": tenant.collection("domains")[0]["host"],
        "ip": tenant.collection("ips")[0]["id"],
        "user": tenant.collection("users")[0]["accountName"],
    }
    for noun, key in keys.items():
        for kind in included_by(f"defender_{noun}_info"):
            yield Use(f"defender_{noun}_info", {f"{noun}s": [key], "include": [kind]})
    yield Use("defender_file_info", {"files": [NOBODY]})


def included_by(module: str) -> list[str]:
    """Return what the option include of a module can name."""
    task = importlib.import_module(f"ansible_collections.secops.defender.plugins.modules.{module}").TASK
    return list(task.options.get("include", {}).get("choices", []))


def dry_runs(tenant: Running) -> Mapping[str, Mapping[str, Any]]:
    """Options of each module with which it would write, if it writes at all."""
    return {
        "defender_domain_info": {"domains": ["example.com"], "include": ["alerts", "machines", "stats"]},
        "defender_file_info": {"files": [tenant.collection("files")[0]["sha1"]], "include": ["machines"]},
        "defender_ip_info": {"ips": ["203.0.113.66"], "include": ["alerts", "stats"]},
        "defender_user_info": {"users": ["svc_backup"], "include": ["alerts", "machines"]},
    }
