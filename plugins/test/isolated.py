# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test isolated."""

from __future__ import annotations

DOCUMENTATION = r"""
name: isolated
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Is a machine isolated from the network
description:
  - Tells from a machine's C(response_state) whether its last isolation took effect and was not released since.
  - A record without C(response_state) is an error, since it does not tell.
options:
  _input:
    description: >-
      A machine that was read with C(include=[response_state]), by M(secops.defender.defender_machine_info),
      P(secops.defender.machine#lookup) or P(secops.defender.defender_machines#inventory), which keeps it in the variable C(defender).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Name the machines that are isolated
  ansible.builtin.debug:
    msg: "{{ found.machines | select('secops.defender.isolated') | map(attribute='computerDnsName') }}"

- name: Deploy only to hosts that are reachable
  ansible.builtin.include_tasks: deploy.yml
  when: defender is not secops.defender.isolated
"""

RETURN = r"""
_value:
  description: Whether the machine is isolated.
  type: bool
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._questions import is_isolated


def isolated(machine: Any) -> bool:
    """Tell whether a machine is isolated."""
    try:
        return is_isolated(machine)
    except ValueError as error:
        raise AnsibleFilterError(f"secops.defender.isolated: {error}") from error


class TestModule:
    """The test isolated."""

    def tests(self) -> dict[str, Callable[..., bool]]:
        """Return the test under its name."""
        return {"isolated": isolated}
