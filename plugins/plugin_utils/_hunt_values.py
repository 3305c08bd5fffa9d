# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values for parameters of queries: defaults as they are written, and what a caller gives. Pure."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.secops.defender.plugins.module_utils import _times

_HASH = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*")
_SPAN = re.compile(r"\d+(?:d|h|m|s|ms)|(?:\d+\.)?\d{1,2}:\d{2}(?::\d{2})?")


def default_of(name: str, kind: str, written: str) -> Any:
    """Return a default as an option of the module takes it; lists and texts are written in JSON."""
    if kind in ("list", "string"):
        try:
            return value_of(name, kind, json.loads(written))
        except json.JSONDecodeError:
            raise ValueError(f"parameter: the default of {name} is no {kind} in JSON") from None
    return value_of(name, kind, written)


def value_of(name: str, kind: str, given: Any) -> Any:
    """Return a value as the module takes it, with its type. ValueError says that it is none of the type."""
    if isinstance(given, Mapping) and len(given) == 1 and kind in given:
        given = given[kind]
    if kind == "list":
        given = given if isinstance(given, (list, tuple)) else [given]
    if not _CHECKS[kind](given):
        raise ValueError(f"parameter {name}: {given!r} is no {kind}")
    return list(given) if kind == "list" else {kind: given}


def _texts(given: Any) -> bool:
    return all(isinstance(one, (str, int, float)) for one in given)


def _number(form: Callable[[Any], Any]) -> Callable[[Any], bool]:
    def fits(given: Any) -> bool:
        try:
            form(given)
        except (TypeError, ValueError):
            return False
        return not isinstance(given, bool)

    return fits


def _time(given: Any) -> bool:
    try:
        return bool(_times.parse(str(given)))
    except ValueError:
        return False


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda given: isinstance(given, str),
    "long": _number(lambda given: int(str(given))),
    "real": _number(float),
    "bool": lambda given: str(given).lower() in ("true", "false", "yes", "no"),
    "datetime": _time,
    "timespan": lambda given: bool(_SPAN.fullmatch(str(given))),
    "list": _texts,
}
TYPES = tuple(_CHECKS)


def sorted_out(indicators: Iterable[Any]) -> dict[str, list[str]]:
    """Return indicators by what they are: hashes, addresses, domains. ValueError names one that is nothing of these."""
    found: dict[str, list[str]] = {"hashes": [], "addresses": [], "domains": [], "indicators": []}
    for given in dict.fromkeys(str(one).strip() for one in indicators):
        kind, value = _kind_of(given)
        if value not in found[kind]:
            found[kind].append(value)
    found["indicators"] = [*found["hashes"], *found["addresses"], *found["domains"]]
    return {kind: values for kind, values in found.items() if values}


def _kind_of(given: str) -> tuple[str, str]:
    if _HASH.fullmatch(given):
        return "hashes", given.lower()
    try:
        return "addresses", str(ipaddress.ip_address(given))
    except ValueError:
        pass
    host = (urlsplit(given).hostname or "") if "://" in given else given.rstrip(".")
    try:
        return "addresses", str(ipaddress.ip_address(host))
    except ValueError:
        pass
    if not _HOST.fullmatch(host):
        raise ValueError(f"{given!r} is no hash, IP address, domain or link")
    return "domains", host.lower()
