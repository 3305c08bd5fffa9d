# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Microsoft Entra says when it refuses a login, turned into what to do about it. Pure.

Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.plugins.module_utils._options import (
    CONNECTION_SPEC,
    KEPT_LOGINS,
    SIGN_IN_TASK,
)

_CODE = re.compile(r"AADSTS\d+")
_TOKEN = re.compile(r"eyJ[\w-]+(\.[\w-]*)+")
_END_OF_FIRST_LINE = re.compile(r"[\r\n]|\s+Trace ID:")


class _Advice(NamedTuple):
    """The option that a code is about, and what to do with it."""

    option: str
    text: str


_WRONG_TENANT = _Advice("tenant_id", "there is no such tenant; give the id or a domain name of the tenant")
_UNKNOWN_APPLICATION = _Advice(
    "client_id",
    "the tenant has no such application; check client_id, and that tenant_id is the tenant it lives in",
)
_STRANGE_CERTIFICATE = _Advice(
    "certificate_path",
    "the certificate is not one of the application's, or is not valid now; upload it there",
)
_STRANGE_FEDERATION = _Advice(
    "federated_token",
    "no federated credential of the application fits; its issuer, subject and audience must be those of the token",
)
_WRONG_PASSWORD = _Advice("password", "user name or password are wrong; correct username or password")
_SECOND_FACTOR = _Advice(
    "auth_source",
    "the tenant wants more than a password from this user; sign in with auth_source device_code or authorization_code,"
    " or use an application credential instead",
)
_LOGIN_ENDED = _Advice("token_cache", f"the kept login has ended; sign in again with {SIGN_IN_TASK}")
_PROVE_AGAIN = _Advice(
    "token_cache",
    f"the tenant wants this person to prove again who they are; sign in again with {SIGN_IN_TASK}",
)
_FORBIDDEN_WAY = _Advice(
    "auth_source",
    "the tenant's Conditional Access does not let this person sign in in this way; take the other of device_code and"
    " authorization_code, or an application credential",
)
_USED_UP = _Advice("sign_in", "it has been redeemed already; begin again if the login is not kept")
_TOO_LATE = _Advice("sign_in", "its time is over; begin again")
_DECLINED = _Advice("sign_in", "the person has declined, or was not allowed to consent; begin again")
_STRANGE_CODE = _Advice(
    "sign_in", "Microsoft Entra does not know the code; begin again, and use what that gives"
)
_STRANGE_REDIRECT = _Advice(
    "redirect_uri",
    "it is not one of the application's; register it there under Mobile and desktop applications, and begin again",
)

_ADVICE = {
    "AADSTS7000215": _Advice(
        "client_secret", "it is not a secret of the application; give the secret's value, not its id"
    ),
    "AADSTS7000222": _Advice("client_secret", "it has expired; make a new one in the app registration"),
    "AADSTS90002": _WRONG_TENANT,
    "AADSTS900023": _WRONG_TENANT,
    "AADSTS700016": _UNKNOWN_APPLICATION,
    "AADSTS7000229": _UNKNOWN_APPLICATION,
    "AADSTS7000112": _Advice(
        "client_id", "the application is disabled in the tenant; enable it or use another"
    ),
    "AADSTS700027": _STRANGE_CERTIFICATE,
    "AADSTS1000502": _STRANGE_CERTIFICATE,
    "AADSTS70021": _STRANGE_FEDERATION,
    "AADSTS700211": _STRANGE_FEDERATION,
    "AADSTS700212": _STRANGE_FEDERATION,
    "AADSTS700213": _STRANGE_FEDERATION,
    "AADSTS700024": _Advice(
        "auth_source",
        "the signed proof of the application is not valid now; check this machine's clock and the token's age",
    ),
    "AADSTS7000218": _Advice(
        "client_id",
        "the application demands a secret beside the user; allow public client flows in its registration",
    ),
    "AADSTS50034": _WRONG_PASSWORD,
    "AADSTS50126": _WRONG_PASSWORD,
    "AADSTS50055": _Advice("password", "it has expired; set a new one"),
    "AADSTS50053": _Advice("username", "the account is locked; wait or unlock it"),
    "AADSTS50057": _Advice("username", "the account is disabled; use another"),
    "AADSTS50076": _SECOND_FACTOR,
    "AADSTS50079": _SECOND_FACTOR,
    "AADSTS50158": _SECOND_FACTOR,
    "AADSTS53003": _SECOND_FACTOR,
    "AADSTS65001": _Advice(
        "client_id", "nobody has consented to the application's permissions; grant consent in the tenant"
    ),
    "AADSTS500011": _Advice(
        "audience",
        "the tenant does not know this resource; check audience and that the tenant has the service",
    ),
    "AADSTS50173": _LOGIN_ENDED,
    "AADSTS70043": _LOGIN_ENDED,
    "AADSTS700082": _LOGIN_ENDED,
}

