# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is never to be blocked: addresses, networks, domains and hashes of one's own. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?P<host>\[[^\]]*\]|[^/?#:]+)(?::\d+)?(?P<path>.*)", re.IGNORECASE
)
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Never(NamedTuple):
    """What is never to be blocked, each as it was written beside what it means."""

    networks: Sequence[tuple[str, Network]]
    hosts: Sequence[tuple[str, str]]
    hashes: Sequence[tuple[str, str]]


def never_of(given: Sequence[object]) -> Never:
    """Read the list. ValueError names what is none of these."""
    networks: list[tuple[str, Network]] = []
    hosts: list[tuple[str, str]] = []
    hashes: list[tuple[str, str]] = []
    for one in given:
        text = str(one).strip()
        network = _network(text)
        host = _host(text.removeprefix("*."))[0]
        if network:
            networks.append((text, network))
        elif _HASH.fullmatch(text.lower()):
            hashes.append((text, text.lower()))
        elif _HOST.fullmatch(host):
            hosts.append((text, host))
        else:
            raise ValueError(f"'{text}' is no address, network, domain or hash")
    return Never(networks, hosts, hashes)


def kept_back(never: Never, kind: str, value: str) -> str:
    """Return what keeps an indicator from being blocked, as it was written; nothing when it may be."""
    if kind == "IpAddress":
        return _in_network(never, value)
    if kind == "DomainName":
        return _of_host(never, value, True)
    if kind == "Url":
        host, path = _host(value)
        return _in_network(never, host) or _of_host(never, host, path in ("", "/"))
    return next((text for text, digits in never.hashes if digits == value.lower()), "")


def _in_network(never: Never, value: str) -> str:
    network = _network(value)
    if network is None:
        return ""
    return next((text for text, own in never.networks if network.network_address in own), "")


def _of_host(never: Never, value: str, above: bool) -> str:
    """A domain stands for all that is below it, so one that is above an own host would block that host as well."""
    host = _host(value)[0]
    for text, own in never.hosts:
        if host == own or host.endswith(f".{own}") or (above and own.endswith(f".{host}")):
            return text
    return ""


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _host(text: str) -> tuple[str, str]:
    """Return host and path of a URL, or a host alone, in the one spelling that names have among computers."""
    match = _URL.fullmatch(text)
    if match is None:
        return text, ""
    host = match["host"].strip("[]").rstrip(".").lower()
    with suppress(UnicodeError):
        host = host.encode("idna").decode()
    return host, match["path"]
