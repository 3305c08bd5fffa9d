# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import logging
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import (
    OTHER,
    PASSWORD,
    PEOPLE,
    PERSON,
    requests_to,
    scenario,
    serving,
    source,
)
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.signing_in import (
    ADDRESS,
    DEVICE,
    begun_file,
    browse,
    finish,
    kept_options,
    sign_in_at_address,
    sign_in_on_device,
    signed_in,
    step,
)

pytestmark = pytest.mark.usefixtures("no_foreign_variables")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(_clock, "sleep", waited.append)
    monkeypatch.setattr(_clock, "monotonic", lambda: sum(waited))
    return waited


def change(path: str, **fields: Any) -> None:
    """Change what is kept of every sign-in that has begun."""
    flows = json.loads(begun_file(path).read_text(encoding="utf-8"))
    begun_file(path).write_text(
        json.dumps({key: {**flow, **fields} for key, flow in flows.items()}), encoding="utf-8"
    )


def test_without_a_cache_the_option_is_named(tenant: Running) -> None:
    for way in (DEVICE, ADDRESS):
        result = step(tenant, way, "")
        assert result["msg"] == (
            f"auth_source: {way} lacks token_cache (environment DEFENDER_TOKEN_CACHE); give what is missing."
        )
    assert tenant.journal == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"client_id": "unknown"}, "client_id: the tenant has no such application"),
        ({"tenant_id": "unknown"}, "tenant_id: there is no such tenant"),
        ({"tenant_id": "un/known"}, "tenant_id: 'un/known' is neither a GUID nor a domain name"),
        ({"audience": "https://nobody.contoso.com"}, "audience: the tenant does not know this resource"),
    ],
)
def test_a_sign_in_that_cannot_begin_names_the_option(
    tenant: Running, path: str, options: dict[str, str], told: str
) -> None:
    shown: Any = step(tenant, DEVICE, path, False, **options)
    assert shown["msg"].startswith(told)
    assert not begun_file(path).exists()


def test_whoever_has_not_signed_in_yet_is_told_where(tenant: Running, path: str, waits: list[float]) -> None:
    shown = step(tenant, DEVICE, path)["sign_in"]
    result = finish(tenant, DEVICE, path, wait=False)
    assert result["msg"] == (
        f"sign_in: nobody has signed in yet; open {shown['verification_uri']}, enter the code {shown['user_code']},"
        " and finish again (authorization_pending)."
    )
    assert result["error"]["code"] == "authorization_pending"
    assert waits == []
    sign_in_on_device(tenant, shown)
    assert finish(tenant, DEVICE, path)["token"]["username"] == PERSON


def test_waiting_asks_as_often_as_the_service_wants_and_no_longer_than_told(
    tenant: Running, path: str, waits: list[float]
) -> None:
    step(tenant, DEVICE, path)
    result = finish(tenant, DEVICE, path, wait_timeout=12)
    assert result["error"]["code"] == "authorization_pending"
    assert waits == [5.0, 5.0, 2.0]
    assert requests_to(tenant, "/oauth2/v2.0/token") == 4


