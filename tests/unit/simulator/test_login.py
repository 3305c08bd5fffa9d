# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in: every grant, the claims of its token, and Entra's own words for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.simulator.client import (
    NOW,
    SCOPE,
    Client,
    app,
    error_of,
    machine,
)
from cryptography.hazmat.primitives.asymmetric import rsa

ANALYST = {
    "name": "analyst@contoso.com",
    "password": "the-password",
    "scopes": ["Machine.Read", "Machine.Isolate"],
}
SCENARIO = {"now": NOW, "machines": [machine(1)], "apps": [app(users=[ANALYST])]}


@pytest.fixture(name="client")
def _client() -> Iterator[Client]:
    with running(SCENARIO) as tenant:
        yield Client(tenant, log_in=False)


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_discovery_names_the_endpoints_on_the_host_that_was_asked(client: Client) -> None:
    found = client.get(f"/{client.tenant.options['tenant_id']}/v2.0/.well-known/openid-configuration").json()
    base = f"{client.tenant.url}/{client.tenant.options['tenant_id']}"
    assert found["token_endpoint"] == f"{base}/oauth2/v2.0/token"
    assert found["issuer"] == f"{base}/v2.0"
    assert found["device_authorization_endpoint"].startswith(base)


def test_an_application_token_has_true_claims(client: Client) -> None:
    answer = client.log_in().json()
    claims = claims_of(answer["access_token"])
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == answer["ext_expires_in"] == 3599
    assert claims["aud"] == "https://api.securitycenter.microsoft.com"
    assert claims["tid"] == client.tenant.options["tenant_id"]
    assert claims["iss"] == f"https://sts.windows.net/{claims['tid']}/"
    assert claims["appid"] == client.tenant.options["client_id"]
    assert claims["roles"] == ["Machine.Read.All"]
    assert claims["exp"] - claims["iat"] == 3599
    assert "scp" not in claims


def test_the_key_set_verifies_a_token(client: Client) -> None:
    keys = client.get(f"/{client.tenant.options['tenant_id']}/discovery/v2.0/keys").json()
    key = jwt.PyJWK(keys["keys"][0])
    assert jwt.decode(client.token(), key, algorithms=["RS256"], audience=claims_of(client.token())["aud"])


def test_the_older_endpoint_writes_numbers_as_text(client: Client) -> None:
    answer = client.log_in(v1=True).json()
    assert answer["expires_in"] == "3599"
    assert answer["resource"] == "https://api.securitycenter.microsoft.com"
    assert int(answer["expires_on"]) > int(answer["not_before"])


def test_a_user_token_speaks_for_the_user(client: Client) -> None:
    scope = "https://api.securitycenter.microsoft.com/.default openid profile offline_access"
    form: dict[str, Any] = {
        "grant_type": "password",
        "username": "Analyst@contoso.com",
        "password": "the-password",
        "scope": scope,
    }
    answer = client.log_in(client_secret="", client_info="1", **form).json()
    claims = claims_of(answer["access_token"])
    assert claims["scp"] == "Machine.Isolate Machine.Read"
    assert claims["upn"] == "analyst@contoso.com"
    assert "roles" not in claims
    assert claims_of(answer["id_token"])["aud"] == client.tenant.options["client_id"]
    assert answer["client_info"]
    again = client.log_in(grant_type="refresh_token", refresh_token=answer["refresh_token"], scope=scope)
    assert claims_of(again.json()["access_token"])["upn"] == "analyst@contoso.com"


def test_a_refresh_token_belongs_to_its_application() -> None:
    other = app(id="7d0a6a9c-3e3f-4d0a-9d6f-1f6a3b1b0002", users=[ANALYST])
    with running({"now": NOW, "apps": [app(users=[ANALYST]), other]}) as tenant:
        client = Client(tenant, log_in=False)
        user: dict[str, Any] = {
            "grant_type": "password",
            "username": "analyst@contoso.com",
            "password": "the-password",
        }
        token = client.log_in(scope=f"{SCOPE} offline_access", **user).json()["refresh_token"]
        refused = client.log_in(grant_type="refresh_token", refresh_token=token, client_id=other["id"])
    assert refused.json()["error_codes"] == [70000]


def test_a_user_may_log_in_by_the_tenant_of_the_name(client: Client) -> None:
    form: dict[str, Any] = {
        "grant_type": "password",
        "username": "analyst@contoso.com",
        "password": "the-password",
    }
    assert client.log_in("organizations", **form).status_code == 200
    assert client.log_in("contoso.com", **form).status_code == 200


def test_the_realm_of_a_user_is_managed(client: Client) -> None:
    realm = client.session.get(
        f"{client.tenant.url}/common/userrealm/analyst@contoso.com?api-version=1.0"
    ).json()
    assert realm["account_type"] == "Managed"


