# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The grants of the token endpoint: who is asking, and how they have proved it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ansible_collections.secops.defender.tests.simulator import assertions
from ansible_collections.secops.defender.tests.simulator.apps import App, User
from ansible_collections.secops.defender.tests.simulator.entra_errors import EntraError
from ansible_collections.secops.defender.tests.simulator.sign_ins import Begun
from ansible_collections.secops.defender.tests.simulator.tenant import Tenant
from ansible_collections.secops.defender.tests.simulator.times import moment_of
from ansible_collections.secops.defender.tests.simulator.tokens import API_AUDIENCES, GRAPH_AUDIENCES

Form = Mapping[str, str]

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
OPEN_ID_SCOPES = frozenset(("openid", "profile", "email", "offline_access"))


class Granted(NamedTuple):
    """An application, perhaps with a user, and the sort of credential it showed.

    A sign-in in a browser has asked for a scope before, and may want a nonce repeated in the id token.
    """

    app: App
    user: User | None
    method: str
    scope: str | None = None
    nonce: str | None = None


def granted(tenant: Tenant, form: Form, audiences: tuple[str, ...]) -> Granted:
    """Who the form proves to be; an EntraError otherwise."""
    kind = _needed(form, "grant_type")
    app = tenant.app(_needed(form, "client_id"))
    if app is None:
        raise EntraError(700016, name=form["client_id"], tenant=tenant.id)
    grant = _GRANTS.get(kind)
    if grant is None:
        raise EntraError(70003, name=kind)
    return grant(tenant, app, form, audiences)


def _needed(form: Form, name: str) -> str:
    if not form.get(name):
        raise EntraError(900144, name=name)
    return form[name]


def _client(tenant: Tenant, app: App, form: Form, audiences: tuple[str, ...]) -> Granted:
    return Granted(app, None, _proved(tenant, app, form, audiences))


def _proved(tenant: Tenant, app: App, form: Form, audiences: tuple[str, ...]) -> str:
    if form.get("client_assertion"):
        return assertions.verify(form["client_assertion"], app, audiences, tenant.signer)
    if not form.get("client_secret"):
        raise EntraError(7000216)
    if not secrets.compare_digest(form["client_secret"].encode(), app.secret.encode()):
        raise EntraError(7000215, app=app.id)
    if app.secret_expires and moment_of(app.secret_expires) <= tenant.clock.now():
        raise EntraError(7000222, app=app.id)
    return "secret"


def _password(tenant: Tenant, app: App, form: Form, audiences: tuple[str, ...]) -> Granted:
    _proved_if_tried(tenant, app, form, audiences)
    name = _needed(form, "username")
    user = user_of(app, name)
    if user is None:
        raise EntraError(50034, name=name, tenant=tenant.id)
    if not secrets.compare_digest(_needed(form, "password").encode(), user.password.encode()):
        raise EntraError(50126)
    if user.second_factor:
        raise EntraError(50076, name=app.id)
    return Granted(app, user, "password")


def _device_code(tenant: Tenant, app: App, form: Form, audiences: tuple[str, ...]) -> Granted:
    _proved_if_tried(tenant, app, form, audiences)
    begun = tenant.sign_ins.redeem_device(app.id, _needed(form, "device_code"))
    return _signed_in(app, begun)


def _authorization_code(tenant: Tenant, app: App, form: Form, audiences: tuple[str, ...]) -> Granted:
    _proved_if_tried(tenant, app, form, audiences)
    _needed(form, "code")
    begun = tenant.sign_ins.redeem_code(app.id, form)
    return _signed_in(app, begun)


def _signed_in(app: App, begun: Begun) -> Granted:
    user, asked = user_of(app, begun.user or ""), begun.asked
    return Granted(app, user, "public", asked.get("scope"), asked.get("nonce"))


def _proved_if_tried(tenant: Tenant, app: App, form: Form, audiences: tuple[str, ...]) -> None:
    """A public client shows nothing of its own; what is shown has to be right."""
    if form.get("client_secret") or form.get("client_assertion"):
        _proved(tenant, app, form, audiences)


def _refresh(tenant: Tenant, app: App, form: Form, audiences: tuple[str, ...]) -> Granted:
    app_id, name = tenant.refresh_tokens.get(_needed(form, "refresh_token"), ("", ""))
    user = user_of(app, name)
    if app_id != app.id or user is None:
        raise EntraError(70000)
    return Granted(app, user, "password")


def user_of(app: App, name: str) -> User | None:
    """The person of that name who may log in through an application."""
    return next((user for user in app.users if user.name.lower() == name.lower()), None)


_GRANTS: Mapping[str, Callable[[Tenant, App, Form, tuple[str, ...]], Granted]] = {
    "client_credentials": _client,
    "password": _password,
    "refresh_token": _refresh,
    "authorization_code": _authorization_code,
    DEVICE_CODE: _device_code,
}


def resource_of_scope(scope: str, for_user: bool, tenant_id: str) -> str:
    """The resource that a scope asks for, by the rules of the newer token endpoint."""
    wanted = [item for item in scope.split() if item not in OPEN_ID_SCOPES]
    if not wanted or not (for_user or wanted[0].endswith("/.default")):
        raise EntraError(1002012, name=scope)
    return known_resource(wanted[0].rpartition("/")[0], tenant_id)


def known_resource(name: str, tenant_id: str) -> str:
    """The resource of that name, which is the audience of its tokens."""
    resource = name.rstrip("/")
    if resource not in API_AUDIENCES | GRAPH_AUDIENCES:
        raise EntraError(500011, name=name, tenant=tenant_id)
    return resource
