# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._inventory import (
    cache_key,
    usable,
    validated,
)
from ansible_collections.secops.defender.plugins.module_utils._options import refuse_unknown


def token(**claims: str) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{payload}.c2ln"


def key(**options: Any) -> str:
    return cache_key(validated({"tenant_id": "contoso", **options}))


def test_environment_fallbacks_are_those_of_the_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", "from-azure")
    monkeypatch.setenv("AZURE_CLIENT_ID", "from-azure")
    monkeypatch.setenv("DEFENDER_CLIENT_ID", "from-defender")
    options = validated({"validate_certs": "no"})
    assert (options["tenant_id"], options["client_id"]) == ("from-azure", "from-defender")
    assert options["validate_certs"] is False
    assert options["name_from"] == ["computerDnsName", "id"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"duplicates": "oldest"}, "value of duplicates must be one of: newest, all, error, got: oldest."),
        ({"risk_score": ["High", "Huge"]}, r"value of risk_score must be one or more of: .* Huge"),
        ({"include": ["alerts"]}, r"value of include must be one or more of: response_state"),
        ({"name_from": []}, "name_from: name at least one attribute or template"),
        ({"name_from": ["computerDnsName", ""]}, "name_from: name at least one attribute or template"),
        ({"timeout": "soon"}, r"timeout.*float"),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence_that_names_the_option(
    given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(OptionError, match=sentence) as caught:
        validated(given)
    assert str(caught.value).endswith(".")


def test_a_misspelt_option_is_refused() -> None:
    with pytest.raises(OptionError, match=r"^risk_scores: there is no such option; correct or remove it\.$"):
        refuse_unknown({"risk_scores": ["High"], "filter": ""}, ["plugin", "filter", "risk_score"])


@pytest.mark.parametrize(
    "other",
    [
        {"tenant_id": "fabrikam"},
        {"client_id": "x"},
        {"username": "x"},
        {"api_url": "https://x"},
        {"geo": "eu"},
        {"cloud": "gcc"},
        {"risk_score": ["High"]},
        {"filter": "a eq 1"},
        {"tags": ["x"]},
        {"include": ["response_state"]},
        {"access_token": token(tid="t", oid="a")},
        {"access_token": token(tid="t", oid="b")},
        {"access_token": "opaque"},
        {"access_token": "opaque too"},
    ],
)
def test_another_tenant_identity_or_question_has_other_records(other: dict[str, Any]) -> None:
    assert key(**other) not in {key(), key(access_token=token(tid="t", oid="c"))}


@pytest.mark.parametrize(
    "other",
    [
        {"client_secret": "another"},
        {"timeout": 3},
        {"name_from": ["id"]},
        {"exclude_stale": "7d"},
        {"duplicates": "all"},
        {"tags": []},
    ],
)
def test_what_is_decided_after_the_listing_does_not_matter(other: dict[str, Any]) -> None:
    assert key(**other) == key()


def test_a_renewed_token_of_the_same_identity_has_the_same_records() -> None:
    first = token(tid="t", oid="a", exp="1")
    assert key(access_token=first) == key(access_token=token(tid="t", oid="a", exp="2"))
    assert key(tags=["a", "b"]) == key(tags=["b", "a"])


@pytest.mark.parametrize(
    ("cached", "answer"),
    [
        ([], True),
        ([{"id": "a"}], True),
        ([{"id": ""}], False),
        ([{"id": "a"}, "b"], False),
        ({"id": "a"}, False),
        ("text", False),
        (None, False),
    ],
)
def test_only_a_list_of_machine_records_is_taken_from_the_cache(cached: Any, answer: bool) -> None:
    assert usable(cached) is answer
