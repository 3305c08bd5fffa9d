# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line: serve a scenario around a command, or until told to stop."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from ansible_collections.secops.defender.tests.simulator.faults import FaultError
from ansible_collections.secops.defender.tests.simulator.running import running
from ansible_collections.secops.defender.tests.simulator.scenario import ScenarioError, names
from ansible_collections.secops.defender.tests.simulator.server import ServerError

PROGRAM = "simulator"
WRONG_ARGUMENT, NOT_FOUND, NOT_RUNNABLE = 2, 127, 126


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line."""
        self.exit(WRONG_ARGUMENT, f"{PROGRAM}: {message}\n")


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 on, not {text!r}")
    return int(text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 65535, not {text!r}")
    return int(text)


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0 < scale < 1e9:
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text!r}")
    return scale


def _journal(text: str) -> Path:
    path = Path(text)
    try:
        path.touch()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"cannot be written: {error}") from error
    return path


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = _Parser(
        prog=PROGRAM,
        description="A stateful Defender tenant on loopback.",
        epilog="With '-- command ...' the command runs with the connection in its environment, and its status is returned.",
    )
    options.add_argument(
        "--scenario", default=None, metavar="PATH|NAME", help=f"a file, or one of {', '.join(names())}"
    )
    options.add_argument(
        "--port", type=_port, default=0, help="the port on 127.0.0.1; any free one by default"
    )
    options.add_argument("--journal", type=_journal, metavar="FILE", help="write one JSON object per request")
    options.add_argument("--faults", metavar="FILE", help="a JSON list of {when, do} objects")
    options.add_argument("--limits", choices=("documented", "off"), default="documented", help="rate limits")
    options.add_argument(
        "--page-size", type=_positive, metavar="N", help="records in a page; 10000 by default"
    )
    options.add_argument(
        "--time-scale", type=_scale, default=1.0, metavar="X", help="virtual seconds in a real one"
    )
    return options


def main(arguments: Sequence[str]) -> int:
    """Serve, and give back the status to end with."""
    mark = list(arguments).index("--") if "--" in arguments else len(arguments)
    command = list(arguments[mark + 1 :])
    options = parser().parse_args(arguments[:mark])
    if mark < len(arguments) and not command:
        print(f"{PROGRAM}: there is no command after --", file=sys.stderr)
        return WRONG_ARGUMENT
    try:
        with running(
            options.scenario,
            options.faults,
            options.page_size,
            options.limits,
            options.time_scale,
            port=options.port,
            journal=options.journal,
        ) as tenant:
            return run(command, tenant.environment) if command else serve(tenant.environment)
    except (ScenarioError, FaultError, ServerError) as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return WRONG_ARGUMENT


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command with the connection in its environment; its status, as a shell gives it."""
    try:
        process = subprocess.Popen(command, env={**os.environ, **environment})
    except FileNotFoundError:
        print(f"{PROGRAM}: {command[0]}: there is no such command", file=sys.stderr)
        return NOT_FOUND
    except OSError as error:
        print(f"{PROGRAM}: {command[0]}: {error.strerror}", file=sys.stderr)
        return NOT_RUNNABLE
    signal.signal(signal.SIGTERM, lambda _number, _frame: process.terminate())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = process.wait()
    return status if status >= 0 else 128 - status


def serve(environment: Mapping[str, str]) -> int:
    """Print the connection for a shell, then serve until told to stop."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    for name, value in environment.items():
        print(f"export {name}={shlex.quote(value)}")
    sys.stdout.flush()
    stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
