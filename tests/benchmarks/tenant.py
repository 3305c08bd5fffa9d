# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long the roles that look at a whole tenant think about it: what the service and Ansible take is not measured.

python -m ansible_collections.secops.defender.tests.benchmarks.tenant [--machines N]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from ansible_collections.secops.defender.plugins.filter.machines_csv import machines_csv
from ansible_collections.secops.defender.plugins.filter.posture import posture
from ansible_collections.secops.defender.plugins.filter.tag_plan import tag_plan
from ansible_collections.secops.defender.tests.simulator.fleet import fleet

RULES = [
    {
        "name": "Servers",
        "match": {"os_platform": "WindowsServer*"},
        "tags": ["server"],
        "device_value": "High",
    },
    {"name": "Linux", "match": {"os_platform": ["Ubuntu", "Debian", "RedHat*"]}, "tags": ["linux"]},
    {"name": "Graz", "match": {"network": "10.0.0.0/18"}, "tags": ["site-graz"]},
    {"name": "Stale", "match": {"not_seen_for_days": 14}, "tags": ["stale"]},
    {"name": "Back", "match": {"seen_within_days": 14, "tags": "stale"}, "remove_tags": ["stale"]},
    {"name": "Payment", "match": {"tags": "pci", "not": {"device_group": ""}}, "device_value": "High"},
]


def seconds(work: Callable[[], Any]) -> float:
    """Return the seconds of the processor that the work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=100_000)
    count = parser.parse_args().machines
    now = datetime.now(timezone.utc)
    machines = fleet(count, now)["machines"]
    print(f"{count} machines, seconds of the processor")
    for name, work in {
        "count and report": lambda: posture({"machines": {"machines": machines}}, now),
        "table of machines": lambda: machines_csv(machines, now),
        f"plan of {len(RULES)} rules": lambda: tag_plan(machines, RULES, {"max": count}, now),
    }.items():
        print(f"  {name:20} {seconds(work):6.1f}")


if __name__ == "__main__":
    main()
