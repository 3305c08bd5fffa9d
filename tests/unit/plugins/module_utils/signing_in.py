# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signing in to the simulator in two steps, with a person's browser between them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._app_token import APP_TOKEN
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import (
    PASSWORD,
    PERSON,
    connection,
    session,
)
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

DEVICE, ADDRESS = "device_code", "authorization_code"


def step(tenant: Running, way: str, path: str, check_mode: bool = False, **options: Any) -> Result:
    """One step of a sign-in, as a task takes it."""
    return run(tenant, APP_TOKEN, check_mode, auth_source=way, token_cache=path, client_secret="", **options)


def finish(tenant: Running, way: str, path: str, **options: Any) -> Result:
    return step(tenant, way, path, sign_in="finish", **options)


def browse(tenant: Running, url: str, **form: str) -> Any:
    """Send the form of a page of the login service; a redirection is not followed."""
    http = session(connection(tenant))
    return http.post(url, data=form, allow_redirects=False)


def sign_in_on_device(tenant: Running, shown: dict[str, str], name: str = PERSON, **more: str) -> None:
    form = {"code": shown["user_code"], "username": name, "password": PASSWORD, **more}
    assert browse(tenant, shown["verification_uri"], **form).status_code == 200


def sign_in_at_address(tenant: Running, shown: dict[str, str], name: str = PERSON, **more: str) -> str:
    answer = browse(tenant, shown["url"], username=name, password=PASSWORD, **more)
    assert answer.status_code == 302
    return str(answer.headers["location"])


def signed_in(tenant: Running, path: str, name: str = PERSON, **options: Any) -> Result:
    shown = step(tenant, DEVICE, path, **options)["sign_in"]
    sign_in_on_device(tenant, shown, name)
    return finish(tenant, DEVICE, path, **options)


def kept_options(tenant: Running, path: str, **changes: Any) -> dict[str, Any]:
    return connection(tenant, token_cache=path, client_secret=None, **changes)


def begun_file(path: str) -> Path:
    """Where the sign-ins that have begun are kept."""
    return Path(f"{path}.sign_ins")
