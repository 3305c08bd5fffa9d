# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The routes of the library and of live response, one row for each operation."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator import handlers_library as library
from ansible_collections.secops.defender.tests.simulator import handlers_live_response as live_response
from ansible_collections.secops.defender.tests.simulator.calls import Route
from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.permissions import (
    LIBRARY,
    LIVE_RESPONSE,
    LIVE_RESPONSE_RESULT,
)

_FILES = "/api/libraryfiles"

ROUTES: tuple[Route, ...] = (
    Route("list_library_files", "GET", _FILES, LIBRARY, library.list_all, "LibraryFiles"),
    Route("upload_library_file", "POST", _FILES, LIBRARY, library.upload, "LibraryFiles/$entity"),
    Route("delete_library_file", "DELETE", f"{_FILES}/{{file_name}}", LIBRARY, library.delete),
    Route(
        "run_live_response",
        "POST",
        "/api/machines/{id}/runliveresponse",
        LIVE_RESPONSE,
        live_response.run,
        "MachineActions/$entity",
        limit=Limit(per_minute=10, per_hour=None),
    ),
    Route(
        "get_live_response_result",
        "GET",
        "/api/machineactions/{id}/GetLiveResponseResultDownloadLink(index={command_index})",
        LIVE_RESPONSE_RESULT,
        live_response.result_link,
        "Edm.String",
    ),
)
