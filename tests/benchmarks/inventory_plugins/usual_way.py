# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any, ClassVar

from ansible.plugins.inventory import BaseInventoryPlugin, Constructable
from ansible_collections.secops.defender.plugins.plugin_utils._cores import as_data

DOCUMENTATION = """
name: usual_way
short_description: Machines as inventory in the way in which inventory plugins usually do it
description:
  - One variable for each attribute, and Ansible's own machinery for every host. What the benchmark compares with.
options:
  plugin:
    description: Name of this plugin.
    type: str
    required: true
extends_documentation_fragment:
  - constructed
"""


class InventoryModule(BaseInventoryPlugin, Constructable):
    """Adds the records that the benchmark hands over."""

    NAME = "usual_way"

    records: ClassVar[list[dict[str, Any]]] = []

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add one host after the other."""
        super().parse(inventory, loader, path, cache)
        BaseInventoryPlugin._read_config_data(self, path)
        for record in self.records:
            self._add(inventory, record)

    def _add(self, inventory: Any, record: dict[str, Any]) -> None:
        name = record["id"]
        inventory.add_host(name)
        for key, value in record.items():
            inventory.set_variable(name, f"defender_{key}", as_data(value))
        variables = inventory.get_host(name).get_vars()
        option: Any = self.get_option
        Constructable._set_composite_vars(self, option("compose"), variables, name, strict=True)
        Constructable._add_host_to_composed_groups(self, option("groups"), variables, name, strict=True)
        Constructable._add_host_to_keyed_groups(self, option("keyed_groups"), variables, name, strict=True)
