# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan gives the same variables and groups as Ansible's own machinery, host after host."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import BaseInventoryPlugin
from ansible.plugins.loader import inventory_loader
from ansible_collections.secops.defender.plugins.plugin_utils._cores import as_data
from ansible_collections.secops.defender.plugins.plugin_utils._machines import Host
from hypothesis import given, settings
from hypothesis import strategies as st

RULES = Path(__file__).parent / "rules.yml"

VALUES: dict[str, list[Any]] = {
    "riskScore": ["High", "high", "None", "", None, "{{ 1 + 1 }}"],
    "osPlatform": ["Windows11", "Ubuntu", "Other", "a b"],
    "version": ["20.04", "20.4", "Other", "True", "[1, 2]", "{'a': 1}", "None", "007"],
    "osBuild": [None, 6, 22631, 0],
    "isAadJoined": [True, False, None],
    "computerDnsName": ["web.example.com", "Web", "", None],
    "machineTags": [[], ["sales"], ["site-1", "{{ 1 + 1 }}"], ["sales", ""], [None], None],
    "vmMetadata": [None, {}, {"vmId": "x"}, {"vmId": ""}, {"vmId": None, "cloud": "Azure"}],
}

# An attribute can be missing, too.
RECORDS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}
)
FLEETS = st.lists(RECORDS, min_size=1, max_size=8)


class Made(NamedTuple):
    """What came of the rules."""

    variables: dict[str, dict[str, Any]]
    members: dict[str, list[str]]
    edges: list[tuple[str, str]]


@pytest.fixture(scope="module")
def plugin() -> Any:
    """The plugin with the rules as its configuration, which makes them trusted templates where cores tell."""
    found = inventory_loader.get("secops.defender.defender_machines")
    BaseInventoryPlugin.parse(found, InventoryData(), DataLoader(), str(RULES))
    found._read_config_data(str(RULES))
    found.settings = found.get_options()
    return found


def made(inventory: InventoryData) -> Made:
    members = {name: [host.name for host in group.hosts] for name, group in inventory.groups.items()}
    edges = sorted(
        (name, child.name) for name, group in inventory.groups.items() for child in group.child_groups
    )
    return Made({name: host.get_vars() for name, host in inventory.hosts.items()}, members, edges)


def by_plan(plugin: Any, hosts: list[Host]) -> Made:
    plugin.inventory = InventoryData()
    plugin._fill(plugin._plan(hosts, {"ansible_host": None}))
    return made(plugin.inventory)


def by_ansible(plugin: Any, hosts: list[Host]) -> Made:
    plugin.inventory = inventory = InventoryData()
    chosen = plugin.settings
    for host in hosts:
        inventory.add_host(host.name)
        inventory.set_variable(host.name, "defender", host.record)
    for name in [host.name for host in hosts]:
        known = inventory.hosts[name].get_vars()
        plugin._set_composite_vars(chosen["compose"], known, name, strict=chosen["strict"])
        plugin._add_host_to_composed_groups(chosen["groups"], {}, name, strict=chosen["strict"])
        plugin._add_host_to_keyed_groups(chosen["keyed_groups"], {}, name, strict=chosen["strict"])
    return made(inventory)


def outcome(way: Any, plugin: Any, hosts: list[Host]) -> str:
    """Return what came of it as text, in which 1, true and "1" differ, or the error."""
    try:
        return json.dumps(way(plugin, hosts), sort_keys=True)
    except AnsibleError as error:
        return str(error)


def same(plugin: Any, fleet: Iterable[dict[str, Any]], **rules: Any) -> None:
    nothing: dict[str, Any] = {"compose": {}, "groups": {}, "keyed_groups": [], "strict": False}
    configured, plugin.settings = plugin.settings, {**plugin.settings, **nothing, **rules}
    hosts = [
        Host(f"h{number}", as_data({"id": str(number), **record})) for number, record in enumerate(fleet)
    ]
    try:
        assert outcome(by_plan, plugin, hosts) == outcome(by_ansible, plugin, hosts)
    finally:
        plugin.settings = configured


def every_value() -> list[dict[str, Any]]:
    """One record for each value of each attribute, the others being the first ones, and an empty record."""
    usual = {name: values[0] for name, values in VALUES.items()}
    return [{}, *({**usual, name: value} for name, values in VALUES.items() for value in values)]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("kind", ["compose", "groups", "keyed_groups"])
def test_each_rule_alone_gives_what_ansible_gives(plugin: Any, kind: str, strict: bool) -> None:
    rules = plugin.settings[kind]
    for rule in rules if kind == "keyed_groups" else rules.items():
        chosen = [rule] if kind == "keyed_groups" else dict([rule])
        # The first error ends a fleet where rules are strict, so that each record is one of its own.
        for fleet in [[record] for record in every_value()] if strict else [every_value()]:
            same(plugin, fleet, strict=strict, **{kind: chosen})


@settings(max_examples=60)
@given(fleet=FLEETS, drawn=st.data())
def test_any_rules_together_give_what_ansible_gives(
    plugin: Any, fleet: list[dict[str, Any]], drawn: Any
) -> None:
    known = plugin.settings
    keyed = drawn.draw(st.lists(st.sampled_from(known["keyed_groups"]), max_size=4))
    groups = drawn.draw(st.lists(st.sampled_from(sorted(known["groups"])), max_size=3))
    compose = drawn.draw(st.lists(st.sampled_from(sorted(known["compose"])), max_size=3))
    same(
        plugin,
        fleet,
        keyed_groups=keyed,
        groups={name: known["groups"][name] for name in groups},
        compose={name: known["compose"][name] for name in compose},
        strict=drawn.draw(st.booleans()),
    )
