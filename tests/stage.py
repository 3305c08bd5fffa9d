# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copy the collection to where Ansible looks for it: ROOT/ansible_collections/secops/defender.

A copy and not a link, because ansible-test resolves links and then no longer finds itself in a
collection. Only what changed is copied, and what vanished from the source vanishes from the copy.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
COLLECTION = Path("ansible_collections/secops/defender")

# Made by tools, beside the hidden folders: neither copied nor taken out of the copy.
MADE = {
    "changelogs/.plugin-cache.yaml",
    "collections",
    "tests/integration/inventory",
    "tests/output",
}


def is_made(relative: Path) -> bool:
    """Tell whether a tool made this file, so that it is no part of the collection."""
    if any(part == "__pycache__" or part.startswith(".") for part in relative.parts[:-1]):
        return True
    if relative.suffix in (".pyc", ".pyo") or relative.name.endswith(".tar.gz"):
        return True
    places = {relative.as_posix(), *(parent.as_posix() for parent in relative.parents)}
    return not MADE.isdisjoint(places) or relative.as_posix() == ".git"


def files_of(folder: Path) -> Iterator[Path]:
    """List the collection's own files below a folder, relative to it."""
    pending = [folder]
    while pending:
        for path in sorted(pending.pop().iterdir()):
            relative = path.relative_to(folder)
            if path.is_dir() and not path.is_symlink():
                if not is_made(relative / "any"):
                    pending.append(path)
            elif not is_made(relative):
                yield relative


def differs(source: Path, target: Path) -> bool:
    """Tell whether a copy is missing or out of date, by its size, its time and its mode."""
    if not target.is_file():
        return True
    have, want = target.stat(), source.stat()
    return (have.st_size, have.st_mtime_ns, have.st_mode) != (want.st_size, want.st_mtime_ns, want.st_mode)


def copy(source: Path, target: Path) -> None:
    """Put one file in its place, whatever stood there before."""
    for parent in reversed(target.parents):
        if parent.is_file():
            parent.unlink()
    if target.is_dir():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def stage(source: Path, target: Path) -> tuple[int, int]:
    """Make the target equal to the source; answer how many files were copied and removed."""
    target.mkdir(parents=True, exist_ok=True)
    wanted = set(files_of(source))
    surplus = [relative for relative in files_of(target) if relative not in wanted]
    for relative in surplus:
        (target / relative).unlink()
        remove_empty(target / relative.parent, target)
    stale = [relative for relative in sorted(wanted) if differs(source / relative, target / relative)]
    for relative in stale:
        copy(source / relative, target / relative)
    return len(stale), len(surplus)


def remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder and those above it, up to the root, as far as nothing of ours is in them."""
    while folder != root and not any(files_of(folder)):
        shutil.rmtree(folder)
        folder = folder.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", nargs="?", type=Path, default=SOURCE / ".build", help="default: .build")
    target = parser.parse_args().root / COLLECTION
    copied, removed = stage(SOURCE, target)
    print(f"Staged in {target}: {copied} copied, {removed} removed.")


if __name__ == "__main__":
    main()
