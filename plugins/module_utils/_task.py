# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module is: a specification of its options and the work it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils._client import Client, client_for
from ansible_collections.secops.defender.plugins.module_utils._errors import DefenderError
from ansible_collections.secops.defender.plugins.module_utils._options import CONNECTION_SPEC, connection_of

Result = dict[str, Any]
Work = Callable[[Client, Mapping[str, Any], bool], Result]


class Task(NamedTuple):
    """The options of a module beside the connection, the rules between them, and its work.

    Work takes the client, the options and whether it is only to predict, and returns the result. A result that has
    the censored key holds a secret: it can be registered and is never shown.
    """

    options: dict[str, dict[str, Any]]
    work: Work
    rules: Mapping[str, Any] = MappingProxyType({})
    censored: str = ""

    @property
    def argument_spec(self) -> dict[str, dict[str, Any]]:
        """The options as Ansible wants them declared."""
        return {**CONNECTION_SPEC, **self.options}


def shortfall(failed: int, count: int, noun: str, goal: str) -> str:
    """Say how many things are not as they should be."""
    return (
        f"{failed} of {count} {noun}{'' if count == 1 else 's'} {'is' if failed == 1 else 'are'} not {goal}"
    )


def perform(task: Task, params: Mapping[str, Any], check_mode: bool) -> Result:
    """Do a task's work and return its result, a failure told in one sentence included."""
    try:
        return {"changed": False, **task.work(client_for(connection_of(params)), params, check_mode)}
    except DefenderError as error:
        return {"changed": False, "failed": True, **error.as_result()}
