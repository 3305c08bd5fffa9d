# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of everything that waits for machine actions."""

from __future__ import annotations


class ModuleDocFragment:
    """How long to wait."""

    DOCUMENTATION = r"""
options:
  wait_timeout:
    description: Seconds to wait in all. The service itself gives up only after about three days.
    type: float
    default: 900
  poll_interval:
    description: Seconds between two looks. One look is one request, however many actions are waited for.
    type: float
    default: 10
"""
