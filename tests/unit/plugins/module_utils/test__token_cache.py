# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import multiprocessing
import os
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _token_cache
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import empty_cache

STATE = json.dumps({"AccessToken": {"a key": {"secret": "not to be told"}}})


def mode(path: str) -> int:
    return Path(path).stat().st_mode & 0o777


def test_a_file_that_is_not_there_is_an_empty_cache(path: str) -> None:
    assert json.loads(_token_cache.read(path)) == {}


def test_what_was_written_is_read(path: str) -> None:
    _token_cache.write(path, STATE)
    assert _token_cache.read(path) == STATE


def test_only_the_owner_can_read_the_file_whatever_the_mask_allows(path: str) -> None:
    before = os.umask(0)
    try:
        with _token_cache.locked(path):
            _token_cache.write(path, STATE)
    finally:
        os.umask(before)
    assert mode(path) == 0o600
    assert mode(f"{path}.lock") == 0o600


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_is_open_to_others_is_refused(path: str, bits: int) -> None:
    _token_cache.write(path, STATE)
    Path(path).chmod(bits)
    with pytest.raises(AuthError) as caught:
        _token_cache.read(path)
    assert (
        str(caught.value)
        == f"token_cache: {path} is open to other users (mode {bits:04o}); run chmod 600 {path}."
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_refused(path: str) -> None:
    _token_cache.write(path, STATE)
    os.chown(path, 65534, 65534)
    with pytest.raises(AuthError, match=r"token_cache: .* belongs to another user \(uid 65534\)"):
        _token_cache.read(path)


def test_a_symbolic_link_is_refused(path: str, tmp_path: Path) -> None:
    _token_cache.write(str(tmp_path / "elsewhere"), STATE)
    Path(path).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AuthError, match=r"token_cache: .* cannot be opened"):
        _token_cache.read(path)


def test_a_folder_is_refused(path: str) -> None:
    Path(path).mkdir(mode=0o700)
    with pytest.raises(AuthError, match=r"token_cache: .* is not an ordinary file"):
        _token_cache.read(path)


def test_a_pipe_is_refused_and_not_waited_for(path: str) -> None:
    os.mkfifo(path, 0o600)
    with pytest.raises(AuthError, match=r"token_cache: .* is not an ordinary file"):
        _token_cache.read(path)


def test_a_file_that_is_not_even_text_is_refused(path: str) -> None:
    Path(path).touch(mode=0o600)
    Path(path).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AuthError, match=r"token_cache: .* is not a token cache"):
        _token_cache.read(path)


@pytest.mark.parametrize("text", ["not JSON", "[]", '{"cut'])
def test_a_file_that_is_no_cache_is_refused_and_not_quoted(path: str, text: str) -> None:
    _token_cache.write(path, text)
    with pytest.raises(AuthError) as caught:
        _token_cache.read(path)
    assert str(caught.value) == f"token_cache: {path} is not a token cache; delete it, or name another file."


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "missing" / "tokens.json")
    with (
        pytest.raises(
            AuthError, match=r"token_cache: .* \(No such file or directory\); name a file in a folder"
        ),
        _token_cache.locked(path),
    ):
        pass
    with pytest.raises(AuthError, match=r"token_cache: .* cannot be written"):
        _token_cache.write(path, STATE)


def test_a_write_leaves_no_draft_behind(path: str) -> None:
    _token_cache.write(path, STATE)
    _token_cache.write(path, "{}")
    assert [entry.name for entry in Path(path).parent.iterdir()] == ["tokens.json"]


def test_a_reader_never_sees_half_a_write(path: str) -> None:
    _token_cache.write(path, STATE)
    with Path(path).open(encoding="utf-8") as before:
        _token_cache.write(path, json.dumps({"much": "longer" * 1000}))
        assert before.read() == STATE


def test_an_unchanged_cache_is_not_written(path: str) -> None:
    with _token_cache.loaded(path, empty_cache()):
        pass
    assert not Path(path).exists()


def change_and_fail(cache: Any) -> None:
    cache.deserialize("{}")
    cache.has_state_changed = True
    raise ZeroDivisionError


def test_a_changed_cache_is_kept_even_if_the_login_fails(path: str) -> None:
    _token_cache.write(path, STATE)
    cache = empty_cache()
    with pytest.raises(ZeroDivisionError), _token_cache.loaded(path, cache):
        change_and_fail(cache)
    assert json.loads(_token_cache.read(path)) == {}


def test_without_a_file_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with _token_cache.loaded(None, empty_cache()) as cache:
        cache.has_state_changed = True
    assert not list(tmp_path.iterdir())


def count_up(path: str) -> None:
    for _turn in range(5):
        with _token_cache.locked(path):
            state = json.loads(_token_cache.read(path))
            time.sleep(0.002)
            _token_cache.write(path, json.dumps({"count": state.get("count", 0) + 1}))


def test_one_process_at_a_time_changes_the_cache(path: str) -> None:
    workers = [
        multiprocessing.get_context("fork").Process(target=count_up, args=(path,)) for _worker in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert json.loads(_token_cache.read(path)) == {"count": 20}
