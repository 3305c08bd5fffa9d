# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What files hold: each is read in the form that it has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._errors import MissingLibrary
from ansible_collections.secops.defender.plugins.plugin_utils._feed_csv import read_csv
from ansible_collections.secops.defender.plugins.plugin_utils._feed_json import read_records
from ansible_collections.secops.defender.plugins.plugin_utils._feed_keys import Content
from ansible_collections.secops.defender.plugins.plugin_utils._feed_stix import read_bundle


def feeds(files: Iterable[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Return what each file holds, and the refusal: a sentence that names the file that cannot be read."""
    found: list[dict[str, Any]] = []
    for file in files:
        name = str(file["name"])
        if file.get("error"):
            return {"files": found, "refusal": f"manage_indicators_files: {file['error']}"}
        try:
            content = _content(name, str(file["text"]), now)
        except ValueError as error:
            return {"files": found, "refusal": f"{name} cannot be read: {error}."}
        except MissingLibrary as error:
            return {"files": found, "refusal": str(error)}
        found.append(told(name, content))
    return {"files": found, "refusal": ""}


def told(name: str, content: Content) -> dict[str, Any]:
    """Return what a source holds as plain data."""
    return {
        "name": name,
        "form": content.form,
        "entries": [entry._asdict() for entry in content.entries],
        "left_out": [one._asdict() for one in content.left_out],
        "wrong": [one._asdict() for one in content.wrong],
    }


def _content(name: str, text: str, now: datetime) -> Content:
    text = text.removeprefix("\ufeff")
    if name.lower().endswith(".csv"):
        return read_csv(text, name)
    if not text.strip():
        return Content("JSON", [], [], [])
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is neither named .csv nor JSON ({error})") from None
    if isinstance(document, Mapping) and document.get("type") == "bundle":
        return read_bundle(document, name, now)
    return read_records(document, name)
