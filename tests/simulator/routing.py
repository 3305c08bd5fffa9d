# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a path finds its row in the table of routes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.routes import ROUTES


class Match(NamedTuple):
    """The row that a request is for, and what its path holds."""

    route: Route
    params: Mapping[str, str]


def _pattern(segment: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", segment)
    text = "".join(f"(?P<{part}>.+)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def _patterns(route: Route) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(segment) for segment in route.path.strip("/").split("/"))


# Rows without an id come first, so that findbytag is not taken for one.
_TABLE = sorted(((_patterns(route), route) for route in ROUTES), key=lambda row: row[1].path.count("{id}"))


def matches(segments: tuple[str, ...], service: str = "api") -> list[Match]:
    """The rows of a service that a path fits, with and without the API's version, in any case."""
    if len(segments) > 1 and segments[1].lower() == "v1.0":
        segments = segments[:1] + segments[2:]
    table = (row for row in _TABLE if row[1].service == service)
    found = ((route, _params(patterns, segments)) for patterns, route in table)
    return [Match(route, params) for route, params in found if params is not None]


def _params(patterns: tuple[re.Pattern[str], ...], segments: tuple[str, ...]) -> Mapping[str, str] | None:
    if len(patterns) != len(segments):
        return None
    params: dict[str, str] = {}
    for pattern, segment in zip(patterns, segments, strict=True):
        match = pattern.fullmatch(segment)
        if match is None:
            return None
        params.update(match.groupdict())
    return params