def test_waiting_ends_when_the_person_has_signed_in(
    tenant: Running, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = step(tenant, DEVICE, path)["sign_in"]
    monkeypatch.setattr(_clock, "sleep", lambda _seconds: sign_in_on_device(tenant, shown))
    assert finish(tenant, DEVICE, path)["token"]["username"] == PERSON


def test_while_one_task_waits_another_can_use_the_cache(
    tenant: Running, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = step(tenant, DEVICE, path)["sign_in"]
    named: list[str] = []

    def meanwhile(_seconds: float) -> None:
        named.append(signed_in(tenant, path, OTHER, username=OTHER)["token"]["username"])
        sign_in_on_device(tenant, shown)

    monkeypatch.setattr(_clock, "sleep", meanwhile)
    assert finish(tenant, DEVICE, path)["token"]["username"] == PERSON
    assert named == [OTHER]


def test_a_sign_in_that_has_begun_goes_on(tenant: Running, path: str) -> None:
    for way in (DEVICE, ADDRESS):
        first = step(tenant, way, path)
        again = step(tenant, way, path)
        assert again == {"changed": False, "sign_in": first["sign_in"]}
    assert requests_to(tenant, "/devicecode") == 1


def test_a_sign_in_whose_time_is_over_begins_anew(tenant: Running, path: str) -> None:
    for way in (DEVICE, ADDRESS):
        first = step(tenant, way, path)["sign_in"]
        change(path, expires_at=_clock.now() - 1)
        again = step(tenant, way, path)
        assert again["changed"]
        assert again["sign_in"]["message"] == first["message"] or way == DEVICE
        assert again["sign_in"].get("url", "") != first.get("url", "") or way == DEVICE
        assert len(json.loads(begun_file(path).read_text(encoding="utf-8"))) == 1


def test_another_redirect_uri_begins_anew(tenant: Running, path: str) -> None:
    step(tenant, ADDRESS, path)
    again = step(tenant, ADDRESS, path, redirect_uri="http://localhost")
    assert again["changed"]
    assert again["sign_in"]["redirect_uri"] == "http://localhost"


def test_what_was_never_begun_cannot_be_finished(tenant: Running, path: str) -> None:
    for way in (DEVICE, ADDRESS):
        result = finish(tenant, way, path)
        assert result["msg"] == (
            "sign_in: no sign-in has begun, or it was refused; run defender_app_token with sign_in=begin first."
        )


def test_a_device_code_that_has_expired_is_told_and_forgotten(path: str) -> None:
    with serving(scenario(sign_in_lifetime=0)) as tenant:
        step(tenant, DEVICE, path)
        result = finish(tenant, DEVICE, path)
        assert result["msg"].startswith("sign_in: its time is over; begin again (AADSTS70020:")
        assert "no sign-in has begun" in finish(tenant, DEVICE, path)["msg"]


def test_a_person_who_declines_is_told(tenant: Running, path: str) -> None:
    sign_in_on_device(tenant, step(tenant, DEVICE, path)["sign_in"], decline="1")
    said = "sign_in: the person has declined, or was not allowed to consent; begin again (AADSTS65004:"
    assert finish(tenant, DEVICE, path)["msg"].startswith(said)
    response = sign_in_at_address(tenant, step(tenant, ADDRESS, path)["sign_in"], decline="1")
    assert finish(tenant, ADDRESS, path, authorization_response=response)["msg"].startswith(said)


def test_a_device_code_that_entra_does_not_know_is_told_without_it(tenant: Running, path: str) -> None:
    step(tenant, DEVICE, path)
    change(path, device_code="another-code")
    result = finish(tenant, DEVICE, path)
    assert result["msg"].startswith("sign_in: Microsoft Entra does not know the code; begin again")
    assert "another-code" not in str(result)


@pytest.mark.parametrize("way", [DEVICE, ADDRESS])
def test_a_code_that_was_redeemed_already_is_told(tenant: Running, path: str, way: str) -> None:
    shown = step(tenant, way, path)["sign_in"]
    copy = begun_file(path).read_text(encoding="utf-8")
    response = {} if way == DEVICE else {"authorization_response": sign_in_at_address(tenant, shown)}
    if way == DEVICE:
        sign_in_on_device(tenant, shown)
    assert finish(tenant, way, path, **response)["changed"]
    begun_file(path).write_text(copy, encoding="utf-8")
    begun_file(path).chmod(0o600)
    again = finish(tenant, way, path, **response)
    assert again["msg"].startswith(
        "sign_in: it has been redeemed already; begin again if the login is not kept"
    )
    assert again["error"]["code"] == "AADSTS54005"


def test_an_answer_to_another_sign_in_is_refused_before_anything_is_sent(tenant: Running, path: str) -> None:
    step(tenant, ADDRESS, path)
    strange = step(tenant, ADDRESS, path, username=OTHER)["sign_in"]
    response = sign_in_at_address(tenant, strange, OTHER)
    before = len(tenant.journal)
    result = finish(tenant, ADDRESS, path, authorization_response=response)
    assert result["msg"].startswith("authorization_response: it answers another sign-in (its state is not")
    assert result["error"]["kind"] == "OptionError"
    assert len(tenant.journal) == before
    assert finish(tenant, ADDRESS, path, username=OTHER, authorization_response=response)["changed"]


def test_a_stolen_code_is_worth_nothing_without_the_verifier(tenant: Running, path: str) -> None:
    response = sign_in_at_address(tenant, step(tenant, ADDRESS, path)["sign_in"])
    change(path, code_verifier="v" * 43)
    result = finish(tenant, ADDRESS, path, authorization_response=response)
    assert result["msg"].startswith("sign_in: the code belongs to another sign-in; begin again")
    assert result["error"]["code"] == "AADSTS501481"
    assert "v" * 43 not in str(result)


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (None, "give the address that the browser was led to after signing in, or the code in it"),
        ("https://127.0.0.1/common/oauth2/nativeclient", "there is neither a code nor an error in it"),
        ("http://[half", "there is neither a code nor an error in it"),
        ("?code=abc&state=another", "it answers another sign-in"),
    ],
)
def test_an_answer_that_cannot_be_one_is_told(
    tenant: Running, path: str, response: str | None, told: str
) -> None:
    step(tenant, ADDRESS, path)
    result = finish(tenant, ADDRESS, path, authorization_response=response)
    assert result["msg"].startswith(f"authorization_response: {told}")
    assert result["error"]["option"] == "authorization_response"


