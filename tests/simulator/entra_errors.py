# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The errors of Entra: its codes, its words, and their odd shape."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import NamedTuple

from ansible_collections.secops.defender.tests.simulator.messages import Answer, as_json


class Row(NamedTuple):
    """The status, the OAuth error and the text of a code."""

    status: int
    error: str
    text: str


TABLE: Mapping[int, Row] = {
    50011: Row(
        400,
        "invalid_request",
        "The redirect URI '{name}' specified in the request does not match the redirect URIs configured for the"
        " application '{app}'.",
    ),
    50034: Row(400, "invalid_grant", "The user account {name} does not exist in the {tenant} directory."),
    50059: Row(
        400, "invalid_request", "No tenant-identifying information found in the request or the credentials."
    ),
    50076: Row(
        400,
        "interaction_required",
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must use"
        " multi-factor authentication to access '{name}'.",
    ),
    50126: Row(400, "invalid_grant", "Error validating credentials due to invalid username or password."),
    54005: Row(
        400,
        "invalid_grant",
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh"
        " token.",
    ),
    65001: Row(
        400,
        "invalid_grant",
        "The user or administrator has not consented to use the application with ID '{app}'. Send an interactive"
        " authorization request for this user and resource.",
    ),
    65004: Row(400, "access_denied", "User declined to consent to access the app."),
    70000: Row(400, "invalid_grant", "Provided grant is invalid or malformed."),
    70003: Row(400, "unsupported_grant_type", "The app requested an unsupported grant type '{name}'."),
    70008: Row(
        400,
        "invalid_grant",
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive"
        " authorization request for this user and resource.",
    ),
    70016: Row(
        400,
        "authorization_pending",
        "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    ),
    70018: Row(400, "bad_verification_code", "The code that was entered is not valid."),
    70019: Row(400, "expired_token", "The verification code has expired."),
    70020: Row(400, "expired_token", "The provided value for the input parameter 'device_code' has expired."),
    90002: Row(
        400,
        "invalid_request",
        "Tenant '{name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
    ),
    500011: Row(
        400,
        "invalid_resource",
        "The resource principal named {name} was not found in the tenant named {tenant}.",
    ),
    500112: Row(
        400,
        "invalid_grant",
        "The reply address does not match the reply address provided when requesting the authorization code.",
    ),
    501481: Row(
        400,
        "invalid_grant",
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    ),
    700016: Row(
        400,
        "unauthorized_client",
        "Application with identifier '{name}' was not found in the directory '{tenant}'.",
    ),
    700023: Row(401, "invalid_client", "Client assertion audience claim does not match Realm issuer."),
    700024: Row(401, "invalid_client", "Client assertion is not within its valid time range."),
    700027: Row(
        401,
        "invalid_client",
        "The certificate with identifier used to sign the client assertion is not registered on application '{app}',"
        " or the signature is not valid.",
    ),
    700211: Row(
        401,
        "invalid_client",
        "No matching federated identity record found for presented assertion issuer '{name}'.",
    ),
    700212: Row(
        401,
        "invalid_client",
        "No matching federated identity record found for presented assertion audience '{name}'.",
    ),
    700213: Row(
        401,
        "invalid_client",
        "No matching federated identity record found for presented assertion subject '{name}'.",
    ),
    900023: Row(
        400,
        "invalid_request",
        "Specified tenant identifier '{name}' is neither a valid DNS name, nor a valid external domain.",
    ),
    900144: Row(400, "invalid_request", "The request body must contain the following parameter: '{name}'."),
    1002012: Row(
        400,
        "invalid_scope",
        "The provided value for scope {name} is not valid. Client credential flows must have a scope value with /.default"
        " suffixed to the resource identifier (application ID URI).",
    ),
    7000215: Row(
        401,
        "invalid_client",
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value,"
        " not the client secret ID, for a secret added to app '{app}'.",
    ),
    7000216: Row(
        401,
        "invalid_client",
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    ),
    7000222: Row(401, "invalid_client", "The provided client secret keys for app '{app}' are expired."),
}


class EntraError(Exception):
    """A refusal by one of Entra's codes."""

    def __init__(self, code: int, error: str | None = None, **names: str) -> None:
        """Fill the names into the text of the code; some codes come with another OAuth error at times."""
        super().__init__(code)
        self.code = code
        self._error = error or TABLE[code].error
        self._text = TABLE[code].text.format(**names)

    @property
    def text(self) -> str:
        """The error as a person sees it."""
        return f"AADSTS{self.code}: {self._text}"

    def answer(self) -> Answer:
        """The error as Entra sends it: carriage returns, ids and all."""
        row, now = TABLE[self.code], datetime.now(timezone.utc)
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        stamp = now.strftime("%Y-%m-%d %H:%M:%SZ")
        lines = (self.text, f"Trace ID: {trace}", f"Correlation ID: {correlation}")
        body = {
            "error": self._error,
            "error_description": "\r\n".join((*lines, f"Timestamp: {stamp}")),
            "error_codes": [self.code],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"https://login.microsoftonline.com/error?code={self.code}",
        }
        return Answer(row.status, as_json(body), (("content-type", "application/json; charset=utf-8"),))
