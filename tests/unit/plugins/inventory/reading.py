# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a simulated tenant as inventory, as Ansible does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import ansible.template
import pytest
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader
from ansible_collections.secops.defender.tests.simulator import Running

PLUGIN = "secops.defender.defender_machines"


class Seen(NamedTuple):
    """Hosts with their variables, and groups with their hosts."""

    hosts: dict[str, dict[str, Any]]
    groups: dict[str, list[str]]

    def records(self) -> dict[str, dict[str, Any]]:
        """The record of each host."""
        return {name: variables["defender"] for name, variables in self.hosts.items()}


def configured(folder: Path, tenant: Running | None, **options: Any) -> Path:
    """Write a configuration file, with the connection to a tenant if one is given."""
    path = folder / "defender.yml"
    config = {"plugin": PLUGIN, **(tenant.options if tenant else {}), **options}
    lines = [f"{name}: {json.dumps(value)}\n" for name, value in config.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def read(path: Path, *others: Path, cache: bool = True) -> Seen:
    """Read inventory sources; the one under test comes last."""
    manager = InventoryManager(DataLoader(), sources=None, parse=False)
    manager._sources = [str(source) for source in (*others, path)]
    manager.parse_sources(cache=cache)
    own = {"inventory_file", "inventory_dir"}
    hosts = {
        name: {key: value for key, value in host.vars.items() if key not in own}
        for name, host in manager.hosts.items()
    }
    return Seen(
        hosts, {name: [host.name for host in group.get_hosts()] for name, group in manager.groups.items()}
    )


def refused(path: Path) -> str:
    """Return the error that reading the source ends with; it must have added nothing."""
    inventory = InventoryData()
    plugin = inventory_loader.get(PLUGIN)
    with pytest.raises(AnsibleError) as caught:
        plugin.parse(inventory, DataLoader(), str(path))
    assert not inventory.hosts
    assert set(inventory.groups) == {"all", "ungrouped"}
    return str(caught.value)


def trusted(text: str) -> Any:
    """Mark text as a template, on the cores that tell templates from text."""
    return getattr(ansible.template, "trust_as_template", str)(text)
