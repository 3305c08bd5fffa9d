# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in once for many tasks, and signing a person in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._claims import Token, identity_of
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import Forbidden, OptionError
from ansible_collections.secops.defender.plugins.module_utils._options import SIGN_INS
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task
from ansible_collections.secops.defender.plugins.module_utils._times import stamp
from ansible_collections.secops.defender.plugins.module_utils._tokens import answered_token, permissions_of

_FINISH = "finish"


def log_in(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
    """Return a token and what it allows, or what a person needs to sign in."""
    _refuse_misplaced(params)
    if params["auth_source"] not in SIGN_INS:
        return {"token": _told(client.source.token(), params)}
    sign_in = client.sign_in
    if check_mode:
        signed = sign_in.predict()
    elif params["sign_in"] == _FINISH:
        timeout = params["wait_timeout"] if params["wait"] else 0.0
        signed = sign_in.finish(params["authorization_response"], timeout)
    else:
        signed = sign_in.begin(params["redirect_uri"])
    token = {"token": _told(answered_token(signed.answer), params)} if signed.answer else {}
    return {"changed": signed.changed, **token, **({"sign_in": signed.shown} if signed.shown else {})}


def _told(token: Token, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a token says of itself. Forbidden names the required permissions that it lacks."""
    context, permissions = permissions_of(token.claims)
    missing = sorted(set(params["required_permissions"]) - set(permissions))
    if missing:
        raise Forbidden(
            f"required_permissions: the token lacks {', '.join(missing)} ({context} context); "
            "grant them to the application and consent again.",
            needed=missing,
            present=sorted(permissions),
        )
    return {
        "access_token": token.access_token,
        "expires_at": stamp(token.expires_at),
        "audience": token.claims.get("aud"),
        "tenant_id": token.claims.get("tid"),
        "context": context,
        "username": identity_of(token.claims) if context == "user" else None,
        "permissions": sorted(permissions),
    }


def _refuse_misplaced(params: Mapping[str, Any]) -> None:
    """Raise OptionError for an option that would be passed over in silence."""
    if params["sign_in"] == _FINISH and params["auth_source"] not in SIGN_INS:
        raise OptionError(
            f"sign_in: finish needs auth_source {' or '.join(SIGN_INS)}, the one that the sign-in began with.",
            option="sign_in",
        )
    answers = params["sign_in"] == _FINISH and params["auth_source"] == "authorization_code"
    if params["authorization_response"] and not answers:
        raise OptionError(
            "authorization_response: it goes with auth_source authorization_code and sign_in=finish; leave it out.",
            option="authorization_response",
        )


APP_TOKEN = Task(
    {
        "required_permissions": {"type": "list", "elements": "str", "default": []},
        "sign_in": {"type": "str", "choices": ["begin", _FINISH], "default": "begin"},
        "redirect_uri": {"type": "str"},
        "authorization_response": {"type": "str", "no_log": True},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "float", "default": 900.0},
    },
    log_in,
    censored="token",
)
