# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path

import jwt
import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AuthError,
    MissingLibrary,
    OptionError,
)
from ansible_collections.secops.defender.plugins.module_utils._options import AUTH_SOURCES
from ansible_collections.secops.defender.plugins.module_utils._tokens import _SOURCES, permissions_of
from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.certificates import (
    Identity,
    identity,
    pem_file,
)
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import (
    API,
    APP,
    GRAPH,
    connection,
    logins,
    person,
    requests_to,
    scenario,
    serving,
    source,
    status_with,
)

pytestmark = pytest.mark.usefixtures("no_foreign_variables")


@pytest.fixture(scope="module")
def certificate() -> Identity:
    return identity()


def set_all(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_every_source_that_can_be_asked_for_has_a_row() -> None:
    assert {"access_token", *_SOURCES} == set(AUTH_SOURCES)


def test_a_secret_gives_a_token_that_the_api_takes(tenant: Running) -> None:
    options = connection(tenant)
    made = source(options)
    token = made.token()
    assert made.name == "client_secret"
    assert permissions_of(token.claims) == ("application", ("Alert.Read.All", "Machine.Read.All"))
    assert token.claims["aud"] == API
    assert 3500 < token.expires_at - _clock.now() < 3600
    assert status_with(options, token.access_token) == 200


def test_a_login_costs_two_requests_and_is_done_once(tenant: Running) -> None:
    made = source(connection(tenant))
    for _call in range(3):
        made.token()
    assert [entry["path"].rpartition("/")[2] for entry in tenant.journal] == ["openid-configuration", "token"]


def test_a_token_for_another_audience_can_be_asked_for(tenant: Running) -> None:
    assert source(connection(tenant), GRAPH).token().claims["aud"] == GRAPH


def test_the_tenant_may_be_named_by_its_domain(tenant: Running) -> None:
    assert (
        source(connection(tenant, tenant_id="contoso.com")).token().claims["tid"]
        == tenant.options["tenant_id"]
    )


def test_a_certificate_gives_a_token(certificate: Identity, tmp_path: Path) -> None:
    path = pem_file(tmp_path / "app.pem", certificate.key_pem("open sesame"), certificate.certificate_pem())
    with serving(scenario(certificates=[certificate.certificate_pem()])) as tenant:
        options = connection(
            tenant, client_secret=None, certificate_path=path, certificate_passphrase="open sesame"
        )
        made = source(options)
        assert status_with(options, made.token().access_token) == 200
        assert made.name == "client_certificate"


def test_a_chain_lets_a_renewed_certificate_of_the_same_name_in(
    certificate: Identity, tmp_path: Path
) -> None:
    renewed = identity()
    path = pem_file(tmp_path / "app.pem", renewed.key_pem(), renewed.certificate_pem())
    with serving(scenario(certificates=[certificate.certificate_pem()])) as tenant:
        options = connection(tenant, client_secret=None, certificate_path=path)
        with pytest.raises(
            AuthError, match="certificate_path: the certificate is not one of the application's"
        ):
            source(options).token()
        assert source({**options, "send_certificate_chain": True}).token().access_token


BUILD_SERVICE = {"machines": scenario()["machines"]}
FEDERATED = {
    "issuer": "https://issuer.contoso.com",
    "subject": "a job",
    "audience": "api://AzureADTokenExchange",
}


def foreign_token(tenant: Running) -> str:
    return tenant.federated_token(FEDERATED["issuer"], FEDERATED["subject"], FEDERATED["audience"])


def test_a_federated_text_gives_a_token() -> None:
    with serving(scenario(federated=[FEDERATED])) as tenant:
        text = foreign_token(tenant)
        options = connection(tenant, client_secret=None, federated_token=text)
        made = source(options)
        assert status_with(options, made.token().access_token) == 200
        assert made.name == "federated_token"


def test_a_federated_file_is_read_anew_for_every_login(tmp_path: Path) -> None:
    path = tmp_path / "federated"
    with serving(scenario(federated=[FEDERATED])) as tenant:
        path.write_text("stale\n", encoding="utf-8")
        options = connection(tenant, client_secret=None, federated_token_file=str(path))
        made = source(options)
        with pytest.raises(AuthError):
            made.token()
        path.write_text(f"{foreign_token(tenant)}\n", encoding="utf-8")
        assert status_with(options, made.token().access_token) == 200


def test_a_github_job_is_recognised_and_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(BUILD_SERVICE) as tenant:
        set_all(monkeypatch, dict(tenant.platforms["github"]))
        options = connection(tenant, client_secret=None)
        assert status_with(options, source(options).token().access_token) == 200
        assert requests_to(tenant, "/platform/github/token") == 1


@pytest.mark.parametrize("cloud", ["gcc_high", "dod"])
def test_a_github_job_asks_for_the_audience_of_the_government_clouds(
    monkeypatch: pytest.MonkeyPatch, cloud: str
) -> None:
    with serving(BUILD_SERVICE) as tenant:
        set_all(monkeypatch, dict(tenant.platforms["github"]))
        with pytest.raises(AuthError, match=r"federated_token: .*api://AzureADTokenExchangeUSGov"):
            source(connection(tenant, client_secret=None, cloud=cloud)).token()


@pytest.mark.parametrize(
    "variable",
    [
        "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
        "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
        "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
    ],
)
def test_an_azure_devops_job_is_recognised_and_asked(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    with serving(BUILD_SERVICE) as tenant:
        set_all(monkeypatch, {**tenant.platforms["azure_devops"], variable: "a connection"})
        options = connection(tenant, client_secret=None)
        assert status_with(options, source(options).token().access_token) == 200
        asked = next(entry for entry in tenant.journal if entry["path"].endswith("/platform/devops/token"))
        assert asked["query"] == "api-version=7.1&serviceConnectionId=a+connection"


@pytest.mark.parametrize(
    ("platform", "more"),
    [("github", {}), ("azure_devops", {"AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": "a connection"})],
)
def test_a_job_that_gets_no_token_is_told_so(
    monkeypatch: pytest.MonkeyPatch, platform: str, more: dict[str, str]
) -> None:
    with serving(BUILD_SERVICE) as tenant:
        set_all(monkeypatch, {**tenant.platforms[platform], **more})
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "a wrong token")
        monkeypatch.setenv("SYSTEM_ACCESSTOKEN", "a wrong token")
        if platform == "azure_devops":
            monkeypatch.delenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
        with pytest.raises(AuthError, match=r"gave no token for this job \(HTTP 401\)") as caught:
            source(connection(tenant, client_secret=None)).token()
        assert "a wrong token" not in str(caught.value.as_result())


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        (
            {"GITHUB_ACTIONS": "true"},
            "ACTIONS_ID_TOKEN_REQUEST_URL (give the GitHub Actions job the permission",
        ),
        ({"SYSTEM_OIDCREQUESTURI": "https://here"}, "SYSTEM_ACCESSTOKEN (map $(System.AccessToken)"),
        (
            {"SYSTEM_OIDCREQUESTURI": "https://here", "SYSTEM_ACCESSTOKEN": "hush"},
            "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID (the id of the Azure DevOps service connection)",
        ),
        ({}, "federated_token or federated_token_file"),
    ],
)
def test_a_job_is_told_what_its_environment_lacks(
    tenant: Running, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], told: str
) -> None:
    set_all(monkeypatch, variables)
    with pytest.raises(AuthError) as caught:
        source(connection(tenant, auth_source="federated_token"))
    assert str(caught.value).startswith(f"auth_source: federated_token lacks {told}")
    assert "hush" not in str(caught.value.as_result())


