# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter evidence_manifests."""

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_manifests
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: The manifests of folders of evidence
description:
  - Tells of each file in a folder its size, its SHA-256, where it comes from and when it was collected. A file that is the same as in the earlier manifest
    keeps its time, and one that was not collected anew stays in it.
positional: outcomes, earlier, now
options:
  _input:
    description: What P(secops.defender.evidence_plan#filter) returned.
    type: dict
    required: true
  outcomes:
    description:
      - What P(secops.defender.evidence_files#filter) took, and C(files), what it returned, C(written), the result of writing them in a loop over
        C(written_path), and C(package_files), the result of downloading packages in a loop.
    type: dict
    required: true
  earlier:
    description: The text of the manifest that is there, by machine id.
    type: dict
    required: true
  now:
    description: The time of the collection.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Make manifests
  ansible.builtin.set_fact:
    manifests: "{{ plan | secops.defender.evidence_manifests(outcomes, {}, now(utc=true)) }}"
"""

RETURN = r"""
_value:
  description: One entry per machine with its C(path) and C(content), the C(files) that it lists, and whether it is to be written as C(changed).
  type: list
  elements: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._evidence_manifest import manifests
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment, stamp


def evidence_manifests(
    plan: Mapping[str, Any], outcomes: Mapping[str, Any], earlier: Mapping[str, str], now: Any
) -> list[dict[str, Any]]:
    """Return the manifest of each folder."""
    when = moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.evidence_manifests: now is '{now}', which is no time.")
    return manifests(plan, outcomes, earlier, stamp(when))


class FilterModule:
    """The filter evidence_manifests."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"evidence_manifests": evidence_manifests}
