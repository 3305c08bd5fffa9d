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
  on_error:
    description: V(fail) ends the task when a file is not there or cannot be read; V(tell) returns it with C(error), for a report.
    type: str
    choices: [fail, tell]
    default: fail
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
  description: Files with the C(name) under which each was found and its C(text), or with C(name) and C(error).
  type: list
  elements: dict
"""

import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase


def found(pattern: str) -> list[str]:
    """Return the files that a pattern names. AnsibleLookupError when it names none."""
    whole = os.path.expanduser(pattern)
    names = [whole] if os.path.isfile(whole) else sorted(filter(os.path.isfile, glob.glob(whole)))
    if not names:
        raise AnsibleLookupError(f"There is no file {pattern} on the controller.")
    return names


def text_of(path: str) -> str:
    """Return the text of a file. AnsibleLookupError when it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return file.read()
    except (OSError, UnicodeError) as error:
        raise AnsibleLookupError(f"{path} cannot be read: {error}.") from None


def read(pattern: str, tell: bool) -> Iterator[dict[str, str]]:
    """Yield the files that a pattern names, or what is wrong with it where that is to be told."""
    try:
        yield from [{"name": path, "text": text_of(path)} for path in found(pattern)]
    except AnsibleLookupError as error:
        if not tell:
            raise
        yield {"name": pattern, "error": str(error)}


class LookupModule(LookupBase):
    """The text of files of indicators."""

    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, str]]:
        """Return the files that the terms name, each once."""
        tell = kwargs.get("on_error") == "tell"
        patterns = [part for term in terms for part in (term if isinstance(term, (list, tuple)) else (term,))]
        files: dict[str, dict[str, str]] = {}
        for pattern in patterns:
            for file in read(str(pattern), tell):
                files.setdefault(file["name"], file)
        return list(files.values())
