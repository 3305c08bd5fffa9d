# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The life of a live response session: pure functions over commands and what is planned for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.secops.defender.tests.simulator import actions
from ansible_collections.secops.defender.tests.simulator.messages import Record, as_json, refusal
from ansible_collections.secops.defender.tests.simulator.times import moment_of, written

TYPE = "LiveResponse"
SESSIONS = 25
SECONDS_FOR_A_COMMAND = 15
CREATED, COMPLETED, FAILED = "Created", "Completed", "Failed"

# The parameters of each type in the order in which types must come, with whether each is needed.
PARAMETERS: Mapping[str, Mapping[str, bool]] = {
    "PutFile": {"FileName": True},
    "RunScript": {"ScriptName": True, "Args": False},
    "GetFile": {"Path": True},
}
# The parameter that names a file of the library.
LIBRARY_FILE = {"PutFile": "FileName", "RunScript": "ScriptName"}

Rules = Sequence[Mapping[str, Any]]


def commands_of(sent: Any) -> list[Record]:
    """The commands of a request, as they stand before anything ran; or 400."""
    if not isinstance(sent, list) or not sent:
        raise refusal(400, "MissingRequiredParameter", "Required parameter 'Commands' is missing.")
    for command in sent:
        _check(command)
    order = [list(PARAMETERS).index(command["type"]) for command in sent]
    if order != sorted(order):
        raise _wrong("commands must come in the order PutFile, RunScript, GetFile")
    return [
        {
            "index": index,
            "startTime": None,
            "endTime": None,
            "commandStatus": CREATED,
            "errors": [],
            "command": command,
        }
        for index, command in enumerate(sent)
    ]


def _check(command: Any) -> None:
    if not isinstance(command, dict) or set(command) != {"type", "params"}:
        raise _wrong("a command has type and params")
    if command["type"] not in PARAMETERS:
        raise refusal(400, "InvalidInput", f"'{command['type']}' is not a valid type of a command.")
    params = command["params"]
    pairs = isinstance(params, list) and all(
        isinstance(pair, dict)
        and set(pair) == {"key", "value"}
        and all(isinstance(text, str) for text in pair.values())
        for pair in params
    )
    if not pairs:
        raise _wrong("params is a list of key and value")
    wanted, given = PARAMETERS[command["type"]], [pair["key"] for pair in params]
    if len(set(given)) < len(given) or set(given) - set(wanted):
        raise _wrong(f"{command['type']} takes {', '.join(wanted)}")
    missing = [name for name, needed in wanted.items() if needed and not parameter(command, name)]
    if missing:
        raise refusal(400, "MissingRequiredParameter", f"Required parameter '{missing[0]}' is missing.")


def _wrong(why: str) -> Exception:
    return refusal(400, "InvalidRequestBody", f"Request body is incorrect: {why}.")


def parameter(command: Record, name: str) -> str:
    """The value of a parameter, empty without it."""
    return next((str(pair["value"]) for pair in command["params"] if pair["key"] == name), "")


def library_files(commands: Sequence[Record]) -> list[str]:
    """The files of the library that commands need."""
    return [
        parameter(entry["command"], LIBRARY_FILE[entry["command"]["type"]])
        for entry in commands
        if entry["command"]["type"] in LIBRARY_FILE
    ]


def planned(plan: actions.Plan, action: Record, rules: Rules) -> actions.Plan:
    """The plan with the course of the commands: one after the other, and none after one that failed."""
    commands = action.get("commands") or []
    if action["type"] != TYPE or plan.begins is None or not commands:
        return plan
    course: list[Record] = []
    moment, failed = plan.begins, False
    for number, entry in enumerate(commands):
        if failed:
            course.append(entry)
            continue
        said = _failure(action, entry, rules)
        if plan.outcome == actions.FAILED and not number:
            said = said or "The command could not be run"
        ends, failed = moment + timedelta(seconds=SECONDS_FOR_A_COMMAND), bool(said)
        course.append(_ran(entry, moment, ends, said))
        moment = ends
    outcome = actions.FAILED if failed else actions.SUCCEEDED
    return plan._replace(ends=moment, outcome=outcome, course=tuple(course))


def _ran(entry: Record, began: datetime, ended: datetime, said: str | None) -> Record:
    return {
        **entry,
        "startTime": written(began),
        "endTime": written(ended, "7"),
        "commandStatus": FAILED if said else COMPLETED,
        "errors": [said] if said else [],
    }


def progressed(action: Record, plan: actions.Plan, now: datetime) -> Record | None:
    """The action as it stands now, its commands included, when that differs from what is recorded."""
    changed = actions.progressed(action, plan, now) or action
    commands = [
        _at(entry, later, now)
        for entry, later in zip(changed.get("commands") or [], plan.course, strict=False)
    ]
    if plan.course and commands != changed["commands"]:
        changed = {**changed, "commands": commands}
    return None if changed is action else changed


def _at(entry: Record, later: Record, now: datetime) -> Record:
    if later["endTime"] is not None and moment_of(later["endTime"]) <= now:
        return later
    if later["startTime"] is not None and moment_of(later["startTime"]) <= now:
        return {**entry, "startTime": later["startTime"]}
    return entry


def result_of(action: Record, index: int, rules: Rules) -> bytes:
    """What a command left behind: the transcript of a script, or the file; 404 while there is none."""
    commands = action.get("commands") or []
    entry = commands[index] if action["type"] == TYPE and 0 <= index < len(commands) else None
    if entry is None or entry["commandStatus"] != COMPLETED or entry["command"]["type"] == "PutFile":
        raise refusal(
            404, "ResourceNotFound", f"Machine action {action['id']} has no result of command {index}"
        )
    rule, told = _rule(action, entry["command"], rules), _told(entry["command"])
    if entry["command"]["type"] == "GetFile":
        return str(rule.get("content", f"{told} of {action.get('computerDnsName')}\n")).encode()
    return as_json(
        {
            "script_name": told,
            "exit_code": rule.get("exit_code", 0),
            "script_output": rule.get("output", _output(told)),
            "script_errors": rule.get("errors", ""),
        }
    )


def _output(script: str) -> str:
    # Transcripts of PowerShell begin so, and users find NUL characters in them.
    return f"Transcript started, output file is C:\\Temp\\PSScriptOutputs\\{script}.txt\n\x00Done.\x00\n"


def _failure(action: Record, entry: Record, rules: Rules) -> str | None:
    said = _rule(action, entry["command"], rules).get("fails")
    return str(said) if said else None


def _rule(action: Record, command: Record, rules: Rules) -> Mapping[str, Any]:
    def fits(rule: Mapping[str, Any]) -> bool:
        about = rule.get("machineId") in (None, action["machineId"])
        return (
            about and rule["command"] == command["type"] and rule["value"].lower() == _told(command).lower()
        )

    return next((rule for rule in rules if fits(rule)), {})


def _told(command: Record) -> str:
    """The value of the first parameter that a type needs: a file, a script or a path."""
    return parameter(command, next(iter(PARAMETERS[command["type"]])))
