# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tell what the demo did, from its reports and from the tenant's own account, and fail when the two disagree."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

REPORTS = ("triage", "contained", "again", "released")


def read(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the reports by step, and every isolation and release that the tenant has accepted."""
    reports = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in REPORTS}
    return reports, json.loads((folder / "account.json").read_text(encoding="utf-8"))


def complaints(reports: Mapping[str, Any], account: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a sentence for each step that did not do what it says."""
    contained, again, released = (reports[name]["data"] for name in ("contained", "again", "released"))
    isolations, releases = _sent(contained, "Isolate"), _sent(released, "Unisolate")
    if not isolations:
        yield "Containing sent nothing; there was something to contain."
    if again["requests_sent"]:
        yield f"Containing again sent {_requests(again['requests_sent'])}; it must send none."
    if Counter((one["type"], one["machineId"]) for one in account) != Counter(isolations + releases):
        yield f"The tenant accepted {_kinds(account)}; containing says it sent {len(isolations)} and releasing {len(releases)}."
    for data in (contained, again, released):
        for machine in _touched(data):
            if machine["verified"] != data["state"]:
                yield f"{machine['computer_dns_name']} was verified as {machine['verified']}, not as {data['state']}."


def recap(reports: Mapping[str, Any], account: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines that a person reads."""
    triage = reports["triage"]
    figures = {figure["label"]: figure["number"] for figure in triage["figures"]}
    yield f"Triage      {figures['Alerts']} alerts ({figures['High severity']} of high severity) on {figures['Machines']} machines."
    yield f"            {triage['lead']}"
    for label, name in (("Contain", "contained"), ("Again", "again"), ("Release", "released")):
        yield f"{label:12}{reports[name]['lead']}"
    yield f"The tenant  accepted {_kinds(account)}: nothing in check mode, nothing the second time."
    yield ""
    after = {one["machine_id"]: one["verified"] for one in reports["released"]["data"]["machines"]}
    rows = [
        (
            one["computer_dns_name"] or one["machine_id"],
            f"{one['score']:g}",
            one["found"],
            one["verified"] if one["ending"] != "left_out" else "left out",
            after.get(one["machine_id"], "not touched"),
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
    return {0: "no request", 1: "1 request"}.get(number, f"{number} requests")


def _kinds(account: Sequence[Mapping[str, Any]]) -> str:
    kinds = Counter(one["type"] for one in account)
    return f"{_requests(kinds['Isolate'])} to isolate and {_requests(kinds['Unisolate'])} to release"


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def main(folder: Path) -> int:
    """Print the recap; return 1 when a step did not do what it says."""
    reports, account = read(folder)
    wrong = list(complaints(reports, account))
    for sentence in wrong:
        print(f"FAILED: {sentence}", file=sys.stderr)
    if wrong:
        return 1
    print("\n".join(recap(reports, account)))
    print("\nReports")
    for name in REPORTS:
        print(f"  {folder / name}.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
