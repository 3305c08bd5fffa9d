# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter earlier."""

from __future__ import annotations

DOCUMENTATION = r"""
name: earlier
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: The time some hours before another
description:
  - Returns a time in the form that C(created_after) and its like take.
positional: hours
options:
  _input:
    description: A time, as text or as a date.
    type: raw
    required: true
  hours:
    description: How many hours before.
    type: float
    required: true
"""

EXAMPLES = r"""
- name: List the alerts of the last day
  secops.defender.defender_alert_info:
    created_after: "{{ now(utc=true) | secops.defender.earlier(24) }}"
"""

RETURN = r"""
_value:
  description: The earlier time in UTC, to the second.
  type: str
  sample: "2026-08-18T10:30:00Z"
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._times import earlier as earlier_text


def earlier(time: Any, hours: float) -> str:
    """Return the time that many hours before."""
    try:
        return earlier_text(time, hours)
    except ValueError as error:
        raise AnsibleFilterError(f"secops.defender.earlier: {error}") from error


class FilterModule:
    """The filter earlier."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"earlier": earlier}