def test_an_unknown_code_is_told_without_it(tenant: Running, path: str) -> None:
    step(tenant, ADDRESS, path)
    result = finish(tenant, ADDRESS, path, authorization_response="a-code-nobody-gave")
    assert result["msg"].startswith("sign_in: Microsoft Entra does not know the code")
    assert "a-code-nobody-gave" not in str(result)


def test_what_an_answer_repeats_of_the_secrets_is_not_told(tenant: Running, path: str) -> None:
    step(tenant, ADDRESS, path)
    (flow,) = json.loads(begun_file(path).read_text(encoding="utf-8")).values()
    query = {
        "error": "server_error",
        "error_description": f"Wrong: {flow['code_verifier']}",
        "state": flow["state"],
    }
    result = finish(tenant, ADDRESS, path, authorization_response=f"http://localhost/?{urlencode(query)}")
    assert result["msg"] == (
        "sign_in: it was refused; act on what Microsoft Entra says, and begin again (Wrong: ***)."
    )


def test_somebody_else_than_was_asked_for_is_not_kept(tenant: Running, path: str) -> None:
    result = signed_in(tenant, path, OTHER, username=PERSON)
    assert result["msg"] == (
        f"username: {OTHER} has signed in where {PERSON} was asked for; begin again and sign in as {PERSON},"
        " or correct username."
    )
    assert not Path(path).exists()


def test_options_that_would_do_nothing_are_refused(tenant: Running, path: str) -> None:
    result = finish(tenant, "auto", path)
    assert result["msg"].startswith("sign_in: finish needs auth_source device_code or authorization_code")
    for way, sign_in in ((DEVICE, "finish"), (ADDRESS, "begin"), ("auto", "begin")):
        result = step(tenant, way, path, authorization_response="a code", sign_in=sign_in)
        assert result["error"]["option"] == "authorization_response"
        assert "it goes with auth_source authorization_code and sign_in=finish" in result["msg"]


def test_among_several_people_one_must_be_named(tenant: Running, path: str) -> None:
    for name in (PERSON, OTHER):
        assert signed_in(tenant, path, name, username=name)["token"]["username"] == name
    assert step(tenant, DEVICE, path)["msg"].startswith("username: token_cache keeps the logins of several")
    for name in (PERSON, OTHER):
        assert step(tenant, DEVICE, path, username=name)["token"]["username"] == name
        assert source(kept_options(tenant, path, username=name)).token().claims["upn"] == name


@pytest.mark.parametrize("way", ["cached_login", DEVICE, ADDRESS])
def test_whoever_is_not_signed_in_is_told_by_which_task(tenant: Running, path: str, way: str) -> None:
    with pytest.raises(AuthError) as caught:
        source(kept_options(tenant, path, auth_source=way))
    assert str(caught.value) == (
        f"auth_source: {way} lacks a login in token_cache (sign in with defender_app_token, auth_source device_code"
        " or authorization_code); give what is missing."
    )


@pytest.mark.parametrize("way", ["auto", "cached_login", DEVICE])
def test_a_sign_in_that_has_ended_is_told_and_can_be_made_again(tenant: Running, path: str, way: str) -> None:
    signed_in(tenant, path)
    with serving(scenario()) as later:
        state = json.loads(Path(path).read_text(encoding="utf-8"))
        Path(path).write_text(json.dumps({**state, "AccessToken": {}}), encoding="utf-8")
        with pytest.raises(AuthError) as caught:
            source(kept_options(later, path, auth_source=way)).token()
        assert str(caught.value).startswith(
            "token_cache: the kept login has ended; sign in again with defender_app_token, auth_source device_code"
            " or authorization_code (AADSTS70000:"
        )
        assert step(later, DEVICE, path)["sign_in"]["user_code"]


def test_check_mode_begins_nothing_and_writes_nothing(tenant: Running, path: str, tmp_path: Path) -> None:
    for way in (DEVICE, ADDRESS):
        assert step(tenant, way, path, check_mode=True) == {"changed": True}
        assert step(tenant, way, path, check_mode=True, sign_in="finish") == {"changed": True}
    assert tenant.journal == []
    assert list(tmp_path.iterdir()) == []


def test_check_mode_finishes_nothing_and_renews_nothing(tenant: Running, path: str) -> None:
    sign_in_on_device(tenant, step(tenant, DEVICE, path)["sign_in"])
    before = begun_file(path).read_text(encoding="utf-8")
    assert step(tenant, DEVICE, path, check_mode=True, sign_in="finish") == {"changed": True}
    assert begun_file(path).read_text(encoding="utf-8") == before
    finish(tenant, DEVICE, path)
    state = json.loads(Path(path).read_text(encoding="utf-8"))
    Path(path).write_text(json.dumps({**state, "AccessToken": {}}), encoding="utf-8")
    kept = Path(path).read_text(encoding="utf-8")
    assert step(tenant, DEVICE, path, check_mode=True)["token"]["username"] == PERSON
    assert Path(path).read_text(encoding="utf-8") == kept


