# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter indicator_feeds."""

from __future__ import annotations

DOCUMENTATION = r"""
name: indicator_feeds
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Read the indicators that CSV, JSON and STIX files hold
description:
  - Reads text as what its form is. A name that ends in C(.csv) is CSV, with the columns of the portal's import or the names of the keys of
    M(secops.defender.defender_indicator); a JSON document is a STIX bundle if it says so, else a list of indicators in the form of the module or of the API.
  - A pattern of STIX means indicators where it compares a hash of a file or of a certificate, an address, a domain or a URL with whole values, in one
    comparison or in several with C(OR) between them. Everything else is left out and told.
notes:
  - Patterns of STIX are read by the Python library C(stix2-patterns), which is needed for STIX bundles only.
positional: indicators, now
options:
  _input:
    description: Files, each with C(name) and C(text), as P(secops.defender.indicator_files#lookup) returns them.
    type: list
    elements: dict
    required: true
  indicators:
    description: More indicators, as records in the form of the module.
    type: list
    elements: dict
    default: []
  now:
    description: The time that decides what is valid. Without it, it is the present.
    type: raw
"""

EXAMPLES = r"""
- name: Read a bundle
  ansible.builtin.set_fact:
    found: "{{ query('secops.defender.indicator_files', 'feeds/*.json') | secops.defender.indicator_feeds }}"

- name: Show what of it is nothing for Defender
  ansible.builtin.debug:
    msg: "{{ found.files | map(attribute='left_out') | flatten }}"
"""

RETURN = r"""
_value:
  description:
    - C(files), each with C(name), C(form), C(entries), what is C(left_out) and what is C(wrong), and C(refusal), a sentence on a file that cannot be read,
      empty when there is none.
    - An entry has the C(indicator) with the keys of the module, its C(place) in the file, since when it is known (C(dated)) and whether it was C(revoked).
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.secops.defender.plugins.plugin_utils._feed_json import read_records
from ansible_collections.secops.defender.plugins.plugin_utils._feeds import feeds, told
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment

GIVEN = "manage_indicators_indicators"


def indicator_feeds(
    files: Sequence[Mapping[str, Any]], indicators: Sequence[Mapping[str, Any]] = (), now: Any = None
) -> dict[str, Any]:
    """Return what the files and the list hold."""
    when = datetime.now(timezone.utc) if now is None else moment(now)
    if when is None:
        raise AnsibleFilterError(f"secops.defender.indicator_feeds: now is '{now}', which is no time.")
    found = feeds(files, when)
    if indicators:
        found["files"].append(told(GIVEN, read_records(indicators, GIVEN)))
    return found


class FilterModule:
    """The filter indicator_feeds."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter under its name."""
        return {"indicator_feeds": indicator_feeds}