def test_the_token_of_a_job_travels_over_tls_only(tenant: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "http://127.0.0.1:1/token")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "a token")
    with pytest.raises(AuthError, match=r"ACTIONS_ID_TOKEN_REQUEST_URL: it is not an https:// address"):
        source(connection(tenant, auth_source="federated_token")).token()


def test_a_missing_federated_file_is_named(tenant: Running) -> None:
    options = connection(tenant, auth_source="federated_token", federated_token_file="/nowhere/federated")
    with pytest.raises(
        AuthError, match=r"federated_token_file: /nowhere/federated cannot be read \(No such file"
    ):
        source(options).token()


def test_an_empty_federated_file_is_named(tenant: Running, tmp_path: Path) -> None:
    (tmp_path / "federated").write_text("\n", encoding="utf-8")
    options = connection(
        tenant, auth_source="federated_token", federated_token_file=str(tmp_path / "federated")
    )
    with pytest.raises(AuthError, match=r"federated_token_file: .* is empty"):
        source(options).token()


@pytest.mark.parametrize("platform", ["app_service", "virtual_machine"])
@pytest.mark.parametrize("client_id", [None, APP])
def test_a_managed_identity_gives_a_token_by_name(
    monkeypatch: pytest.MonkeyPatch, tenant: Running, platform: str, client_id: str | None
) -> None:
    set_all(monkeypatch, dict(tenant.platforms[platform]))
    options = connection(tenant, auth_source="managed_identity", client_id=client_id)
    made = source(options)
    token = made.token()
    assert status_with(options, token.access_token) == 200
    assert made.name == "managed_identity"
    assert 86300 < token.expires_at - _clock.now() <= 86400
    query = tenant.journal[0]["query"]
    assert (f"client_id={APP}" in query) == (client_id is not None)


def test_a_managed_identity_that_is_not_assigned_is_refused(
    monkeypatch: pytest.MonkeyPatch, tenant: Running
) -> None:
    set_all(monkeypatch, dict(tenant.platforms["virtual_machine"]))
    options = connection(
        tenant, auth_source="managed_identity", client_id="00000000-0000-4000-8000-000000000000"
    )
    with pytest.raises(
        AuthError, match=r"client_id: the managed identity was refused; .*\(Identity not found\)"
    ):
        source(options).token()


def test_a_managed_identity_is_not_kept_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tenant: Running, tmp_path: Path
) -> None:
    set_all(monkeypatch, dict(tenant.platforms["app_service"]))
    path = tmp_path / "tokens.json"
    source(connection(tenant, auth_source="managed_identity", token_cache=str(path))).token()
    assert not path.exists()


