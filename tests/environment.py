# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make .venv: every pinned package that running and developing the collection needs.

It is made anew when the requirement files or the Python change, and left alone otherwise.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "tests/constraints.txt"
REQUIREMENTS = (
    ROOT / "requirements.txt",
    ROOT / "tests/requirements.txt",
    ROOT / "tests/simulator/requirements.txt",
)


def fingerprint(files: Sequence[Path]) -> str:
    """Name the state that an environment was made from: the Python and the content of the files."""
    digest = hashlib.sha256(f"{sys.version} {sys.base_prefix}".encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def install(folder: Path, requirements: Sequence[Path]) -> None:
    """Make the environment and put the packages in, at the versions of the constraints."""
    venv.create(folder, clear=True, with_pip=True)
    python = folder / "bin/python"
    command: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "-qq",
        "--disable-pip-version-check",
        "-c",
        CONSTRAINTS,
    ]
    for path in requirements:
        command += ["-r", path]
    subprocess.run(command, check=True)
    site_packages = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    Path(site_packages.stdout.strip(), "staged_collection.pth").write_text(f"{ROOT / '.build'}\n")


def main() -> int:
    state = fingerprint([CONSTRAINTS, *REQUIREMENTS])
    stamp = VENV / "made-from"
    if stamp.exists() and stamp.read_text() == state:
        return 0
    print(f"Making {VENV} with Python {sys.version.split()[0]}.", flush=True)
    try:
        install(VENV, REQUIREMENTS)
    except subprocess.CalledProcessError as error:
        shutil.rmtree(VENV, ignore_errors=True)
        print(f"The packages could not be installed: {error}", file=sys.stderr)
        return 1
    stamp.write_text(state)
    return 0


if __name__ == "__main__":
    sys.exit(main())
