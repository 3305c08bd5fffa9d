# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an exchange for a token knows: the connection, the cache of MSAL, and how to send. MSAL itself is not imported here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ansible_collections.secops.defender.plugins.module_utils._kept_tokens import kept_people, kept_token
from ansible_collections.secops.defender.plugins.module_utils._login_http import LoginHttp


class Exchange(NamedTuple):
    """All that an exchange needs to know."""

    connection: Mapping[str, Any]
    authority: str
    audience: str
    http: LoginHttp
    cache: Any

    @property
    def scopes(self) -> list[str]:
        """Everything that was granted on the audience."""
        return [f"{self.audience}/.default"]

    def kept(self, home_account_id: str | None) -> dict[str, Any] | None:
        """Return a token of the cache. MSAL would look too, but only after a request for the authority's addresses."""
        query = {
            "client_id": self.connection["client_id"],
            "environment": urlsplit(self.authority).hostname,
            "realm": self.connection["tenant_id"],
            "home_account_id": home_account_id,
        }
        return kept_token(self.cache, self.scopes, query)

    def people(self) -> list[dict[str, Any]]:
        """Return whose logins are kept: everybody's, or only that of username."""
        return kept_people(self.cache, self.authority, self.connection)

    def person(self) -> dict[str, Any] | None:
        """Return whose login is kept."""
        people = self.people()
        return people[0] if people else None
