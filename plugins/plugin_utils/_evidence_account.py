# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of a collection of evidence: the plan and what its tasks told, put side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._account import sentence
from ansible_collections.secops.defender.plugins.plugin_utils._containment import name
from ansible_collections.secops.defender.plugins.plugin_utils._evidence import (
    LINKED,
    READ,
    Told,
    action_of,
    error_of,
    of_machines,
    write_error,
)

# How a part, or all of a machine, ended -> what is said of it.
ENDINGS = {
    "collected": "new or changed in this run",
    "same": "the same as before",
    "would": "would be collected",
    "failed": "failed",
    "untouched": "nothing done",
    "left_out": "left out",
}
_ORDER = ("failed", "untouched", "would", "collected", "same")


def evidence_account(plan: Told, outcomes: Told, where: str, check_mode: bool) -> dict[str, Any]:
    """Return for each machine what was collected and how each part ended, and the sentence of what went wrong."""
    machines = [_fate(machine, plan, outcomes, check_mode) for machine in plan["machines"]]
    left_out = [_left_out(machine) for machine in plan["left_out"]]
    return {
        "dir": where,
        "source": plan["source"],
        "parts": list(plan["parts"]),
        "machines": machines + left_out,
        "requests_sent": sum(
            1
            for part in LINKED
            for one in of_machines(outcomes.get(part) or {}).values()
            if one.get("changed") and one.get("action")
        ),
        "refusal": plan["refusal"],
        "failure": plan["refusal"] or _failure(machines),
    }


def _fate(machine: Told, plan: Told, outcomes: Told, check_mode: bool) -> dict[str, Any]:
    machine_id = machine["machine_id"]
    parts = [] if plan["refusal"] else [_part(machine_id, part, outcomes) for part in plan["parts"]]
    manifest = next((one for one in outcomes.get("manifests") or () if one["machine_id"] == machine_id), None)
    if manifest:
        parts.append(_manifest(manifest, outcomes))
    for part in parts:
        part["ending"] = "would" if check_mode and part["ending"] == "collected" else part["ending"]
    endings = {part["ending"] for part in parts}
    ending = next((one for one in _ORDER if one in endings), "untouched")
    return {
        **machine,
        "ending": ending,
        "done": ENDINGS[ending],
        "parts": parts,
        "files": list(manifest["files"]) if manifest else [],
        "error": next((part["error"] for part in parts if part["error"]), None),
    }


def _left_out(machine: Told) -> dict[str, Any]:
    nothing: dict[str, Any] = {"parts": [], "files": [], "error": None}
    return {**machine, "ending": "left_out", "done": ENDINGS["left_out"], **nothing}


def _part(machine_id: str, part: str, outcomes: Told) -> dict[str, Any]:
    """Return how one part of one machine ended. A task that never ran leaves nothing to tell."""
    outcome = outcomes.get(part) or {}
    if not outcome:
        return _ended(part, "untouched")
    result: Told = of_machines(outcome).get(machine_id) or outcome
    error = error_of(result, READ[part].key if part in READ else "decided_from")
    changed, action_id = False, None
    if part in LINKED:
        action_id = action_of(result)
        fetched = of_machines(outcomes.get(f"{part}_files") or {}).get(machine_id)
        error = error or (error_of(fetched) if fetched else None)
        # Only check mode leaves a package that is there with the service.
        changed = bool(fetched.get("changed") if fetched else result.get("changed") or part == "package")
    for file in outcomes.get("files") or ():
        if (file["machine_id"], file["part"]) == (machine_id, part):
            error = error or write_error(file, outcomes.get("written") or {})
            changed = changed or file["changed"]
    return _ended(part, "failed" if error else "collected" if changed else "same", action_id, error)


def _manifest(manifest: Told, outcomes: Told) -> dict[str, Any]:
    error = write_error(manifest, outcomes.get("manifests_written") or {})
    return _ended(
        "manifest", "failed" if error else "collected" if manifest["changed"] else "same", None, error
    )


def _ended(
    part: str, ending: str, action_id: str | None = None, error: dict[str, str] | None = None
) -> dict[str, Any]:
    return {"part": part, "ending": ending, "action_id": action_id, "error": error}


def _failure(machines: Sequence[Mapping[str, Any]]) -> str:
    failed = [one for one in machines if one["error"]]
    if not failed:
        return ""
    first = failed[0]
    part = next(part["part"] for part in first["parts"] if part["error"])
    verb = "is" if len(failed) == 1 else "are"
    return (
        f"The evidence of {len(failed)} of {len(machines)} machines {verb} not complete; {name(first)}, {part}: "
        f"{sentence(first['error']['msg'])} Run the same again to go on: nothing is sent twice."
    )
