# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import jwt
import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._claims import Token, token_of
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.plugins.module_utils._token_source import TokenSource, renewal

START = 1_700_000_000.0


class Clock:
    def __init__(self) -> None:
        self.time = START

    def now(self) -> float:
        return self.time


class Counting:
    """A login whose tokens are numbered."""

    name = "client_secret"

    def __init__(self, clock: Clock, lifetime: float = 3600.0) -> None:
        self.clock = clock
        self.lifetime = lifetime
        self.count = 0
        self.refused: set[str] = set()

    def fetch(self, refused: set[str]) -> Token:
        self.refused = refused
        self.count += 1
        return Token(f"token {self.count}", self.clock.time + self.lifetime, {})


class Stubborn(Counting):
    """A login that has only one token to give."""

    def fetch(self, refused: set[str]) -> Token:
        self.refused = refused
        return Token("the same token", self.clock.time + self.lifetime, {})


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(_clock, "now", clock.now)
    return clock


def ready(**claims: object) -> Token:
    return token_of(jwt.encode(claims, "a key that is long enough for the signature", algorithm="HS256"))


def test_a_token_is_fetched_once_and_kept(clock: Clock) -> None:
    login = Counting(clock)
    source = TokenSource(None, login)
    assert [source.token().access_token for _call in range(3)] == ["token 1"] * 3
    assert login.count == 1


def test_a_token_is_renewed_five_minutes_before_its_end(clock: Clock) -> None:
    source = TokenSource(None, Counting(clock))
    source.token()
    clock.time = START + 3600 - 301
    assert source.token().access_token == "token 1"
    clock.time = START + 3600 - 299
    assert source.token().access_token == "token 2"


def test_a_token_that_lives_two_seconds_is_used_for_one_of_them(clock: Clock) -> None:
    login = Counting(clock, lifetime=2.0)
    source = TokenSource(None, login)
    for _call in range(5):
        source.token()
    assert login.count == 1
    clock.time += 1.1
    source.token()
    assert login.count == 2


def test_a_token_that_is_dead_on_arrival_is_fetched_once_per_question(clock: Clock) -> None:
    login = Counting(clock, lifetime=0.0)
    source = TokenSource(None, login)
    source.token()
    source.token()
    assert login.count == 2


def test_a_refused_token_is_never_handed_out_again(clock: Clock) -> None:
    login = Counting(clock)
    source = TokenSource(None, login)
    first = source.token().access_token
    assert source.token(refused=first).access_token == "token 2"
    assert login.refused == {first}
    assert source.token().access_token == "token 2"
    assert source.token(refused=first).access_token == "token 2"


def test_a_source_that_gives_a_refused_token_again_says_so(clock: Clock) -> None:
    source = TokenSource(None, Stubborn(clock))
    token = source.token().access_token
    with pytest.raises(
        AuthError, match=r"auth_source: client_secret gave the token again .*audience"
    ) as caught:
        source.token(refused=token)
    assert token not in str(caught.value.as_result())


def test_an_access_token_is_used_before_the_credentials_beside_it(clock: Clock) -> None:
    login = Counting(clock)
    token = ready(iat=START - 600, exp=START + 3000)
    source = TokenSource(token, login)
    assert source.token() is token
    assert source.name == "access_token"
    assert login.count == 0


def test_credentials_take_over_shortly_before_an_access_token_ends(clock: Clock) -> None:
    source = TokenSource(ready(iat=START - 600, exp=START + 3000), Counting(clock))
    clock.time = START + 3000 - 299
    assert source.token().access_token == "token 1"
    assert source.name == "client_secret"


def test_credentials_take_over_from_a_refused_access_token(clock: Clock) -> None:
    token = ready(iat=START, exp=START + 3600)
    source = TokenSource(token, Counting(clock))
    assert source.token(refused=token.access_token).access_token == "token 1"
    assert source.name == "client_secret"


def test_an_access_token_alone_is_used_up_to_its_very_end(clock: Clock) -> None:
    token = ready(iat=START - 600, exp=START + 3000)
    source = TokenSource(token, None)
    clock.time = START + 2999
    assert source.token() is token


@pytest.mark.usefixtures("clock")
def test_an_access_token_alone_says_when_it_expired() -> None:
    source = TokenSource(ready(exp=START - 1), None)
    with pytest.raises(AuthError) as caught:
        source.token()
    assert str(caught.value) == (
        "access_token: expired at 2023-11-14T22:13:19Z; give a fresh one or credentials beside it."
    )


@pytest.mark.usefixtures("clock")
def test_an_access_token_alone_says_that_it_was_refused() -> None:
    token = ready(iat=START, exp=START + 3600)
    source = TokenSource(token, None)
    with pytest.raises(AuthError) as caught:
        source.token(refused=token.access_token)
    assert str(caught.value) == (
        "access_token: refused by the API (HTTP 401); give a fresh one or credentials beside it."
    )


def test_an_opaque_access_token_is_used_until_it_is_refused(clock: Clock) -> None:
    source = TokenSource(token_of("opaque"), Counting(clock))
    clock.time += 10 * 365 * 86400
    assert source.token().access_token == "opaque"
    assert source.token(refused="opaque").access_token == "token 1"


@pytest.mark.parametrize(("lifetime", "used"), [(3600, 3300), (600, 300), (60, 30), (2, 1), (0, 0)])
def test_renewal_comes_early_but_not_in_the_first_half_of_a_life(lifetime: float, used: float) -> None:
    assert renewal(START, START + lifetime) == START + used
