# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long the inventory takes to fill, beside the usual way, on the same machines in the same run.

    python -m ansible_collections.secops.defender.tests.benchmarks.inventory_fill [--machines N] [--usual N]

Both make the same hosts, four keyed groups, one composed variable and one conditional group of the same records, which
are given: what the service takes is not measured. The usual way is slow, so it fills a sample unless told otherwise,
and the ratio is that of the times per machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader, inventory_loader
from ansible.release import __version__

COLLECTION = Path(__file__).resolve().parents[2]
DIRECT = "secops.defender.defender_machines"
USUAL = "usual_way"


class Fill(NamedTuple):
    """One inventory, and what it took."""

    machines: int
    seconds: float
    groups: dict[str, set[str]]

    @property
    def each(self) -> float:
        """Microseconds for each machine."""
        return self.seconds / self.machines * 1e6


def config(plugin: str) -> dict[str, Any]:
    """The same rules, in the variables of one way or the other."""
    at = "defender." if plugin == DIRECT else "defender_"
    direct = {"name_from": ["id"]} if plugin == DIRECT else {}
    return {
        "plugin": plugin,
        **direct,
        "keyed_groups": [
            {"prefix": "risk", "key": f"{at}riskScore | lower"},
            {"prefix": "os", "key": f"{at}osPlatform"},
            {"prefix": "health", "key": f"{at}healthStatus"},
            {"prefix": "tag", "key": f"{at}machineTags | select | list"},
        ],
        "compose": {"ansible_host": f"{at}lastIpAddress"},
        "groups": {"exposed": f"{at}exposureLevel == 'High' and {at}riskScore in ['High', 'Medium']"},
    }


def fill(folder: Path, plugin: str, records: list[dict[str, Any]]) -> Fill:
    """Fill an inventory with the records."""
    path = folder / f"{plugin}.defender.yml"
    path.write_text(json.dumps(config(plugin)), encoding="utf-8")
    kind = inventory_loader.get(plugin, class_only=True)
    given = {"records": records} if plugin == USUAL else {"_records": lambda *_arguments: records}
    manager = InventoryManager(DataLoader(), sources=None, parse=False)
    with mock.patch.multiple(kind, **given):
        began = time.perf_counter()
        if not manager.parse_source(str(path)):
            raise SystemExit(f"{plugin} did not fill the inventory.")
        seconds = time.perf_counter() - began
    groups = {name: {host.name for host in group.hosts} for name, group in manager.groups.items()}
    return Fill(len(records), seconds, groups)


def report(direct: Fill, sample: Fill, usual: Fill) -> str:
    """Say what was measured."""
    lines = [
        f"ansible-core {__version__}, Python {sys.version.split()[0]}, {direct.machines} machines",
        *(
            f"  {name:<18} {of.machines:>7} machines {of.seconds:>8.2f} s {of.each:>8.0f} us each"
            for name, of in (("defender_machines", direct), ("the usual way", usual))
        ),
        f"  the usual way takes {usual.each / direct.each:.0f} times as long for each machine",
        f"  the groups are the same: {'yes' if sample.groups == usual.groups else 'NO'}",
    ]
    return "\n".join(lines)


def measured(machines: int, usual: int) -> int:
    """Measure and report; the status is 1 when the groups differ."""
    init_plugin_loader([str(COLLECTION.parents[2])])
    inventory_loader.add_directory(str(Path(__file__).parent / "inventory_plugins"))
    fleet = import_module("ansible_collections.secops.defender.tests.simulator.fleet")
    records = fleet.fleet(machines, datetime.now(timezone.utc))["machines"]
    with tempfile.TemporaryDirectory() as folder:
        direct = fill(Path(folder), DIRECT, records)
        sample = fill(Path(folder), DIRECT, records[:usual])
        slow = fill(Path(folder), USUAL, records[:usual])
    print(report(direct, sample, slow))
    return int(sample.groups != slow.groups)


def main() -> int:
    """Read the command line. Ansible loads collections by itself only if nobody has imported one before."""
    if "ansible_collections" in sys.modules:
        return subprocess.call([sys.executable, __file__, *sys.argv[1:]])
    parser = argparse.ArgumentParser(description="Fill an inventory in two ways.")
    parser.add_argument("--machines", type=int, default=100_000)
    parser.add_argument("--usual", type=int, default=2_000, help="how many of them to fill in the usual way")
    given = parser.parse_args()
    return measured(given.machines, min(given.usual, given.machines))


if __name__ == "__main__":
    sys.exit(main())
