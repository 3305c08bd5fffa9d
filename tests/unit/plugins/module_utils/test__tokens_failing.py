# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AuthError,
    DefenderError,
    Throttled,
    TransportError,
)
from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.certificates import (
    identity,
    pem_file,
)
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import (
    PASSWORD,
    SECRET,
    connection,
    logins,
    person,
    requests_to,
    scenario,
    serving,
    source,
)

TOKEN = "/oauth2/v2.0/token$"
DISCOVERY = "openid-configuration$"

pytestmark = pytest.mark.usefixtures("no_foreign_variables")


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    with serving(scenario()) as tenant:
        yield tenant


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(_clock, "sleep", waited.append)
    return waited


def failure(options: dict[str, Any], audience: str | None = None) -> DefenderError:
    with pytest.raises(DefenderError) as caught:
        source(options, audience).token()
    shown = f"{caught.value.as_result()} {caught.value!r} {caught.value.__cause__!r}"
    for secret in (SECRET, PASSWORD, "eyJ", "BEGIN"):
        assert secret not in shown
    return caught.value


def test_a_wrong_secret_is_told_with_the_code_of_entra(shared: Running) -> None:
    error = failure(connection(shared, client_secret="wrong~secret"))
    assert isinstance(error, AuthError)
    assert str(error).startswith(
        "client_secret: it is not a secret of the application; give the secret's value, not its id"
        " (AADSTS7000215: Invalid client secret provided."
    )
    assert error.details["code"] == "AADSTS7000215"
    assert len(error.details["correlation_id"]) == 36
    assert "wrong~secret" not in str(error.as_result())
    assert "\n" not in str(error)
    assert "Trace ID" not in str(error)


def test_an_expired_secret_is_told_to_be_renewed() -> None:
    with serving(scenario(secret_expires="2020-01-01T00:00:00Z")) as tenant:
        error = failure(connection(tenant))
    assert str(error).startswith(
        "client_secret: it has expired; make a new one in the app registration (AADSTS7000222:"
    )


@pytest.mark.parametrize(
    ("tenant_id", "code"),
    [("00000000-0000-4000-8000-000000000000", "AADSTS90002"), ("no-such-tenant", "AADSTS900023")],
)
def test_a_wrong_tenant_names_its_option(shared: Running, tenant_id: str, code: str) -> None:
    error = failure(connection(shared, tenant_id=tenant_id))
    assert str(error).startswith(
        f"tenant_id: there is no such tenant; give the id or a domain name of the tenant ({code}:"
    )
    assert error.details["option"] == "tenant_id"


def test_an_unknown_application_names_its_option(shared: Running) -> None:
    error = failure(connection(shared, client_id="00000000-0000-4000-8000-000000000000"))
    assert str(error).startswith("client_id: the tenant has no such application; check client_id")


def test_a_certificate_that_is_not_registered_names_its_option(shared: Running, tmp_path: Path) -> None:
    stranger = identity()
    path = pem_file(tmp_path / "app.pem", stranger.key_pem(), stranger.certificate_pem())
    error = failure(connection(shared, client_secret=None, certificate_path=path))
    assert str(error).startswith("certificate_path: the certificate is not one of the application's")


def test_a_federated_token_of_a_stranger_names_its_option(shared: Running) -> None:
    text = shared.federated_token("https://stranger", "a job", "api://AzureADTokenExchange")
    error = failure(connection(shared, client_secret=None, federated_token=text))
    assert str(error).startswith("federated_token: no federated credential of the application fits")
    assert error.details["code"] == "AADSTS700211"


def test_a_wrong_password_names_its_option(shared: Running) -> None:
    error = failure(connection(shared, **person(password="a wrong one")))
    assert str(error).startswith("password: user name or password are wrong")
    assert "a wrong one" not in str(error.as_result())


def test_an_unknown_audience_names_its_option(shared: Running) -> None:
    error = failure(connection(shared, audience="https://nobody.contoso.com"))
    assert str(error).startswith("audience: the tenant does not know this resource")


@pytest.mark.usefixtures("waits")
def test_an_authority_that_cannot_be_reached_is_named(shared: Running) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        error = failure(connection(shared, authority_url=f"https://{address}", retry_budget=1.0))
    assert error.__class__ is TransportError
    assert address in str(error)
    assert "authority_url" in str(error)


