# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    ApiError,
    AuthError,
    Conflict,
    DefenderError,
    Forbidden,
    NotFound,
)
from ansible_collections.secops.defender.plugins.module_utils._refusals import asked_wait, refusal
from ansible_collections.secops.defender.plugins.module_utils._tables.legacy import ACTORS
from ansible_collections.secops.defender.plugins.module_utils._tables.machines import MACHINES


def error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "target": "|7d3f"}}


WAITS: list[tuple[dict[str, str], Any, float | None]] = [
    ({"Retry-After": "12"}, None, 12.0),
    ({"Retry-After": "12"}, error("429", "You can send requests again in 8 seconds."), 12.0),
    ({}, error("429", "Maximum allowed 30 per 00:01:00 ... You can send requests again in 8 seconds."), 8.0),
    ({}, error("TooManyRequests", "You can run queries again in 12 minutes."), 720.0),
    ({}, error("TooManyRequests", "You can run queries again in 1 minute."), 60.0),
    ({}, error("TooManyRequests", "Slow down."), None),
    ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None, None),
    ({}, "<html>", None),
    ({}, {"error": "text"}, None),
]


@pytest.mark.parametrize(("headers", "data", "seconds"), WAITS)
def test_the_wait_is_read_from_header_or_message(
    headers: dict[str, str], data: Any, seconds: float | None
) -> None:
    assert asked_wait(headers, data) == seconds


KINDS = [
    (400, error("InvalidInput", "No."), ApiError),
    (400, error("ActiveRequestAlreadyExists", "Action is already in progress"), Conflict),
    (400, error("BadRequest", "Action is already in progress"), Conflict),
    (401, error("Unauthorized", ""), AuthError),
    (403, error("Forbidden", "x"), Forbidden),
    (403, error("DisabledFeature", "x"), ApiError),
    (403, error("DisallowedOperation", "x"), ApiError),
    (404, error("ResourceNotFound", "Machine 1 was not found"), NotFound),
    (500, None, ApiError),
    (502, "<html>bad gateway</html>", ApiError),
]


@pytest.mark.parametrize(("status", "data", "kind"), KINDS)
def test_a_status_has_its_kind_of_error(status: int, data: Any, kind: type[DefenderError]) -> None:
    refused = refusal(MACHINES.list, status, data)
    assert refused.kind == kind.kind
    assert refused.details["status"] == status
    assert refused.as_result()["error"]["operation"] == "list_machines"


FORBIDDEN = [
    (
        "Missing application roles. API required roles: Machine.Read.All,Machine.ReadWrite.All, application roles: Alert.Read.All.",
        ["Machine.Read.All", "Machine.ReadWrite.All"],
        ["Alert.Read.All"],
    ),
    ("Missing application roles. API required roles: A.B, application roles: .", ["A.B"], []),
    ("Missing user scopes. API required scopes: A.B, user scopes: C.D,E.F.", ["A.B"], ["C.D", "E.F"]),
    (
        "The application does not have any of the required application permissions (A.B, C.D) to access the resource.",
        ["A.B", "C.D"],
        [],
    ),
    ("No.", ["Machine.Read", "Machine.Read.All", "Machine.ReadWrite", "Machine.ReadWrite.All"], []),
]


@pytest.mark.parametrize(("message", "needed", "present"), FORBIDDEN)
def test_a_missing_permission_is_named(message: str, needed: list[str], present: list[str]) -> None:
    refused = refusal(MACHINES.list, 403, error("Forbidden", message))
    assert (refused.details["needed"], refused.details["present"]) == (needed, present)
    assert ", ".join(needed) in str(refused)


def test_where_no_permission_is_known_none_is_advised() -> None:
    refused = refusal(ACTORS.get, 403, error("Forbidden", "No."))
    assert (
        str(refused)
        == "get_legacy_actor: the service answered 403 Forbidden: No; no permission is known that would help."
    )
    assert refused.details["needed"] == []


@pytest.mark.parametrize("message", ["The token is for another resource: a.", "Invalid audience."])
def test_a_token_for_another_resource_needs_another_audience_and_no_permission(message: str) -> None:
    refused = refusal(MACHINES.list, 403, error("Forbidden", message))
    assert (refused.kind, refused.details["option"]) == ("AuthError", "audience")
    assert "grant" not in str(refused)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_told_as_one_that_was_not_followed(status: int) -> None:
    assert str(refusal(MACHINES.list, status, None)) == (
        f"list_machines: the service answered {status}; it redirects, which is never followed with a token:"
        " check api_url and the proxy."
    )


def test_a_refused_query_names_the_option() -> None:
    refused = str(refusal(MACHINES.list, 400, error("ODataError", "Invalid OData query. No such property.")))
    assert refused.endswith("Invalid OData query. No such property; correct the option filter.")


def test_a_message_of_several_lines_becomes_one_sentence() -> None:
    assert "\n" not in str(refusal(MACHINES.list, 400, error("ODataError", "one\r\ntwo")))


@pytest.mark.parametrize("name", ["innerError", "innererror"])
def test_the_request_id_of_graph_is_the_target(name: str) -> None:
    body = {"error": {"code": "BadRequest", "message": "No.", name: {"request-id": "6ae93e30"}}}
    assert refusal(MACHINES.list, 400, body).details["target"] == "6ae93e30"
