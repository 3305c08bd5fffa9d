# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tell what the demo did, from its reports and from the tenant's own account, and fail when the two disagree."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

REPORTS = ("triage", "contained", "again", "released")
ACCOUNTS = ("checked", "contained", "again", "released")


def read(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the reports and the tenant's accounts by step."""
    reports = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in REPORTS}
    accounts = {name: json.loads((folder / f"{name}.actions.json").read_text(encoding="utf-8")) for name in ACCOUNTS}
    return reports, accounts


def complaints(reports: Mapping[str, Any], accounts: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each step that did not do what it says."""
    contained, again, released = (reports[name]["data"] for name in ("contained", "again", "released"))
    accepted = {name: [(one["type"], one["machineId"]) for one in actions] for name, actions in accounts.items()}
    isolations = _sent(contained, "Isolate")
    if accepted["checked"]:
        yield f"Check mode sent {len(accepted['checked'])} requests; it must send none."
    if not isolations:
        yield "Containing sent nothing; there was something to contain."
    if Counter(accepted["contained"]) != Counter(isolations):
        yield "What containing says it sent is not what the tenant accepted."
    if accepted["again"] != accepted["contained"] or again["requests_sent"]:
        yield "Containing a second time sent something; it must send nothing."
    if Counter(accepted["released"]) != Counter(isolations + _sent(released, "Unisolate")):
        yield "What releasing says it sent is not what the tenant accepted."
    for data in (contained, again, released):
        for machine in _touched(data):
            if machine["verified"] != data["state"]:
                yield f"{machine['computer_dns_name']} was verified as {machine['verified']}, not as {data['state']}."


def recap(reports: Mapping[str, Any], accounts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that a person reads."""
    triage = reports["triage"]
    figures = {figure["label"]: figure["number"] for figure in triage["figures"]}
    yield f"Triage      {figures['Alerts']} alerts ({figures['High severity']} of high severity) on {figures['Machines']} machines."
    yield f"            {triage['lead']}"
    yield f"Check mode  The tenant accepted {_requests(len(accounts['checked']))}."
    for label, name in (("Contain", "contained"), ("Again", "again"), ("Release", "released")):
        yield f"{label:12}{reports[name]['lead']}"
    yield ""
    after = {one["machine_id"]: one["verified"] for one in reports["released"]["data"]["machines"]}
    rows = [
        (
            one["computer_dns_name"] or one["machine_id"],
            f"{one['score']:g}",
            one["found"],
            one["verified"] if one["ending"] != "left_out" else "left out",
            after.get(one["machine_id"], "") if one["ending"] != "left_out" else "left out",
        )
        for one in reports["contained"]["data"]["machines"]
    ]
    yield from _aligned([("Machine", "Score", "Before", "Contained", "In the end"), *rows])
    for one in reports["contained"]["data"]["machines"]:
        if one["ending"] == "left_out":
            yield f"{one['computer_dns_name']} was left out: {one['rule']}."


def _touched(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [machine for machine in data["machines"] if machine["ending"] != "left_out"]


def _sent(data: Mapping[str, Any], kind: str) -> list[tuple[str, str]]:
    return [(kind, machine["machine_id"]) for machine in data["machines"] if machine["sent_in_this_run"]]


def _requests(number: int) -> str:
    return "no request" if not number else f"{number} requests"


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def main(folder: Path) -> int:
    """Print the recap; return 1 when a step did not do what it says."""
    reports, accounts = read(folder)
    print("\n".join(recap(reports, accounts)))
    print("\nReports")
    for name in REPORTS:
        print(f"  {folder / name}.html")
    wrong = list(complaints(reports, accounts))
    for sentence in wrong:
        print(f"FAILED: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
