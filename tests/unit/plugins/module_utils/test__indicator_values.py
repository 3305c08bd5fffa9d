# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import struct
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from ansible_collections.secops.defender.plugins.module_utils._indicator_values import comparable, normal
from ansible_collections.secops.defender.tests.simulator.indicators import complaint
from hypothesis import example, given
from hypothesis import strategies as st

SHA1 = "220e7d15b0b3d7fac48f2bd61114db1022197f7f"
NORMAL = [
    ("FileSha1", f" {SHA1.upper()} ", SHA1),
    ("FileSha256", "A" * 64, "a" * 64),
    ("FileMd5", "0" * 32, "0" * 32),
    ("CertificateThumbprint", SHA1, SHA1),
    ("CertificateThumbprint", "B" * 64, "b" * 64),
    ("IpAddress", "203.0.113.66", "203.0.113.66"),
    ("IpAddress", "2001:DB8:BAD::53", "2001:db8:bad:0:0:0:0:53"),
    ("IpAddress", "2001:0db8:0bad:0000:0000:0000:0000:0053", "2001:db8:bad:0:0:0:0:53"),
    ("IpAddress", "::ffff:203.0.113.66", "203.0.113.66"),
    ("DomainName", "Login-Contoso.Example.", "login-contoso.example"),
    ("DomainName", "_dmarc.contoso.com", "_dmarc.contoso.com"),
    ("Url", "HTTPS://Login.Example/Path?Q=A", "https://login.example/Path?Q=A"),
    ("Url", "login.example/Path", "login.example/Path"),
    ("Url", "http://203.0.113.66:8080/x", "http://203.0.113.66:8080/x"),
    ("Url", "https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
    ("Url", "https://login.example", "https://login.example"),
    ("Url", "https://login.example?to=https://contoso.com", "https://login.example?to=https://contoso.com"),
]


@pytest.mark.parametrize(("kind", "text", "value"), NORMAL)
def test_a_value_has_one_spelling(kind: str, text: str, value: str) -> None:
    assert normal(kind, text) == value
    assert normal(kind, value) == value


REFUSED = [
    ("FileSha1", "a" * 64, "is none; give 40 hexadecimal digits"),
    ("FileSha256", SHA1, "give 64 hexadecimal digits"),
    ("FileMd5", "g" * 32, "give 32 hexadecimal digits"),
    ("CertificateThumbprint", ":".join(["ab"] * 20), "give 40 or 64 hexadecimal digits and nothing between"),
    ("IpAddress", "203.0.113.0/24", "takes single addresses"),
    ("IpAddress", "203.0.113.1-203.0.113.9", "takes single addresses"),
    ("IpAddress", "10.20.2.21", "is an internal address"),
    ("IpAddress", "fe80::1", "is an internal address"),
    ("IpAddress", "::ffff:192.168.0.1", "is an internal address"),
    ("IpAddress", "fe80::1%eth0", "is no IP address"),
    ("IpAddress", "203.0.113.066", "is no IP address"),
    ("IpAddress", "bad.example", "is no IP address"),
    ("DomainName", "https://bad.example", "without scheme, port and path"),
    ("DomainName", "bad.example/path", "without scheme, port and path"),
    ("DomainName", "bad.example:443", "without scheme, port and path"),
    ("DomainName", "203.0.113.66", "use the type IpAddress"),
    ("DomainName", "*.bad.example", "without wildcards"),
    ("DomainName", "localhost", "is no domain"),
    ("DomainName", "", "is no domain"),
    ("Url", "ftp://bad.example/x", "must be http or https"),
    ("Url", "https://bad.example/ x", "is no URL"),
    ("Url", "https://*.example/", "without wildcards"),
    ("Url", "https://user@bad.example/", "its host must be a full name or an address"),
    ("Url", "https:///path", "is no URL"),
    ("Url", "/path", "is no URL"),
]


@pytest.mark.parametrize(("kind", "text", "says"), REFUSED)
def test_a_value_that_is_not_of_its_type_is_refused(kind: str, text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("*", r"\*")):
        normal(kind, text)


def test_what_a_tenant_holds_is_compared_whatever_it_is() -> None:
    assert comparable("IpAddress", "10.0.0.0/8") == "10.0.0.0/8"
    assert comparable("WebPage", "Anything") == "Anything"


def taken_by_the_service(kind: str, value: str) -> bool:
    sent = {"indicatorValue": value, "indicatorType": kind, "action": "Allowed"}
    return complaint(sent) is None


def tried(kind: str, text: str) -> str | None:
    """The value, none where it is refused."""
    try:
        return normal(kind, text)
    except ValueError:
        return None


@given(st.one_of(st.ip_addresses(), st.ip_addresses(network="2001:db8::/32")))
@example(IPv6Address("::ffff:0.0.0.0"))
@example(IPv6Address("::ffff:8.8.8.8"))
def test_an_address_is_refused_or_taken_by_the_service_as_the_same_address(
    address: IPv4Address | IPv6Address,
) -> None:
    value = tried("IpAddress", str(address))
    assert (value is not None) == taken_by_the_service("IpAddress", value or written(address))
    assert value is None or ip_address(value) in (address, getattr(address, "ipv4_mapped", None))


def written(address: IPv4Address | IPv6Address) -> str:
    """An address as the service wants it."""
    if address.version == 4:
        return str(address)
    return ":".join(f"{group:x}" for group in struct.unpack("!8H", address.packed))


@given(st.sampled_from(["FileSha1", "DomainName", "Url", "CertificateThumbprint"]), st.text(max_size=80))
def test_a_text_that_is_not_refused_is_normal_for_good_and_taken_by_the_service(kind: str, text: str) -> None:
    value = tried(kind, text)
    if value is not None:
        assert normal(kind, value) == value
        assert taken_by_the_service(kind, value)
