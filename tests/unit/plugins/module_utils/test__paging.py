# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import IncompleteListing, TransportError
from ansible_collections.secops.defender.plugins.module_utils._paging import (
    Cursor,
    identity,
    next_options,
    plain,
)
from hypothesis import given
from hypothesis import strategies as st

HOST = "127.0.0.1:9"
URL = f"https://{HOST}/api/machines"
ASKED = {"$filter": "riskScore eq 'High'"}


class Page(NamedTuple):
    """An answer of the service."""

    records: list[dict[str, Any]]
    link: str | None


Serve = Callable[[dict[str, str]], Page]


def service(total: int, size: int, mangle: Callable[[dict[str, str]], dict[str, str]]) -> Serve:
    """A service with so many records, that cuts pages and writes its links as mangle says."""

    def serve(options: dict[str, str]) -> Page:
        skip, top = int(options.get("$skip", 0)), options.get("$top")
        size_now = int(top) if top else size
        page = [{"id": str(number)} for number in range(skip, min(skip + size_now, total))]
        more = not top and skip + size_now < total
        link = f"{URL}?{urlencode(mangle({**options, '$skip': str(skip + size_now)}))}" if more else None
        return Page(page, link)

    return serve


def walk(serve: Serve, limit: int | None = None) -> list[str]:
    cursor = Cursor(ASKED, limit, HOST)
    seen: list[str] = []
    for _request in range(1000):
        if cursor.done:
            return seen
        seen += [record["id"] for record, _met in cursor.take(*serve(cursor.options))]
    raise AssertionError("the walk does not end")


MANGLERS = [
    lambda options: options,
    lambda options: {"$skip": options["$skip"]},
    lambda options: {"": options["$skip"]},
    lambda options: {**options, "$skip": "3"},
    lambda options: {**options, "$skip": "0"},
]


@given(st.integers(0, 60), st.integers(1, 12), st.sampled_from(MANGLERS))
def test_a_walk_is_whole_and_without_doubles_whatever_the_links_look_like(
    total: int, size: int, mangle: Any
) -> None:
    assert walk(service(total, size, mangle)) == [str(number) for number in range(total)]


@given(st.integers(0, 60), st.integers(1, 80))
def test_a_limit_that_fits_one_page_asks_once(total: int, limit: int) -> None:
    cursor = Cursor(ASKED, limit, HOST)
    page, link = service(total, 5, MANGLERS[0])(cursor.options)
    assert cursor.options == {**ASKED, "$top": str(limit)}
    assert [record["id"] for record, _met in cursor.take(page, link)] == [
        str(n) for n in range(min(total, limit))
    ]


def test_a_limit_above_the_largest_page_goes_on_by_skip() -> None:
    assert len(walk(service(25_000, 10_000, MANGLERS[0]), limit=30_000)) == 25_000


def test_an_empty_page_that_promises_more_is_asked_for_once_more_by_skip() -> None:
    pages = iter(
        [
            Page([{"id": "1"}], f"{URL}?$skiptoken=a&{urlencode(ASKED)}"),
            Page([], f"{URL}?$skiptoken=b"),
            Page([{"id": "2"}], None),
        ]
    )
    assert walk(lambda _options: next(pages)) == ["1", "2"]


def test_an_empty_page_by_skip_is_the_end_whatever_it_promises() -> None:
    pages = iter([Page([{"id": "1"}], f"{URL}?$skip=9"), Page([], f"{URL}?$skip=9")])
    assert walk(lambda _options: next(pages)) == ["1"]


def test_a_page_that_repeats_even_by_skip_is_an_error() -> None:
    with pytest.raises(IncompleteListing, match="repeats the same page"):
        walk(lambda _options: Page([{"id": "1"}], f"{URL}?%24skip=1"))


LINKS: list[tuple[str, dict[str, str] | None]] = [
    (f"{URL}?$filter=riskScore+eq+'High'&$skip=10000", {**ASKED, "$skip": "10000"}),
    (f"{URL}?$filter=riskScore+eq+'High'&$skiptoken=abc", {**ASKED, "$skiptoken": "abc"}),
    (f"{URL}?$filter=riskScore+eq+'High'", None),
    (f"{URL}?$skip=10000", None),
    (f"{URL}?$filter=riskScore+eq+'High'&$skip=20000", None),
    (f"{URL}?=riskScore+eq+'High'&=10000&$skip=10000", None),
]


@pytest.mark.parametrize(("link", "options"), LINKS)
def test_a_link_is_used_only_if_it_keeps_what_was_asked(link: str, options: dict[str, str] | None) -> None:
    assert next_options(link, HOST, ASKED, 10_000) == options


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/api/machines?$skip=1",
        f"http://{HOST}/api/machines?$skip=1",
        "/api/machines?$skip=1",
    ],
)
def test_a_link_to_another_host_is_an_error(link: str) -> None:
    with pytest.raises(TransportError, match="the token is not sent there"):
        next_options(link, HOST, {}, 1)


def test_records_without_an_id_are_told_apart_by_their_content() -> None:
    assert identity({"host": "a"}) == identity({"host": "a"}) != identity({"host": "b"})
    assert plain({"@odata.context": "x", "id": "1"}) == {"id": "1"}
