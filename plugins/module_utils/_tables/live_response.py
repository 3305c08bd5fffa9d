# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Live response.

Source: https://learn.microsoft.com/defender-endpoint/api/run-live-response
"""

from __future__ import annotations

from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._entity import Job, Operation, Rate

_RESPOND = ("Machine.LiveResponse",)

LIVE_RESPONSE = Job(
    done="handled",
    type="LiveResponse",
    operation=Operation(
        "run_live_response", "POST", "/api/machines/{id}/runliveresponse", _RESPOND, _RESPOND
    ),
)

RESULT_LINK = Operation(
    "get_live_response_result",
    "GET",
    "/api/machineactions/{id}/GetLiveResponseResultDownloadLink(index={command_index})",
    ("Machine.Read.All", "Machine.ReadWrite.All"),
    _RESPOND,
)

CALLS = Rate(per_minute=10, per_hour=None)
RESULT_LINKS = Rate(per_minute=100, per_hour=1500)
SESSIONS = 25

# Each type of command, in the order in which types must come: its name in the API, and that of each parameter.
COMMANDS: dict[str, tuple[str, dict[str, str]]] = {
    "put_file": ("PutFile", {"file_name": "FileName"}),
    "run_script": ("RunScript", {"script_name": "ScriptName", "args": "Args"}),
    "get_file": ("GetFile", {"path": "Path"}),
}

_FILE = {
    "type": "string",
    "pattern": r"\A[A-Za-z0-9._-]+\Z",
    "x-says": "is no name of a file in the library; give letters, digits, hyphens, underscores and dots",
}
_PATH = {
    "type": "string",
    "pattern": r"\A([A-Za-z]:[\\/]|\\\\|/)[^\r\n]+\Z",
    "x-says": r"is no absolute path on a machine; give one as in C:\Windows\Temp\a.txt or /var/log/syslog",
}
_PUT_FILE = {"required": ["file_name"], "properties": {"type": {}, "file_name": _FILE}}
_RUN_SCRIPT = {
    "required": ["script_name"],
    "properties": {"type": {}, "script_name": _FILE, "args": {"type": "string"}},
}
_GET_FILE = {"required": ["path"], "properties": {"type": {}, "path": _PATH}}

COMMANDS_SCHEMA: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": ["put_file", "run_script", "get_file"]}},
        "allOf": [
            {
                "if": {"required": ["type"], "properties": {"type": {"const": "put_file"}}},
                "then": {**_PUT_FILE, "additionalProperties": False},
            },
            {
                "if": {"required": ["type"], "properties": {"type": {"const": "run_script"}}},
                "then": {**_RUN_SCRIPT, "additionalProperties": False},
            },
            {
                "if": {"required": ["type"], "properties": {"type": {"const": "get_file"}}},
                "then": {**_GET_FILE, "additionalProperties": False},
            },
        ],
    },
}
