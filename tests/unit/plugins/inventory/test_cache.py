# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The cache of records: what it saves, what it never holds, and how it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.inventory.reading import Seen, configured, read


@pytest.fixture
def tenant() -> Iterator[Running]:
    with running(
        scenario={"machines": [{"id": "a" * 40, "computerDnsName": "one", "machineTags": ["", "{{ 1 }}"]}]}
    ) as served:
        yield served


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


def cached(shelf: Path, tenant: Running, cache: bool = True, **options: Any) -> Seen:
    where = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(shelf)}
    return read(configured(shelf.parent, tenant, **where, **options), cache=cache)


def listings(tenant: Running) -> int:
    return sum(entry["path"] == "/api/machines" for entry in tenant.journal)


def test_what_was_read_once_is_not_asked_for_again(shelf: Path, tenant: Running) -> None:
    first = cached(shelf, tenant)
    requests = len(tenant.journal)
    assert cached(shelf, tenant) == first
    assert len(tenant.journal) == requests
    assert first.records()["one"]["machineTags"] == ["{{ 1 }}"]


def test_groups_and_names_are_made_anew_from_what_is_kept(shelf: Path, tenant: Running) -> None:
    cached(shelf, tenant)
    seen = cached(shelf, tenant, name_from=["id"], keyed_groups=[{"key": "defender.computerDnsName"}])
    assert seen.groups["_one"] == ["a" * 40]
    assert listings(tenant) == 1


def test_another_question_is_asked(shelf: Path, tenant: Running) -> None:
    cached(shelf, tenant)
    assert cached(shelf, tenant, risk_score=["High"]).hosts == {}
    assert listings(tenant) == 2
    assert len(list(shelf.iterdir())) == 2


def test_flushing_asks_again_and_keeps_the_new_answer(shelf: Path, tenant: Running) -> None:
    cached(shelf, tenant)
    (kept,) = shelf.iterdir()
    kept.write_text(kept.read_text(encoding="utf-8").replace("one", "old"), encoding="utf-8")
    assert list(cached(shelf, tenant).hosts) == ["old"]
    assert list(cached(shelf, tenant, cache=False).hosts) == ["one"]
    assert list(cached(shelf, tenant).hosts) == ["one"]
    assert listings(tenant) == 2


@pytest.mark.parametrize("content", ["", "[{", "null", '{"a": 1}', '["a"]', "[{}]", "\x00"])
def test_a_cache_that_cannot_be_used_is_replaced(shelf: Path, tenant: Running, content: str) -> None:
    cached(shelf, tenant)
    (kept,) = shelf.iterdir()
    kept.write_text(content, encoding="utf-8")
    assert list(cached(shelf, tenant).hosts) == ["one"]
    assert list(cached(shelf, tenant).hosts) == ["one"]
    assert listings(tenant) == 2


def test_no_secret_and_no_token_is_kept(shelf: Path, tenant: Running) -> None:
    cached(shelf, tenant, include=["response_state"])
    (kept,) = shelf.iterdir()
    text = kept.name + kept.read_text(encoding="utf-8")
    assert tenant.options["client_secret"] not in text
    assert "eyJ" not in text
    assert "Bearer" not in text


def test_without_the_option_nothing_is_kept(shelf: Path, tenant: Running) -> None:
    read(
        configured(shelf.parent, tenant, cache_plugin="ansible.builtin.jsonfile", cache_connection=str(shelf))
    )
    assert not shelf.exists()
