# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tasks of a collection told of each machine, and the files that their records become. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Told = Mapping[str, Any]


class Part(NamedTuple):
    """One part that is read as records: its file, the key of the task's result, the operations it comes from."""

    file: str
    key: str
    source: str


READ: Mapping[str, Part] = {
    "machine": Part("machine.json", "machines", "get_machine, list_machine_actions"),
    "logon_users": Part("logon_users.json", "machines", "list_machine_logon_users"),
    "alerts": Part("alerts.json", "alerts", "list_machine_alerts, get_alert"),
    "actions": Part("machine_actions.json", "machine_actions", "list_machine_actions"),
    "software": Part("software.json", "machines", "list_machine_software"),
}
LINKED = {"package": "get_package_sas_uri", "live_response": "get_live_response_result"}
SESSION_FILE = "live_response.json"
# What a machine has of these comes in no certain order.
_UNORDERED = ("logon_users", "software")


def steps(plan: Told, outcome: Told) -> list[dict[str, Any]]:
    """Return the machines whose work has ended well, each with its folder and the action that did it."""
    told = of_machines(outcome)
    return [
        {"machine_id": one["machine_id"], "folder": one["folder"], "action_id": action}
        for one in plan["machines"]
        if (result := told.get(one["machine_id"])) and not error_of(result) and (action := action_of(result))
    ]


def of_machines(outcome: Told) -> dict[str, Told]:
    """Return the result of each machine, from a task for all of them or from a loop with a task for each."""
    found: dict[str, Told] = {}
    for one in outcome.get("results") or ():
        if "machine_id" in one:
            found[one["machine_id"]] = one
        elif one.get("machine") and not one.get("skipped"):
            whole = {name: value for name, value in one.items() if name != "results"}
            single: Told = next(iter(one.get("results") or ()), {})
            found[one["machine"]["machine_id"]] = {**whole, **single}
    return found


def action_of(result: Told) -> str | None:
    """Return the id of the action that a result stands on."""
    action = result.get("action") or {}
    return action.get("id") or (result.get("decided_from") or {}).get("action_id")


def error_of(result: Told, key: str = "decided_from") -> dict[str, str] | None:
    """Return kind and sentence of a failure; a result without what its task returns is one."""
    error = result.get("error")
    if not error and key in result:
        return None
    kind = error.get("kind", "Error") if isinstance(error, Mapping) else "Error"
    return {
        "kind": str(kind),
        "msg": str(result.get("msg") or error or "The task told nothing of this machine."),
    }


def files(plan: Told, outcomes: Told) -> list[dict[str, Any]]:
    """Return the files of records, each with its content and whether it is to be written; what could not be read has none."""
    made = (file for machine in plan["machines"] for file in _files(machine, plan["parts"], outcomes))
    return [{**file, "changed": differs(file, outcomes)} for file in made]


def differs(file: Told, outcomes: Told) -> bool:
    """Tell whether a file is not there as it should be, or others than its owner could read it."""
    there = (one for one in outcomes.get("there") or () if str(one["path"]).endswith(f"/{file['path']}"))
    return not any((one["checksum"], one["mode"]) == (file["checksum"], "0600") for one in there)


def _files(machine: Told, parts: Sequence[str], outcomes: Told) -> Iterator[dict[str, Any]]:
    machine_id = machine["machine_id"]
    for part in parts:
        if part in READ:
            result = of_machines(outcomes.get(part) or {}).get(machine_id, {})
            if not error_of(result, READ[part].key):
                yield _file(machine, part, READ[part].file, _records(part, result))
    session = session_of(machine_id, outcomes)
    if "commands" in session:
        told = {"action_id": action_of(session), "commands": [_command(one) for one in session["commands"]]}
        yield {**_file(machine, "live_response", SESSION_FILE, told), "action_id": action_of(session)}


def session_of(machine_id: str, outcomes: Told) -> Told:
    """Return what a session told: with the files that were fetched from it, where they were."""
    fetched = of_machines(outcomes.get("live_response_files") or {}).get(machine_id, {})
    return (
        fetched
        if "commands" in fetched
        else of_machines(outcomes.get("live_response") or {}).get(machine_id, {})
    )


def _records(part: str, result: Told) -> Any:
    found = result[READ[part].key]
    if part == "machine":
        return found[0] if found else None
    if part in _UNORDERED:
        return sorted(found[0].get(part) or (), key=lambda record: str(record.get("id"))) if found else []
    return found


def _command(entry: Told) -> dict[str, Any]:
    kept = entry.get("file")
    if not kept:
        return dict(entry)
    return {**entry, "file": {**kept, "path": base_name(kept["path"])}}


def base_name(path: str) -> str:
    """Return the name of a local file."""
    return str(path).rsplit("/", 1)[-1]


def _file(machine: Told, part: str, file_name: str, value: Any) -> dict[str, Any]:
    return {
        "machine_id": machine["machine_id"],
        "part": part,
        "name": file_name,
        "source": READ[part].source if part in READ else LINKED[part],
        "action_id": None,
        **content_of(f"{machine['folder']}/{file_name}", value),
    }


def content_of(path: str, value: Any) -> dict[str, Any]:
    """Return a file of JSON: where it goes, what it holds, its size, its digest, and the checksum that Ansible knows it by."""
    text = as_text(value)
    content = text.encode("utf-8")
    return {
        "path": path,
        "content": text,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "checksum": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
    }


def as_text(value: Any) -> str:
    """Write records as JSON that is the same for the same records."""
    return json.dumps(_plain(value), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _plain(value: Any) -> Any:
    """Return a value without the classes that Ansible keeps it in."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def downloads(machine_id: str, outcomes: Told) -> Iterator[dict[str, Any]]:
    """Yield what was downloaded from a machine: its package, and files that live response fetched."""
    package = of_machines(outcomes.get("package_files") or {}).get(machine_id, {})
    if package.get("package") and not error_of(package):
        yield _download("package", package["package"], action_of(package))
    session = session_of(machine_id, outcomes)
    for command in session.get("commands") or ():
        if command.get("file"):
            yield _download("live_response", command["file"], action_of(session))


def _download(part: str, kept: Told, action_id: str | None) -> dict[str, Any]:
    return {
        "part": part,
        "name": base_name(kept["path"]),
        "size": kept.get("size"),
        "sha256": kept.get("sha256"),
        "source": LINKED[part],
        "action_id": action_id,
    }


def write_error(file: Told, writing: Told) -> dict[str, str] | None:
    """Return kind and sentence when the loop that writes files could not write this one."""
    for one in writing.get("results") or ():
        if one.get("written_path") == file["path"] and one.get("msg") and not one.get("checksum"):
            return {"kind": "NotWritten", "msg": str(one["msg"])}
    return None
