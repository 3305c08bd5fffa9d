# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attributes that modules share."""

from __future__ import annotations


class ModuleDocFragment:
    """What a module of this collection promises."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and tell what would be done without doing it.
  diff_mode:
    description: Returns what changed, or would change, when run in diff mode.
  action_group:
    description: Use C(group/secops.defender.defender) in C(module_defaults) to set connection options for this module.
    support: full
    membership:
      - secops.defender.defender
"""

    READS = r"""
options: {}
attributes:
  check_mode:
    support: full
    details: This module only reads.
  diff_mode:
    support: N/A
    details: This module only reads.
"""

    ACTS = r"""
options: {}
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
"""

    CONTROLS = r"""
options: {}
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
"""
