# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.plugins.module_utils._options import AUTH_SOURCES
from ansible_collections.secops.defender.plugins.module_utils._sources import AUTO, choose, missing_options


def complete(*names: str) -> Callable[[str], list[str]]:
    def lacks(name: str) -> list[str]:
        return [] if name in names else [f"the {name}"]

    return lacks


def test_auto_takes_the_first_complete_source() -> None:
    assert choose("auto", complete("cached_login", "client_certificate", "user_password")) == (
        "client_certificate",
    )


def test_auto_never_takes_a_managed_identity() -> None:
    assert choose("auto", complete("managed_identity", "user_password")) == ("user_password",)


def test_auto_begins_no_sign_in() -> None:
    with pytest.raises(AuthError):
        choose("auto", complete("device_code", "authorization_code"))


def test_auto_names_who_takes_over_from_an_access_token() -> None:
    assert choose("auto", complete("access_token", "federated_token")) == ("access_token", "federated_token")


def test_auto_is_content_with_an_access_token_alone() -> None:
    assert choose("auto", complete("access_token")) == ("access_token",)


def test_auto_asks_no_source_after_the_one_it_takes() -> None:
    asked: list[str] = []

    def lacks(name: str) -> list[str]:
        asked.append(name)
        return [] if name == "client_secret" else ["something"]

    choose("auto", lacks)
    assert asked == ["access_token", "client_secret"]


@pytest.mark.parametrize("name", AUTH_SOURCES)
def test_by_name_exactly_that_source_is_taken(name: str) -> None:
    assert choose(name, complete(*AUTH_SOURCES)) == (name,)


def test_by_name_an_incomplete_source_says_what_it_lacks_and_where_to_put_it() -> None:
    with pytest.raises(AuthError) as caught:
        choose("client_secret", lambda _name: ["client_id"])
    assert str(caught.value) == (
        "auth_source: client_secret lacks client_id (environment DEFENDER_CLIENT_ID or AZURE_CLIENT_ID);"
        " give what is missing."
    )
    assert caught.value.details["lacks"] == ["client_id"]


def test_without_any_credentials_every_source_tells_what_it_lacks() -> None:
    with pytest.raises(AuthError) as caught:
        choose("auto", lambda name: ["client_id", f"the {name}"])
    for name in AUTH_SOURCES:
        told = f"{name} lacks client_id, the {name}"
        assert (told in str(caught.value)) == (name in AUTO)
    assert caught.value.details["tried"]["client_secret"] == ["client_id", "the client_secret"]
    assert caught.value.details["environment"] == {"client_id": ["DEFENDER_CLIENT_ID", "AZURE_CLIENT_ID"]}


def test_an_empty_option_counts_as_missing() -> None:
    assert missing_options({"client_id": "", "tenant_id": "t"}, ["tenant_id", "client_id", "password"]) == [
        "client_id",
        "password",
    ]