def test_an_authority_with_a_strange_certificate_is_not_trusted(shared: Running, tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    error = failure(connection(shared, ca_path=str(tmp_path / "other.pem")))
    assert isinstance(error, TransportError)
    assert "ca_path" in str(error)
    assert SECRET not in str(error)


def test_what_is_no_authority_is_told_so(shared: Running) -> None:
    error = failure(connection(shared, authority_url=f"{shared.options['authority_url']}/elsewhere"))
    assert str(error) == (
        f"authority_url: {shared.options['authority_url']}/elsewhere did not answer like Microsoft Entra (ValueError);"
        " check cloud, authority_url and tenant_id."
    )


def test_a_realm_that_is_not_told_is_no_riddle(caplog: pytest.LogCaptureFixture) -> None:
    with serving(scenario(), faults=[{"when": {"path": "userrealm"}, "do": "status 403"}]) as tenant:
        error = failure(connection(tenant, **person()))
    assert str(error).startswith("authority_url: https://127.0.0.1:")
    assert PASSWORD not in caplog.text


@pytest.mark.usefixtures("waits")
def test_a_managed_identity_outside_azure_says_what_it_needs(
    shared: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", f"http://127.0.0.1:{unused.getsockname()[1]}")
        error = failure(connection(shared, auth_source="managed_identity", retry_budget=1.0))
    assert isinstance(error, TransportError)
    assert str(error).startswith(
        "auth_source: managed_identity needs a machine in Azure that has an identity, and no endpoint for managed"
        " identities answers here (127.0.0.1:"
    )
    assert "authority_url" not in str(error)


def test_what_answers_in_the_place_of_a_managed_identity_is_not_taken_for_the_authority(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault = {"when": {"path": "metadata"}, "do": "not_json"}
    with serving(scenario(), faults=[fault]) as tenant:
        monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", tenant.url)
        error = failure(connection(tenant, auth_source="managed_identity"))
    assert isinstance(error, AuthError)
    assert "no endpoint for managed identities answers here" in str(error)
    assert "authority_url" not in str(error)


def test_a_throttled_login_waits_as_told(waits: list[float]) -> None:
    with serving(scenario(), faults=[{"when": {"path": TOKEN, "nth": 1}, "do": "throttle 7"}]) as tenant:
        assert source(connection(tenant)).token().access_token
        assert waits == [7.0]
        assert logins(tenant) == 2


def test_a_login_that_is_throttled_beyond_the_budget_says_when_to_come_back(waits: list[float]) -> None:
    with serving(scenario(), faults=[{"when": {"path": TOKEN}, "do": "throttle 900"}]) as tenant:
        error = failure(connection(tenant))
    assert isinstance(error, Throttled)
    assert error.details["retry_after"] == 900.0
    assert "retry_budget" in str(error)
    assert not waits


@pytest.mark.parametrize("deed", ["status 503", "status 500", "status 502", "drop_before", "drop_after"])
@pytest.mark.parametrize("path", [TOKEN, DISCOVERY])
@pytest.mark.usefixtures("waits")
def test_a_login_that_fails_on_the_way_is_repeated(deed: str, path: str) -> None:
    with serving(scenario(), faults=[{"when": {"path": path, "nth": 1}, "do": deed}]) as tenant:
        assert source(connection(tenant)).token().access_token
        assert requests_to(tenant, path.rstrip("$")) == 2


@pytest.mark.usefixtures("waits")
def test_a_login_whose_answer_got_lost_is_no_lost_write() -> None:
    with serving(scenario(), faults=[{"when": {"path": TOKEN}, "do": "drop_after"}]) as tenant:
        error = failure(connection(tenant))
        assert logins(tenant) == 5
    assert error.__class__ is TransportError


def test_an_authority_that_keeps_failing_is_named(waits: list[float]) -> None:
    with serving(scenario(), faults=[{"when": {"path": TOKEN}, "do": "status 503"}]) as tenant:
        error = failure(connection(tenant))
    assert isinstance(error, TransportError)
    assert error.details["status"] == 503
    assert len(waits) == 4


@pytest.mark.parametrize("deed", ["not_json", "cut_body"])
@pytest.mark.parametrize("path", [TOKEN, DISCOVERY])
@pytest.mark.usefixtures("waits")
def test_half_an_answer_is_neither_used_nor_written_anywhere(
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    deed: str,
    path: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(scenario(), faults=[{"when": {"path": path}, "do": deed}]) as tenant:
        failure(connection(tenant))
    seen = caplog.text + "".join(capfd.readouterr())
    assert "eyJ" not in seen
    assert SECRET not in seen


def test_a_login_that_a_proxy_answers_is_told_so_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with serving(scenario(), faults=[{"when": {"path": TOKEN}, "do": "not_json"}]) as tenant:
        error = failure(connection(tenant))
    assert str(error).startswith("authority_url: 127.0.0.1:")
    assert str(error).endswith("did not answer a login with JSON (HTTP 200); check for a proxy in the way.")
    assert "not in json format" not in caplog.text


def test_a_failed_login_can_be_tried_again_at_once(tmp_path: Path) -> None:
    federated = {"issuer": "https://issuer", "subject": "a job", "audience": "api://AzureADTokenExchange"}
    path = tmp_path / "federated"
    with serving(scenario(federated=[federated])) as tenant:
        path.write_text(tenant.federated_token("https://stranger", "a job", "an audience"), encoding="utf-8")
        made = source(connection(tenant, client_secret=None, federated_token_file=str(path)))
        with pytest.raises(AuthError):
            made.token()
        path.write_text(
            tenant.federated_token("https://issuer", "a job", "api://AzureADTokenExchange"), encoding="utf-8"
        )
        assert made.token().access_token


def test_a_login_leaves_no_secret_in_any_log(shared: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = source(connection(shared)).token().access_token
    source(connection(shared, **person())).token()
    for secret in (SECRET, PASSWORD, token):
        assert secret not in caplog.text


def test_the_journal_of_the_service_holds_no_secret(shared: Running) -> None:
    source(connection(shared, **person())).token()
    for secret in (SECRET, PASSWORD, "eyJ"):
        assert secret not in str(shared.journal)
