# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the sessions of noxfile.py, two at a time, the longest first, and close with a table of what became of each.

Every session's output is in .build/logs; the end of a failed one is shown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / ".build/logs"
NOX = (sys.executable, "-m", "nox", "--noxfile", str(ROOT / "noxfile.py"), "--non-interactive", "--no-color")

PASSED, FAILED, SKIPPED = "passed", "FAILED", "SKIPPED"
AT_ONCE = 2
TAIL = 60

# What ansible-test says, with status 0, when it sees none of the files.
NOTHING_TESTED = "WARNING: All targets skipped."

# antsibull-nox adds these to run others of the list.
COLLECTIVE = {"lint"}

# Runs when it is asked for: the tests of units-*, without ansible-test around them.
ON_DEMAND = {"unit"}

# What takes longest begins first, so that no long session is left to run alone at the end.
LONGEST = ("roles-", "integration-", "units-", "sanity-")


class Result(NamedTuple):
    """What became of one session."""

    name: str
    outcome: str
    reason: str
    seconds: float
    log: Path


def session_names() -> list[str]:
    """List the sessions that stand in noxfile.py."""
    listed = subprocess.run([*NOX, "--list", "--json"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [entry["session"] for entry in json.loads(listed.stdout) if entry["session"] not in COLLECTIVE]


def all_of(names: Sequence[str]) -> list[str]:
    """Return the sessions of a whole run in the order in which they begin."""

    def rank(name: str) -> int:
        long = (place for place, start in enumerate(LONGEST) if name.startswith(start))
        return next(long, len(LONGEST))

    return sorted((name for name in names if name not in ON_DEMAND), key=rank)


def outcome_of(returncode: int, report: Path, log: str) -> tuple[str, str]:
    """Judge a session by nox's status and its report: a session that did not say success has failed."""
    if NOTHING_TESTED in log:
        return FAILED, "ansible-test found nothing to test"
    entries = json.loads(report.read_text())["sessions"] if report.exists() else []
    said = {entry["result"] for entry in entries}
    if returncode == 0 and said == {"skipped"}:
        return SKIPPED, reason_of_skip(log)
    if returncode == 0 and said == {"success"}:
        return PASSED, ""
    return FAILED, f"status {returncode}"


def reason_of_skip(log: str) -> str:
    """Find what nox wrote about a skipped session."""
    reasons = [line.partition("skipped: ")[2] for line in log.splitlines() if "skipped: " in line]
    return reasons[-1].rstrip(".") if reasons else "no reason given"


def run_session(name: str) -> Result:
    """Run one session with its output in a file of its own."""
    log, report = LOGS / f"{name}.log", LOGS / f"{name}.json"
    report.unlink(missing_ok=True)
    start = time.monotonic()
    with log.open("w") as output:
        command = [*NOX, "--session", name, "--report", str(report)]
        status = subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    outcome, reason = outcome_of(status.returncode, report, log.read_text(errors="replace"))
    return Result(name, outcome, reason, time.monotonic() - start, log)


def announce(result: Result) -> None:
    """Say at once what became of a session, with the end of its output if it failed."""
    print(f"{result.outcome:8} {result.name} ({result.seconds:.0f} s) {result.reason}".rstrip(), flush=True)
    if result.outcome == FAILED:
        lines = result.log.read_text(errors="replace").splitlines()
        print(f"--- the end of {result.log}", *lines[-TAIL:], "---", sep="\n", flush=True)


def run_all(names: Sequence[str], run: Callable[[str], Result]) -> list[Result]:
    """Run the sessions, some at once, and announce each as it ends."""

    def run_and_announce(name: str) -> Result:
        result = run(name)
        announce(result)
        return result

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run_and_announce, names))


def summary(results: Sequence[Result]) -> str:
    """Make the closing table, and the count below it alone on its line."""
    width = max(len(result.name) for result in results)
    lines = [
        f"{result.name:{width}}  {result.outcome:7}  {result.seconds:5.0f} s  {result.reason}".rstrip()
        for result in results
    ]
    count = {word: sum(result.outcome == word for result in results) for word in (PASSED, FAILED, SKIPPED)}
    closing = f"{count[PASSED]} passed, {count[FAILED]} failed, {count[SKIPPED]} skipped"
    return "\n".join([*lines, "", closing])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "sessions", nargs="*", help=f"default: all of noxfile.py but {', '.join(sorted(ON_DEMAND))}"
    )
    wanted = parser.parse_args().sessions
    known = session_names()
    if unknown := sorted(set(wanted) - set(known)):
        parser.error(f"no session {', '.join(unknown)}; there are {', '.join(known)}")
    LOGS.mkdir(parents=True, exist_ok=True)
    results = run_all(wanted or all_of(known), run_session)
    print("", summary(results), sep="\n", flush=True)
    return 1 if any(result.outcome == FAILED for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
