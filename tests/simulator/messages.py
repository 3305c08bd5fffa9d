# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests in, answers out: the plain values that every handler works with."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

Record = dict[str, Any]


class Request(NamedTuple):
    """One request, decoded."""

    method: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The decoded path, for people and for matching faults."""
        return "/" + "/".join(self.segments)

    @property
    def host(self) -> str:
        """The host and port that the client asked for."""
        return self.headers.get("host", "")

    @property
    def bearer(self) -> str | None:
        """The bearer token, when there is one."""
        scheme, _space, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" and token.strip() else None

    def option(self, name: str) -> str | None:
        """The first query option of that name, whatever its case."""
        return next((value for key, value in self.query if key.lower() == name.lower()), None)

    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


class Answer(NamedTuple):
    """One answer, ready to send."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """An answer that ends the handling of a request early."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        super().__init__(answer.status)
        self.answer = answer


def request_of(scope: Mapping[str, Any], body: bytes) -> Request:
    """The request that an ASGI scope and the collected body stand for."""
    raw_path: bytes = scope["raw_path"].split(b"?")[0]
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    return Request(
        method=scope["method"],
        segments=tuple(unquote(part) for part in raw_path.decode("latin-1").strip("/").split("/")),
        query=tuple(parse_qsl(scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True)),
        headers=headers,
        body=body,
    )


def as_json(value: object) -> bytes:
    """Compact JSON, as the service sends it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_answer(value: object, status: int = 200) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, as_json(value), (("content-type", "application/json; odata.metadata=minimal"),))


def refusal(status: int, code: str, message: str, headers: tuple[tuple[str, str], ...] = ()) -> Refusal:
    """An error in the shape of the API, with a correlation id as its target."""
    error = {"error": {"code": code, "message": message, "target": str(uuid.uuid4())}}
    answer = json_answer(error, status)
    return Refusal(answer._replace(headers=answer.headers + headers))


def not_found(kind: str, name: str) -> Refusal:
    """404 for a thing that is not there."""
    return refusal(404, "ResourceNotFound", f"{kind} {name} was not found")
