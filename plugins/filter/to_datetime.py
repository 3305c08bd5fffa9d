# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter to_datetime."""

from __future__ import annotations

DOCUMENTATION = r"""
name: to_datetime
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: A time of the API as a date that can be compared and subtracted
description:
  - Reads times in every form that the service sends, with none to seven fraction digits, with and without a zone, which
    P(ansible.builtin.to_datetime#filter) cannot do with one format. The seventh digit is dropped, since dates hold six.
  - The date is in UTC and carries no zone, as that of C(now(utc=true)).
options:
  _input:
    description: A time, as text or as a date.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Tell how long ago the last event of an alert was
  ansible.builtin.debug:
    msg: "{{ ((now(utc=true) - alert.lastEventTime | secops.defender.to_datetime).total_seconds() / 3600) | round(1) }} hours"

- name: Tell how long alerts stayed open
  ansible.builtin.debug:
    msg: "{{ (item.resolvedTime | secops.defender.to_datetime) - (item.alertCreationTime | secops.defender.to_datetime) }}"
  loop: "{{ found.alerts | selectattr('resolvedTime') }}"
  loop_control:
    label: "{{ item.id }}"
"""

RETURN = r"""
_value:
  description: The date.
  type: raw
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._questions import naive


def to_datetime(time: Any) -> datetime:
    """Return the date that a time names."""
    try:
        return naive(time)
    except ValueError as error:
        raise AnsibleFilterError(f"secops.defender.to_datetime: {error}") from error


class FilterModule:
    """The filter to_datetime."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"to_datetime": to_datetime}
