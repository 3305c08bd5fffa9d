# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signing in with a browser: device codes, authorization codes and refresh tokens, and what is wrong with them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
import requests
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, SCOPE, Client, app, machine

NAME, PASSWORD = "analyst@contoso.com", "the-password"
ANALYST = {"name": NAME, "password": PASSWORD, "scopes": ["Machine.Read"], "second_factor": True}
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
SCOPES = f"{SCOPE} openid profile offline_access"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-indeed"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def tenant_of(**changes: Any) -> dict[str, Any]:
    return {"now": NOW, "machines": [machine(1)], "apps": [app(users=[ANALYST], **changes)]}


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[Client]:
    with running(tenant_of()) as tenant:
        yield Client(tenant, log_in=False)


def path_of(client: Client, endpoint: str) -> str:
    return f"{client.tenant.url}/{client.tenant.options['tenant_id']}/oauth2/v2.0/{endpoint}"


def device_of(client: Client, **form: str) -> dict[str, Any]:
    fields = {"client_id": client.tenant.options["client_id"], "scope": SCOPES, **form}
    return dict(client.session.post(path_of(client, "devicecode"), data=fields).json())


def enter(client: Client, device: dict[str, Any], **form: str) -> requests.Response:
    fields = {"code": device["user_code"], "username": NAME, "password": PASSWORD, **form}
    return client.session.post(device["verification_uri"], data=fields)


def redeem_device(client: Client, device: dict[str, Any]) -> requests.Response:
    return client.log_in(client_secret="", scope="", grant_type=DEVICE, device_code=device["device_code"])


def address_of(client: Client, **query: str) -> str:
    fields = {
        "client_id": client.tenant.options["client_id"],
        "response_type": "code",
        "redirect_uri": "http://localhost:8400",
        "scope": SCOPES,
        "state": "the state",
        "nonce": "the nonce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **query,
    }
    return f"{path_of(client, 'authorize')}?{urlencode(fields)}"


def sign_in(client: Client, address: str, **form: str) -> requests.Response:
    fields = {"username": NAME, "password": PASSWORD, **form}
    return client.session.post(address, data=fields, allow_redirects=False)


def code_from(client: Client, **query: str) -> str:
    location = sign_in(client, address_of(client, **query)).headers["location"]
    return dict(parse_qsl(urlsplit(location).query))["code"]


def redeem_code(client: Client, code: str, **form: str) -> requests.Response:
    fields: dict[str, Any] = {
        "code": code,
        "redirect_uri": "http://localhost:8400",
        "code_verifier": VERIFIER,
        **form,
    }
    return client.log_in(client_secret="", scope="", grant_type="authorization_code", **fields)


def refused(answer: requests.Response) -> tuple[str, int]:
    body = answer.json()
    return body["error"], body["error_codes"][0]


def test_a_device_code_is_pending_until_the_person_has_signed_in(client: Client) -> None:
    device = device_of(client)
    assert (device["expires_in"], device["interval"]) == (900, 5)
    assert device["user_code"] in device["message"]
    assert refused(redeem_device(client, device)) == ("authorization_pending", 70016)
    assert "form" in client.session.get(device["verification_uri"]).text
    assert enter(client, device, code=device["user_code"].lower()).status_code == 200
    answer = redeem_device(client, device).json()
    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert (claims["upn"], claims["scp"], claims["amr"]) == (NAME, "Machine.Read", ["pwd", "mfa"])
    resource = SCOPE.removesuffix("/.default")
    assert answer["scope"] == f"{resource}/Machine.Read {SCOPE}"
    assert refused(redeem_device(client, device)) == ("invalid_grant", 54005)


def test_what_a_person_does_wrong_is_shown_to_the_person(client: Client) -> None:
    device = device_of(client)
    for wrong, told in (
        ({"code": "WRONG"}, "AADSTS70018"),
        ({"password": "wrong"}, "AADSTS50126"),
        ({"username": "nobody@contoso.com"}, "AADSTS50034"),
    ):
        answer = enter(client, device, **wrong)
        assert (answer.status_code, told in answer.text) == (400, True)
    assert refused(redeem_device(client, device)) == ("authorization_pending", 70016)


def test_a_person_can_decline(client: Client) -> None:
    device = device_of(client)
    enter(client, device, decline="1")
    assert refused(redeem_device(client, device)) == ("authorization_declined", 65004)
    location = sign_in(client, address_of(client), decline="1").headers["location"]
    told = dict(parse_qsl(urlsplit(location).query))
    assert (told["error"], told["state"]) == ("access_denied", "the state")


