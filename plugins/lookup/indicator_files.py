# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup indicator_files."""

from __future__ import annotations

DOCUMENTATION = r"""
name: indicator_files
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Read files of indicators on the controller
description:
  - Returns the text of files that are named, or that fit a pattern, each once and in the order of their names.
  - A name or a pattern that no file fits is an error, so that a feed that is not there is never taken for one that is empty.
options:
  _terms:
    description:
      - Paths, in which C(*), C(?) and C([...]) can stand. One that is not absolute counts from the directory that Ansible was started in.
      - Files hold text in UTF-8.
    type: list
    elements: str
    required: true
seealso:
  - plugin: secops.defender.indicator_feeds
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read what is in the repository
  ansible.builtin.set_fact:
    found: "{{ query('secops.defender.indicator_files', 'feeds/*.csv', 'feeds/*.json') | secops.defender.indicator_feeds }}"
"""

RETURN = r"""
_raw:
  description: Files with the C(name) under which each was found, and its C(text).
  type: list
  elements: dict
"""

import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase


def found(terms: Sequence[Any]) -> Iterator[str]:
    """Yield the files that terms name. AnsibleLookupError for a term that names none."""
    for term in terms:
        for pattern in term if isinstance(term, (list, tuple)) else (term,):
            whole = os.path.expanduser(str(pattern))
            paths = [whole] if os.path.isfile(whole) else filter(os.path.isfile, glob.glob(whole))
            names = sorted(paths)
            if not names:
                raise AnsibleLookupError(f"There is no file {pattern} on the controller.")
            yield from names


def text_of(path: str) -> str:
    """Return the text of a file."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return file.read()
    except (OSError, UnicodeError) as error:
        raise AnsibleLookupError(f"{path} cannot be read: {error}.") from None


class LookupModule(LookupBase):
    """The text of files of indicators."""

    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, str]]:
        """Return the files that the terms name."""
        return [{"name": path, "text": text_of(path)} for path in dict.fromkeys(found(terms))]
