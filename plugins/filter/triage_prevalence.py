# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter triage_prevalence."""

from __future__ import annotations

DOCUMENTATION = r"""
name: triage_prevalence
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Put into alerts how common their files, domains and addresses are
description:
  - Adds to each alert C(prevalence), what is known of how common its entities are, for P(secops.defender.triage#filter) to score and to show.
positional: outcomes
options:
  _input:
    description: Alerts as M(secops.defender.defender_alert_info) returns them.
    type: list
    elements: dict
    required: true
  outcomes:
    description:
      - The results of loops over M(secops.defender.defender_file_info), M(secops.defender.defender_domain_info) and M(secops.defender.defender_ip_info) with
        statistics, one value each, as C(file), C(domain) and C(ip). A file that the service does not know counts as seen nowhere.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Score with what is rare
  ansible.builtin.set_fact:
    triage: "{{ found.alerts | secops.defender.triage_prevalence({'file': files}) | secops.defender.triage(weights, now(utc=true)) }}"
  vars:
    weights: {rare: [{machines: 1, points: 10}]}
"""

RETURN = r"""
_value:
  description: The alerts.
  type: list
  elements: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._prevalence import enriched


def triage_prevalence(
    alerts: Sequence[Mapping[str, Any]], outcomes: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the alerts with what is known of their entities."""
    return enriched(alerts, outcomes)


class FilterModule:
    """The filter triage_prevalence."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"triage_prevalence": triage_prevalence}
