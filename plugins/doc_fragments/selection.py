# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of filters that select machines from one of several sources."""

from __future__ import annotations


class ModuleDocFragment:
    """The inventory that a group is looked up in, and which scores of a report count."""

    DOCUMENTATION = r"""
options:
  _input:
    description: The groups of the inventory, C(groups).
    type: dict
    required: true
  hostvars:
    description: The variables of all hosts, C(hostvars); a host's machine id is its C(defender.id).
    type: dict
    required: true
  min_score:
    description: Machines of a triage report below this score are not selected.
    type: float
    default: 0
"""
