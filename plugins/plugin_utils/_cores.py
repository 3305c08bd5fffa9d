# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ansible's process needs to be told: how versions of ansible-core differ, and when not to look for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ansible.template
from ansible import constants
from ansible.utils.unsafe_proxy import wrap_var

# From 2.19 on text is data unless it is marked as a template; before, a variable that looks like a template is run.
_RUNS_TEXT = not hasattr(ansible.template, "trust_as_template")


def as_data(value: Any) -> Any:
    """Return the value such that Ansible never runs text in it."""
    if not _RUNS_TEXT or not _looks_run(value if isinstance(value, str) else repr(value)):
        return value
    return _wrapped(value)


def _looks_run(text: str) -> bool:
    return "{{" in text or "{%" in text or "{#" in text


def _wrapped(value: Any) -> Any:
    if isinstance(value, dict):
        return {_wrapped(key): _wrapped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_wrapped(item) for item in value]
    return wrap_var(value) if isinstance(value, str) and _looks_run(value) else value


def decrypted(value: Any) -> Any:
    """Return a vaulted text as text; before 2.19 it is an object that decrypts itself when it is made text."""
    return str(value) if getattr(value, "__ENCRYPTED__", False) else value


def keeps_text() -> bool:
    """Tell whether an expression that names a text gives that text; native Jinja made 20.04 a number before 2.19."""
    return not _RUNS_TEXT or not constants.config.get_config_value("DEFAULT_JINJA2_NATIVE")


def keeps_group_names() -> bool:
    """Tell whether the user wants group names with whatever is in them."""
    return bool(constants.config.get_config_value("TRANSFORM_INVALID_GROUP_CHARS") == "ignore")


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the cyclic garbage collector from walking through all records again and again while hosts are made of them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