@pytest.mark.parametrize(
    ("form", "status", "error", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_secret": ""}, 401, "invalid_client", 7000216),
        ({"client_id": "11111111-1111-4111-8111-111111111111"}, 400, "unauthorized_client", 700016),
        ({"client_id": ""}, 400, "invalid_request", 900144),
        ({"grant_type": ""}, 400, "invalid_request", 900144),
        ({"grant_type": "magic"}, 400, "unsupported_grant_type", 70003),
        ({"scope": "https://api.securitycenter.microsoft.com/Machine.Read"}, 400, "invalid_scope", 1002012),
        ({"scope": ""}, 400, "invalid_scope", 1002012),
        ({"scope": "https://nowhere.example/.default"}, 400, "invalid_resource", 500011),
        ({"tenant_id": "22222222-2222-4222-8222-222222222222"}, 400, "invalid_request", 90002),
        ({"tenant_id": "fabrikam.com"}, 400, "invalid_request", 90002),
        ({"tenant_id": "nonsense"}, 400, "invalid_request", 900023),
        ({"tenant_id": "common"}, 400, "invalid_request", 50059),
        (
            {"grant_type": "password", "username": "analyst@contoso.com", "password": "wrong"},
            400,
            "invalid_grant",
            50126,
        ),
        (
            {"grant_type": "password", "username": "nobody@contoso.com", "password": "x"},
            400,
            "invalid_grant",
            50034,
        ),
        ({"grant_type": "refresh_token", "refresh_token": "made up"}, 400, "invalid_grant", 70000),
    ],
)
def test_what_is_wrong_has_the_code_of_entra(
    client: Client, form: dict[str, Any], status: int, error: str, code: int
) -> None:
    answer = client.log_in(**form)
    body = answer.json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (status, error, [code])
    lines = body["error_description"].split("\r\n")
    assert lines[0].startswith(f"AADSTS{code}: ")
    assert lines[1] == f"Trace ID: {body['trace_id']}"
    assert lines[2] == f"Correlation ID: {body['correlation_id']}"


def test_a_wrong_secret_is_refused_with_the_id_of_the_application_and_without_the_secret(
    client: Client,
) -> None:
    text = client.log_in(client_secret="a-wrong-secret").text
    assert client.tenant.options["client_id"] in text
    assert "a-wrong-secret" not in text
    assert client.tenant.options["client_secret"] not in text


def test_an_expired_secret_is_told_from_a_wrong_one() -> None:
    with running({"now": NOW, "apps": [app(secret_expires="2026-04-01T00:00:00Z")]}) as tenant:
        body = Client(tenant, log_in=False).log_in().json()
    assert (body["error"], body["error_codes"]) == ("invalid_client", [7000222])


def test_discovery_of_another_tenant_is_refused(client: Client) -> None:
    answer = client.get("/nonsense/v2.0/.well-known/openid-configuration")
    assert (answer.status_code, answer.json()["error_codes"]) == (400, [900023])


def test_the_api_needs_a_token(client: Client) -> None:
    assert error_of(client.get("/api/machines")) == (401, "Unauthorized")
    client.use("no.real.token")
    assert error_of(client.get("/api/machines")) == (401, "Unauthorized")


def test_the_api_refuses_a_token_for_another_resource(client: Client) -> None:
    client.use(client.token(scope="https://graph.microsoft.com/.default"))
    assert error_of(client.get("/api/machines")) == (403, "Forbidden")


def test_the_api_refuses_a_token_that_somebody_else_signed(client: Client) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    client.use(jwt.encode(claims_of(client.token()), key, algorithm="RS256"))
    assert error_of(client.get("/api/machines")) == (401, "Unauthorized")


def test_the_api_refuses_a_token_of_another_tenant(client: Client) -> None:
    with running({**SCENARIO, "tenant_id": "44444444-4444-4444-8444-444444444444"}) as other:
        client.use(Client(other, log_in=False).token())
    answer = client.get("/api/machines")
    assert error_of(answer) == (401, "Unauthorized")
    assert "another tenant" in answer.json()["error"]["message"]


def test_a_token_expires() -> None:
    with running({**SCENARIO, "apps": [app(token_lifetime=0)]}) as tenant:
        answer = Client(tenant).get("/api/machines")
    assert error_of(answer) == (401, "Unauthorized")
    assert "expired" in answer.json()["error"]["message"]


def test_a_missing_role_is_named_beside_those_that_are_there(client: Client) -> None:
    client.use(client.token())
    answer = client.post(f"/api/machines/{machine(1)['id']}/isolate", {"Comment": "x"})
    assert error_of(answer) == (403, "Forbidden")
    assert answer.json()["error"]["message"] == (
        "Missing application roles. API required roles: Machine.Isolate, application roles: Machine.Read.All."
    )


def test_a_user_needs_the_delegated_permission(client: Client) -> None:
    client.use(client.token(grant_type="password", username="analyst@contoso.com", password="the-password"))
    assert client.get("/api/machines").status_code == 200
    assert client.post(f"/api/machines/{machine(1)['id']}/isolate", {"Comment": "x"}).status_code == 201
    assert error_of(client.get("/api/alerts")) == (403, "Forbidden")
    assert client.tenant.collection("machineactions")[0]["requestor"] == "analyst@contoso.com"
