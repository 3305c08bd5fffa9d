# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines for an expression: the options of the lookup, and the records that they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._client import client_for
from ansible_collections.secops.defender.plugins.module_utils._history import with_states
from ansible_collections.secops.defender.plugins.module_utils._naming import DUPLICATES, find_machines
from ansible_collections.secops.defender.plugins.module_utils._options import (
    CONNECTION_SPEC,
    connection_of,
    refuse_unknown,
    validated,
)

MACHINE_LOOKUP_SPEC: dict[str, dict[str, Any]] = {
    **CONNECTION_SPEC,
    "duplicates": DUPLICATES,
    "include": {"type": "list", "elements": "str", "choices": ["response_state"], "default": []},
}


def looked_up(names: Sequence[str], given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the machines that are meant, each once, with what include names."""
    refuse_unknown(given, MACHINE_LOOKUP_SPEC)
    options = validated(MACHINE_LOOKUP_SPEC, given)
    client = client_for(connection_of(options))
    machines = find_machines(client, names, options["duplicates"])
    return with_states(client, machines) if options["include"] else machines