def test_the_permissions_that_are_required_are_looked_for(tenant: Running, path: str) -> None:
    shown = step(tenant, DEVICE, path, required_permissions=["Machine.Isolate"])["sign_in"]
    sign_in_on_device(tenant, shown)
    result = finish(tenant, DEVICE, path, required_permissions=["Machine.Isolate"])
    assert result["msg"].startswith("required_permissions: the token lacks Machine.Isolate (user context)")


@pytest.mark.parametrize("way", [DEVICE, ADDRESS])
def test_two_who_finish_together_redeem_once(tenant: Running, path: str, way: str) -> None:
    shown = step(tenant, way, path)["sign_in"]
    response = {} if way == DEVICE else {"authorization_response": sign_in_at_address(tenant, shown)}
    if way == DEVICE:
        sign_in_on_device(tenant, shown)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _n: finish(tenant, way, path, **response), range(2)))
    assert sorted(result["changed"] for result in results) == [False, True]
    assert requests_to(tenant, "/oauth2/v2.0/token") == 1


def test_the_secrets_between_the_steps_are_readable_by_their_owner_only(tenant: Running, path: str) -> None:
    step(tenant, DEVICE, path)
    assert begun_file(path).stat().st_mode & 0o777 == 0o600
    begun_file(path).chmod(0o644)
    assert "is open to other users (mode 0644)" in step(tenant, DEVICE, path)["msg"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("way", [DEVICE, ADDRESS])
def test_no_secret_leaves_the_cache(
    tenant: Running, path: str, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    warnings.simplefilter("error")
    begun = step(tenant, way, path)
    (flow,) = json.loads(begun_file(path).read_text(encoding="utf-8")).values()
    secrets = [flow.get(name) for name in ("device_code", "code_verifier", "nonce") if flow.get(name)]
    response: dict[str, str] = {}
    if way == DEVICE:
        pending = finish(tenant, way, path, wait=False)
        sign_in_on_device(tenant, begun["sign_in"])
    else:
        pending = finish(tenant, way, path, authorization_response="?error=access_denied&state=wrong")
        response["authorization_response"] = sign_in_at_address(tenant, begun["sign_in"])
        secrets.append(response["authorization_response"].partition("code=")[2].partition("&")[0])
    token = finish(tenant, way, path, **response)["token"]["access_token"]
    seen = f"{begun} {pending} {tenant.journal} {caplog.text}"
    for secret in (*secrets, token, PASSWORD):
        assert secret not in seen


@pytest.mark.parametrize("path_of_fault", ["/devicecode$", "/token$"])
@pytest.mark.parametrize("deed", ["not_json", "cut_body", "status 503"])
def test_a_sign_in_that_failed_on_the_way_can_be_repeated(
    path: str, path_of_fault: str, deed: str, waits: list[float]
) -> None:
    faults = [{"when": {"path": path_of_fault, "nth": nth}, "do": deed} for nth in range(1, 6)]
    with serving(scenario(), faults=faults[: 1 if deed == "not_json" else 5]) as tenant:
        begun = step(tenant, DEVICE, path)
        if path_of_fault == "/devicecode$":
            assert begun["error"]["kind"] == "TransportError"
            begun = step(tenant, DEVICE, path)
        sign_in_on_device(tenant, begun["sign_in"])
        result = finish(tenant, DEVICE, path, wait=False)
        if path_of_fault == "/token$":
            assert result["error"]["kind"] == "TransportError"
            result = finish(tenant, DEVICE, path, wait=False)
    assert result.get("token") or result["error"]["code"] == "AADSTS54005"


def test_a_password_alone_does_not_do_where_a_second_factor_is_wanted(path: str) -> None:
    people = [{**PEOPLE[0], "second_factor": True}]
    with serving(scenario(users=people)) as tenant:
        options = kept_options(tenant, path, auth_source="user_password", username=PERSON, password=PASSWORD)
        with pytest.raises(AuthError, match=r"more than a password .* device_code or .*AADSTS50076"):
            source(options).token()
        assert signed_in(tenant, path)["token"]["username"] == PERSON


def test_an_address_that_the_application_may_not_lead_to_is_shown_to_the_person(
    tenant: Running, path: str
) -> None:
    shown = step(tenant, ADDRESS, path, redirect_uri="https://elsewhere.example")["sign_in"]
    answer = browse(tenant, shown["url"], username=PERSON, password=PASSWORD)
    assert answer.status_code == 400
    assert "AADSTS50011" in answer.text
