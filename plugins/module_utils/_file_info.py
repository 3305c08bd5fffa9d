# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading files: of the things that are named by keys the only ones that the service has a record of."""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Thing
from ansible_collections.secops.defender.plugins.module_utils._lookup import lookup
from ansible_collections.secops.defender.plugins.module_utils._runners import Record
from ansible_collections.secops.defender.plugins.module_utils._tables.files import FILES, GET_FILE


def read_file(thing: Thing, client: Client, key: str) -> Record:
    """Read the record of a file, by SHA-1 or SHA-256. NotFound if the service does not know it."""
    return client.first(GET_FILE, id=key)


FILE_INFO = lookup(FILES, read_file)
