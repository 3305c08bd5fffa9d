# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.secops.defender.plugins.module_utils._certificate import certificate_credential
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.certificates import (
    Identity,
    identity,
    pem_file,
)
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@pytest.fixture(scope="module")
def app() -> Identity:
    return identity()


@pytest.fixture(scope="module")
def other() -> Identity:
    return identity("another")


def refused(path: str, passphrase: str | None = None) -> AuthError:
    with pytest.raises(AuthError) as caught:
        certificate_credential(path, passphrase, False)
    return caught.value


def test_a_key_and_its_certificate_make_a_credential(app: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", app.key_pem(), app.certificate_pem())
    credential = certificate_credential(path, None, False)
    assert credential["thumbprint"] == app.thumbprint()
    key = serialization.load_pem_private_key(credential["private_key"].encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert "public_certificate" not in credential


def test_the_order_in_the_file_does_not_matter(app: Identity, other: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", other.certificate_pem(), app.certificate_pem(), app.key_pem())
    assert certificate_credential(path, None, False)["thumbprint"] == app.thumbprint()


def test_the_chain_begins_with_the_certificate_of_the_key(
    app: Identity, other: Identity, tmp_path: Path
) -> None:
    path = pem_file(tmp_path / "app.pem", other.certificate_pem(), app.key_pem(), app.certificate_pem())
    chain = certificate_credential(path, None, True)["public_certificate"]
    assert chain.index(app.certificate_pem().strip()) == 0
    assert other.certificate_pem().strip() in chain
    assert "PRIVATE KEY" not in chain


def test_a_passphrase_opens_the_key(app: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", app.key_pem("open sesame"), app.certificate_pem())
    assert certificate_credential(path, "open sesame", False)["thumbprint"] == app.thumbprint()


def test_a_passphrase_that_is_not_needed_does_no_harm(app: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", app.key_pem(), app.certificate_pem())
    assert certificate_credential(path, "open sesame", False)["thumbprint"] == app.thumbprint()


def test_a_wrong_passphrase_is_named_and_not_told(app: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", app.key_pem("open sesame"), app.certificate_pem())
    error = refused(path, "open barley")
    assert str(error) == (
        f"certificate_passphrase: it does not open the private key in {path}; give the right one."
    )
    assert "barley" not in str(error.as_result())


def test_a_missing_passphrase_is_named(app: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", app.key_pem("open sesame"), app.certificate_pem())
    assert str(refused(path)) == (
        f"certificate_passphrase: the private key in {path} is encrypted; give its passphrase."
    )


def test_a_file_without_a_key_is_refused(app: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", app.certificate_pem())
    assert str(refused(path)) == (
        f"certificate_path: {path} holds no private key; put the key into the same PEM file as the certificate."
    )


def test_a_file_without_a_certificate_is_refused(app: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", app.key_pem())
    assert "holds no certificate; put" in str(refused(path))


def test_a_certificate_of_another_key_is_refused(app: Identity, other: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", app.key_pem(), other.certificate_pem())
    assert "holds no certificate that belongs to its private key" in str(refused(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "missing.pem")
    assert str(refused(path)) == (
        f"certificate_path: {path} cannot be read (No such file or directory);"
        " name a PEM file that this user may read."
    )


def test_a_binary_file_is_to_be_converted(tmp_path: Path) -> None:
    (tmp_path / "app.pfx").write_bytes(b"\x30\x82\xff\xfe")
    assert "is not a PEM file; convert it" in str(refused(str(tmp_path / "app.pfx")))


@pytest.mark.parametrize("label", ["PRIVATE KEY", "CERTIFICATE"])
def test_a_damaged_block_is_refused_and_not_quoted(app: Identity, tmp_path: Path, label: str) -> None:
    damaged = f"-----BEGIN {label}-----\nc2VjcmV0\n-----END {label}-----"
    whole = app.certificate_pem() if label == "PRIVATE KEY" else app.key_pem()
    error = refused(pem_file(tmp_path / "app.pem", damaged, whole))
    assert "that cannot be read; export it again as PEM" in str(error)
    assert "c2VjcmV0" not in str(error.as_result())
