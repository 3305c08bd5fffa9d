# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files for users: whole or absent, readable by their owner alone. The only place that writes them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError

_CHUNK = 1 << 20
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Kept(NamedTuple):
    """A file: where it is, its bytes counted and digested, and whether it is new or different from what was there."""

    path: str
    size: int
    sha256: str
    changed: bool

    def as_result(self) -> dict[str, Any]:
        """Return what a playbook sees of the file."""
        return {"path": self.path, "size": self.size, "sha256": self.sha256}


class _Seal(NamedTuple):
    size: int
    sha256: str


def safe_name(text: str) -> str:
    """Return a text as the name of a file, which stays in its folder whatever the text holds."""
    return _UNSAFE.sub("_", text).lstrip(".") or "unnamed"


def is_folder(dest: str) -> bool:
    """Tell whether dest means a folder: it is one, or it ends with a slash."""
    return dest.endswith(os.sep) or os.path.isdir(dest)


def placed(dest: str, name: str) -> str:
    """Return the path of a file: in dest under its own name when dest means a folder, else dest itself."""
    return os.path.join(dest, name) if is_folder(dest) else dest


def check_place(dest: str) -> None:
    """Raise OptionError, before anything is done, if no file can be written to dest. Only a last folder is made."""
    folder = dest if os.path.isdir(dest) else os.path.dirname(os.path.abspath(dest))
    if not os.path.isdir(folder):
        raise _unusable(dest, f"the folder {folder} does not exist")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unusable(dest, f"the folder {folder} may not be written to")
    if os.path.exists(dest) and not (os.path.isdir(dest) or os.path.isfile(dest)):
        raise _unusable(dest, "it is neither a file nor a folder")


def keep(path: str, chunks: Iterable[bytes]) -> Kept:
    """Write the bytes to a file unless it holds them already. Until they are whole, what was there stays."""
    with _told(path):
        os.makedirs(os.path.dirname(path) or ".", mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".defender-", dir=os.path.dirname(path) or ".")
        try:
            with os.fdopen(handle, "wb") as file:
                seal = _sealed(chunks, file.write)
                file.flush()
                os.fsync(file.fileno())
            changed = seal != _seal_of(path)
            if changed:
                os.replace(temporary, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
    return Kept(path, *seal, changed)


def compare(path: str, chunks: Iterable[bytes]) -> Kept:
    """Tell what keep would do, and write nothing."""
    seal = _sealed(chunks)
    with _told(path):
        return Kept(path, *seal, seal != _seal_of(path))


def _sealed(chunks: Iterable[bytes], write: Callable[[bytes], Any] = len) -> _Seal:
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return _Seal(size, digest.hexdigest())


def _seal_of(path: str) -> _Seal | None:
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return _sealed(iter(lambda: file.read(_CHUNK), b""))


@contextlib.contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from None


def _unusable(path: str, why: str) -> OptionError:
    return OptionError(f"dest: {path} cannot be written: {why}.", option="dest")
