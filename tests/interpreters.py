# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the Pythons of a machine that really start.

ansible-test clears the environment, so a version manager's shim (found on PATH, ends with 127
without its variables) is of no use: what is answered here is always the interpreter itself.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

# Where version managers keep their shims and interpreters: the variable that names their folder,
# that folder in the home, and the interpreters below it.
MANAGERS = (
    ("PYENV_ROOT", ".pyenv", "versions/*/bin"),
    ("ASDF_DATA_DIR", ".asdf", "installs/python/*/bin"),
    ("MISE_DATA_DIR", ".local/share/mise", "installs/python/*/bin"),
    ("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python", "*/bin"),
)

PROBE = "import ensurepip, ssl, sys; print('%d.%d' % sys.version_info[:2], sys.executable)"


class Interpreter(NamedTuple):
    """A Python that starts."""

    version: str
    path: Path


def folders(environment: Mapping[str, str]) -> Iterator[Path]:
    """List the folders that may hold interpreters: those of PATH, then those of version managers."""
    path = [Path(folder) for folder in environment.get("PATH", os.defpath).split(os.pathsep) if folder]
    yield from path
    roots_of_shims = [folder.parent for folder in path if folder.name == "shims"]
    home = Path(environment.get("HOME", "/nonexistent"))
    for variable, default, below in MANAGERS:
        for root in [*roots_of_shims, Path(environment.get(variable, home / default))]:
            yield from sorted(root.glob(below), reverse=True)


def candidates(version: str, environment: Mapping[str, str]) -> Iterator[Path]:
    """List every file that may be this Python."""
    for folder in folders(environment):
        path = folder / f"python{version}"
        if path.is_file() and os.access(path, os.X_OK):
            yield path


def really(candidate: Path, version: str) -> Interpreter | None:
    """Start a candidate without any environment, and answer the interpreter if it is this Python."""
    try:
        answer = subprocess.run(
            [candidate, "-I", "-c", PROBE], env={}, capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    started, _space, executable = answer.stdout.strip().partition(" ")
    if answer.returncode != 0 or started != version:
        return None
    return Interpreter(version, Path(executable))


def find(versions: Sequence[str], environment: Mapping[str, str]) -> Interpreter | None:
    """Answer the first interpreter that starts, for the first of these versions that has one."""
    for version in versions:
        for candidate in candidates(version, environment):
            if interpreter := really(candidate, version):
                return interpreter
    return None
