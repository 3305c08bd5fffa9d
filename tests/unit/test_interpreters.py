# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ansible_collections.secops.defender.tests.interpreters import Interpreter, find

THIS = f"{sys.version_info.major}.{sys.version_info.minor}"
REAL = Path(sys.base_prefix, "bin", f"python{THIS}")
SHIM = '#!/bin/sh\necho "no such version" >&2\nexit 127\n'

pytestmark = pytest.mark.skipif(not REAL.exists(), reason=f"this Python does not stand at {REAL}")


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def working(path: Path) -> Path:
    return program(path, f'#!/bin/sh\nexec {REAL} "$@"\n')


def started(found: Interpreter | None) -> str | None:
    return found.version if found and found.path.exists() else None


def test_an_interpreter_on_the_path_is_found(tmp_path: Path) -> None:
    working(tmp_path / f"bin/python{THIS}")
    assert started(find([THIS], {"PATH": str(tmp_path / "bin")})) == THIS


def test_what_is_answered_is_the_interpreter_and_no_wrapper(tmp_path: Path) -> None:
    wrapper = working(tmp_path / f"bin/python{THIS}")
    found = find([THIS], {"PATH": str(tmp_path / "bin")})
    assert found
    assert found.path != wrapper


def test_a_shim_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / f"first/python{THIS}", SHIM)
    working(tmp_path / f"second/python{THIS}")
    assert started(find([THIS], {"PATH": f"{tmp_path / 'first'}:{tmp_path / 'second'}"})) == THIS


def test_a_program_of_another_version_is_passed_over(tmp_path: Path) -> None:
    working(tmp_path / "bin/python3.99")
    assert find(["3.99"], {"PATH": str(tmp_path / "bin")}) is None


@pytest.mark.parametrize(
    ("folder", "environment"),
    [
        (".pyenv/versions/3.x/bin", {}),
        (".asdf/installs/python/3.x/bin", {}),
        (".local/share/mise/installs/python/3.x/bin", {}),
        (".local/share/uv/python/cpython-3.x/bin", {}),
        ("elsewhere/versions/3.x/bin", {"PYENV_ROOT": "elsewhere"}),
        ("elsewhere/versions/3.x/bin", {"PATH": "elsewhere/shims"}),
    ],
)
def test_a_version_manager_s_interpreter_is_found(
    tmp_path: Path, folder: str, environment: dict[str, str]
) -> None:
    working(tmp_path / folder / f"python{THIS}")
    known = {"HOME": str(tmp_path), "PATH": ""} | {
        name: str(tmp_path / path) for name, path in environment.items()
    }
    assert started(find([THIS], known)) == THIS


def test_the_first_version_that_is_there_is_taken(tmp_path: Path) -> None:
    working(tmp_path / f"bin/python{THIS}")
    assert started(find(["3.99", THIS], {"PATH": str(tmp_path / "bin")})) == THIS


def test_an_absent_version_is_none(tmp_path: Path) -> None:
    assert find([THIS], {"PATH": str(tmp_path), "HOME": str(tmp_path)}) is None
