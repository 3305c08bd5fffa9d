#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_machine_action
short_description: Wait for machine actions, or cancel them
version_added: 0.1.0
description:
  - Waits until machine actions ended, for instance those that another task submitted without waiting, or cancels those that are still open.
options:
  action_ids:
    description: Ids of the actions.
    type: list
    elements: str
    required: true
  state:
    description:
      - V(finished) waits until all of them ended, and fails if one ended without success or is still open when the time is over. In check mode it
        looks once and does not wait.
      - V(cancelled) cancels those that are open. Those that ended already stay as they are.
    type: str
    choices: [finished, cancelled]
    default: finished
  comment:
    description: Why the actions are cancelled. Required with O(state=cancelled).
    type: str
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  - >-
    With O(state=cancelled), an application or a person needs the permission C(Machine.CollectForensics), C(Machine.Isolate),
    C(Machine.RestrictExecution), C(Machine.Scan), C(Machine.Offboard), C(Machine.StopAndQuarantine) or C(Machine.LiveResponse).
  # END GENERATED
seealso:
  - module: secops.defender.defender_machine_action_info
  - name: Cancel machine action API
    description: The API behind O(state=cancelled).
    link: https://learn.microsoft.com/defender-endpoint/api/cancel-machine-action
extends_documentation_fragment:
  - secops.defender.waiting
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.controls
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Wait on for isolations that an earlier task submitted
  secops.defender.defender_machine_action:
    action_ids: "{{ containment.results | map(attribute='action.id') }}"
    wait_timeout: 3600

- name: Cancel an isolation that an offline machine has not taken up
  secops.defender.defender_machine_action:
    action_ids:
      - 5382f7ea-7557-4ab7-9782-d50480024a4e
    state: cancelled
    comment: The machine was collected by hand

- name: Cancel everything that is still pending
  secops.defender.defender_machine_action:
    action_ids: "{{ open_actions.machine_actions | map(attribute='id') }}"
    state: cancelled
    comment: End of the exercise
"""

RETURN = r"""
results:
  description: One entry per action. Returned when the task fails, too.
  returned: when the actions could be found
  type: list
  elements: dict
  # BEGIN GENERATED contains action_result
  contains:
    action_id: {description: Id of the action., returned: always, type: str, sample: 5382f7ea-7557-4ab7-9782-d50480024a4e}
    changed:
      description: Whether it was cancelled, or would be in check mode. Waiting changes nothing.
      returned: always
      type: bool
      sample: false
    action:
      description: >-
        The action as it stands now, null if it could not be read. The same keys as in
        RV(secops.defender.defender_machine_action_info#module:machine_actions).
      returned: always
      type: dict
    msg: {description: What went wrong with this action., returned: when this action failed, type: str, sample: The action ended as Failed.}
    error:
      description: The same for a program, with the keys that error has for the whole task.
      returned: when this action failed
      type: dict
      sample: {kind: ActionConflict}
  # END GENERATED
# BEGIN GENERATED error
error:
  description: >-
    Why the task failed, for a program. The sentence for a person is in C(msg). L(The guide on
    errors,https://github.com/secops-collections/defender/blob/main/docs/guides/errors.md) has its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description: >-
        Sort of the failure. Branch on this and not on the text. It is V(OptionError), V(MissingLibrary), V(AuthError), V(TransportError),
        V(IncompleteListing), V(Throttled), V(ApiError), V(NotFound), V(Forbidden), V(QueryFailed), V(Conflict), V(ActionConflict),
        V(ActionFailed) or V(ActionTimeout).
      returned: always
      type: str
      sample: Forbidden
# END GENERATED
"""

from ansible_collections.secops.defender.plugins.module_utils._machine_action import MACHINE_ACTION
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = MACHINE_ACTION


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
