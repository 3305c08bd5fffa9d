# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keys of things look like: what a user wrote -> the key that is sent, or one sentence. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence

from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHA1 = re.compile(r"[0-9a-f]{40}")
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)*")
# Windows allows neither of these in an account name, nor a dot at its end.
_ACCOUNT = re.compile(r"[^\\/@]*[^\\/@.]")


def keys_of(option: str, form: str, texts: Sequence[str]) -> list[str]:
    """Return the keys that are meant, each once. OptionError for a text that is none."""
    return list(dict.fromkeys(_key(option, form, text) for text in texts))


def _key(option: str, form: str, text: str) -> str:
    try:
        return _FORMS[form](text.strip())
    except ValueError as problem:
        raise OptionError(f"{option}: {text!r} {problem}", option=option) from None


def _hash(text: str) -> str:
    return _fitting(_HASH, text.lower(), "is no SHA-1 or SHA-256; give 40 or 64 hexadecimal digits.")


def _sha1(text: str) -> str:
    return _fitting(_SHA1, text.lower(), "is no SHA-1; give 40 hexadecimal digits.")


def _domain(text: str) -> str:
    return _fitting(_DOMAIN, text.lower(), "is no domain; give the host name alone, as in login.example.net.")


def _account(text: str) -> str:
    said = "is no account name; give the name alone, as in user1 for contoso\\user1 or user1@contoso.com."
    return _fitting(_ACCOUNT, text, said)


def _ip(text: str) -> str:
    try:
        # An address with a zone means something on one machine only.
        return str(ipaddress.ip_address(text.replace("%", " ")))
    except ValueError:
        raise ValueError("is no IP address; give one IPv4 or IPv6 address, no network and no name.") from None


def _fitting(pattern: re.Pattern[str], text: str, otherwise: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(otherwise)
    return text


_FORMS: Mapping[str, Callable[[str], str]] = {
    "hash": _hash,
    "sha1": _sha1,
    "domain": _domain,
    "ip": _ip,
    "account": _account,
}