# What a code means for one source of tokens only.
_ADVICE_TO = {
    ("federated_token", "AADSTS700027"): _Advice(
        "federated_token",
        "its signature is not one of its issuer's; give a token as the issuer wrote it, and one that is still good",
    ),
    **{
        (name, code): _PROVE_AGAIN
        for name in KEPT_LOGINS
        for code in ("AADSTS50076", "AADSTS50078", "AADSTS50079", "AADSTS50158", "AADSTS53003")
    },
}

# What Entra says to the second step of a sign-in, by its own code or by that of OAuth.
_ADVICE_TO_SIGN_IN = {
    "AADSTS50011": _STRANGE_REDIRECT,
    "AADSTS500112": _STRANGE_REDIRECT,
    "AADSTS9002327": _STRANGE_REDIRECT,
    "AADSTS50076": _Advice("sign_in", "the tenant wants a second factor; begin again and sign in with it"),
    "AADSTS50079": _Advice("sign_in", "the person has to register a second factor; do so, and begin again"),
    "AADSTS50105": _Advice(
        "client_id", "the person is not assigned to the application; assign them in the tenant"
    ),
    "AADSTS53003": _FORBIDDEN_WAY,
    "AADSTS530033": _FORBIDDEN_WAY,
    "AADSTS54005": _USED_UP,
    "AADSTS70000": _STRANGE_CODE,
    "AADSTS70008": _TOO_LATE,
    "AADSTS501481": _Advice(
        "sign_in", "the code belongs to another sign-in; begin again, and use what that gives"
    ),
    "AADSTS65004": _DECLINED,
    "AADSTS90094": _Advice(
        "client_id", "an administrator has to consent to the application's permissions first"
    ),
    "authorization_declined": _DECLINED,
    "access_denied": _DECLINED,
    "expired_token": _TOO_LATE,
    "bad_verification_code": _STRANGE_CODE,
}

_BY_SOURCE = {
    "managed_identity": _Advice(
        "client_id",
        "the managed identity was refused; assign one to this machine, or give client_id that of an assigned one",
    ),
    **dict.fromkeys(KEPT_LOGINS, _LOGIN_ENDED),
}


def refused_login(source: str, answer: Mapping[str, Any], connection: Mapping[str, Any]) -> AuthError:
    """Return the error for an answer that holds no token."""
    told = _told(answer, connection)
    code = _code(answer, told)
    advice = (
        _ADVICE_TO.get((source, code))
        or _ADVICE.get(code)
        or _BY_SOURCE.get(source)
        or _Advice("auth_source", f"the login by {source} was refused; act on what Microsoft Entra says")
    )
    return _refusal(source, advice, told, answer)


def refused_sign_in(
    way: str, answer: Mapping[str, Any], connection: Mapping[str, Any], hidden: Iterable[str] = ()
) -> AuthError:
    """Return the error for a sign-in that came to nothing; what is hidden is left out of it."""
    told = _without(_told(answer, connection), hidden)
    advice = (
        _ADVICE_TO_SIGN_IN.get(_code(answer, told))
        or _ADVICE_TO_SIGN_IN.get(str(answer.get("error")))
        or _ADVICE.get(_code(answer, told))
        or _Advice("sign_in", "it was refused; act on what Microsoft Entra says, and begin again")
    )
    return _refusal(way, advice, told, answer)


def _refusal(source: str, advice: _Advice, told: str, answer: Mapping[str, Any]) -> AuthError:
    facts = {"code": _code(answer, told), "correlation_id": answer.get("correlation_id")}
    known = {name: value for name, value in facts.items() if value}
    return AuthError(
        f"{advice.option}: {advice.text} ({told}).", source=source, option=advice.option, **known
    )


def _told(answer: Mapping[str, Any], connection: Mapping[str, Any]) -> str:
    description = answer.get("error_description") or answer.get("error") or "it gave no reason"
    return first_line(str(description), connection)


def _code(answer: Mapping[str, Any], told: str) -> str:
    found = _CODE.search(told)
    return found.group() if found else str(answer.get("error") or "")


def first_line(description: str, connection: Mapping[str, Any]) -> str:
    """Return the first line of a description, without any secret of the connection and without tokens."""
    line = _END_OF_FIRST_LINE.split(description.strip(), maxsplit=1)[0].rstrip(" .")
    return _TOKEN.sub("***", _without(line, _secrets(connection)))


def _without(line: str, secrets: Iterable[str]) -> str:
    for secret in filter(None, secrets):
        line = line.replace(secret, "***")
    return line


def _secrets(connection: Mapping[str, Any]) -> list[str]:
    values = [connection.get(name) for name, spec in CONNECTION_SPEC.items() if spec.get("no_log")]
    return [value for value in values if value]
