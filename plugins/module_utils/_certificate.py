# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The certificate of an app registration, read from a PEM file into what MSAL signs with."""

from __future__ import annotations

import hashlib
import re
import ssl
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError, MissingLibrary

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)


class _Pem(NamedTuple):
    """The blocks of a PEM file: its first private key, and its certificates in their order."""

    key: str
    certificates: list[str]


def certificate_credential(path: str, passphrase: str | None, send_chain: bool) -> dict[str, str]:
    """Return MSAL's client credential for a PEM file with a private key, its certificate and perhaps a chain."""
    pem = _blocks(path, _text(path))
    key = _private_key(path, pem.key, passphrase)
    leaf = _leaf(path, pem.certificates, key)
    der = ssl.PEM_cert_to_DER_cert(leaf)
    credential = {
        "private_key": _plain(key),
        # Entra finds the certificate by this name; nothing rests on the strength of the hash.
        "thumbprint": hashlib.sha1(der, usedforsecurity=False).hexdigest(),
    }
    if send_chain:
        chain = [leaf, *(other for other in pem.certificates if other != leaf)]
        credential["public_certificate"] = "\n".join(chain)
    return credential


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise _unusable(path, "is not a PEM file", "convert it to PEM") from None
    except OSError as error:
        raise _unusable(
            path, f"cannot be read ({error.strerror})", "name a PEM file that this user may read"
        ) from None


def _blocks(path: str, text: str) -> _Pem:
    blocks = [(match.group(1), match.group(0)) for match in _BLOCK.finditer(text)]
    keys = [block for label, block in blocks if label.endswith("PRIVATE KEY")]
    certificates = [block for label, block in blocks if label == "CERTIFICATE"]
    if not keys:
        raise _unusable(path, "holds no private key", "put the key into the same PEM file as the certificate")
    if not certificates:
        raise _unusable(path, "holds no certificate", "put the certificate into the same PEM file as its key")
    return _Pem(keys[0], certificates)


def _private_key(path: str, block: str, passphrase: str | None) -> Any:
    load = _cryptography().serialization.load_pem_private_key
    try:
        return load(block.encode(), None)
    except TypeError:
        pass
    except ValueError:
        raise _unusable(path, "holds a private key that cannot be read", "export it again as PEM") from None
    if not passphrase:
        raise AuthError(
            f"certificate_passphrase: the private key in {path} is encrypted; give its passphrase.",
            option="certificate_passphrase",
        )
    try:
        return load(block.encode(), passphrase.encode())
    except ValueError:
        raise AuthError(
            f"certificate_passphrase: it does not open the private key in {path}; give the right one.",
            option="certificate_passphrase",
        ) from None


def _leaf(path: str, certificates: list[str], key: Any) -> str:
    public = _public_bytes(key.public_key())
    for block in certificates:
        try:
            certificate = _cryptography().x509.load_pem_x509_certificate(block.encode())
        except ValueError:
            raise _unusable(
                path, "holds a certificate that cannot be read", "export it again as PEM"
            ) from None
        if _public_bytes(certificate.public_key()) == public:
            return block
    raise _unusable(
        path, "holds no certificate that belongs to its private key", "put the two that belong together there"
    )


def _public_bytes(key: Any) -> bytes:
    serialization = _cryptography().serialization
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(encoding, form))


def _plain(key: Any) -> str:
    serialization = _cryptography().serialization
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return str(key.private_bytes(encoding, form, serialization.NoEncryption()).decode())


class _Cryptography(NamedTuple):
    """The two modules of the library that are needed here."""

    serialization: Any
    x509: Any


def _cryptography() -> _Cryptography:
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization
    except ImportError as error:
        raise MissingLibrary(
            f"The Python library cryptography is missing where this task runs ({error});"
            " install it with pip install cryptography.",
            library="cryptography",
        ) from None
    return _Cryptography(serialization, x509)


def _unusable(path: str, what: str, remedy: str) -> AuthError:
    return AuthError(f"certificate_path: {path} {what}; {remedy}.", option="certificate_path")
