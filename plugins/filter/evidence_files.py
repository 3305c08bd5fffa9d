# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter evidence_files."""

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_files
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: The files that the records of machines become
description:
  - Makes one file of JSON for each part of each machine that could be read. The same records give the same bytes.
positional: outcomes
options:
  _input:
    description: What P(secops.defender.evidence_plan#filter) returned.
    type: dict
    required: true
  outcomes:
    description:
      - The results of the loops that read C(machine), C(logon_users), C(alerts), C(actions) and C(software), with C(machine) as loop variable, and those
        of M(secops.defender.defender_live_response) as C(live_response) and C(live_response_files).
      - C(there), the files of JSON that are there, as M(ansible.builtin.find) returns them with checksums.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Make files
  ansible.builtin.set_fact:
    files: "{{ plan | secops.defender.evidence_files({'alerts': alerts_of_machines}) }}"
"""

RETURN = r"""
_value:
  description: One entry per file with its C(path), C(content), C(size) and C(sha256), where it comes from, and whether it is to be written as C(changed).
  type: list
  elements: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._evidence import files


def evidence_files(plan: Mapping[str, Any], outcomes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the files of records to write."""
    return files(plan, outcomes)


class FilterModule:
    """The filter evidence_files."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"evidence_files": evidence_files}
