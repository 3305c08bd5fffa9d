# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files for users: whole or as they were, private, and written only when they differ."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _files
from ansible_collections.secops.defender.plugins.module_utils._errors import AnswerLost, OptionError

PARTS = [b"first ", b"second"]
WHOLE = b"".join(PARTS)


def broken_off() -> Iterator[bytes]:
    yield PARTS[0]
    raise AnswerLost("The connection broke.")


def test_a_file_is_kept_with_its_size_and_digest_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    kept = _files.keep(str(path), PARTS)
    assert kept == (str(path), len(WHOLE), sha256(WHOLE).hexdigest(), True)
    assert path.read_bytes() == WHOLE
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    _files.keep(str(path), PARTS)
    before = path.stat()
    assert not _files.keep(str(path), [WHOLE]).changed
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert _files.keep(str(path), [WHOLE + b"!"]).changed
    assert path.read_bytes() == WHOLE + b"!"


def test_bytes_that_end_early_leave_what_was_there_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    with pytest.raises(AnswerLost):
        _files.keep(str(path), broken_off())
    assert list(tmp_path.iterdir()) == []
    path.write_bytes(b"before")
    with pytest.raises(AnswerLost):
        _files.keep(str(path), broken_off())
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_comparing_tells_what_keeping_would_do_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    assert _files.compare(str(path), PARTS) == (str(path), len(WHOLE), sha256(WHOLE).hexdigest(), True)
    assert list(tmp_path.iterdir()) == []
    path.write_bytes(WHOLE)
    assert not _files.compare(str(path), PARTS).changed


def test_a_folder_gives_a_file_its_own_name_and_is_made_when_it_is_missing(tmp_path: Path) -> None:
    assert _files.placed(str(tmp_path), "a.zip") == str(tmp_path / "a.zip")
    assert _files.placed(str(tmp_path / "b.zip"), "a.zip") == str(tmp_path / "b.zip")
    new = f"{tmp_path}/new/"
    _files.check_place(new)
    kept = _files.keep(_files.placed(new, "a.zip"), PARTS)
    assert Path(kept.path) == tmp_path / "new/a.zip"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("web-1.contoso.com_a1.zip", "web-1.contoso.com_a1.zip"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Users\\x y", "C_Users_x_y"),
        ("..", "unnamed"),
    ],
)
def test_a_name_stays_in_its_folder(name: str, safe: str) -> None:
    assert _files.safe_name(name) == safe


@pytest.mark.parametrize("dest", ["missing/file.zip", "missing/folder/", "file/inside.zip"])
def test_a_place_that_cannot_hold_a_file_is_told_in_one_sentence(tmp_path: Path, dest: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OptionError, match="^dest: .* the folder .* does not exist") as caught:
        _files.check_place(f"{tmp_path}/{dest}")
    assert caught.value.details == {"option": "dest"}


def test_a_device_is_no_place_for_a_file() -> None:
    with pytest.raises(OptionError, match="neither a file nor a folder"):
        _files.check_place("/dev/null")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told_before_anything(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OptionError, match="may not be written to"):
        _files.check_place(str(tmp_path))


def test_a_disk_that_refuses_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="^dest: .* cannot be written: Is a directory"):
        _files.keep(str(tmp_path), PARTS)
