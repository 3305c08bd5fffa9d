# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test stale."""

from __future__ import annotations

DOCUMENTATION = r"""
name: stale
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Was a machine last seen longer ago than this
description:
  - Compares C(lastSeen) of a machine, or any time of the API, with an age before now.
  - A machine whose C(lastSeen) is missing or cannot be read is not stale, in the way of O(secops.defender.defender_machines#inventory:exclude_stale).
options:
  _input:
    description: A machine as M(secops.defender.defender_machine_info) returns it, or a time as text or date.
    type: raw
    required: true
  age:
    description: The age, a whole number and V(w), V(d), V(h) or V(m), for instance V(7d) or V(12h).
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Name the machines that have not reported for a month
  ansible.builtin.debug:
    msg: "{{ found.machines | select('secops.defender.stale', '30d') | map(attribute='computerDnsName') }}"

- name: Leave alerts alone that are older than a day
  ansible.builtin.debug:
    msg: "{{ found.alerts | rejectattr('lastEventTime', 'secops.defender.stale', '24h') }}"
"""

RETURN = r"""
_value:
  description: Whether it is longer ago than the age.
  type: bool
"""

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.plugin_utils._questions import is_stale


def stale(seen: Any, age: str) -> bool:
    """Tell whether a machine, or a time, is older than an age."""
    try:
        return is_stale(seen, age, datetime.fromtimestamp(_clock.now(), timezone.utc))
    except OptionError as error:
        raise AnsibleFilterError(f"secops.defender.stale: {error}") from error


class TestModule:
    """The test stale."""

    def tests(self) -> dict[str, Callable[..., bool]]:
        """Return the test under its name."""
        return {"stale": stale}
