# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service hands out as a link: asked for at its pace, fetched without a token, and never shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Operation
from ansible_collections.secops.defender.plugins.module_utils._errors import AnswerLost, LinkRefused
from ansible_collections.secops.defender.plugins.module_utils._pace import Pace

_LINKS = 3

Fetched = TypeVar("Fetched")


def link_to(client: Client, operation: Operation, pace: Pace, **path: Any) -> str:
    """Return the link that an operation answers with. Its value can stand in quotes of its own."""
    answer = pace.keep(lambda: client.first(operation, **path))
    value = str(answer.get("value") or "").strip().strip('"')
    if not value:
        raise AnswerLost(f"{operation.name}: the answer is no link; run the task again.")
    return value


def download(client: Client, link: Callable[[], str], take: Callable[[Iterator[bytes]], Fetched]) -> Fetched:
    """Return what take makes of the bytes behind a link, which is asked for anew when it has expired or broke.

    Take gets the bytes from their beginning each time; a take that was broken off leaves nothing behind.
    """
    for _link in range(_LINKS - 1):
        with suppress(LinkRefused, AnswerLost):
            return client.fetch(link(), take)
    return client.fetch(link(), take)
