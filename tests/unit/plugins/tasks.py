# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a Task of the collection against a simulated tenant, as the borders to Ansible do."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.secops.defender.plugins.module_utils._client import Client, client_for
from ansible_collections.secops.defender.plugins.module_utils._options import connection_of
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task, perform
from ansible_collections.secops.defender.tests.simulator import Running


def run(tenant: Running, task: Task, check_mode: bool = False, **options: Any) -> Result:
    """Return the result of a task with these options, its connection options being those of the tenant."""
    return perform(task, _validated(task, {**tenant.options, **options}), check_mode)


def client_of(tenant: Running, **options: Any) -> Client:
    """Return a client of the tenant."""
    return client_for(connection_of(_validated(Task({}, _nothing), {**tenant.options, **options})))


def _nothing(*_arguments: Any) -> Result:
    return {}


def _validated(task: Task, options: dict[str, Any]) -> dict[str, Any]:
    validated = ArgumentSpecValidator(task.argument_spec, **task.rules).validate(options)
    assert not validated.error_messages
    return dict(validated.validated_parameters)
