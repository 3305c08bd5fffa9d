# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service says when it says no: statuses and bodies -> errors. Pure.

Source: https://learn.microsoft.com/defender-endpoint/api/common-errors
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._entity import Operation
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    ApiError,
    AuthError,
    Conflict,
    DefenderError,
    Forbidden,
    NotFound,
)

_WAIT = re.compile(r"again in (\d+) (second|minute)s?", re.IGNORECASE)
_MISSING = re.compile(
    r"API required (?:roles|scopes): (?P<needed>[\w.,\s]*), (?:application roles|user scopes): (?P<present>[\w.,\s]*?)\.?$|"
    r"required application permissions \((?P<old>[^)]*)\)",
    re.IGNORECASE,
)
_OTHER_RESOURCE = re.compile(r"\b(?:another|other|different) resource\b|\baudience\b", re.IGNORECASE)
_KINDS = {404: NotFound}
# Statuses are 403, and yet no permission would help.
_NOT_ALLOWED = ("DisabledFeature", "DisallowedOperation")
_IN_PROGRESS = ("ActiveRequestAlreadyExists",)


def error_body(data: Any) -> dict[str, Any]:
    """Return the error object of a body, empty if the body has none."""
    error = data.get("error") if isinstance(data, Mapping) else None
    return dict(error) if isinstance(error, Mapping) else {}


def asked_wait(headers: Mapping[str, str], data: Any) -> float | None:
    """Return the seconds that the service asks to wait: its header, else what its message says."""
    header = headers.get("Retry-After", "").strip()
    if header.isdigit():
        return float(header)
    said = _WAIT.search(str(error_body(data).get("message", "")))
    return float(said[1]) * (60 if said[2].lower() == "minute" else 1) if said else None


def refusal(operation: Operation, status: int, data: Any) -> DefenderError:
    """Return the error for a status outside 2xx."""
    body = error_body(data)
    code, text = str(body.get("code") or ""), " ".join(str(body.get("message") or "").split())
    details = {
        "status": status,
        "code": code,
        "target": body.get("target") or _request_id(body),
        "operation": operation.name,
        "message": text,
    }
    said = f"{operation.name}: the service answered {status}{' ' + code if code else ''}{': ' + text if text else ''}"
    if status == 401:
        return AuthError(
            f"{said.rstrip('.')}; the token is not for this API or tenant (audience, tenant_id).", **details
        )
    if status == 403 and _OTHER_RESOURCE.search(text):
        sentence = f"{said.rstrip('.')}; no permission helps: leave audience out, or give that of this API."
        return AuthError(sentence, option="audience", **details)
    if status == 403 and code not in _NOT_ALLOWED:
        return _forbidden(operation, said, details)
    if 300 <= status < 400:
        said = f"{said.rstrip('.')}; it redirects, which is never followed with a token: check api_url and the proxy."
    if code in _IN_PROGRESS or "already in progress" in text:
        return Conflict(said, **details)
    if code == "ODataError":
        said = f"{said.rstrip('.')}; correct the option filter."
    return _KINDS.get(status, ApiError)(said, **details)


def _forbidden(operation: Operation, said: str, details: dict[str, Any]) -> Forbidden:
    match = _MISSING.search(details["message"])
    needed = _names(match["needed"] or match["old"]) if match else []
    details["needed"] = needed or sorted({*operation.application, *operation.delegated})
    details["present"] = _names(match["present"]) if match and match["present"] else []
    if not details["needed"]:
        return Forbidden(f"{said.rstrip('.')}; no permission is known that would help.", **details)
    advice = f"grant the application one of {', '.join(details['needed'])} and consent again"
    return Forbidden(f"{said.rstrip('.')}; {advice}.", **details)


def _request_id(body: Mapping[str, Any]) -> str | None:
    """Return the id of the request, as Microsoft Graph tells it."""
    inner = body.get("innerError") or body.get("innererror")
    return inner.get("request-id") if isinstance(inner, Mapping) else None


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
