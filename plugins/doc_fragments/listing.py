# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of everything that lists."""

from __future__ import annotations


class ModuleDocFragment:
    """What narrows a listing beyond the options of an entity."""

    DOCUMENTATION = r"""
options:
  filter:
    description:
      - An OData filter as the API takes it, for what the other options cannot say. It is put in brackets and combined with them by C(and).
      - See U(https://learn.microsoft.com/defender-endpoint/api/exposed-apis-odata-samples) for the operators and properties.
    type: str
"""

    LIMITED = r"""
options:
  limit:
    description:
      - The most records to return. Reading stops as soon as there are enough.
      - Without it every record is returned, however many pages that takes, or the task fails.
    type: int
"""
