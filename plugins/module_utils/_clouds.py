# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where each Microsoft cloud has its login, its API and Graph, and which audience its tokens are for.

Sources: https://learn.microsoft.com/defender-endpoint/gov and
https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError


class Service(NamedTuple):
    """Where a service answers, without a trailing slash, and which audience its tokens are for."""

    url: str
    audience: str


class Endpoints(NamedTuple):
    """The login authority that a connection uses, and the services by the names that operations call them."""

    authority: str
    services: Mapping[str, Service]


class Cloud(NamedTuple):
    """Base URLs without a trailing slash, and the audience of API tokens. Graph's tokens are for its host."""

    authority: str
    api: str
    graph: str
    audience: str


_AUDIENCE = "https://api.securitycenter.microsoft.com"

CLOUDS = {
    "commercial": Cloud(
        "https://login.microsoftonline.com",
        "https://api.security.microsoft.com",
        "https://graph.microsoft.com",
        _AUDIENCE,
    ),
    "gcc": Cloud(
        "https://login.microsoftonline.com",
        "https://api-gcc.securitycenter.microsoft.us",
        "https://graph.microsoft.com",
        _AUDIENCE,
    ),
    "gcc_high": Cloud(
        "https://login.microsoftonline.us",
        "https://api-gov.securitycenter.microsoft.us",
        "https://graph.microsoft.us",
        _AUDIENCE,
    ),
    "dod": Cloud(
        "https://login.microsoftonline.us",
        "https://api-gov.securitycenter.microsoft.us",
        "https://dod-graph.microsoft.us",
        _AUDIENCE,
    ),
}

GEO_HOSTS = {
    name: f"https://{name}.api.security.microsoft.com"
    for name in ("us", "eu", "uk", "au", "swa", "ina", "aea")
}


def endpoints_of(connection: Mapping[str, Any]) -> Endpoints:
    """Return the addresses that a connection uses: those of its cloud, overridden by its options."""
    cloud = CLOUDS[connection.get("cloud") or "commercial"]
    geo = connection.get("geo")
    if geo and cloud is not CLOUDS["commercial"]:
        raise OptionError("geo: only the commercial cloud has geographic hosts; leave geo out.", option="geo")
    api = _url(connection, "api_url") or (GEO_HOSTS[geo] if geo else cloud.api)
    audience = (connection.get("audience") or cloud.audience).rstrip("/")
    graph = _url(connection, "graph_url") or cloud.graph
    return Endpoints(
        authority=_url(connection, "authority_url") or cloud.authority,
        services={"api": Service(api, audience), "graph": Service(graph, cloud.graph)},
    )


def _url(connection: Mapping[str, Any], option: str) -> str | None:
    url = (connection.get(option) or "").rstrip("/")
    if url and not url.startswith("https://"):
        raise OptionError(
            f"{option}: {url!r} is not an https:// address; tokens travel over TLS only.", option=option
        )
    return url or None
