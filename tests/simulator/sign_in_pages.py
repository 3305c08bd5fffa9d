# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a person meets in the browser to sign in: forms, which a test can send as well."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

from ansible_collections.secops.defender.tests.simulator.apps import App, User
from ansible_collections.secops.defender.tests.simulator.entra import (
    ANY_TENANT,
    Login,
    Served,
    check_tenant,
    plain,
)
from ansible_collections.secops.defender.tests.simulator.entra_errors import EntraError
from ansible_collections.secops.defender.tests.simulator.grants import OPEN_ID_SCOPES, known_resource, user_of
from ansible_collections.secops.defender.tests.simulator.messages import Answer

NATIVE_CLIENT = "/oauth2/nativeclient"
DEVICE_PAGE = "/common/oauth2/deviceauth"
POLL_INTERVAL = 5

_LOOPBACK = re.compile(r"http://localhost(:\d+)?/?")
_PERSON = """<p><label>User <input name="username" value="{name}"></label></p>
<p><label>Password <input name="password" type="password"></label></p>
<p><button>Sign in</button> <button name="decline" value="1">Cancel</button></p>"""
_CODE = '<p><label>Code <input name="code" value="{code}"></label></p>'


def device_code(login: Login) -> Served:
    """POST /<tenant>/oauth2/v2.0/devicecode."""
    check_tenant(login, ANY_TENANT)
    form = login.request.form()
    app = _app(login, form.get("client_id", ""))
    scope = form.get("scope", "")
    _check_scope(login, scope)
    code, begun = login.tenant.sign_ins.begin_device(app, scope)
    page = f"https://{login.request.host}{DEVICE_PAGE}"
    return plain(
        {
            "user_code": begun.user_code,
            "device_code": code,
            "verification_uri": page,
            "expires_in": app.sign_in_lifetime,
            "interval": POLL_INTERVAL,
            "message": f"To sign in, use a web browser to open the page {page} and enter the code {begun.user_code}"
            " to authenticate.",
        }
    )


def device_page(login: Login) -> Served:
    """GET /common/oauth2/deviceauth."""
    return _page("Enter the code that your device shows", _CODE.format(code="") + _PERSON.format(name=""))


def device_signed_in(login: Login) -> Served:
    """POST /common/oauth2/deviceauth: code, username and password, or decline."""
    return _shown(login, _device_signed_in)


def _device_signed_in(login: Login) -> Served:
    form = login.request.form()
    begun = login.tenant.sign_ins.device_of(form.get("code", ""))
    if form.get("decline"):
        begun.declined = True
        return _page("You have cancelled. You can close this window.")
    user = _person(login, _app(login, begun.app_id))
    begun.user = user.name
    return _page("You have signed in. You can close this window.", who=user.name)


def authorize_page(login: Login) -> Served:
    """GET /<tenant>/oauth2/v2.0/authorize."""
    return _shown(login, _authorize_page)


def _authorize_page(login: Login) -> Served:
    app = _asked_for(login)
    return _page(
        f"Sign in to {app.name}", _PERSON.format(name=escape(login.request.option("login_hint") or ""))
    )


def authorized(login: Login) -> Served:
    """POST to the same address: username and password, or decline; the answer leads to redirect_uri."""
    return _shown(login, _authorized)


def _authorized(login: Login) -> Served:
    app = _asked_for(login)
    asked = dict(login.request.query)
    if login.request.form().get("decline"):
        told = {"error": "access_denied", "error_description": EntraError(65004).text}
        return _led_to(asked, told)
    user = _person(login, app)
    code = login.tenant.sign_ins.grant_code(app, user.name, asked)
    return _led_to(asked, {"code": code}, user.name)


def native_client(login: Login) -> Served:
    """GET /common/oauth2/nativeclient: an empty page, whose address holds the code."""
    return _page("")


def _asked_for(login: Login) -> App:
    """The application that a person shall sign in to, if it asks as it may."""
    check_tenant(login, ANY_TENANT)
    option = login.request.option
    app = _app(login, option("client_id") or "")
    redirect = option("redirect_uri") or ""
    own = redirect.startswith(f"https://{login.request.host}/") and redirect.endswith(NATIVE_CLIENT)
    if not own and not _LOOPBACK.fullmatch(redirect):
        raise EntraError(50011, name=redirect, app=app.id)
    if option("response_type") != "code":
        raise EntraError(900144, name="response_type=code")
    if option("code_challenge") and option("code_challenge_method") not in ("S256", "plain"):
        raise EntraError(900144, name="code_challenge_method")
    _check_scope(login, option("scope") or "")
    return app


def _app(login: Login, client_id: str) -> App:
    app = login.tenant.app(client_id)
    if app is None:
        raise EntraError(700016, name=client_id, tenant=login.tenant.id)
    return app


def _check_scope(login: Login, scope: str) -> None:
    wanted = [item for item in scope.split() if item not in OPEN_ID_SCOPES]
    if not wanted:
        raise EntraError(900144, name="scope")
    known_resource(wanted[0].rpartition("/")[0], login.tenant.id)


def _person(login: Login, app: App) -> User:
    form = login.request.form()
    name = form.get("username", "")
    user = user_of(app, name)
    if user is None:
        raise EntraError(50034, name=name, tenant=login.tenant.id)
    if not secrets.compare_digest(form.get("password", "").encode(), user.password.encode()):
        raise EntraError(50126)
    return user


def _led_to(asked: dict[str, str], told: dict[str, str], who: str | None = None) -> Served:
    state = {"state": asked["state"]} if "state" in asked else {}
    address = f"{asked['redirect_uri']}?{urlencode({**told, **state})}"
    return Served(Answer(302, b"", (("location", address),)), who)


def _shown(login: Login, serve: Callable[[Login], Served]) -> Served:
    """An error is shown to the person; the application that waits does not hear of it."""
    try:
        return serve(login)
    except EntraError as error:
        return _page(f"Sorry, but we are having trouble signing you in. {error.text}", status=400)


def _page(title: str, form: str = "", who: str | None = None, status: int = 200) -> Served:
    inner = f'<form method="post">{form}</form>' if form else ""
    html = f"<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>{escape(title)}</h1>{inner}</body></html>"
    return Served(Answer(status, html.encode(), (("content-type", "text/html; charset=utf-8"),)), who)
