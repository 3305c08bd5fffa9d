# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host of downloads: links that carry their own signature, and expire. It knows no tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from ansible_collections.secops.defender.tests.simulator.clock import Clock
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Request
from ansible_collections.secops.defender.tests.simulator.quirks import MOVED_DOWNLOADS, PLAIN_DOWNLOADS
from ansible_collections.secops.defender.tests.simulator.times import is_time, moment_of

PREFIX = "download"
ADDRESS = "127.0.0.1"


class Blob(NamedTuple):
    """Something to download: where it lies, and its bytes."""

    path: str
    content: bytes
    media_type: str = "application/octet-stream"


class Downloads:
    """What can be downloaded, by path; a link to it is good until its time, which is the tenant's."""

    def __init__(self, clock: Clock) -> None:
        """Begin with nothing, and with a key of its own."""
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._blobs: dict[str, Blob] = {}

    def link(self, host: str, blob: Blob, lifetime: timedelta) -> str:
        """Put something there, and give a link to it."""
        path = f"/{PREFIX}/{blob.path}"
        self._blobs[path] = blob
        end = (self._clock.now() + lifetime).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {"sv": "2022-11-02", "se": end, "sr": "b", "sp": "r", "sig": self._signature(path, end)}
        return f"https://{host}{quote(path)}?{urlencode(query)}"

    def answer(self, request: Request, quirks: frozenset[str] = frozenset()) -> Answer:
        """Serve a link, or refuse it in the manner of a storage account."""
        if quirks & {MOVED_DOWNLOADS, PLAIN_DOWNLOADS} and request.host.startswith(ADDRESS):
            return _elsewhere(request, "http" if PLAIN_DOWNLOADS in quirks else "https")
        if request.method != "GET":
            return _refusal(405, "UnsupportedHttpVerb", "The resource doesn't support the HTTP verb.")
        if "authorization" in request.headers:
            return _refusal(400, "InvalidAuthenticationInfo", "The authorization header is not acceptable.")
        end = request.option("se") or ""
        signed = hmac.compare_digest(request.option("sig") or "", self._signature(request.path, end))
        if not signed or not is_time(end) or moment_of(end) <= self._clock.now():
            return _refusal(403, "AuthenticationFailed", "The signature is not valid, or no longer.")
        blob = self._blobs.get(request.path)
        if blob is None:
            return _refusal(404, "BlobNotFound", "The specified blob does not exist.")
        tag = hashlib.sha256(blob.content).hexdigest()[:16]
        return Answer(200, blob.content, (("content-type", blob.media_type), ("etag", f'"0x{tag}"')))

    def _signature(self, path: str, end: str) -> str:
        digest = hmac.new(self._key, f"{path}\n{end}".encode(), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()


def _elsewhere(request: Request, scheme: str) -> Answer:
    host = request.host.replace(ADDRESS, "localhost")
    link = f"{scheme}://{host}{quote(request.path)}?{urlencode(request.query)}"
    return Answer(302, b"", (("location", link),))


def _refusal(status: int, code: str, message: str) -> Answer:
    said = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    body = f'<?xml version="1.0" encoding="utf-8"?>{said}'.encode()
    return Answer(status, body, (("content-type", "application/xml"), ("x-ms-error-code", code)))
