# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Commands of live response: as users write them, as the API takes them, and what a script leaves behind. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _schemas
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._tables.live_response import (
    COMMANDS,
    COMMANDS_SCHEMA,
)

Command = Mapping[str, Any]

_ORDER = list(COMMANDS)
_HEADER = "Transcript started, output file is "


def check(commands: Sequence[Command]) -> None:
    """Raise OptionError for a command that the service would not take."""
    _schemas.check("commands", commands, COMMANDS_SCHEMA)
    for place, (one, following) in enumerate(pairwise(commands)):
        if _ORDER.index(one["type"]) > _ORDER.index(following["type"]):
            raise OptionError(
                f"commands[{place + 1}]: {following['type']} cannot come after {one['type']}; "
                f"the service takes {', then '.join(_ORDER)}.",
                option="commands",
            )


def sent(commands: Sequence[Command]) -> list[dict[str, Any]]:
    """Return the commands as the API takes them. A parameter without a text is left out."""
    return [_sent(command) for command in commands]


def same(commands: Sequence[Command], action: Mapping[str, Any]) -> bool:
    """Tell whether a past session ran just these commands."""
    ran = [entry.get("command") or {} for entry in entries(action)]
    return list(map(_plain, ran)) == list(map(_plain, sent(commands)))


def entries(action: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a session tells of its commands, in their order; the service can leave out the index of some."""
    placed = enumerate(action.get("commands") or [])
    ordered = sorted(placed, key=lambda pair: pair[0] if pair[1].get("index") is None else pair[1]["index"])
    return [entry for _place, entry in ordered]


def library_files(commands: Sequence[Command]) -> list[str]:
    """Return the files that must be in the library, each once."""
    names = (command.get("file_name") or command.get("script_name") for command in commands)
    return list(dict.fromkeys(name for name in names if name))


def transcript(content: bytes) -> dict[str, Any]:
    """Return what a script said, without the NUL characters and the header that transcripts have. ValueError if it is none."""
    told = json.loads(content.decode("utf-8-sig"))
    if not isinstance(told, dict):
        raise ValueError("no object")
    output = _text(told, "script_output")
    header, _end, rest = output.partition("\n")
    return {
        "script_name": told.get("script_name"),
        "exit_code": told.get("exit_code"),
        "script_output": rest if header.startswith(_HEADER) else output,
        "script_errors": _text(told, "script_errors"),
    }


def _sent(command: Command) -> dict[str, Any]:
    name, parameters = COMMANDS[command["type"]]
    pairs = [(key, command.get(option)) for option, key in parameters.items()]
    return {"type": name, "params": [{"key": key, "value": value} for key, value in pairs if value]}


def _plain(command: Command) -> tuple[Any, dict[str, Any]]:
    params = {param.get("key"): param.get("value") for param in command.get("params") or []}
    return command.get("type"), {key: value for key, value in params.items() if value}


def _text(told: Mapping[str, Any], name: str) -> str:
    return str(told.get(name) or "").replace("\x00", "")
