# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the service refuses a query that it began to run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Problem(NamedTuple):
    """A refusal: its status, its code and its words."""

    status: int
    code: str
    message: str


# The words are those of the pages on errors; a timeout of Graph was seen as a 504 that says nothing.
PROBLEMS: Mapping[str, Problem] = {
    "size": Problem(
        400,
        "BadRequest",
        "Query execution has exceeded the allowed result size. Optimize your query by limiting the number of results and try again.",
    ),
    "timeout": Problem(400, "BadRequest", "Query exceeded the timeout period."),
    "gateway_timeout": Problem(504, "UnknownError", ""),
    "resources": Problem(400, "BadRequest", "Query stopped due to excessive resource consumption."),
    "quota": Problem(
        429,
        "TooManyRequests",
        "You have exceeded processing resources allocated to this tenant. You can run queries again in 12 minutes.",
    ),
    "syntax": Problem(400, "BadRequest", "A recognition error occurred.. Fix syntax errors in your query."),
}
