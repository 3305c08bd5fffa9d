# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bodies of the type multipart/form-data."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message
from typing import NamedTuple

from ansible_collections.secops.defender.tests.simulator.messages import Refusal, Request, refusal


class Part(NamedTuple):
    """One field of a form; a file has a name of its own."""

    file_name: str | None
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", "replace")


def form_of(request: Request) -> Mapping[str, Part]:
    """The fields that were sent, or 400."""
    boundary = _headers({"content-type": request.headers.get("content-type", "")}).get_param("boundary")
    if not isinstance(boundary, str):
        raise _wrong("it is not multipart/form-data")
    first, *parts, last = (b"\r\n" + request.body).split(b"\r\n--" + boundary.encode())
    if first or last.strip() != b"--":
        raise _wrong("its parts are not told apart by the boundary")
    return dict(_field(part) for part in parts)


def _field(raw: bytes) -> tuple[str, Part]:
    head, _blank, content = raw.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
    headers = _headers({name.lower(): value.strip() for name, _colon, value in lines})
    name = headers.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise _wrong("a part has no name")
    return name, Part(headers.get_filename(), content)


def _headers(values: Mapping[str, str]) -> Message:
    message = Message()
    for name, value in values.items():
        message[name] = value
    return message


def _wrong(why: str) -> Refusal:
    return refusal(400, "InvalidRequestBody", f"Request body is incorrect: {why}.")
