# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A file for a user is there whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import AnswerLost, OptionError
from ansible_collections.secops.defender.plugins.module_utils._files import (
    compared,
    placed,
    refuse_unwritable,
    safe_name,
    sha256_of,
    write,
)


def test_a_file_is_written_for_its_owner_alone_and_only_when_it_differs(tmp_path: Path) -> None:
    dest = tmp_path / "package.zip"
    first, second = (write("dest", dest, [b"one", b"two"]) for _run in range(2))
    assert first == (str(dest), 6, hashlib.sha256(b"onetwo").hexdigest(), True)
    assert second.changed is False
    assert write("dest", dest, [b"three"]).changed is True
    assert dest.stat().st_mode & 0o777 == 0o600
    assert sha256_of(dest) == hashlib.sha256(b"three").hexdigest()
    assert sha256_of(tmp_path / "none") is None


def test_what_was_there_stays_when_the_rest_never_arrives(tmp_path: Path) -> None:
    dest = tmp_path / "package.zip"
    dest.write_bytes(b"before")

    def cut() -> Iterator[bytes]:
        yield b"half"
        raise AnswerLost("cut")

    with pytest.raises(AnswerLost):
        write("dest", dest, cut())
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]
    assert dest.read_bytes() == b"before"


@pytest.mark.parametrize(
    ("place", "says"),
    [(".", "is a directory; name the file"), ("no/where.zip", "there is no directory")],
)
def test_a_place_where_no_file_can_be_is_told_before(tmp_path: Path, place: str, says: str) -> None:
    with pytest.raises(OptionError, match=f"^dest: .*{says}"):
        refuse_unwritable("dest", tmp_path / place)


def test_comparing_tells_what_writing_would_do_and_writes_nothing(tmp_path: Path) -> None:
    dest = tmp_path / "package.zip"
    assert compared(dest, [b"one", b"two"]) == (str(dest), 6, hashlib.sha256(b"onetwo").hexdigest(), True)
    assert list(tmp_path.iterdir()) == []
    dest.write_bytes(b"onetwo")
    assert compared(dest, [b"onetwo"]).changed is False


def test_a_directory_gives_a_file_its_own_name(tmp_path: Path) -> None:
    assert placed("dest", str(tmp_path), "a b.zip") == tmp_path / "a_b.zip"
    assert placed("dest", f"{tmp_path}/", "a.zip") == tmp_path / "a.zip"
    assert placed("dest", f"{tmp_path}/b.zip", "a.zip") == tmp_path / "b.zip"
    for missing in ("no/", "no/b.zip"):
        with pytest.raises(OptionError, match="^dest: there is no directory .*/no; make it first"):
            placed("dest", f"{tmp_path}/{missing}", "a.zip")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("web-1.contoso.com_a1.zip", "web-1.contoso.com_a1.zip"),
        ("../../etc/passwd", "_.._etc_passwd"),
        (r"C:\Users\x y", "C_Users_x_y"),
        ("..", "unnamed"),
        ("a" * 300, "a" * 200),
    ],
)
def test_a_name_stays_in_its_directory(name: str, safe: str) -> None:
    assert safe_name(name) == safe
