# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags and values of machines.

Source: https://learn.microsoft.com/defender-endpoint/api/add-or-remove-machine-tags
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Operation

_EDIT = ("Machine.ReadWrite.All",), ("Machine.ReadWrite",)

TAG_ONE = Operation("set_machine_tag", "POST", "/api/machines/{id}/tags", *_EDIT)
TAG_MANY = Operation(
    "set_machine_tag_bulk", "POST", "/api/machines/AddOrRemoveTagForMultipleMachines", *_EDIT
)
SET_VALUE = Operation("set_device_value", "POST", "/api/machines/{id}/setDeviceValue", *_EDIT)
UPDATE = Operation("update_machine", "PATCH", "/api/machines/{id}", *_EDIT)

MACHINES_PER_TAG = 500
VALUES = ("Normal", "Low", "High")
