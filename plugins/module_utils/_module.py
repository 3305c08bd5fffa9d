# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Border to Ansible: a Task as an ordinary module. The only import of AnsibleModule."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.secops.defender.plugins.module_utils._task import Task, perform


def run(task: Task) -> None:
    """Run the task on the options that Ansible hands over, and end the process with its result."""
    module = AnsibleModule(argument_spec=task.argument_spec, supports_check_mode=True, **task.rules)
    result = perform(task, module.params, module.check_mode)
    for warning in result.pop("warnings", ()):
        module.warn(warning)
    if result.get("failed"):
        module.fail_json(**result)
    module.exit_json(**result)
