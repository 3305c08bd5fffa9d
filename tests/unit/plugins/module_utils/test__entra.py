# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.secops.defender.plugins.module_utils._entra import (
    first_line,
    refused_login,
    refused_sign_in,
)

CONNECTION = {"client_secret": "s3cret~value", "password": "hunter2", "client_id": "an app"}
WRONG_SECRET = (
    "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret"
    " value, not the client secret ID, for a secret added to app 'an app'.\r\nTrace ID: 1\r\nCorrelation ID: 2"
    "\r\nTimestamp: 2026-01-01 00:00:00Z"
)


def answer(description: str) -> dict[str, str]:
    return {"error": "invalid_client", "error_description": description, "correlation_id": "a correlation"}


def test_the_first_line_of_the_description_is_told() -> None:
    told = first_line(WRONG_SECRET, CONNECTION)
    assert told.startswith("AADSTS7000215: Invalid client secret provided. ")
    assert told.endswith("for a secret added to app 'an app'")


def test_trace_ids_on_the_same_line_are_left_out() -> None:
    assert first_line("AADSTS50126: Wrong. Trace ID: 1 Correlation ID: 2", CONNECTION) == "AADSTS50126: Wrong"


def test_a_secret_that_the_service_repeats_is_not_told() -> None:
    told = first_line(
        "AADSTS1: s3cret~value and hunter2 and eyJhbGciOi.eyJhdWQi.sig-nature_ are wrong", CONNECTION
    )
    assert told == "AADSTS1: *** and *** and *** are wrong"


def test_the_code_of_entra_is_in_the_details() -> None:
    error = refused_login("client_secret", answer(WRONG_SECRET), CONNECTION)
    assert error.details == {
        "source": "client_secret",
        "option": "client_secret",
        "code": "AADSTS7000215",
        "correlation_id": "a correlation",
    }
    assert str(error).startswith(
        "client_secret: it is not a secret of the application; give the secret's value"
    )


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("AADSTS7000222", "client_secret: it has expired; make a new one"),
        ("AADSTS90002", "tenant_id: there is no such tenant"),
        ("AADSTS900023", "tenant_id: there is no such tenant"),
        ("AADSTS700016", "client_id: the tenant has no such application"),
        ("AADSTS700027", "certificate_path: the certificate is not one of the application's"),
        ("AADSTS70021", "federated_token: no federated credential of the application fits"),
        ("AADSTS50126", "password: user name or password are wrong"),
        ("AADSTS50076", "auth_source: the tenant wants more than a password"),
        ("AADSTS65001", "client_id: nobody has consented"),
        ("AADSTS500011", "audience: the tenant does not know this resource"),
        ("AADSTS700082", "token_cache: the kept login has ended"),
    ],
)
def test_a_known_code_names_the_option_and_what_to_do(code: str, begins: str) -> None:
    message = str(refused_login("client_secret", answer(f"{code}: It is so."), CONNECTION))
    assert message.startswith(begins)
    assert message.endswith(f"({code}: It is so).")


def test_a_strange_signature_is_told_of_the_token_where_no_certificate_was_used() -> None:
    said = answer("AADSTS700027: The signature is invalid.")
    assert str(refused_login("federated_token", said, CONNECTION)).startswith(
        "federated_token: its signature"
    )
    assert str(refused_login("client_certificate", said, CONNECTION)).startswith("certificate_path: ")


def test_an_unknown_code_is_told_as_it_is() -> None:
    message = str(refused_login("client_secret", answer("AADSTS12345: A new reason."), CONNECTION))
    assert message == (
        "auth_source: the login by client_secret was refused; act on what Microsoft Entra says"
        " (AADSTS12345: A new reason)."
    )


def test_an_answer_without_any_reason_is_still_an_error() -> None:
    assert "it gave no reason" in str(refused_login("client_secret", {}, CONNECTION))


def test_a_refused_managed_identity_names_what_to_assign() -> None:
    error = refused_login(
        "managed_identity", {"error": "invalid_request", "error_description": "Identity not found"}, {}
    )
    assert str(error).startswith("client_id: the managed identity was refused; assign one to this machine")
    assert error.details["code"] == "invalid_request"


@pytest.mark.parametrize("source", ["cached_login", "device_code", "authorization_code"])
@pytest.mark.parametrize("code", ["AADSTS50076", "AADSTS50079", "AADSTS53003"])
def test_a_kept_login_that_is_doubted_says_to_sign_in_again(source: str, code: str) -> None:
    assert str(refused_login(source, answer(f"{code}: It is so."), CONNECTION)).startswith(
        "token_cache: the tenant wants this person to prove again who they are; sign in again with defender_app_token,"
        " auth_source device_code or authorization_code"
    )


@pytest.mark.parametrize(
    ("error", "description", "begins"),
    [
        ("authorization_declined", "No.", "sign_in: the person has declined"),
        ("access_denied", "AADSTS65004: No.", "sign_in: the person has declined"),
        ("expired_token", "Late.", "sign_in: its time is over; begin again"),
        ("bad_verification_code", "What?", "sign_in: Microsoft Entra does not know the code"),
        ("invalid_grant", "AADSTS50076: MFA.", "sign_in: the tenant wants a second factor"),
        ("invalid_grant", "AADSTS54005: Again.", "sign_in: it has been redeemed already"),
        ("invalid_grant", "AADSTS65001: Ask.", "client_id: nobody has consented"),
        ("access_denied", "AADSTS53003: CA.", "auth_source: the tenant's Conditional Access does not let"),
        ("invalid_client", "AADSTS7000218: Secret.", "client_id: the application demands a secret"),
        ("invalid_request", "AADSTS500112: Where?", "redirect_uri: it is not one of the application's"),
        (
            "server_error",
            "Odd.",
            "sign_in: it was refused; act on what Microsoft Entra says, and begin again",
        ),
    ],
)
def test_a_sign_in_that_came_to_nothing_says_what_to_do(error: str, description: str, begins: str) -> None:
    told = refused_sign_in(
        "device_code", {"error": error, "error_description": description}, CONNECTION, ["", "hush"]
    )
    assert str(told).startswith(begins)
    assert str(told).endswith(f"({description.rstrip('.')}).")
    assert told.details["source"] == "device_code"
