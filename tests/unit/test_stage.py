# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ansible_collections.secops.defender.tests.stage import files_of, stage


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    for name in ("galaxy.yml", "plugins/modules/defender_x.py", "tests/unit/test_x.py"):
        write(folder / name, name)
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def names(folder: Path) -> list[str]:
    return sorted(path.as_posix() for path in files_of(folder))


def test_every_file_of_the_collection_is_copied(source: Path, target: Path) -> None:
    assert stage(source, target) == (3, 0)
    assert names(target) == ["galaxy.yml", "plugins/modules/defender_x.py", "tests/unit/test_x.py"]
    assert not any(path.is_symlink() for path in target.rglob("*"))


def test_a_second_time_copies_nothing(source: Path, target: Path) -> None:
    stage(source, target)
    assert stage(source, target) == (0, 0)


@pytest.mark.parametrize(
    "made",
    [
        ".git/HEAD",
        ".venv/bin/python",
        ".nox/x/y.py",
        ".build/ansible_collections/secops/defender/galaxy.yml",
        "plugins/modules/__pycache__/defender_x.pyc",
        "collections/ansible_collections/x.py",
        "tests/output/junit/x.xml",
        "tests/integration/inventory",
        "changelogs/.plugin-cache.yaml",
        "secops-defender-0.1.0.tar.gz",
    ],
)
def test_what_a_tool_made_is_neither_copied_nor_removed(source: Path, target: Path, made: str) -> None:
    write(source / made, "source")
    stage(source, target)
    assert not (target / made).exists()
    write(target / made, "target")
    stage(source, target)
    assert (target / made).read_text() == "target"


def test_a_git_worktree_s_link_file_is_not_copied(source: Path, target: Path) -> None:
    write(source / ".git", "gitdir: elsewhere")
    stage(source, target)
    assert not (target / ".git").exists()


def test_a_hidden_file_is_part_of_the_collection(source: Path, target: Path) -> None:
    write(source / ".yamllint", "---")
    stage(source, target)
    assert (target / ".yamllint").exists()


def test_a_changed_file_is_copied_anew_and_alone(source: Path, target: Path) -> None:
    stage(source, target)
    write(source / "galaxy.yml", "name: changed")
    assert stage(source, target) == (1, 0)
    assert (target / "galaxy.yml").read_text() == "name: changed"


def test_a_change_of_the_same_length_is_noticed_by_its_time(source: Path, target: Path) -> None:
    stage(source, target)
    path = source / "galaxy.yml"
    path.write_text("GALAXY.YML")
    os.utime(path, (1, 1))
    assert stage(source, target) == (1, 0)


def test_a_changed_mode_is_carried_over(source: Path, target: Path) -> None:
    stage(source, target)
    (source / "galaxy.yml").chmod(0o755)
    assert stage(source, target) == (1, 0)
    assert os.access(target / "galaxy.yml", os.X_OK)


def test_a_file_changed_in_the_copy_is_put_right(source: Path, target: Path) -> None:
    stage(source, target)
    write(target / "galaxy.yml", "edited in the wrong place")
    assert stage(source, target) == (1, 0)
    assert (target / "galaxy.yml").read_text() == "galaxy.yml"


def test_what_vanished_from_the_source_vanishes_from_the_copy(source: Path, target: Path) -> None:
    stage(source, target)
    (source / "plugins/modules/defender_x.py").unlink()
    write(target / "plugins/modules/__pycache__/defender_x.pyc", "")
    assert stage(source, target) == (0, 1)
    assert not (target / "plugins").exists()


def test_a_file_that_became_a_folder_and_a_folder_that_became_a_file_are_replaced(
    source: Path, target: Path
) -> None:
    write(source / "docs", "file")
    write(source / "roles/x/main.yml", "folder")
    stage(source, target)
    (source / "docs").unlink()
    write(source / "docs/index.md", "folder")
    (source / "roles/x/main.yml").unlink()
    (source / "roles/x").rmdir()
    write(source / "roles/x", "file")
    stage(source, target)
    assert (target / "docs/index.md").read_text() == "folder"
    assert (target / "roles/x").read_text() == "file"
