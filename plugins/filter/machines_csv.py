# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter machines_csv."""

from __future__ import annotations

DOCUMENTATION = r"""
name: machines_csv
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Write machines as a table for spreadsheets
description:
  - Writes CSV with a line of names and a line for each machine, in the order of the machines.
  - A text that a spreadsheet would take for a formula gets an apostrophe in front; tags are separated by semicolons.
positional: now, alerts
options:
  _input:
    description: Machines as M(secops.defender.defender_machine_info) returns them.
    type: list
    elements: dict
    required: true
  now:
    description: The time that ages are counted from.
    type: raw
    required: true
  alerts:
    description: Alerts as M(secops.defender.defender_alert_info) returns them; those that are not resolved are counted. Without them the columns stay empty.
    type: list
    elements: dict
  stale_days:
    description: From how many days without being seen on a machine is stale.
    type: float
    default: 30
"""

EXAMPLES = r"""
- name: Write the table
  ansible.builtin.copy:
    content: "{{ found.machines | secops.defender.machines_csv(now(utc=true)) }}"
    dest: /srv/reports/machines.csv
    mode: "0640"
"""

RETURN = r"""
_value:
  description: The table.
  type: str
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._posture import unresolved
from ansible_collections.secops.defender.plugins.plugin_utils._posture_csv import machines_as_csv
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment


def machines_csv(
    machines: Sequence[Mapping[str, Any]],
    now: Any,
    alerts: Sequence[Mapping[str, Any]] | None = None,
    stale_days: float | str = 30,
) -> str:
    """Return the machines as CSV."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.machines_csv: now is '{now}', which is no time.")
    return machines_as_csv(machines, unresolved(alerts), when, float(stale_days))


class FilterModule:
    """The filter machines_csv."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"machines_csv": machines_csv}
