# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A stateful Defender tenant on loopback, for tests and demonstrations."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator.running import Running, running

__all__ = ["Running", "running"]
