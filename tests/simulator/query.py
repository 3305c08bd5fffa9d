# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The query options of a list: read strictly, refused in the words of the service."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ansible_collections.secops.defender.tests.simulator.messages import (
    Record,
    Refusal,
    Request,
    json_answer,
    refusal,
)
from ansible_collections.secops.defender.tests.simulator.odata import FilterError, predicate
from ansible_collections.secops.defender.tests.simulator.shapes import SHAPES

TOP_MAX = 10_000
KNOWN = frozenset(
    ("$filter", "$top", "$skip", "$expand", "$select", "$orderby", "$search", "$apply", "$count")
)


class OData(NamedTuple):
    """Which options an operation takes."""

    collection: str
    filterable: tuple[str, ...]
    paged: bool = True
    expand: tuple[str, ...] = ()


class Options(NamedTuple):
    """The options of one request."""

    wanted: Callable[[Record], bool] | None
    top: int | None
    skip: int
    expand: frozenset[str]


def bad_query(message: str) -> Refusal:
    """400 for a query that the service does not take."""
    return refusal(400, "ODataError", f"Invalid OData query. {message}")


def custom_option(name: str) -> Refusal:
    """400 for an option that OData does not know, in its other shape."""
    message = (
        "The query specified in the URI is not valid. "
        f"Custom query option '{name}' that starts with '$' is not supported."
    )
    return Refusal(json_answer({"error": {"code": "", "message": message, "details": []}}, 400))


def refuse_options(request: Request) -> None:
    """For an operation without OData: every option of OData is an error."""
    for name, _value in request.query:
        if name.startswith("$"):
            raise (
                bad_query(f"The query option '{name}' is not supported here.")
                if name in KNOWN
                else custom_option(name)
            )


def options_of(request: Request, odata: OData) -> Options:
    """The options of a request, or an error that names the wrong one."""
    allowed = (
        {"$filter"} | ({"$top", "$skip"} if odata.paged else set()) | ({"$expand"} if odata.expand else set())
    )
    for name, _value in request.query:
        if name.startswith("$") and name not in KNOWN:
            raise custom_option(name)
        if name in KNOWN and name not in allowed:
            raise bad_query(f"Query option '{name}' is not allowed.")
    top = number(request, "$top")
    if top is not None and top > TOP_MAX:
        raise bad_query(
            f"The limit of '{TOP_MAX}' for Top query has been exceeded. The value from the request is '{top}'."
        )
    return Options(_filter(request, odata), top, number(request, "$skip") or 0, _expand(request, odata))


def number(request: Request, name: str) -> int | None:
    """The value of an option that takes a number."""
    text = request.option(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise bad_query(f"Invalid value '{text}' for {name}: it takes a non-negative integer.")
    return int(text)


def _filter(request: Request, odata: OData) -> Callable[[Record], bool] | None:
    text = request.option("$filter")
    if text is None:
        return None
    properties = SHAPES[odata.collection].properties
    try:
        return predicate(text, {name: properties[name] for name in odata.filterable})
    except FilterError as error:
        raise bad_query(f"{error}.") from error


def _expand(request: Request, odata: OData) -> frozenset[str]:
    text = request.option("$expand")
    names = frozenset(part.strip() for part in text.split(",")) if text else frozenset()
    unknown = sorted(names - set(odata.expand))
    if unknown:
        raise bad_query(f"The property '{unknown[0]}' cannot be used in the $expand query option.")
    return names
