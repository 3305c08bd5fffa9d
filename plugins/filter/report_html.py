# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter report_html."""

from __future__ import annotations

DOCUMENTATION = r"""
name: report_html
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Write a report as one HTML page that needs nothing else
description:
  - Text from the tenant stays text, nothing in it becomes markup.
options:
  _input:
    description: A report, such as P(secops.defender.triage#filter) and P(secops.defender.contain_report#filter) return.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Write the report
  ansible.builtin.copy:
    content: "{{ triage_alerts_report | secops.defender.report_html }}"
    dest: /srv/reports/triage.html
    mode: "0640"
"""

RETURN = r"""
_value:
  description: The report.
  type: str
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._report import check
from ansible_collections.secops.defender.plugins.plugin_utils._report_html import page


def report_html(report: Mapping[str, Any]) -> str:
    """Write a report."""
    try:
        check(report)
    except ValueError as error:
        raise AnsibleFilterError(f"secops.defender.report_html: {error}") from error
    return page(report)


class FilterModule:
    """The filter report_html."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"report_html": report_html}
