# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The key error of every module: what it always has, and the table of the keys that it can have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.docs.generator.permissions import table
from ansible_collections.secops.defender.docs.generator.returns import documented
from ansible_collections.secops.defender.docs.generator.sources import Schema, Sources

GUIDE = "https://github.com/secops-collections/defender/blob/main/docs/guides/errors.md"


def error_key(schemas: Mapping[str, Schema]) -> dict[str, Any]:
    """Return the documentation of the key in a module."""
    fields = documented(schemas, "error")
    return {
        "description": f"{schemas['error']['description']} L(The guide on errors,{GUIDE}) has its other keys.",
        "returned": "failure",
        "type": "dict",
        "contains": {name: fields[name] for name in schemas["error"]["required"]},
    }


def error_keys(sources: Sources) -> list[str]:
    """Return the table of the keys."""
    rows = [
        (f"`{name}`", told["type"], told["description"], f"`{json.dumps(told['sample'])}`")
        for name, told in documented(sources.schemas, "error").items()
        if name not in sources.schemas["error"]["required"]
    ]
    return table(("key", "type", "what it says", "for example"), *rows)
