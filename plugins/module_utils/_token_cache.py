# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The token cache file: MSAL's own text, readable by its owner only, changed by one process at a time."""

from __future__ import annotations

import fcntl
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError

_EMPTY = "{}"


@contextmanager
def loaded(path: str | None, cache: Any, keep: bool = True) -> Iterator[Any]:
    """Fill an empty cache of MSAL from a file, and keep what it holds when the block ends; without a file do nothing.

    What is only read needs no lock, since the file is replaced as a whole.
    """
    if not path:
        yield cache
        return
    if not keep:
        cache.deserialize(read(path))
        yield cache
        return
    with locked(path):
        cache.deserialize(read(path))
        try:
            yield cache
        finally:
            if cache.has_state_changed:
                write(path, cache.serialize())


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Let no other process into the cache until the block ends.

    The lock is a file of its own beside the cache, because the cache is replaced as a whole; the system drops the
    lock when its holder ends, whichever way.
    """
    lock = _open(f"{path}.lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def read(path: str) -> str:
    """Return the state that a cache file holds. AuthError if anybody else owns it or can read it."""
    if not os.path.lexists(path):
        return _EMPTY
    # Without O_NONBLOCK a pipe of that name would be waited for.
    descriptor = _open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        _check(path, os.fstat(descriptor))
        state = _whole(descriptor) or _EMPTY
        sound = isinstance(json.loads(state), dict)
    except ValueError:
        sound = False
    finally:
        os.close(descriptor)
    if not sound:
        raise _refused(path, "is not a token cache", "delete it, or name another file")
    return state


def write(path: str, state: str) -> None:
    """Replace a cache file as a whole, readable by its owner only."""
    target = Path(path)
    try:
        # mkstemp gives mode 0600.
        descriptor, draft = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise _refused(
            path, f"cannot be written ({error.strerror})", "name a file in a folder of this user"
        ) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(state)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except OSError as error:
        Path(draft).unlink()
        raise _refused(
            path, f"cannot be written ({error.strerror})", "name a file in a folder of this user"
        ) from None


def _whole(descriptor: int) -> str:
    with os.fdopen(descriptor, encoding="utf-8", closefd=False) as file:
        return file.read()


def _open(path: str, flags: int) -> int:
    try:
        return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _refused(
            path, f"cannot be opened ({error.strerror})", "name a file in a folder of this user"
        ) from None


def _check(path: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _refused(path, "is not an ordinary file", "name another file")
    if status.st_uid != os.geteuid():
        raise _refused(path, f"belongs to another user (uid {status.st_uid})", "name a file of this user")
    if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        mode = stat.S_IMODE(status.st_mode)
        raise _refused(path, f"is open to other users (mode {mode:04o})", f"run chmod 600 {path}")


def _refused(path: str, what: str, remedy: str) -> AuthError:
    return AuthError(f"token_cache: {path} {what}; {remedy}.", option="token_cache")
