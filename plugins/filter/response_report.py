# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter response_report."""

from __future__ import annotations

DOCUMENTATION = r"""
name: response_report
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: What a response planned and did, as a report
description:
  - Puts the plan and what the tasks said side by side, one line for each effect.
positional: outcomes, now
options:
  _input:
    description: What P(secops.defender.response_plan#filter) returned.
    type: dict
    required: true
  outcomes:
    description: By action, what its task has registered in a loop over its steps. Without any it is the report of the plan.
    type: dict
    required: true
  now:
    description: The time at which the report is made.
    type: raw
    required: true
  title:
    description: Its title.
    type: str
    default: Response
  check_mode:
    description: Whether the tasks only said what they would do.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Say what was done
  ansible.builtin.debug:
    msg: "{{ (plan | secops.defender.response_report({'isolate': isolated}, now(utc=true))).lead }}"
"""

RETURN = r"""
_value:
  description: The report. C(data.effects) are those of the plan, each with C(ending) and C(error). C(docs/schemas/report.json) of the collection describes it.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._response_outcome import endings
from ansible_collections.secops.defender.plugins.plugin_utils._response_report import (
    response_report as reported,
)
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp


def response_report(
    plan: Mapping[str, Any],
    outcomes: Mapping[str, Any],
    now: Any,
    title: str = "Response",
    check_mode: bool = False,
) -> dict[str, Any]:
    """Return the report of a response."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.response_report: now is '{now}', which is no time.")
    return reported(endings(plan, outcomes, check_mode), plan["refusal"], title, stamp(when))


class FilterModule:
    """The filter response_report."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"response_report": response_report}
