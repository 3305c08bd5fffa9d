# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import jwt
import pytest
from ansible_collections.secops.defender.plugins.module_utils._claims import (
    claims_of,
    identity_of,
    other_audience,
    permissions_of,
    token_of,
)

API = "https://api.securitycenter.microsoft.com"


def signed(**claims: object) -> str:
    return jwt.encode(claims, "a key that is long enough for the signature", algorithm="HS256")


def test_claims_are_read_from_a_signed_token() -> None:
    assert claims_of(signed(tid="a tenant", roles=["Alert.Read.All"])) == {
        "tid": "a tenant",
        "roles": ["Alert.Read.All"],
    }


@pytest.mark.parametrize("text", ["", "opaque", "a.b", "a.b.c", "a.!!!.c", "a.W10.c", "a.b.c.d.e"])
def test_any_other_text_has_no_claims(text: str) -> None:
    assert claims_of(text) == {}


def test_a_ready_token_ends_when_its_claims_say_so() -> None:
    assert token_of(signed(exp=1700000000)).expires_at == 1700000000.0


def test_a_fetched_token_ends_when_the_answer_said_so() -> None:
    assert token_of(signed(exp=1700000000), 1600000000.0).expires_at == 1600000000.0


def test_an_opaque_token_seems_endless_and_its_end_is_still_a_date() -> None:
    assert 2**33 < token_of("opaque").expires_at < 253402300800


def test_a_token_shows_nothing_that_is_worth_stealing() -> None:
    token = token_of(signed(upn="jane@contoso.com"))
    for text in (repr(token), str(token), f"{token}", repr([token])):
        assert token.access_token not in text
        assert "jane" not in text


@pytest.mark.parametrize(
    ("claims", "who"),
    [
        ({"appid": "an-app", "roles": ["Ti.ReadWrite"]}, "an-app"),
        ({"azp": "an-app"}, "an-app"),
        ({"appid": "an-app", "upn": "jane@contoso.com", "scp": "Ti.ReadWrite"}, "jane@contoso.com"),
        ({"appid": "an-app", "unique_name": "jane@contoso.com", "scp": "Ti.ReadWrite"}, "jane@contoso.com"),
        ({"appid": "an-app", "scp": "Ti.ReadWrite"}, None),
        ({}, None),
    ],
)
def test_a_token_speaks_for_an_application_or_a_person(claims: dict[str, object], who: str | None) -> None:
    assert identity_of(claims) == who


def test_roles_are_permissions_in_application_context() -> None:
    assert permissions_of({"roles": ["Alert.Read.All", "Machine.Isolate"]}) == (
        "application",
        ("Alert.Read.All", "Machine.Isolate"),
    )


def test_scopes_are_permissions_in_user_context_even_beside_roles() -> None:
    assert permissions_of({"scp": "Alert.Read Machine.Isolate", "roles": ["Other"]}) == (
        "user",
        ("Alert.Read", "Machine.Isolate"),
    )


def test_a_token_without_permissions_is_an_application_s() -> None:
    assert permissions_of({}) == ("application", ())


@pytest.mark.parametrize(
    "told",
    [
        API,
        f"{API}/",
        "https://securitycenter.onmicrosoft.com/windowsatpservice",
        "fc780465-2017-40d4-a0c5-307022471b92",
    ],
)
def test_every_name_of_the_api_is_its_audience(told: str) -> None:
    assert other_audience({"aud": told}, API) is None


@pytest.mark.parametrize("host", ["graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us"])
def test_every_graph_knows_itself_by_its_application_id(host: str) -> None:
    graph = {"aud": "00000003-0000-0000-c000-000000000000"}
    assert other_audience(graph, f"https://{host}") is None
    assert other_audience(graph, API) == graph["aud"]


def test_a_token_for_another_service_is_recognised() -> None:
    assert other_audience({"aud": "https://graph.microsoft.com"}, API) == "https://graph.microsoft.com"
    assert other_audience({"aud": API}, "https://graph.microsoft.com") == API


def test_a_token_that_names_no_audience_is_worth_trying() -> None:
    assert other_audience({}, API) is None