def test_codes_that_nobody_gave_are_refused(client: Client) -> None:
    assert refused(redeem_device(client, {"device_code": "unknown"})) == ("bad_verification_code", 70000)
    assert refused(redeem_code(client, "unknown")) == ("invalid_grant", 70000)


def test_codes_expire() -> None:
    with running(tenant_of(sign_in_lifetime=0)) as tenant:
        client = Client(tenant, log_in=False)
        device = device_of(client)
        assert "AADSTS70019" in enter(client, device).text
        assert refused(redeem_device(client, device)) == ("expired_token", 70020)
        assert refused(redeem_code(client, code_from(client))) == ("invalid_grant", 70008)


def test_an_authorization_code_is_good_once_for_whoever_asked(client: Client) -> None:
    assert "form" in client.session.get(address_of(client)).text
    code = code_from(client)
    assert refused(redeem_code(client, code, code_verifier="another")) == ("invalid_grant", 501481)
    assert refused(redeem_code(client, code, code_verifier="")) == ("invalid_grant", 501481)
    assert refused(redeem_code(client, code, redirect_uri="http://localhost")) == ("invalid_grant", 500112)
    answer = redeem_code(client, code).json()
    claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
    assert (claims["preferred_username"], claims["nonce"]) == (NAME, "the nonce")
    assert refused(redeem_code(client, code)) == ("invalid_grant", 54005)


def test_a_plain_challenge_and_none_are_taken_too(client: Client) -> None:
    plain = code_from(client, code_challenge=VERIFIER, code_challenge_method="plain")
    assert redeem_code(client, plain).status_code == 200
    assert redeem_code(client, code_from(client, code_challenge=""), code_verifier="").status_code == 200


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"redirect_uri": "https://elsewhere.example"}, "AADSTS50011"),
        ({"redirect_uri": "http://localhost.example"}, "AADSTS50011"),
        ({"client_id": "unknown"}, "AADSTS700016"),
        ({"response_type": "token"}, "AADSTS900144"),
        ({"code_challenge_method": "S512"}, "AADSTS900144"),
        ({"scope": "openid"}, "AADSTS900144"),
        ({"scope": "https://elsewhere.example/.default"}, "AADSTS500011"),
    ],
)
def test_an_address_that_asks_wrongly_leads_nowhere(client: Client, query: dict[str, str], told: str) -> None:
    for answer in (
        client.session.get(address_of(client, **query)),
        sign_in(client, address_of(client, **query)),
    ):
        assert answer.status_code == 400
        assert told in answer.text


def test_the_empty_page_of_native_clients_is_there(client: Client) -> None:
    page = f"{client.tenant.url}/common/oauth2/nativeclient"
    location = sign_in(client, address_of(client, redirect_uri=page)).headers["location"]
    assert location.startswith(f"{page}?code=")
    assert client.session.get(location).status_code == 200


def test_a_refresh_token_gives_a_new_one_and_stays_good(client: Client) -> None:
    answer = redeem_code(client, code_from(client)).json()
    form: dict[str, Any] = {"client_secret": "", "grant_type": "refresh_token", "scope": SCOPES}
    first = client.log_in(refresh_token=answer["refresh_token"], **form).json()
    assert first["refresh_token"] != answer["refresh_token"]
    for refresh_token in (first["refresh_token"], answer["refresh_token"]):
        assert client.log_in(refresh_token=refresh_token, **form).status_code == 200


def test_a_resource_without_consent_is_refused(client: Client) -> None:
    answer = redeem_code(client, code_from(client)).json()
    graph = client.log_in(
        client_secret="",
        grant_type="refresh_token",
        refresh_token=answer["refresh_token"],
        scope="https://graph.microsoft.com/.default",
    )
    assert refused(graph) == ("invalid_grant", 65001)


def test_a_password_alone_does_not_do_with_a_second_factor(client: Client) -> None:
    answer = client.log_in(grant_type="password", username=NAME, password=PASSWORD, scope=SCOPES)
    assert refused(answer) == ("interaction_required", 50076)


def test_the_journal_tells_who_signed_in_and_no_secret(client: Client) -> None:
    device = device_of(client)
    enter(client, device)
    answer = redeem_device(client, device).json()
    code = code_from(client)
    client.session.get(f"{client.tenant.url}/common/oauth2/nativeclient", params={"code": code})
    told = [entry for entry in client.tenant.journal if entry["authenticated_as"] == NAME]
    assert {entry["path"].rpartition("/")[2] for entry in told} >= {"deviceauth", "token", "authorize"}
    for secret in (
        PASSWORD,
        device["device_code"],
        code,
        CHALLENGE,
        VERIFIER,
        answer["refresh_token"],
        "eyJ",
    ):
        assert secret not in str(client.tenant.journal)
