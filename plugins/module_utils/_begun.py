# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sign-ins that have begun and wait for a person: what their second step needs, which are secrets.

They are kept in a file beside the token cache, as well guarded, and under its lock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _clock, _token_cache


class BegunSignIns:
    """The sign-ins beside one token cache; whoever uses them holds its lock."""

    def __init__(self, token_cache: str) -> None:
        self._path = f"{token_cache}.sign_ins"
        self._flows: dict[str, dict[str, Any]] = json.loads(_token_cache.read(self._path))

    def get(self, key: str) -> dict[str, Any] | None:
        """Return what MSAL needs to finish a sign-in."""
        return self._flows.get(key)

    def put(self, key: str, flow: Mapping[str, Any] | None) -> None:
        """Keep a sign-in, or forget it; those that ended without being finished are forgotten with it."""
        kept = {
            name: other
            for name, other in self._flows.items()
            if name != key and other["expires_at"] > _clock.now()
        }
        self._flows = {**kept, **({key: dict(flow)} if flow else {})}
        if self._flows:
            _token_cache.write(self._path, json.dumps(self._flows))
        else:
            Path(self._path).unlink(missing_ok=True)
