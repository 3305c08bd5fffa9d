# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What differs between the supported versions of ansible-core."""

from __future__ import annotations

from typing import Any

import ansible.template
from ansible import constants
from ansible.utils.unsafe_proxy import wrap_var

# From 2.19 on text is data unless it is marked as a template; before, a variable that looks like a template is run.
_RUNS_TEXT = not hasattr(ansible.template, "trust_as_template")

_MARKERS = ("{{", "{%", "{#")


def as_data(value: Any) -> Any:
    """Return the value such that Ansible never runs text in it."""
    if not _RUNS_TEXT:
        return value
    written = value if isinstance(value, str) else repr(value)
    return wrap_var(value) if any(marker in written for marker in _MARKERS) else value


def keeps_text() -> bool:
    """Tell whether an expression that names a text gives that text; native Jinja made 20.04 a number before 2.19."""
    return not _RUNS_TEXT or not constants.DEFAULT_JINJA2_NATIVE