def test_a_person_s_password_gives_a_token_in_user_context(tenant: Running) -> None:
    options = connection(tenant, **person())
    made = source(options)
    token = made.token()
    assert made.name == "user_password"
    assert permissions_of(token.claims) == ("user", ("Alert.Read", "Machine.Read"))
    assert status_with(options, token.access_token) == 200


def test_the_user_realm_is_asked_at_the_authority_s_own_port(tenant: Running) -> None:
    source(connection(tenant, **person())).token()
    assert sum(1 for entry in tenant.journal if entry["path"].startswith("/common/userrealm/")) == 1


def test_auto_prefers_application_credentials_to_a_person(tenant: Running) -> None:
    made = source(connection(tenant, **person(client_secret=tenant.options["client_secret"])))
    made.token()
    assert made.name == "client_secret"


def test_a_ready_access_token_needs_no_login(tenant: Running) -> None:
    token = source(connection(tenant)).token().access_token
    before = logins(tenant)
    made = source(connection(tenant, access_token=f" {token}\n"))
    assert made.token().access_token == token
    assert made.name == "access_token"
    assert logins(tenant) == before


def test_a_refused_access_token_is_replaced_from_the_credentials_beside_it(tenant: Running) -> None:
    options = connection(tenant)
    stale = jwt.encode(
        {"exp": _clock.now() + 3600, "aud": API}, "a key that is not the tenant's at all", "HS256"
    )
    made = source({**options, "access_token": stale})
    assert status_with(options, made.token().access_token) == 401
    fresh = made.token(refused=stale)
    assert status_with(options, fresh.access_token) == 200
    assert made.token() == fresh


def test_an_expired_access_token_is_not_even_tried(tenant: Running) -> None:
    stale = jwt.encode(
        {"exp": _clock.now() - 1, "aud": API}, "a key that is not the tenant's at all", "HS256"
    )
    made = source(connection(tenant, access_token=stale))
    assert made.token().access_token != stale
    assert made.name == "client_secret"


def test_by_name_an_access_token_is_not_replaced(tenant: Running) -> None:
    made = source(connection(tenant, access_token="opaque", auth_source="access_token"))
    with pytest.raises(AuthError, match=r"access_token: refused by the API \(HTTP 401\); give a fresh one"):
        made.token(refused=made.token().access_token)


def test_an_access_token_for_another_service_is_passed_over(tenant: Running) -> None:
    for_graph = source(connection(tenant), GRAPH).token().access_token
    assert source(connection(tenant, access_token=for_graph)).token().claims["aud"] == API
    with pytest.raises(AuthError) as caught:
        source(connection(tenant, access_token=for_graph, auth_source="access_token"))
    assert str(caught.value).startswith(f"access_token: it is for {GRAPH} and this needs one for {API}; give")


def test_a_token_that_the_api_refuses_is_fetched_anew() -> None:
    fault = {"when": {"path": "^/api/machines", "nth": 1}, "do": "expire_token"}
    with serving(scenario(), faults=[fault]) as tenant:
        options = connection(tenant)
        made = source(options)
        first = made.token().access_token
        assert status_with(options, first) == 401
        assert status_with(options, made.token(refused=first).access_token) == 200
        assert logins(tenant) == 2


def test_tokens_that_live_two_seconds_do_not_cost_a_login_per_request() -> None:
    with serving(scenario(token_lifetime=2)) as tenant:
        made = source(connection(tenant))
        for _call in range(20):
            made.token()
        assert logins(tenant) == 1


def test_without_credentials_the_error_lists_every_source(tenant: Running) -> None:
    with pytest.raises(AuthError) as caught:
        source(connection(tenant, client_id=None, client_secret=None))
    message = str(caught.value)
    assert message.startswith("auth_source: no credentials are complete (access_token lacks access_token; ")
    assert "client_secret lacks client_id, client_secret;" in message
    assert "federated_token lacks client_id, federated_token or federated_token_file;" in message
    assert "cached_login lacks client_id, token_cache)" in message
    assert message.endswith("or ask for managed_identity by name.")
    assert caught.value.details["environment"]["username"] == ["DEFENDER_USERNAME", "AZURE_USERNAME"]
    assert not tenant.journal


@pytest.mark.parametrize("tenant_id", ["a/b", "a?b=c", "a b", "../a"])
def test_a_tenant_that_would_leave_its_place_in_the_address_is_refused(
    tenant: Running, tenant_id: str
) -> None:
    with pytest.raises(OptionError, match=r"tenant_id: .* is neither a GUID nor a domain name"):
        source(connection(tenant, tenant_id=tenant_id))


def test_without_msal_the_error_says_what_to_install(
    tenant: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "msal", None)
    with pytest.raises(MissingLibrary, match="pip install msal") as caught:
        source(connection(tenant)).token()
    assert caught.value.details == {"library": "msal"}


def test_a_ready_access_token_works_without_msal(tenant: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msal", None)
    assert source(connection(tenant, access_token="opaque")).token().access_token == "opaque"
