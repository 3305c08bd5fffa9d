# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in once for many tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import Forbidden
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task
from ansible_collections.secops.defender.plugins.module_utils._tokens import permissions_of


def log_in(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
    """Return a token and what it allows. Forbidden names the required permissions that it lacks."""
    token = client.source.token()
    context, permissions = permissions_of(token.claims)
    missing = sorted(set(params["required_permissions"]) - set(permissions))
    if missing:
        raise Forbidden(
            f"required_permissions: the token lacks {', '.join(missing)} ({context} context); "
            "grant them to the application and consent again.",
            needed=missing,
            present=sorted(permissions),
        )
    expires_at = datetime.fromtimestamp(token.expires_at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "token": {
            "access_token": token.access_token,
            "expires_at": expires_at,
            "audience": token.claims.get("aud"),
            "tenant_id": token.claims.get("tid"),
            "context": context,
            "permissions": sorted(permissions),
        }
    }


APP_TOKEN = Task(
    {"required_permissions": {"type": "list", "elements": "str", "default": []}},
    log_in,
    censored=True,
)
