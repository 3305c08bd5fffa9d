# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup document."""

from __future__ import annotations

DOCUMENTATION = r"""
name: document
author:
  - The secops.defender authors (@secops-collections)
version_added: 0.1.0
short_description: Take a document as data, or read it from a YAML or JSON file on the controller
description:
  - For a variable that can be a document or the path of one, such as a policy, rules or the report of an earlier run.
  - What is wrong with the file is returned and not raised, so that a role can end with that one sentence.
options:
  _terms:
    description:
      - One value. Text is the path of a file in UTF-8; one that is not absolute counts from the directory that Ansible was started in.
      - Anything else, and empty text, is the document itself.
    type: raw
    required: true
  option:
    description: What the value is called by whoever gives it; every sentence about it begins with this name.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Take the policy
  ansible.builtin.set_fact:
    policy: "{{ lookup('secops.defender.document', respond_policy, option='respond_policy') }}"

- name: Refuse one that cannot be read
  ansible.builtin.assert:
    that: policy.refusal == ''
    fail_msg: "{{ policy.refusal }}"
"""

RETURN = r"""
_raw:
  description: One mapping of the C(document), and the C(refusal), a sentence that is empty when the document is there.
  type: list
  elements: dict
"""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase


def parsed(text: str) -> Any:
    """Return what YAML or JSON holds. ValueError says where it is neither."""
    try:
        # Much quicker than YAML, of which it is a part.
        return json.loads(text)
    except ValueError:
        pass
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{place}{error.problem}") from None
    except yaml.YAMLError as error:
        raise ValueError(str(error).splitlines()[0]) from None


def read(path: str) -> Any:
    """Return the document of a file. ValueError says in a sentence why there is none."""
    whole = os.path.realpath(os.path.expanduser(path))
    if not os.path.isfile(whole):
        raise ValueError(f"there is no file {path} on the controller.")
    try:
        with open(whole, encoding="utf-8-sig") as file:
            return parsed(file.read())
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise ValueError(f"{path} is neither YAML nor JSON: {error}.") from None


class LookupModule(LookupBase):
    """A document, or what is wrong with its file."""

    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Return the one document that is asked for."""
        if len(terms) != 1 or not kwargs.get("option"):
            raise AnsibleLookupError("secops.defender.document takes one value, and its name as option.")
        value = terms[0]
        if not isinstance(value, str) or not value:
            return [{"document": value, "refusal": ""}]
        try:
            return [{"document": read(value), "refusal": ""}]
        except ValueError as error:
            return [{"document": None, "refusal": f"{kwargs['option']}: {error}"}]
