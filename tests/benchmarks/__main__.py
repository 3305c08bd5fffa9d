# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run every benchmark, each in a process of its own. They compare; none passes or fails by the clock."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = ("tasks", "inventory_fill", "tenant")


def main() -> int:
    """Return the largest of their statuses."""
    return max(subprocess.call([sys.executable, "-m", f"{__package__}.{name}"]) for name in BENCHMARKS)


if __name__ == "__main__":
    sys.exit(main())
