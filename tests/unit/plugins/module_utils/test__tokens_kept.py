# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.plugins.module_utils._tokens import permissions_of
from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import (
    GRAPH,
    PASSWORD,
    PERSON,
    SECRET,
    connection,
    log_in,
    logins,
    person,
    scenario,
    serving,
    source,
    status_with,
)

pytestmark = pytest.mark.usefixtures("no_foreign_variables")


def test_the_next_task_takes_the_token_from_the_file_without_any_request(tenant: Running, path: str) -> None:
    first = source(connection(tenant, token_cache=path)).token()
    before = len(tenant.journal)
    second = source(connection(tenant, token_cache=path)).token()
    assert second.access_token == first.access_token
    assert abs(second.expires_at - first.expires_at) < 2
    assert len(tenant.journal) == before


def test_by_default_nothing_is_kept_on_disk(
    tenant: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    source(connection(tenant)).token()
    source(connection(tenant)).token()
    assert logins(tenant) == 2
    assert not list(tmp_path.iterdir())


def test_neither_secret_nor_password_is_kept(tenant: Running, path: str) -> None:
    source(connection(tenant, token_cache=path)).token()
    source(connection(tenant, token_cache=path, auth_source="user_password", **person())).token()
    text = Path(path).read_text(encoding="utf-8")
    assert SECRET not in text
    assert PASSWORD not in text
    assert Path(path).stat().st_mode & 0o777 == 0o600


def test_a_refused_token_leaves_the_file(tenant: Running, path: str) -> None:
    made = source(connection(tenant, token_cache=path))
    first = made.token().access_token
    second = made.token(refused=first).access_token
    assert second != first
    text = Path(path).read_text(encoding="utf-8")
    assert first not in text
    assert second in text


@pytest.mark.parametrize(
    "other",
    [{"client_id": "another"}, {"tenant_id": "contoso.com"}, {"audience": GRAPH}],
    ids=["app", "tenant", "audience"],
)
def test_a_token_is_kept_for_its_own_application_tenant_and_audience(
    tenant: Running, path: str, other: dict[str, Any]
) -> None:
    source(connection(tenant, token_cache=path)).token()
    before = len(tenant.journal)
    with contextlib.suppress(AuthError):
        source(connection(tenant, token_cache=path, **other)).token()
    assert len(tenant.journal) > before


def test_a_token_that_is_about_to_end_is_not_taken_from_the_file(path: str) -> None:
    with serving(scenario(token_lifetime=600)) as tenant:
        source(connection(tenant, token_cache=path)).token()
        state = json.loads(Path(path).read_text(encoding="utf-8"))
        for entry in state["AccessToken"].values():
            entry["cached_at"] = str(int(entry["cached_at"]) - 400)
            entry["expires_on"] = str(int(entry["expires_on"]) - 400)
        Path(path).write_text(json.dumps(state), encoding="utf-8")
        source(connection(tenant, token_cache=path)).token()
        assert logins(tenant) == 2


def test_a_person_logs_in_once_and_later_tasks_need_no_password(tenant: Running, path: str) -> None:
    source(connection(tenant, token_cache=path, **person())).token()
    options = connection(tenant, token_cache=path, client_secret=None)
    made = source(options)
    assert status_with(options, made.token().access_token) == 200
    assert made.name == "cached_login"


def test_a_kept_login_is_renewed_without_a_password_when_its_token_is_refused(
    tenant: Running, path: str
) -> None:
    source(connection(tenant, token_cache=path, **person())).token()
    made = source(connection(tenant, token_cache=path, client_secret=None))
    first = made.token().access_token
    assert made.token(refused=first).access_token != first


def test_a_person_may_be_chosen_by_name_in_any_case(tenant: Running, path: str) -> None:
    source(connection(tenant, token_cache=path, **person())).token()
    options = connection(tenant, token_cache=path, **person(username=PERSON.upper(), password=None))
    assert source(options).token().access_token


def test_a_person_is_not_given_the_token_of_the_application(tenant: Running, path: str) -> None:
    source(connection(tenant, token_cache=path)).token()
    options = connection(tenant, token_cache=path, **person())
    for _login in range(2):
        assert permissions_of(source(options).token().claims)[0] == "user"
    assert permissions_of(source(connection(tenant, token_cache=path)).token().claims)[0] == "application"


def test_a_person_who_never_logged_in_is_named(tenant: Running, path: str) -> None:
    source(connection(tenant, token_cache=path, **person())).token()
    options = connection(tenant, token_cache=path, auth_source="cached_login", username="joe@contoso.com")
    with pytest.raises(
        AuthError, match=r"auth_source: cached_login lacks a login of joe@contoso.com in token_cache"
    ):
        source(options)


def test_an_empty_cache_lacks_a_login(tenant: Running, path: str) -> None:
    with pytest.raises(
        AuthError,
        match=r"auth_source: cached_login lacks a login in token_cache \(sign in with defender_app_token, auth",
    ):
        source(connection(tenant, token_cache=path, auth_source="cached_login"))


def test_among_several_people_one_must_be_named(path: str) -> None:
    people = [
        {"name": f"{name}@contoso.com", "password": PASSWORD, "scopes": ["Alert.Read"]}
        for name in ("ann", "bob")
    ]
    with serving(scenario(users=people)) as tenant:
        for entry in people:
            source(connection(tenant, token_cache=path, **person(username=entry["name"]))).token()
        with pytest.raises(
            AuthError, match=r"cached_login lacks username \(token_cache keeps the logins of several"
        ):
            source(connection(tenant, token_cache=path, auth_source="cached_login"))
        options = connection(tenant, token_cache=path, auth_source="cached_login", username="bob@contoso.com")
        assert source(options).token().claims["upn"] == "bob@contoso.com"


def test_a_login_that_entra_ended_says_to_log_in_again(path: str) -> None:
    with serving(scenario()) as tenant:
        source(connection(tenant, token_cache=path, **person())).token()
    state = json.loads(Path(path).read_text(encoding="utf-8"))
    state["AccessToken"] = {}
    Path(path).write_text(json.dumps(state), encoding="utf-8")
    with serving(scenario()) as tenant:
        options = connection(tenant, token_cache=path, auth_source="cached_login")
        with pytest.raises(
            AuthError, match=r"token_cache: the kept login has ended; sign in again with defender_app_token"
        ) as caught:
            source(options).token()
        for entry in state["RefreshToken"].values():
            assert entry["secret"] not in str(caught.value.as_result())


def test_a_cache_that_others_can_read_stops_the_task(tenant: Running, path: str) -> None:
    source(connection(tenant, token_cache=path)).token()
    Path(path).chmod(0o644)
    with pytest.raises(
        AuthError, match=r"token_cache: .* is open to other users \(mode 0644\); run chmod 600"
    ):
        source(connection(tenant, token_cache=path)).token()


def test_processes_that_start_together_log_in_once(tenant: Running, path: str) -> None:
    context = multiprocessing.get_context("spawn")
    options = connection(tenant, token_cache=path)
    workers = [context.Process(target=log_in, args=(options,)) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0, 0]
    assert logins(tenant) == 1
