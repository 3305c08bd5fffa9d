# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the columns of a CSV file and the keys of a JSON record mean, and their cells as values of an indicator. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

TYPES = ("FileSha1", "FileSha256", "FileMd5", "CertificateThumbprint", "IpAddress", "DomainName", "Url")
ACTIONS = ("Allowed", "Audit", "Warn", "Block", "BlockAndRemediate", "Alert", "AlertAndBlock")
SEVERITIES = ("Informational", "Low", "Medium", "High")

# A key of the module -> what else it is called: by the portal's import, by the API, by both in any case.
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "value": ("indicatorValue",),
    "type": ("indicatorType",),
    "action": (),
    "title": (),
    "description": (),
    "severity": (),
    "recommended_actions": (),
    "generate_alert": (),
    "expiration_time": (),
    "rbac_group_names": ("rbacGroups",),
    "mitre_techniques": (),
    "educate_url": (),
    "created": ("creationTimeDateTimeUtc",),
}
# What the portal and the API have beside these and what is nothing to be wanted.
_PASSED_OVER = ("application", "category", "id")


class Entry(NamedTuple):
    """One indicator as a source wants it: where it stands, its keys, since when it is known, and whether it was taken back."""

    place: str
    indicator: dict[str, Any]
    dated: str | None = None
    revoked: bool = False


class LeftOut(NamedTuple):
    """What a source holds and what is no indicator: where it stands, what it is, and why not."""

    place: str
    what: str
    reason: str


class Content(NamedTuple):
    """What was found in one source. Wrong is what was meant as an indicator and is none."""

    form: str
    entries: list[Entry]
    left_out: list[LeftOut]
    wrong: list[LeftOut]


def spelled(name: object) -> str:
    """Return a name without what forms differ in: case, underscores, blanks and dashes."""
    return re.sub(r"[\s_-]", "", str(name)).lower()


_KEYS = {spelled(name): key for key, names in _SYNONYMS.items() for name in (key, *names)}
_NAMES = sorted({name for key, names in _SYNONYMS.items() for name in (key, *names)})


def keys_of(names: Iterable[object], closed: bool = True) -> dict[str, str]:
    """Map the names of columns to keys of the module. ValueError for one that means nothing, or two that mean the same."""
    keys: dict[str, str] = {}
    for name in map(str, names):
        key = _KEYS.get(spelled(name))
        if key in keys.values():
            first = next(other for other, meant in keys.items() if meant == key)
            raise ValueError(f"{first} and {name} mean the same; keep one of them")
        if key:
            keys[name] = key
        elif closed and not _of_their_own(name):
            close = get_close_matches(name, _NAMES, 1)
            hint = f"did you mean {close[0]}?" if close else "begin it with x_ to have it passed over"
            raise ValueError(f"{name!r} means nothing here; {hint}")
    return keys


def _of_their_own(name: str) -> bool:
    return spelled(name) in _PASSED_OVER or name.strip().lower().startswith("x_")


def entry_of(place: str, given: Mapping[str, Any], keys: Mapping[str, str]) -> Entry:
    """Return the entry of a record. ValueError is what is wrong with it. What is empty is not given."""
    indicator: dict[str, Any] = {}
    for name, key in keys.items():
        cell = given.get(name)
        cell = cell.strip() if isinstance(cell, str) else cell
        if cell not in (None, "", [], ()):
            read: Callable[[Any], Any] = _READERS.get(key, _text)
            try:
                indicator[key] = read(cell)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
    for key in ("value", "type"):
        if key not in indicator:
            raise ValueError(f"{key} is missing")
    return Entry(place, indicator, indicator.pop("created", None))


def _text(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, (str, int, float)) or isinstance(cell, bool):
        raise ValueError(f"{cell!r} is no text")
    return str(cell)


def _one_of(names: Iterable[str]) -> Callable[[Any], str]:
    known = {spelled(name): name for name in names}

    def read(cell: Any) -> str:
        name = known.get(spelled(_text(cell)))
        if name is None:
            raise ValueError(f"{cell!r} is none of {', '.join(known.values())}")
        return name

    return read


def _flag(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    word = _text(cell).lower()
    if word not in ("true", "false", "yes", "no", "1", "0"):
        raise ValueError(f"{cell!r} is neither true nor false")
    return word in ("true", "yes", "1")


def _texts(cell: Any) -> list[str]:
    parts = re.split(r"[,;]", cell) if isinstance(cell, str) else cell
    if not isinstance(parts, (list, tuple)):
        raise ValueError(f"{cell!r} is no list")
    return [part for part in (_text(part).strip() for part in parts) if part]


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "type": _one_of(TYPES),
    "action": _one_of(ACTIONS),
    "severity": _one_of(SEVERITIES),
    "generate_alert": _flag,
    "rbac_group_names": _texts,
    "mitre_techniques": _texts,
}
