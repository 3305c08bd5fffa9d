# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._kept_tokens import (
    forget,
    kept_people,
    kept_token,
)
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import empty_cache

HOST = "login.microsoftonline.com"
SCOPE = "https://api.securitycenter.microsoft.com/.default"
QUERY = {"client_id": "an app", "environment": HOST, "realm": "a tenant"}


@pytest.fixture
def cache() -> Any:
    return empty_cache()


def keep(cache: Any, person: str | None = None, **response: Any) -> None:
    """Put an answer of Microsoft Entra into the cache, as MSAL does."""
    answer = {"access_token": f"the token of {person}", "expires_in": 3599, **response}
    if person:
        info = json.dumps({"uid": person, "utid": "a tenant"}).encode()
        answer["client_info"] = base64.urlsafe_b64encode(info).decode()
        claims: dict[str, Any] = {
            "sub": person,
            "preferred_username": f"{person}@contoso.com",
            "aud": "an app",
            "iss": HOST,
        }
        claims = {**claims, "iat": _clock.now(), "exp": _clock.now() + 3599}
        answer["id_token"] = jwt.encode(
            claims, "a key that is long enough for the signature", algorithm="HS256"
        )
    cache.add(
        {
            "client_id": "an app",
            "scope": ["https://api.securitycenter.microsoft.com/Alert.Read", SCOPE] if person else [SCOPE],
            "token_endpoint": f"https://{HOST}/a tenant/oauth2/v2.0/token",
            "response": answer,
            "grant_type": "password" if person else "client_credentials",
        }
    )


def test_the_token_of_an_application_is_found(cache: Any) -> None:
    keep(cache)
    found = kept_token(cache, [SCOPE], {**QUERY, "home_account_id": None})
    assert found is not None
    assert found["access_token"] == "the token of None"
    assert 3590 < found["expires_in"] < 3600


def test_the_token_of_a_person_is_found_for_that_person_only(cache: Any) -> None:
    keep(cache, "jane")
    found = kept_token(cache, [SCOPE], {**QUERY, "home_account_id": "jane.a tenant"})
    assert found is not None
    assert found["access_token"] == "the token of jane"
    assert kept_token(cache, [SCOPE], {**QUERY, "home_account_id": "joe.a tenant"}) is None
    assert kept_token(cache, [SCOPE], {**QUERY, "home_account_id": None}) is None


@pytest.mark.parametrize("name", ["client_id", "environment", "realm"])
def test_a_token_of_something_else_is_not_found(cache: Any, name: str) -> None:
    keep(cache)
    assert kept_token(cache, [SCOPE], {**QUERY, "home_account_id": None, name: "another"}) is None


def test_a_token_for_another_service_is_not_found(cache: Any) -> None:
    keep(cache)
    other = ["https://graph.microsoft.com/.default"]
    assert kept_token(cache, other, {**QUERY, "home_account_id": None}) is None


def test_a_token_in_its_last_five_minutes_is_not_taken(cache: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(cache)
    now = _clock.now()
    monkeypatch.setattr(_clock, "now", lambda: now + 3599 - 301)
    assert kept_token(cache, [SCOPE], {**QUERY, "home_account_id": None})
    monkeypatch.setattr(_clock, "now", lambda: now + 3599 - 299)
    assert kept_token(cache, [SCOPE], {**QUERY, "home_account_id": None}) is None


def people(cache: Any, authority: str = f"https://{HOST}", **options: str) -> list[str]:
    found = kept_people(cache, authority, {"client_id": "an app", "username": None, **options})
    return [entry["home_account_id"] for entry in found]


def test_people_are_found_by_name_in_any_case(cache: Any) -> None:
    keep(cache, "jane")
    keep(cache, "joe")
    assert people(cache) == ["jane.a tenant", "joe.a tenant"]
    assert people(cache, username="JANE@contoso.com") == ["jane.a tenant"]
    assert people(cache, username="ann@contoso.com") == []
    assert people(cache, "https://elsewhere") == []


def test_people_are_found_by_the_application_that_they_used(cache: Any) -> None:
    keep(cache, "jane")
    assert people(cache, client_id="another app") == []


def test_only_the_refused_token_is_forgotten(cache: Any) -> None:
    keep(cache)
    keep(cache, "jane")
    forget(cache, {"the token of jane"})
    assert [entry["secret"] for entry in cache.search("AccessToken")] == ["the token of None"]


def test_forgetting_nothing_leaves_the_cache_as_it_is(cache: Any) -> None:
    keep(cache)
    cache.has_state_changed = False
    forget(cache, set())
    assert not cache.has_state_changed
