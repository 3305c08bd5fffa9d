# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Client assertions: signed with a registered certificate, or by an issuer that the application trusts."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection
from typing import Any

import jwt
from ansible_collections.secops.defender.tests.simulator.apps import App
from ansible_collections.secops.defender.tests.simulator.entra_errors import EntraError
from ansible_collections.secops.defender.tests.simulator.tokens import Claims, Signer
from cryptography import x509
from cryptography.hazmat.primitives import hashes

ALGORITHMS = ("RS256", "PS256")


def verify(assertion: str, app: App, audiences: Collection[str], signer: Signer) -> str:
    """The sort of credential that the assertion is; an EntraError when it does not hold."""
    try:
        header = jwt.get_unverified_header(assertion)
        claims: Claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError as error:
        raise EntraError(700027, app=app.id) from error
    if str(claims.get("iss", "")).lower() == app.id.lower():
        _check(assertion, _certificate_key(app, header), audiences, app)
        return "certificate"
    _check_federated(assertion, app, claims, signer)
    return "federated"


def _check(assertion: str, key: Any, audiences: Collection[str], app: App) -> None:
    try:
        jwt.decode(
            assertion,
            key,
            algorithms=list(ALGORITHMS),
            audience=list(audiences),
            options={"require": ["exp", "aud", "iss", "sub"]},
        )
    except jwt.InvalidAudienceError as error:
        raise EntraError(700023) from error
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise EntraError(700024) from error
    except jwt.InvalidTokenError as error:
        raise EntraError(700027, app=app.id) from error


def _certificate_key(app: App, header: dict[str, Any]) -> Any:
    registered = [
        x509.load_pem_x509_certificate(text.encode()) for text in app.certificates if "BEGIN" in text
    ]
    thumbprints = {re.sub(r"[^0-9A-F]", "", text.upper()) for text in app.certificates if "BEGIN" not in text}
    sent = _sent_certificate(header)
    if sent is not None:
        known = {_thumbprint(sent, hashes.SHA1()), _thumbprint(sent, hashes.SHA256())} & thumbprints
        if known or any(sent == item or _renews(sent, item) for item in registered):
            return sent.public_key()
    named = {(name, str(header.get(name)).rstrip("=")) for name in ("x5t", "x5t#S256")}
    for certificate in registered:
        if named & {
            ("x5t", _in_header(certificate, hashes.SHA1())),
            ("x5t#S256", _in_header(certificate, hashes.SHA256())),
        }:
            return certificate.public_key()
    raise EntraError(700027, app=app.id)


def _sent_certificate(header: dict[str, Any]) -> x509.Certificate | None:
    chain = header.get("x5c")
    first = chain[0] if isinstance(chain, list) and chain else chain
    if not isinstance(first, str):
        return None
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(first.split())))
    except ValueError:
        return None


def _renews(sent: x509.Certificate, registered: x509.Certificate) -> bool:
    """Whether a chain was sent for the same subject by the same issuer, as subject-name authentication takes it."""
    return sent.subject == registered.subject and sent.issuer == registered.issuer


def _thumbprint(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm) -> str:
    return certificate.fingerprint(algorithm).hex().upper()


def _in_header(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm) -> str:
    return base64.urlsafe_b64encode(certificate.fingerprint(algorithm)).decode().rstrip("=")


def _check_federated(assertion: str, app: App, claims: Claims, signer: Signer) -> None:
    matching = list(app.federated)
    for code, name, claim in (
        (700211, "issuer", "iss"),
        (700213, "subject", "sub"),
        (700212, "audience", "aud"),
    ):
        matching = [trusted for trusted in matching if trusted[name] == claims.get(claim)]
        if not matching:
            raise EntraError(code, name=str(claims.get(claim)))
    try:
        signer.claims(assertion)
    except jwt.ExpiredSignatureError as error:
        raise EntraError(700024) from error
    except jwt.InvalidTokenError as error:
        raise EntraError(700027, app=app.id) from error
