# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback secops.defender.go_on."""

from __future__ import annotations

DOCUMENTATION = """
name: go_on
type: aggregate
short_description: Tell where a run was interrupted and how to go on
version_added: 0.1.0
author:
  - The secops.defender authors (@secops-collections)
description:
  - When C(ansible-playbook) is interrupted with Ctrl-C (SIGINT), tells which task was under way, how many had begun, and that the same command goes on
    from there.
  - Of a run that comes to its end it tells nothing. One that is ended by another signal tells nothing either.
requirements:
  - To be enabled, with C(callbacks_enabled = secops.defender.go_on) in C(ansible.cfg) or E(ANSIBLE_CALLBACKS_ENABLED).
notes:
  - The modules and roles of this collection look at what the service has before they send anything, which is why a second run doubles nothing.
    Of other tasks in the same playbook this says nothing.
"""

import atexit
import os
from typing import TYPE_CHECKING

from ansible.plugins.callback import CallbackBase

if TYPE_CHECKING:
    from ansible.executor.stats import AggregateStats
    from ansible.playbook import Playbook
    from ansible.playbook.task import Task


class CallbackModule(CallbackBase):
    """Counts tasks, and speaks when the process ends before the playbook does."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "secops.defender.go_on"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_start(self, playbook: Playbook) -> None:
        """Begin to count. Ansible has no event for an interruption: what is left is the end of the process, and not that of a worker."""
        self._begun = 0
        self._task = ""
        self._process = os.getpid()
        atexit.register(self._tell)

    def v2_playbook_on_task_start(self, task: Task, is_conditional: bool) -> None:
        """Note which task is under way."""
        self._begun += 1
        self._task = task.get_name().strip()

    def v2_playbook_on_handler_task_start(self, task: Task) -> None:
        """Note a handler likewise."""
        self.v2_playbook_on_task_start(task, False)

    def v2_playbook_on_stats(self, stats: AggregateStats) -> None:
        """Have nothing to tell of a playbook that came to its end."""
        atexit.unregister(self._tell)

    def _tell(self) -> None:
        if os.getpid() == self._process and self._begun:
            self._display.display(interrupted(self._begun, self._task), stderr=True)


def interrupted(begun: int, task: str) -> str:
    """Return what is told of an interruption."""
    return (
        f"Interrupted in task {begun}, '{task}'. What was sent to Microsoft Defender for Endpoint goes on there. "
        "Run the same command again to go on: what is done is found and not done twice."
    )
