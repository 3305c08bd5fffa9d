# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gc
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.secops.defender.plugins.plugin_utils._cores import as_data, collector_paused

RECORDS = [
    "{{ 1 + 1 }}",
    "{% if true %}x{% endif %}",
    "a {{ b",
    "plain",
    ["{{ 1 + 1 }}", "plain", 7, None],
    {"tags": ["{{ 1 + 1 }}"], "nested": {"{{ 1 }}": "{% raw %}"}, "count": 1},
    {"a": {"b": {}}},
]


@pytest.mark.parametrize("value", RECORDS)
def test_text_that_looks_like_a_template_stays_text(value: Any) -> None:
    templar = Templar(loader=DataLoader(), variables={"value": as_data(value)})
    assert as_data(value) == value
    assert templar.template(as_data(value)) == value


def test_what_holds_no_template_is_not_copied() -> None:
    record = {"a": ["b"], "c": {"d": 1}}
    assert as_data(record) is record


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(enabled: bool) -> None:
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with collector_paused():
            assert not gc.isenabled()
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
