# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Border to Ansible: runs a module's Task in the controller's process. The only import of ActionBase.

The modules of this collection talk to a cloud API and never to the host of the play, so they need neither a connection
nor Python there. With async, or with the variable defender_run_on set to target, the ordinary module runs instead.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from importlib import import_module
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.action import ActionBase
from ansible_collections.secops.defender.plugins.module_utils._options import CONNECTION_SPEC
from ansible_collections.secops.defender.plugins.module_utils._sources import environment_of
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task, Tell, perform, silent

_MODULES = "ansible_collections.secops.defender.plugins.modules"
_SHOWN = "async would show the result, which is a secret; run it without async."
_STAND_INS = environment_of(list(CONNECTION_SPEC))

# Ansible reads this file once, before it forks a worker for each task. What is loaded now, no worker has to load.
for _library in ("msal", "requests"):
    with suppress(ImportError):
        import_module(_library)


class ActionModule(ActionBase):
    """Stands in for every module of this collection."""

    _supports_check_mode = True
    _supports_async = True
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> Result:
        """Return what the module would return."""
        variables = task_vars or {}
        result: Result = super().run(tmp, variables)
        name = self._task.action
        task: Task = import_module(f"{_MODULES}.{name.rpartition('.')[2]}").TASK
        if task.censored and self._task.async_val:
            return {**result, "failed": True, "msg": f"{name}: {_SHOWN}"}
        if self._task.async_val or self._templar.template(variables.get("defender_run_on")) == "target":
            self._hand_over_environment()
            result.update(
                self._execute_module(module_name=name, task_vars=variables, wrap_async=self._task.async_val)
            )
        else:
            with _environment(self._given_environment()), self._saying_how_to_go_on(task):
                result.update(
                    _run(task, name, self._task.args, bool(self._task.check_mode), self._listener())
                )
        if task.censored in result and not result.get("failed"):
            # The task as well, for before 2.19 the sum of a loop did not heed its items.
            self._task.no_log = result["_ansible_no_log"] = True
        return result

    def _hand_over_environment(self) -> None:
        """Turn what the play puts into a module's environment in place of options into options.

        Ansible shows the environment of a module's process when it is talkative, and hides secret options.
        """
        given = self._given_environment()
        stood_in = {
            option: given[variable]
            for option, variables in _STAND_INS.items()
            for variable in reversed(variables)
            if variable in given
        }
        taken = {variable for variables in _STAND_INS.values() for variable in variables}
        self._task.args = {**stood_in, **self._task.args}
        self._task.environment = [{key: value for key, value in given.items() if key not in taken}]

    def _listener(self) -> Tell:
        """Return what shows a line about a wait at -v; a task with no_log shows none."""
        name = self._task.action.rpartition(".")[2]
        return silent if self._task.no_log else lambda text: self._display.v(f"{name}: {text}")

    @contextmanager
    def _saying_how_to_go_on(self, task: Task) -> Iterator[None]:
        """Say what to do when a task that waits for actions is broken off, by its timeout or by a person."""
        ended = False
        try:
            yield
            ended = True
        finally:
            if not ended and "wait_timeout" in task.options and not self._task.check_mode:
                self._display.warning(
                    f"{self._task.action} was broken off. What was sent goes on in the service: run the same again to wait on, nothing is sent twice."
                )

    def _given_environment(self) -> dict[str, str]:
        """Return the environment that the play sets for a module."""
        given = self._task.environment or []
        layers = [self._templar.template(layer) for layer in (given if isinstance(given, list) else [given])]
        return {str(name): str(value) for layer in layers if layer for name, value in layer.items()}


def _as_sent(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options as a module gets them: JSON knows neither Ansible's own kinds of text nor times."""
    sent: dict[str, Any] = json.loads(json.dumps(args, default=_text))
    return sent


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _run(task: Task, name: str, args: Mapping[str, Any], check_mode: bool, tell: Tell) -> Result:
    validated = ArgumentSpecValidator(task.argument_spec, **task.rules).validate(_as_sent(args))
    params = validated.validated_parameters
    if validated.error_messages:
        error = validated.errors[0]
        unsupported = (
            f"Unsupported parameters for ({name}) module: " if isinstance(error, UnsupportedError) else ""
        )
        result: Result = {"failed": True, "msg": f"{unsupported}{error.msg}"}
    else:
        result = perform(task, params, check_mode, tell)
    hidden = validated._no_log_values
    cleaned: Result = remove_values({**result, "invocation": {"module_args": params}}, hidden)
    return cleaned


@contextmanager
def _environment(added: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(added)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
