# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options about machines that modules and the inventory share."""

from __future__ import annotations


class ModuleDocFragment:
    """How machines are filtered, and named."""

    FILTERS = r"""
options:
  computer_dns_name:
    description: Only machines with exactly this DNS name, as the service compares it.
    type: str
  computer_dns_name_startswith:
    description: Only machines whose DNS name starts with this text.
    type: str
  version:
    description: Only machines with this version of the operating system, for instance V(22H2). A text, not a number.
    type: str
  device_value:
    description: Only machines with one of these values.
    type: list
    elements: str
    choices: [Normal, Low, High]
  aad_device_id:
    description: Only the machine with this Microsoft Entra device id.
    type: str
  last_seen_after:
    description: Only machines whose last full report came at this time or later (ISO 8601, UTC when no zone is given).
    type: str
  last_seen_before:
    description: Only machines whose last full report came before this time (ISO 8601, UTC when no zone is given).
    type: str
  exposure_level:
    description: Only machines with one of these exposure levels.
    type: list
    elements: str
    choices: ["None", Low, Medium, High]
  onboarding_status:
    description: Only machines with one of these onboarding statuses, for instance V(Onboarded) or V(CanBeOnboarded).
    type: list
    elements: str
  last_ip_address:
    description: Only machines whose last internal IP address is this.
    type: str
  health_status:
    description: Only machines with one of these health statuses, for instance V(Active) or V(ImpairedCommunication).
    type: list
    elements: str
  os_platform:
    description: Only machines with one of these platforms, for instance V(Windows11) or V(Ubuntu). The API's list is open.
    type: list
    elements: str
  risk_score:
    description: Only machines with one of these risk scores.
    type: list
    elements: str
    choices: ["None", Informational, Low, Medium, High]
  rbac_group_id:
    description: Only machines in one of the machine groups with these ids.
    type: list
    elements: int
  tags:
    description: Only machines that carry at least one of these tags. Compared here after the other filters, since no filter on them is documented.
    type: list
    elements: str
"""

    NAMED = r"""
options:
  duplicates:
    description: What to do when a name in O(machines) means several machines. V(newest) takes the one with the latest C(lastSeen).
    type: str
    choices: [error, newest, all]
    default: error
"""
