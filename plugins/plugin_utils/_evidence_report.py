# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a collection of evidence brought, as a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._containment import name
from ansible_collections.secops.defender.plugins.plugin_utils._times import brief

_TONES = {
    "collected": "good",
    "same": "good",
    "would": "mild",
    "failed": "bad",
    "untouched": "quiet",
    "left_out": "quiet",
}
# The most files in the table; the data has all.
_ROWS = 200


def evidence_report(told: Mapping[str, Any], title: str, generated: str) -> dict[str, Any]:
    """Return the report."""
    counted = Counter(one["ending"] for one in told["machines"])
    files = [(machine, file) for machine in told["machines"] for file in machine["files"]]
    fresh = sum(1 for _machine, file in files if file["collected"] == generated)
    document = _report.report("collect_evidence", title, generated, _lead(told, counted, len(files), fresh))
    document["figures"] = [
        _report.figure("Machines", len(told["machines"]) - counted["left_out"]),
        _report.figure("Files", len(files)),
        _report.figure("New or changed", fresh, "good" if fresh else "plain"),
        _report.figure("Not complete", counted["failed"], "bad" if counted["failed"] else "plain"),
        _report.figure("Left out", counted["left_out"], "quiet" if counted["left_out"] else "plain"),
    ]
    sections = (_failure(told), _machines(told["machines"]), _files(files))
    document["sections"] = [part for part in sections if part]
    document["data"] = dict(told)
    return document


def _lead(told: Mapping[str, Any], counted: Mapping[str, int], files: int, fresh: int) -> str:
    if told["refusal"]:
        return f"Refused: {told['refusal']}"
    machines = len(told["machines"]) - counted["left_out"]
    of = f"{machines} machine{'' if machines == 1 else 's'}"
    if counted["would"]:
        return f"Check mode: evidence of {of} would be collected into {told['dir']}; nothing was sent or written."
    failed = f"; {counted['failed']} not complete" if counted["failed"] else ""
    return f"Evidence of {of} is in {told['dir']}: {files} files, {fresh} of them new or changed in this run{failed}."


def _failure(told: Mapping[str, Any]) -> dict[str, Any] | None:
    if not told["failure"] or told["refusal"]:
        return None
    return _report.section("What went wrong", told["failure"])


def _machines(machines: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not machines:
        return None
    columns = ("Machine", "Folder", "Done", "Parts", "Error")
    rows = [
        (
            [name(one), one["machine_id"]],
            one["folder"] if one["files"] else None,
            _report.marked([one["done"], one["rule"] or ""], _TONES[one["ending"]]),
            [f"{part['part']}: {part['ending']}" for part in one["parts"]],
            list(_errors(one)),
        )
        for one in sorted(machines, key=lambda one: one["ending"] != "failed")
    ]
    return _report.section("Machine by machine", table=_report.table(columns, rows))


def _errors(machine: Mapping[str, Any]) -> Iterator[str]:
    for part in machine["parts"]:
        if part["error"]:
            yield f"{part['part']}: {part['error']['kind']}: {part['error']['msg']}"


def _files(files: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, Any] | None:
    if not files:
        return None
    columns = ("Machine", "File", "Bytes", "SHA-256", "From", "Collected")
    rows = [
        (
            name(machine),
            file["name"],
            file["size"],
            file["sha256"],
            [file["source"], file["action_id"] or ""],
            brief(file["collected"]),
        )
        for machine, file in files[:_ROWS]
    ]
    text = (
        f"The first {_ROWS} of {len(files)}; the data of this report has all." if len(files) > _ROWS else ""
    )
    shown = _report.table(columns, rows, number=("Bytes",), code=("SHA-256",), short=("Collected",))
    return _report.section("Files", text, table=shown)
