# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates, federated tokens and managed identities prove who is asking, or are refused."""

from __future__ import annotations

import base64
import importlib
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

import jwt
import pytest
import requests
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, SCOPE, Client, app
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

TRUST: dict[str, Any] = {
    "issuer": "https://issuer.example",
    "subject": "repo:a/b",
    "audience": "api://AzureADTokenExchange",
}
msal: Any = importlib.import_module("msal")

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Certificate(NamedTuple):
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        kind = serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()

    def thumbprint(self, algorithm: hashes.HashAlgorithm) -> bytes:
        return self.certificate.fingerprint(algorithm)

    @property
    def der(self) -> str:
        return base64.b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()


def new_certificate(name: str = "automation", issuer: str | None = None) -> Certificate:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject, issued_by = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (name, issuer or name)
    )
    now = datetime.now(timezone.utc)
    builder = x509.CertificateBuilder(issued_by, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    return Certificate(key, builder.sign(key, hashes.SHA256()))


CERTIFICATE = new_certificate()
STRANGER = new_certificate("stranger")


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[Client]:
    with running({"now": NOW, "apps": [app(certificates=[CERTIFICATE.pem], federated=[TRUST])]}) as tenant:
        yield Client(tenant, log_in=False)


def header_of(certificate: Certificate, name: str = "x5t") -> dict[str, Any]:
    if name == "x5c":
        return {"x5c": [certificate.der]}
    algorithm: hashes.HashAlgorithm = hashes.SHA1() if name == "x5t" else hashes.SHA256()
    return {name: base64.urlsafe_b64encode(certificate.thumbprint(algorithm)).decode().rstrip("=")}


def assertion(
    client: Client, certificate: Certificate, header: dict[str, Any], algorithm: str = "RS256", **claims: Any
) -> str:
    app_id = client.tenant.options["client_id"]
    usual = {
        "iss": app_id,
        "sub": app_id,
        "aud": f"{client.tenant.url}/{client.tenant.options['tenant_id']}/oauth2/v2.0/token",
        "exp": time.time() + 300,
    }
    return jwt.encode({**usual, **claims}, certificate.key, algorithm=algorithm, headers=header)


def log_in(client: Client, text: str) -> requests.Response:
    return client.log_in(client_secret="", client_assertion_type=KIND, client_assertion=text)


@pytest.mark.parametrize("name", ["x5t", "x5t#S256", "x5c"])
@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_a_registered_certificate_logs_in(client: Client, name: str, algorithm: str) -> None:
    answer = log_in(client, assertion(client, CERTIFICATE, header_of(CERTIFICATE, name), algorithm))
    assert answer.status_code == 200, answer.text
    claims = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    assert claims["appidacr"] == "2"


@pytest.mark.parametrize(
    ("certificate", "named", "claims", "code"),
    [
        (STRANGER, STRANGER, {}, 700027),
        (STRANGER, CERTIFICATE, {}, 700027),
        (CERTIFICATE, CERTIFICATE, {"aud": "https://elsewhere.example"}, 700023),
        (CERTIFICATE, CERTIFICATE, {"exp": 1_700_000_000}, 700024),
    ],
)
def test_an_assertion_that_does_not_hold_is_refused(
    client: Client, certificate: Certificate, named: Certificate, claims: dict[str, Any], code: int
) -> None:
    answer = log_in(client, assertion(client, certificate, header_of(named), **claims))
    assert (answer.status_code, answer.json()["error_codes"]) == (401, [code])


def test_a_renewed_certificate_logs_in_only_with_its_chain(client: Client) -> None:
    renewed = new_certificate()
    refused = log_in(client, assertion(client, renewed, header_of(renewed)))
    assert refused.json()["error_codes"] == [700027]
    assert log_in(client, assertion(client, renewed, header_of(renewed, "x5c"))).status_code == 200
    for other in (new_certificate("other", issuer="automation"), new_certificate(issuer="other")):
        refused = log_in(client, assertion(client, other, header_of(other, "x5c")))
        assert refused.json()["error_codes"] == [700027]


def test_a_thumbprint_is_enough_when_the_certificate_is_sent() -> None:
    thumbprint = CERTIFICATE.thumbprint(hashes.SHA1()).hex(":")
    with running({"now": NOW, "apps": [app(certificates=[thumbprint])]}) as tenant:
        client = Client(tenant, log_in=False)
        assert (
            log_in(client, assertion(client, CERTIFICATE, header_of(CERTIFICATE, "x5c"))).status_code == 200
        )
        refused = log_in(client, assertion(client, STRANGER, header_of(STRANGER, "x5c")))
    assert refused.json()["error_codes"] == [700027]


def test_what_is_no_assertion_is_refused(client: Client) -> None:
    assert log_in(client, "nonsense").json()["error_codes"] == [700027]


def test_a_federated_token_logs_in(client: Client) -> None:
    token = client.tenant.federated_token(**TRUST)
    assert log_in(client, token).status_code == 200


@pytest.mark.parametrize(("name", "code"), [("issuer", 700211), ("subject", 700213), ("audience", 700212)])
def test_a_federated_token_that_nobody_trusts_is_refused(client: Client, name: str, code: int) -> None:
    token = client.tenant.federated_token(**{**TRUST, name: "another"})
    answer = log_in(client, token)
    assert (answer.status_code, answer.json()["error_codes"]) == (401, [code])


def test_an_old_federated_token_is_refused(client: Client) -> None:
    token = client.tenant.federated_token(**TRUST, lifetime=-10)
    assert log_in(client, token).json()["error_codes"] == [700024]


def test_a_federated_token_with_another_signature_is_refused(client: Client) -> None:
    claims = {
        "iss": TRUST["issuer"],
        "sub": TRUST["subject"],
        "aud": TRUST["audience"],
        "exp": time.time() + 300,
    }
    assert log_in(client, jwt.encode(claims, STRANGER.key, algorithm="RS256")).json()["error_codes"] == [
        700027
    ]


@pytest.fixture(name="tenant", scope="module")
def _tenant() -> Iterator[Running]:
    with running() as tenant:
        yield tenant


def test_the_token_of_a_github_workflow_is_trusted(tenant: Running) -> None:
    client = Client(tenant, log_in=False)
    variables = tenant.platforms["github"]
    headers = {"Authorization": f"bearer {variables['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}"}
    url = variables["ACTIONS_ID_TOKEN_REQUEST_URL"] + "&audience=api://AzureADTokenExchange"
    token = client.session.get(url, headers=headers).json()["value"]
    assert log_in(client, token).status_code == 200
    assert client.session.get(url, headers={"Authorization": "bearer wrong"}).status_code == 401


def test_the_token_of_an_azure_pipeline_is_trusted(tenant: Running) -> None:
    client = Client(tenant, log_in=False)
    variables = tenant.platforms["azure_devops"]
    headers = {"Authorization": f"Bearer {variables['SYSTEM_ACCESSTOKEN']}"}
    url = variables["SYSTEM_OIDCREQUESTURI"]
    answer = client.session.post(f"{url}?api-version=7.1&serviceConnectionId=a", headers=headers)
    assert log_in(client, answer.json()["oidcToken"]).status_code == 200
    assert client.session.post(url, headers=headers).status_code == 400
    assert client.session.post(url).status_code == 401


RESOURCE = {"resource": "https://api.securitycenter.microsoft.com", "api-version": "2019-08-01"}


def test_app_service_gives_the_token_of_its_identity(tenant: Running) -> None:
    client = Client(tenant, log_in=False)
    variables = tenant.platforms["app_service"]
    headers = {"X-IDENTITY-HEADER": variables["IDENTITY_HEADER"]}
    body = client.session.get(variables["IDENTITY_ENDPOINT"], params=RESOURCE, headers=headers).json()
    assert body["expires_in"] == "86400"
    client.use(body["access_token"])
    assert client.get("/api/alerts").status_code == 200
    assert client.session.get(variables["IDENTITY_ENDPOINT"], params=RESOURCE).status_code == 401


def test_a_virtual_machine_gives_the_token_of_its_identity(tenant: Running) -> None:
    client = Client(tenant, log_in=False)
    url = f"{tenant.platforms['virtual_machine']['AZURE_POD_IDENTITY_AUTHORITY_HOST']}/metadata/identity/oauth2/token"
    body = client.session.get(url, params=RESOURCE, headers={"Metadata": "true"}).json()
    assert body["client_id"] == tenant.options["client_id"]
    unknown = {**RESOURCE, "client_id": "33333333-3333-4333-8333-333333333333"}
    refused = client.session.get(url, params=unknown, headers={"Metadata": "true"})
    assert (refused.status_code, refused.json()["error_description"]) == (400, "Identity not found")
    assert client.session.get(url, params=RESOURCE).status_code == 400


class Http:
    """What MSAL asks through: requests with the right certificate authority, and the port put back."""

    def __init__(self, tenant: Running) -> None:
        self._client = Client(tenant, log_in=False)

    def _url(self, url: str) -> str:
        return url.replace("https://127.0.0.1/", f"{self._client.tenant.url}/")

    def get(self, url: str, **options: Any) -> requests.Response:
        return self._client.session.get(self._url(url), **options)

    def post(self, url: str, **options: Any) -> requests.Response:
        return self._client.session.post(self._url(url), **options)

    def close(self) -> None:
        self._client.session.close()


def msal_options(client: Client) -> dict[str, Any]:
    options = client.tenant.options
    return {
        "client_id": options["client_id"],
        "authority": f"{options['authority_url']}/{options['tenant_id']}",
        "http_client": Http(client.tenant),
        "instance_discovery": False,
    }


def test_msal_logs_in_with_a_certificate(client: Client) -> None:
    forms: list[dict[str, str]] = [
        {"private_key": CERTIFICATE.key_pem, "thumbprint": CERTIFICATE.thumbprint(hashes.SHA1()).hex()},
        {"private_key": CERTIFICATE.key_pem, "public_certificate": CERTIFICATE.pem},
    ]
    for credential in forms:
        application = msal.ConfidentialClientApplication(client_credential=credential, **msal_options(client))
        found = application.acquire_token_for_client([SCOPE])
        assert found.get("expires_in") == 3599, found


@pytest.mark.filterwarnings("ignore:This API has been deprecated")
def test_msal_logs_in_a_user_and_keeps_the_account() -> None:
    user = {"name": "analyst@contoso.com", "password": "the-password", "scopes": ["Machine.Read"]}
    with running({"now": NOW, "apps": [app(users=[user])]}) as tenant:
        application = msal.PublicClientApplication(**msal_options(Client(tenant, log_in=False)))
        found = application.acquire_token_by_username_password(user["name"], str(user["password"]), [SCOPE])
        assert "access_token" in found, found
        account = application.get_accounts()[0]
        assert account["username"] == "analyst@contoso.com"
        assert "access_token" in application.acquire_token_silent([SCOPE], account, force_refresh=True)


def test_msal_logs_in_with_a_managed_identity(tenant: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in tenant.platforms["app_service"].items():
        monkeypatch.setenv(name, value)
    identity = msal.ManagedIdentityClient(msal.SystemAssignedManagedIdentity(), http_client=Http(tenant))
    assert "access_token" in identity.acquire_token_for_client(resource=RESOURCE["resource"])
    monkeypatch.delenv("IDENTITY_ENDPOINT")
    monkeypatch.delenv("IDENTITY_HEADER")
    for name, value in tenant.platforms["virtual_machine"].items():
        monkeypatch.setenv(name, value)
    other = msal.UserAssignedManagedIdentity(client_id=tenant.options["client_id"])
    identity = msal.ManagedIdentityClient(other, http_client=Http(tenant))
    assert "access_token" in identity.acquire_token_for_client(resource=RESOURCE["resource"])
