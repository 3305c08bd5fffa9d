# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files for users: the only place that writes them. Whole or not at all, readable by their owner alone."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError


class Kept(NamedTuple):
    """A file as it stands on disk: its size in bytes, its SHA-256 in hex, and whether it is new or differs from before.

    Size and SHA-256 are None where it was predicted that there will be a file, and nothing was fetched.
    """

    path: str
    size: int | None
    sha256: str | None
    changed: bool

    def as_result(self) -> dict[str, Any]:
        """Return what a playbook sees of the file."""
        return {"path": self.path, "size": self.size, "sha256": self.sha256}


def safe_name(text: str) -> str:
    """Return a text as the name of a file, which stays in its directory whatever the text holds."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", text).lstrip(".")[:200] or "unnamed"


def placed(option: str, dest: str, name: str) -> Path:
    """Return where a file goes: by its name into dest if that is a directory, else to dest itself.

    OptionError if no file can be put there.
    """
    path = Path(dest)
    if dest.endswith(os.sep) and not path.is_dir():
        raise OptionError(f"{option}: there is no directory {path}; make it first.", option=option)
    place = path / safe_name(name) if path.is_dir() else path
    refuse_unwritable(option, place)
    return place


def refuse_unwritable(option: str, dest: Path) -> None:
    """Raise OptionError if no file can be put there, before anything is asked of the service."""
    if dest.is_dir():
        raise OptionError(f"{option}: {dest} is a directory; name the file.", option=option)
    if not dest.parent.is_dir():
        raise OptionError(f"{option}: there is no directory {dest.parent}; make it first.", option=option)
    if not os.access(dest.parent, os.W_OK | os.X_OK):
        raise OptionError(f"{option}: nothing can be written to {dest.parent} by this user.", option=option)


def write(option: str, dest: Path, parts: Iterable[bytes]) -> Kept:
    """Put the parts into a file with the mode 0600; what was there before stays until all of it has arrived.

    A file that holds just that already is left as it is.
    """
    try:
        return _written(dest, parts)
    except OSError as error:
        raise OptionError(f"{option}: {dest} cannot be written ({error.strerror}).", option=option) from None


def compared(dest: Path, parts: Iterable[bytes]) -> Kept:
    """Tell what writing the parts would do to a file, and write nothing."""
    digest, size = hashlib.sha256(), 0
    for part in parts:
        digest.update(part)
        size += len(part)
    return Kept(str(dest), size, digest.hexdigest(), sha256_of(dest) != digest.hexdigest())


def standing(path: Path) -> Kept | None:
    """Return a file as it stands, None if there is none."""
    digest = sha256_of(path)
    return Kept(str(path), path.stat().st_size, digest, False) if digest else None


def sha256_of(path: Path) -> str | None:
    """Return the SHA-256 of a file, None if there is none."""
    if not path.is_file():
        return None
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


def _written(dest: Path, parts: Iterable[bytes]) -> Kept:
    digest, size = hashlib.sha256(), 0
    descriptor, name = tempfile.mkstemp(prefix=f".{dest.name}.", dir=dest.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
            file.flush()
            os.fsync(file.fileno())
        changed = sha256_of(dest) != digest.hexdigest()
        if changed:
            os.replace(name, dest)
        return Kept(str(dest), size, digest.hexdigest(), changed)
    finally:
        Path(name).unlink(missing_ok=True)
