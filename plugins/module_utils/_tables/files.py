# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files.

Source: https://learn.microsoft.com/defender-endpoint/api/files
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Operation, Relation, Thing

_READ = ("File.Read.All",), ("File.Read.All",)
_READ_ALERTS = ("Alert.Read.All", "Alert.ReadWrite.All"), ("Alert.Read", "Alert.ReadWrite")
_READ_MACHINES = ("Machine.Read.All", "Machine.ReadWrite.All"), ("Machine.Read", "Machine.ReadWrite")

GET_FILE = Operation("get_file", "GET", "/api/files/{id}", *_READ)

# What belongs to a file is asked for by SHA-1 only, hence the property.
FILES = Thing(
    plural="files",
    form="hash",
    property="sha1",
    place="id",
    relations=(
        Relation(
            "alerts", Operation("list_file_alerts", "GET", "/api/files/{id}/alerts", *_READ_ALERTS), True
        ),
        Relation(
            "machines",
            Operation("list_file_machines", "GET", "/api/files/{id}/machines", *_READ_MACHINES),
            True,
        ),
    ),
    statistics=Operation("get_file_stats", "GET", "/api/files/{id}/stats", *_READ),
)
