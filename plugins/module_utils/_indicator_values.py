# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of indicators: what a user wrote -> the one spelling that is sent and compared, or what is wrong. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping

_HOST = re.compile(r"(?=.{1,253}$)([\w-]{1,63}\.)+[\w-]{2,63}")
_URL = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>[^/?#\s]+)(?P<rest>(?:[/?#]\S*)?)", re.IGNORECASE
)
_INTERNAL = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/3",
        "::/128",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
        "ff00::/8",
    )
]


def normal(kind: str, text: str) -> str:
    """Return the value of an indicator of this type as it is sent. ValueError, which goes on after the value, if it is none."""
    return _FORMS[kind](text.strip())


def comparable(kind: str, text: str) -> str:
    """Return a value of the tenant in the spelling in which values are compared."""
    try:
        return normal(kind, text)
    except (KeyError, ValueError):
        return text


def _digits(counts: str, *lengths: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not re.fullmatch(r"[0-9a-f]*", text.lower()) or len(text) not in lengths:
            raise ValueError(f"is none; give {counts} hexadecimal digits and nothing between them")
        return text.lower()

    return check


def _address(text: str) -> str:
    if "/" in text or "-" in text:
        raise ValueError(
            "is more than one address; the service takes single addresses, no networks and ranges"
        )
    try:
        # An address with a zone means something on one machine only.
        address = ipaddress.ip_address(text.replace("%", " "))
    except ValueError:
        raise ValueError("is no IP address; give one IPv4 or IPv6 address") from None
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in network for network in _INTERNAL):
        raise ValueError("is an internal address; the service takes external ones only")
    if address.version == 4:
        return str(address)
    # The service wants all eight groups of an IPv6 address.
    return ":".join(f"{int(group, 16):x}" for group in address.exploded.split(":"))


def _domain(text: str) -> str:
    if "/" in text or ":" in text:
        raise ValueError(
            "is no domain; give the host name alone, without scheme, port and path, or use the type Url"
        )
    if _is_address(text):
        raise ValueError("is an address; use the type IpAddress")
    name = text.lower().rstrip(".")
    if not _HOST.fullmatch(name):
        raise ValueError("is no domain; give a host name such as login.example.net, without wildcards")
    return name


def _url(text: str) -> str:
    match = _URL.fullmatch(text)
    if not match or "*" in text:
        raise ValueError("is no URL; give one such as https://login.example.net/path, without wildcards")
    if (match["scheme"] or "http").lower() not in ("http", "https"):
        raise ValueError("is no URL that the service takes; its scheme must be http or https")
    host = re.sub(r":\d+$", "", match["host"].lower())
    if not (_HOST.fullmatch(host) or _is_address(host)):
        raise ValueError(
            "is no URL; its host must be a full name or an address, as in https://login.example.net/path"
        )
    scheme = f"{match['scheme'].lower()}://" if match["scheme"] else ""
    return f"{scheme}{match['host'].lower()}{match['rest']}"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


_FORMS: Mapping[str, Callable[[str], str]] = {
    "FileSha1": _digits("40", 40),
    "FileSha256": _digits("64", 64),
    "FileMd5": _digits("32", 32),
    "CertificateThumbprint": _digits("40 or 64", 40, 64),
    "IpAddress": _address,
    "DomainName": _domain,
    "Url": _url,
}
