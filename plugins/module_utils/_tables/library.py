# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The library of files and scripts for live response.

Source: https://learn.microsoft.com/defender-endpoint/api/list-library-files
"""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.module_utils._entity import Operation

_MANAGE = ("Library.Manage",), ("Library.Manage",)

LIST_LIBRARY_FILES = Operation("list_library_files", "GET", "/api/libraryfiles", *_MANAGE)
UPLOAD_LIBRARY_FILE = Operation("upload_library_file", "POST", "/api/libraryfiles", *_MANAGE)
DELETE_LIBRARY_FILE = Operation("delete_library_file", "DELETE", "/api/libraryfiles/{file_name}", *_MANAGE)
