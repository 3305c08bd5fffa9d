# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test severity_at_least."""

from __future__ import annotations

DOCUMENTATION = r"""
name: severity_at_least
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Is an alert at least this severe
description:
  - Compares the severity of an alert with a level, in the order C(UnSpecified), C(Informational), C(Low), C(Medium), C(High). Case does not matter.
  - The service's list of severities is open. One that is not in this order is at least as severe as any level, so that no alert goes unnoticed.
  - An alert without a severity counts as C(UnSpecified).
options:
  _input:
    description: An alert as M(secops.defender.defender_alert_info) returns it, or its severity as text.
    type: raw
    required: true
  level:
    description: The level to compare with. A level that there is not is an error.
    type: str
    choices: [UnSpecified, Informational, Low, Medium, High]
    required: true
"""

EXAMPLES = r"""
- name: Name the machines with alerts that cannot wait
  ansible.builtin.debug:
    msg: "{{ found.alerts | select('secops.defender.severity_at_least', 'Medium') | map(attribute='computerDnsName') | unique }}"

- name: Isolate the machine of a severe alert
  secops.defender.defender_machine_isolation:
    machines: ["{{ alert.machineId }}"]
    comment: "Alert {{ alert.id }}"
  when: alert is secops.defender.severity_at_least('High')
"""

RETURN = r"""
_value:
  description: Whether the alert is at least this severe.
  type: bool
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._questions import at_least


def severity_at_least(alert: Any, level: str) -> bool:
    """Tell whether an alert is at least this severe."""
    try:
        return at_least(alert, level)
    except ValueError as error:
        raise AnsibleFilterError(f"secops.defender.severity_at_least: {error}") from error


class TestModule:
    """The test severity_at_least."""

    def tests(self) -> dict[str, Callable[..., bool]]:
        """Return the test under its name."""
        return {"severity_at_least": severity_at_least}
