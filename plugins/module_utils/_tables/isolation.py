# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation.

Source: https://learn.microsoft.com/defender-endpoint/api/isolate-machine
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Field, Kind, Operation

_ISOLATE = ("Machine.Isolate",), ("Machine.Isolate",)

ISOLATION = (
    Kind(
        state="isolated",
        type="Isolate",
        opposite="Unisolate",
        operation=Operation("isolate_machine", "POST", "/api/machines/{id}/isolate", *_ISOLATE),
        fields=(
            Field(
                "isolation_type",
                "IsolationType",
                (("full", "Full"), ("selective", "Selective"), ("unmanaged_device", "UnManagedDevice")),
            ),
        ),
        scope="isolation_type",
    ),
    Kind(
        state="released",
        type="Unisolate",
        opposite="Isolate",
        operation=Operation("unisolate_machine", "POST", "/api/machines/{id}/unisolate", *_ISOLATE),
        initial=True,
    ),
)
