# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The library of files and scripts for live response: reading it, and bringing one file into a state."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _changes
from ansible_collections.secops.defender.plugins.module_utils._changes import Change
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._stating import Request, Resource
from ansible_collections.secops.defender.plugins.module_utils._tables.library import (
    DELETE_LIBRARY_FILE,
    LIST_LIBRARY_FILES,
    UPLOAD_LIBRARY_FILE,
)
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task
from ansible_collections.secops.defender.plugins.module_utils._transport import Form

Record = dict[str, Any]
Params = Mapping[str, Any]

LARGEST = 20 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9._-]+")


class Library(NamedTuple):
    """What the library holds."""

    files: Sequence[Record]

    def get(self, name: str) -> Record | None:
        """Return the file of that name: the one spelled so, else one that differs in case only."""
        same = [file for file in self.files if file["fileName"].lower() == name.lower()]
        return next((file for file in same if file["fileName"] == name), same[0] if same else None)


def library(client: Client) -> Library:
    """Read the library."""
    return Library(list(client.each(LIST_LIBRARY_FILES)))


def refuse_name(option: str, name: str) -> None:
    """Raise OptionError for a name that the library does not take."""
    if not _NAME.fullmatch(name):
        raise OptionError(
            f"{option}: {name!r} is no name for a file of the library; give letters, digits, hyphens, underscores and dots.",
            option=option,
        )


def content_of(option: str, path: Path) -> bytes:
    """Return what a local file holds. OptionError if it cannot be read, or is too large for the library."""
    try:
        if path.stat().st_size > LARGEST:
            raise _too_large(option, str(path), path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise OptionError(f"{option}: {path} cannot be read ({error.strerror}).", option=option) from None


def upload(change: Change, content: bytes, replaces: bool) -> Request:
    """Return the request that puts a file into the library as the change says."""
    after = change.after or {}
    flags = {"HasParameters": bool(after.get("hasParameters")), "OverrideIfExists": replaces}
    texts = {
        "Description": after.get("description") or "",
        "ParametersDescription": after.get("parametersDescription") or "",
        **{name: str(flag).lower() for name, flag in flags.items()},
    }
    return Request(UPLOAD_LIBRARY_FILE, [change], Form(texts, {"file": (change.name, content)}))


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content as the library tells it."""
    return hashlib.sha256(content).hexdigest()


def _list(client: Client, params: Params, check_mode: bool) -> Result:
    files, names = library(client).files, params["file_names"]
    wanted = None if names is None else {name.lower() for name in names}
    return {"library_files": [file for file in files if wanted is None or file["fileName"].lower() in wanted]}


def _look(client: Client, params: Params) -> list[Change]:
    name = params["name"] if params["name"] is not None else os.path.basename(params["src"] or "")
    refuse_name("name", name)
    content = _content(params)
    _refuse_contradiction(params)
    present = library(client).get(name)
    spelled = present["fileName"] if present else name
    if content is None:
        return [_changes.absent(name, spelled, present and _described(present))]
    wanted = _wanted(params, present or {}, content)
    return [_changes.compared(name, spelled, present and _described(present), wanted)]


def _content(params: Params) -> bytes | None:
    if params["state"] == "absent":
        return None
    if params["src"] is not None:
        return content_of("src", Path(params["src"]))
    content = str(params["content"]).encode()
    if len(content) > LARGEST:
        raise _too_large("content", "the text", len(content))
    return content


def _too_large(option: str, what: str, size: int) -> OptionError:
    return OptionError(
        f"{option}: {what} has {size} bytes, and the library takes files of at most 20 MB ({LARGEST} bytes).",
        option=option,
    )


def _refuse_contradiction(params: Params) -> None:
    if params["has_parameters"] is False and params["parameters_description"]:
        raise OptionError(
            "parameters_description: a file without parameters has none to describe; leave it out, or has_parameters.",
            option="parameters_description",
        )


def _described(file: Record) -> Record:
    """Return what is compared of a file; an empty text is as good as none."""
    has_parameters = bool(file.get("hasParameters"))
    return {
        "sha256": str(file.get("sha256")).lower(),
        "description": file.get("description") or None,
        "hasParameters": has_parameters,
        "parametersDescription": (file.get("parametersDescription") or None) if has_parameters else None,
    }


def _wanted(params: Params, present: Record, content: bytes) -> Record:
    """Return the file as it should be: what the options do not tell stays as it is."""
    has_parameters = params["has_parameters"]
    if has_parameters is None and params["parameters_description"]:
        has_parameters = True
    asked = {
        "description": params["description"],
        "hasParameters": has_parameters,
        "parametersDescription": params["parameters_description"],
    }
    told = {name: value for name, value in asked.items() if value is not None}
    return _described({**present, **told, "sha256": digest(content)})


def _requests(params: Params, changes: Sequence[Change]) -> Iterable[Request]:
    for change in changes:
        content = _content(params)
        if content is None:
            yield Request(DELETE_LIBRARY_FILE, [change], path={"file_name": change.name})
        else:
            yield upload(change, content, replaces=change.before is not None)


LIBRARY_FILE_INFO = Task({"file_names": {"type": "list", "elements": "str"}}, _list)

LIBRARY_FILE = Resource(
    noun="library file",
    key="file_name",
    look=_look,
    requests=_requests,
    options={
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "name": {"type": "str"},
        "src": {"type": "path"},
        "content": {"type": "str"},
        "description": {"type": "str"},
        "has_parameters": {"type": "bool"},
        "parameters_description": {"type": "str"},
    },
    rules={
        "mutually_exclusive": [("src", "content")],
        "required_if": [("state", "present", ("src", "content"), True), ("state", "absent", ("name",))],
        "required_by": {"content": ["name"]},
    },
)
