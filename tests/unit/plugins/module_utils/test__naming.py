# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._naming import choose, matches

MACHINES: list[dict[str, Any]] = [
    {
        "id": "a" * 40,
        "computerDnsName": "TESTSERVER4",
        "lastIpAddress": "10.6.0.6",
        "lastSeen": "2026-01-01T00:00:00Z",
    },
    {
        "id": "b" * 40,
        "computerDnsName": "testserver4",
        "lastIpAddress": "10.6.0.6",
        "lastSeen": "2026-01-02T00:00:00Z",
    },
    {"id": "c" * 40, "computerDnsName": "ws-1.contoso.com", "lastIpAddress": "10.0.0.1"},
    {
        "id": "short-id",
        "computerDnsName": None,
        "lastIpAddress": None,
        "ipAddresses": [{"ipAddress": ""}, {"ipAddress": "fe80::1"}, {"ipAddress": "2001:db8::0001"}],
    },
    {"id": "e" * 40, "computerDnsName": "", "lastIpAddress": "not an address"},
]

MEANINGS = [
    ("A" * 40, "a"),
    ("TestServer4", "ab"),
    ("WS-1", "c"),
    ("ws-1.Contoso.com", "c"),
    ("ws-1.contoso", ""),
    ("10.6.0.6", "ab"),
    ("2001:DB8::1", "s"),
    ("short-id", "s"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "initials"), MEANINGS)
def test_a_name_means_machines_by_id_name_or_address(name: str, initials: str) -> None:
    assert "".join(machine["id"][0] for machine in matches(name, MACHINES)) == initials


def test_a_name_that_means_several_lists_the_candidates() -> None:
    with pytest.raises(
        OptionError, match=r"means 2 machines: b{40} \(testserver4, last seen 2026-01-02"
    ) as caught:
        choose("testserver4", MACHINES[:2], "error")
    assert [candidate["id"][0] for candidate in caught.value.details["candidates"]] == ["b", "a"]


def test_a_rule_can_choose_among_several() -> None:
    assert [machine["id"][0] for machine in choose("x", MACHINES[:2], "newest")] == ["b"]
    assert [machine["id"][0] for machine in choose("x", MACHINES[:2], "all")] == ["a", "b"]
