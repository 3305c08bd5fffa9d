# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indicators as records: a list in the form of the module, or what the API returns. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._feed_keys import (
    Content,
    LeftOut,
    entry_of,
    keys_of,
    spelled,
)

# The keys under which whole lists stand: in answers of the API, in requests to it, and in results of the modules.
_LISTS = ("value", "Indicators", "indicators")


def read_records(document: Any, name: str) -> Content:
    """Return what the document holds. ValueError when it is no list of records."""
    content = Content("JSON", [], [], [])
    for number, record in enumerate(_list(document)):
        place = f"{name}[{number}]"
        try:
            if not isinstance(record, Mapping):
                raise ValueError("it is no record with value and type")
            keys = keys_of(record, closed=not _of_the_api(record))
            content.entries.append(entry_of(place, record, keys))
        except ValueError as error:
            content.wrong.append(LeftOut(place, _named(record), str(error)))
    return content


def _list(document: Any) -> Any:
    if isinstance(document, Mapping):
        document = next((document[key] for key in _LISTS if key in document), None)
    if not isinstance(document, (list, tuple)):
        raise ValueError("it is neither a list of indicators, nor an answer of the API, nor a STIX bundle")
    return document


def _of_the_api(record: Mapping[str, Any]) -> bool:
    """Tell whether the API wrote the record: it has more properties than can be wanted, and gains new ones."""
    return any(spelled(name) == "indicatorvalue" for name in record)


def _named(record: Any) -> str:
    return (
        str(record.get("value") or record.get("indicatorValue") or "") if isinstance(record, Mapping) else ""
    )
