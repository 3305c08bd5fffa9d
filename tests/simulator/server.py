# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server: uvicorn in a thread, over TLS with a certificate made for the occasion."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trustme
import uvicorn
from ansible_collections.secops.defender.tests.simulator.app import Application
from uvicorn.protocols.http.h11_impl import H11Protocol

ADDRESS = "127.0.0.1"
START_TIMEOUT = 10.0


class ServerError(Exception):
    """Why the server does not run, in one sentence."""


class _Protocol(H11Protocol):
    """HTTP that hands its connection to the application, which may have to break it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        serve = self.app

        async def with_connection(scope: Any, receive: Any, send: Any) -> None:
            await serve({**scope, "transport": self.transport}, receive, send)

        self.app = with_connection


class _Server(uvicorn.Server):
    """A server that stops the moment it is told to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopped = threading.Event()

    async def main_loop(self) -> None:
        await asyncio.to_thread(self.stopped.wait)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, and end every connection that a client still holds."""
        for listening in (*self.servers, *(sockets or ())):
            listening.close()
        while self.server_state.connections:
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)


def _listening(port: int) -> socket.socket:
    # With the protocol left open, asyncio would not switch Nagle's algorithm off: 40 ms for each answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServerError(f"The port {port} cannot be listened on: {error}.") from error
    return listener


def _tls(ca_path: Path) -> ssl.SSLContext:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(ADDRESS, "localhost").configure_cert(context)
    return context


@contextlib.contextmanager
def serving(application: Application, port: int, ca_path: Path) -> Iterator[str]:
    """Serve until the block ends; gives the base URL."""
    listener = _listening(port)
    context = _tls(ca_path)
    config = uvicorn.Config(
        application,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        timeout_keep_alive=60,
        server_header=False,
        date_header=False,
        ssl_context_factory=lambda _config, _default: context,
    )
    server = _Server(config)
    thread = threading.Thread(target=asyncio.run, args=(server.serve([listener]),), daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield f"https://{ADDRESS}:{listener.getsockname()[1]}"
    finally:
        server.stopped.set()
        thread.join(START_TIMEOUT)
        listener.close()


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise ServerError("The server did not start.")
        time.sleep(0.005)
