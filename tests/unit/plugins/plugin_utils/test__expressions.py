# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils._expressions import (
    Gap,
    attributes_of,
    attributes_read,
    plain_attribute,
    value_at,
)

READ = [
    ("defender.riskScore", ["defender.riskScore"]),
    ("defender['riskScore']", ["defender.riskScore"]),
    ("defender.riskScore | lower", ["defender.riskScore"]),
    ("defender.riskScore | ansible.builtin.lower", ["defender.riskScore"]),
    ("defender.vmMetadata.vmId | default('none')", ["defender.vmMetadata.vmId"]),
    (
        "defender.riskScore == 'High' and not defender.isExcluded",
        ["defender.riskScore", "defender.isExcluded"],
    ),
    ("defender.riskScore in ['High', 'Medium']", ["defender.riskScore"]),
    ("defender.riskScore ~ '-' ~ defender.riskScore", ["defender.riskScore"]),
    ("'a' if defender.osBuild is none else 'b'", ["defender.osBuild"]),
    ("defender.computerDnsName.split('.')[0]", ["defender.computerDnsName"]),
    ("defender.ipAddresses[0].ipAddress", ["defender.ipAddresses"]),
    ("defender[defender.riskScore]", ["defender", "defender.riskScore"]),
    ("defender.machineTags | select('match', 'site-') | first", ["defender.machineTags"]),
    ("defender.ipAddresses | map(attribute='ipAddress') | list", ["defender.ipAddresses"]),
    ("defender.ipAddresses | selectattr('type', 'eq', 'Ethernet') | list", ["defender.ipAddresses"]),
    ("defender.ipAddresses | selectattr('type')", ["defender.ipAddresses"]),
    ("defender.vmMetadata.items()", ["defender.vmMetadata"]),
    ("defender.vmMetadata.items", ["defender.vmMetadata"]),
    ("defender.rbacGroupId.real", ["defender.rbacGroupId"]),
    ("defender._private.x", ["defender"]),
    ("defender.rbacGroupId + 1", ["defender.rbacGroupId"]),
    ("{'risk': defender.riskScore}", ["defender.riskScore"]),
    ("site ~ omit", ["site", "omit"]),
    ("'constant'", []),
]

UNKNOWN = [
    "now()",
    "lookup('env', 'HOME')",
    "query('env', 'HOME')",
    "defender.riskScore | random",
    "defender.machineTags | shuffle",
    "defender.riskScore | password_hash",
    "defender.machineTags | map('random')",
    "defender.machineTags | map(*defender.machineTags)",
    "defender.machineTags | select('exists')",
    "defender.machineTags | select(defender.riskScore)",
    "defender.riskScore is exists",
    "defender.machineTags.append('x')",
    "inventory_hostname",
    "inventory_hostname_short | lower",
    "'x' in group_names",
    "vars.defender.riskScore",
    "'{{ defender.riskScore }}'",
    "defender.",
    "{{ defender.riskScore }}",
    "",
    None,
    True,
    7,
]


@pytest.mark.parametrize(("expression", "paths"), READ)
def test_the_attributes_that_decide_are_known(expression: str, paths: list[str]) -> None:
    found = attributes_of(expression)
    assert found is not None
    assert [".".join(path) for path in found] == paths


@pytest.mark.parametrize("expression", UNKNOWN)
def test_what_else_may_decide_is_left_to_ansible(expression: Any) -> None:
    assert attributes_of(expression) is None


@pytest.mark.parametrize(
    ("template", "paths"),
    [
        ("risks", ()),
        ("", ()),
        ("site_{{ defender.rbacGroupName }}", (("defender", "rbacGroupName"),)),
        ("{% if defender.isExcluded %}a{% endif %}", None),
        ("{{ now() }}", None),
        ("{{ defender", None),
        (None, None),
    ],
)
def test_a_template_is_read_like_its_expressions(template: Any, paths: Any) -> None:
    assert attributes_read(template) == paths


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ("defender.lastIpAddress", ("defender", "lastIpAddress")),
        (" defender.vmMetadata.vmId ", ("defender", "vmMetadata", "vmId")),
        ("defender.lastIpAddress | lower", None),
        ("defender.ipAddresses[0]", None),
        ("'constant'", None),
        ("defender.items", None),
    ],
)
def test_a_mere_attribute_is_told_from_an_expression(expression: str, path: Any) -> None:
    assert plain_attribute(expression) == path


@pytest.mark.parametrize(
    ("record", "value"),
    [
        ({"a": {"b": "x"}}, "x"),
        ({"a": {"b": None}}, None),
        ({"a": {}}, Gap(2, None)),
        ({"a": None}, Gap(2, None)),
        ({"a": "text"}, Gap(2, "text")),
        ({"a": ["b"]}, Gap(2, ["b"])),
        ({}, Gap(1, None)),
    ],
)
def test_an_attribute_is_found_or_the_gap_is_told(record: dict[str, Any], value: Any) -> None:
    assert value_at(("defender", "a", "b"), {"defender": record}) == value
