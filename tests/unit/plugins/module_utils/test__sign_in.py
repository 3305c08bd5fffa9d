# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import (
    GRAPH,
    PEOPLE,
    PERSON,
    connection,
    requests_to,
    scenario,
    serving,
    source,
    status_with,
)
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.signing_in import (
    ADDRESS,
    DEVICE,
    begun_file,
    finish,
    kept_options,
    sign_in_at_address,
    sign_in_on_device,
    signed_in,
    step,
)

pytestmark = pytest.mark.usefixtures("no_foreign_variables")


def test_a_device_code_signs_a_person_in(tenant: Running, path: str) -> None:
    begun = step(tenant, DEVICE, path)
    assert begun["changed"]
    assert set(begun["sign_in"]) == {"message", "verification_uri", "user_code", "expires_at"}
    assert begun["sign_in"]["user_code"] in begun["sign_in"]["message"]
    sign_in_on_device(tenant, begun["sign_in"])
    finished = finish(tenant, DEVICE, path)
    assert finished["changed"]
    assert finished["token"]["context"] == "user"
    assert finished["token"]["username"] == PERSON
    assert finished["token"]["permissions"] == ["Alert.Read", "Machine.Read"]
    assert status_with(connection(tenant), finished["token"]["access_token"]) == 200


def test_an_authorization_code_signs_a_person_in(tenant: Running, path: str) -> None:
    begun = step(tenant, ADDRESS, path)
    assert begun["changed"]
    assert set(begun["sign_in"]) == {"message", "url", "redirect_uri", "expires_at"}
    response = sign_in_at_address(tenant, begun["sign_in"])
    assert response.startswith(begun["sign_in"]["redirect_uri"])
    finished = finish(tenant, ADDRESS, path, authorization_response=response)
    assert finished["changed"]
    assert finished["token"]["username"] == PERSON
    assert status_with(connection(tenant), finished["token"]["access_token"]) == 200


def test_the_bare_code_is_enough_for_whoever_began(tenant: Running, path: str) -> None:
    response = sign_in_at_address(tenant, step(tenant, ADDRESS, path)["sign_in"])
    code = parse_qs(urlsplit(response).query)["code"][0]
    assert finish(tenant, ADDRESS, path, authorization_response=f" {code}\n")["token"]["username"] == PERSON


def test_the_address_carries_a_challenge_a_state_and_the_person(tenant: Running, path: str) -> None:
    shown = step(tenant, ADDRESS, path, username=PERSON, redirect_uri="http://localhost:8400")["sign_in"]
    query = dict(parse_qsl(urlsplit(shown["url"]).query))
    assert query["code_challenge_method"] == "S256"
    assert len(query["code_challenge"]) == 43
    assert query["state"]
    assert query["login_hint"] == PERSON
    assert query["redirect_uri"] == "http://localhost:8400"
    assert "offline_access" in query["scope"].split()


def test_every_task_with_the_same_cache_is_signed_in_afterwards(tenant: Running, path: str) -> None:
    token = signed_in(tenant, path)["token"]["access_token"]
    before = len(tenant.journal)
    for auth_source in ("auto", "cached_login", DEVICE, ADDRESS):
        assert source(kept_options(tenant, path, auth_source=auth_source)).token().access_token == token
    assert len(tenant.journal) == before


def test_a_kept_login_is_renewed_silently_and_its_refresh_token_with_it(tenant: Running, path: str) -> None:
    first = signed_in(tenant, path)["token"]["access_token"]
    kept = refresh_tokens(path)
    made = source(kept_options(tenant, path))
    assert made.token(refused=first).claims["upn"] == PERSON
    assert refresh_tokens(path) != kept
    assert len(refresh_tokens(path)) == 1


def refresh_tokens(path: str) -> list[str]:
    state = json.loads(Path(path).read_text(encoding="utf-8"))
    return [entry["secret"] for entry in state["RefreshToken"].values()]


def test_a_kept_login_serves_graph_as_well(path: str) -> None:
    people = [{**PEOPLE[0], "scopes": ["Alert.Read", "ThreatHunting.Read.All"]}]
    with serving(scenario(users=people)) as tenant:
        signed_in(tenant, path)
        assert source(kept_options(tenant, path), GRAPH).token().claims["scp"] == "ThreatHunting.Read.All"


def test_what_nobody_consented_to_is_told(tenant: Running, path: str) -> None:
    signed_in(tenant, path)
    with pytest.raises(AuthError, match=r"client_id: nobody has consented .*AADSTS65001"):
        source(kept_options(tenant, path), GRAPH).token()


@pytest.mark.parametrize("way", [DEVICE, ADDRESS])
def test_whoever_is_signed_in_needs_no_browser_again(tenant: Running, path: str, way: str) -> None:
    token = signed_in(tenant, path)["token"]
    for again in (step(tenant, way, path), finish(tenant, way, path)):
        assert again == {"changed": False, "token": {**token, "expires_at": again["token"]["expires_at"]}}
    assert requests_to(tenant, "/devicecode") == 1
    assert not begun_file(path).exists()
