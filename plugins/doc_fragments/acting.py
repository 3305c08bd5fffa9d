# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of everything that does something with machines by machine actions."""

from __future__ import annotations


class ModuleDocFragment:
    """Which machines, why, and how carefully."""

    DOCUMENTATION = r"""
options:
  machines:
    description: The machines, each named by id, DNS name (any case, full or first label) or IP address.
    type: list
    elements: str
    required: true
  comment:
    description: Why; the service keeps it with the action.
    type: str
    required: true
  wait:
    description: Whether to wait until the actions ended. Without waiting the task ends as soon as they are accepted.
    type: bool
    default: true
  max_machines:
    description: The most machines that one task may touch. More are refused before anything is written.
    type: int
    default: 10
"""

    STATES = r"""
options:
  force:
    description:
      - Submit an action whatever the past actions say. Running the task again submits again.
    type: bool
    default: false
"""

    JOBS = r"""
options:
  max_age:
    description:
      - Seconds for which work that succeeded counts. The same work on the same machine is not done again before, and the result says why.
      - With V(0) it is done again on every run, unless it is under way.
    type: float
    default: 3600
"""
