# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the inventory asks for: its options, the listing that they mean, and what tells two listings apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _options
from ansible_collections.secops.defender.plugins.module_utils._claims import claims_of
from ansible_collections.secops.defender.plugins.module_utils._client import client_for
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._history import with_states
from ansible_collections.secops.defender.plugins.module_utils._machine_info import listed_machines
from ansible_collections.secops.defender.plugins.module_utils._odata import query_of
from ansible_collections.secops.defender.plugins.module_utils._options import CONNECTION_SPEC, connection_of
from ansible_collections.secops.defender.plugins.module_utils._runners import Record, filter_options
from ansible_collections.secops.defender.plugins.module_utils._tables.machines import MACHINES

INVENTORY_SPEC: dict[str, dict[str, Any]] = {
    **CONNECTION_SPEC,
    **filter_options(MACHINES),
    "tags": {"type": "list", "elements": "str"},
    "include": {"type": "list", "elements": "str", "choices": ["response_state"], "default": []},
    "name_from": {"type": "list", "elements": "str", "default": ["computerDnsName", "id"]},
    "ansible_host": {"type": "str"},
    "duplicates": {"type": "str", "choices": ["newest", "all", "error"], "default": "newest"},
    "exclude_stale": {"type": "str"},
    "tenants": {"type": "raw", "default": []},
    "strict_tenants": {"type": "bool", "default": False},
}

# Evaluated for every machine, so they are no templates of the file itself.
PER_MACHINE = ("name_from", "ansible_host")

# They name where the listing comes from and who asks; secrets are not among them.
_ASKED_AS = ("cloud", "geo", "api_url", "tenant_id", "client_id", "username")


def validated(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options with environment fallbacks, defaults and types. OptionError for the first that is wrong."""
    params = _options.validated(INVENTORY_SPEC, given)
    if not params["name_from"] or not all(params["name_from"]):
        raise OptionError(
            "name_from: name at least one attribute or template, none of them empty.", option="name_from"
        )
    return params


def listed(options: Mapping[str, Any]) -> list[Record]:
    """Return every machine that the filters leave, with what include names, or raise."""
    client = client_for(connection_of(options))
    records = list(listed_machines(client, options))
    return with_states(client, records) if "response_state" in options["include"] else records


def cache_key(options: Mapping[str, Any]) -> str:
    """Return the name under which the records of a listing are kept: same tenant, same identity, same question."""
    asked = {
        "as": [options[name] for name in _ASKED_AS] + _bearer(options["access_token"] or ""),
        "query": query_of(MACHINES, options),
        "tags": sorted(options["tags"] or []),
        "include": sorted(options["include"]),
    }
    return "defender_machines_" + hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:32]


def usable(cached: Any) -> bool:
    """Tell whether what came out of the cache is a list of machine records."""
    return isinstance(cached, list) and all(
        isinstance(record, dict) and record.get("id") for record in cached
    )


def _bearer(access_token: str) -> list[Any]:
    """Return whom a token stands for; renewed tokens stand for the same one."""
    claims = claims_of(access_token)
    if access_token and not claims.get("oid"):
        return [hashlib.sha256(access_token.encode()).hexdigest()]
    return [claims.get("tid"), claims.get("oid")]
