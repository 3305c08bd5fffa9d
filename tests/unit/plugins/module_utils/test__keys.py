# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._keys import keys_of

SHA1, SHA256 = "4388963aaa83afe2042a46a3c017ad50bdcdafb3", "0123456789abcdef" * 4

MEANT = [
    ("hash", [SHA1, SHA1.upper(), f" {SHA256} "], [SHA1, SHA256]),
    ("domain", ["Login.Example.NET", "login.example.net"], ["login.example.net"]),
    ("domain", ["intranet", "_dmarc.example.net", "b\u00fccher.example"], None),
    ("ip", ["203.0.113.66", "2001:DB8:0:0::53"], ["203.0.113.66", "2001:db8::53"]),
    ("account", ["svc_backup", "WS-1$", "J. O'Neill #7%"], None),
    ("account", [], []),
]
REFUSED = [
    ("hash", ["", "nonsense", SHA1[1:], SHA1 + "0", "g" * 40, "0" * 32, f"{SHA1}/alerts"]),
    (
        "domain",
        ["", ".", "..", "a..b", "https://a.example", "a.example/x", "a.example:443", "*.a.example", "a b"],
    ),
    ("ip", ["", "10.0.0", "10.0.0.0/8", "a.example", "010.0.0.1", "fe80::1%eth0", "10.0.0.1/stats"]),
    ("account", ["", " ", ".", "..", "user1@contoso.com", "contoso\\user1", "contoso/user1"]),
]


@pytest.mark.parametrize(("form", "texts", "keys"), MEANT)
def test_keys_are_written_in_one_way_and_each_once(
    form: str, texts: list[str], keys: list[str] | None
) -> None:
    assert keys_of("things", form, texts) == (texts if keys is None else keys)


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in REFUSED for text in texts])
def test_what_is_no_key_is_told_in_one_sentence_with_the_option(form: str, text: str) -> None:
    with pytest.raises(OptionError) as caught:
        keys_of("things", form, [text])
    assert str(caught.value).startswith(f"things: {text!r} is no ")
    assert str(caught.value).endswith(".")
    assert caught.value.details == {"option": "things"}
