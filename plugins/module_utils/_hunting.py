# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hunting: a query with its parameters, asked of Graph or of the older route, and what was found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _files
from ansible_collections.secops.defender.plugins.module_utils._client import Client, client_for
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AnswerLost,
    ApiError,
    OptionError,
    QueryFailed,
    Throttled,
    TransportError,
)
from ansible_collections.secops.defender.plugins.module_utils._kql import bound
from ansible_collections.secops.defender.plugins.module_utils._options import (
    CONNECTION_SPEC,
    connection_of,
    refuse_unknown,
    validated,
)
from ansible_collections.secops.defender.plugins.module_utils._rows import FORMS, Found, found_in, text_of
from ansible_collections.secops.defender.plugins.module_utils._tables.hunting import (
    MOST_ROWS,
    RUN_ADVANCED_QUERY,
    RUN_HUNTING_QUERY,
)
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task

QUERY_OPTIONS: dict[str, dict[str, Any]] = {
    "parameters": {"type": "dict", "default": {}},
    "timespan": {"type": "str"},
    "api": {"type": "str", "choices": ["graph", "endpoint"], "default": "graph"},
}
_OPERATIONS = {"graph": RUN_HUNTING_QUERY, "endpoint": RUN_ADVANCED_QUERY}

_PERIOD = r"P(?=\d|T\d)(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?"
_MOMENT = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d)?)?"
_TIMESPAN = re.compile(rf"{_PERIOD}|{_MOMENT}(?:/(?:{_MOMENT}|{_PERIOD}))?|{_PERIOD}/{_MOMENT}")

# The service tells these apart by its words alone.
_REASONS = (
    ("size", re.compile(r"allowed (?:result )?size|size limit", re.IGNORECASE)),
    ("timeout", re.compile(r"time[d ]?-?out|timeout", re.IGNORECASE)),
    ("resources", re.compile(r"resource consumption", re.IGNORECASE)),
)
_ADVICE = {
    "size": "let the query leave fewer rows or columns",
    "timeout": "the query took longer than the service allows: let it look at less",
    "resources": "the query used more than the service allows: let it look at less",
    "syntax": "correct the query",
}
_GONE = (404, 405, 410)
_SWITCHED_OFF = ("DisabledFeature", "DisallowedOperation")


def hunt(client: Client, query: str, params: Mapping[str, Any]) -> Found:
    """Return what a query found. QueryFailed, with a reason, if the service could not answer it."""
    operation = _OPERATIONS[params["api"]]
    body = _body(query, params)
    try:
        found = found_in(client.call(operation, body=body))
    except Throttled as error:
        error.details["reason"] = "quota"
        raise
    except AnswerLost:
        raise
    except TransportError as error:
        error.details["reason"] = "unreached"
        raise
    except ApiError as error:
        raise _told(error, params["api"]) from None
    if found is None:
        raise AnswerLost(f"{operation.name}: the answer has no rows in it; run the task again.")
    return found


def hunted(query: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that a query finds, with options as an expression gives them."""
    spec = {**CONNECTION_SPEC, **QUERY_OPTIONS}
    refuse_unknown(given, spec)
    options = validated(spec, given)
    return hunt(client_for(connection_of(options)), query, options).rows


def _body(query: str, params: Mapping[str, Any]) -> dict[str, str]:
    if not query.strip():
        raise OptionError("query: it is empty; write a query in KQL.", option="query")
    timespan = params["timespan"]
    if timespan is not None and params["api"] != "graph":
        raise OptionError(
            "timespan: only api=graph takes one; limit Timestamp in the query.", option="timespan"
        )
    if timespan is not None and not _TIMESPAN.fullmatch(timespan):
        raise OptionError(
            f"timespan: {timespan!r} is no time or period of ISO 8601; write P7D, PT12H, a time, or two of them with / between.",
            option="timespan",
        )
    return {"Query": bound(query, params["parameters"]), **({"Timespan": timespan} if timespan else {})}


def _told(error: ApiError, api: str) -> ApiError:
    """Return the error with the reason and what to do about it."""
    status, code = error.details["status"], error.details["code"]
    said = str(error).rstrip(".")
    if api == "endpoint" and (status in _GONE or code in _SWITCHED_OFF):
        return ApiError(f"{said}; Microsoft is retiring this route: use api=graph.", **error.details)
    reason = _reason(status, error.details["message"])
    if reason is None:
        return error
    return QueryFailed(f"{said}; {_ADVICE[reason]}.", **error.details, reason=reason)


def _reason(status: int, message: str) -> str | None:
    if status in (408, 504):
        return "timeout"
    if status not in (400, 413, 500, 503):
        return None
    said = next((reason for reason, words in _REASONS if words.search(message)), None)
    return said or ("syntax" if status == 400 else None)


def _run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
    dest = Path(params["dest"]) if params["dest"] else None
    if dest:
        _files.refuse_unwritable("dest", dest)
    found = hunt(client, _query(params), params)
    result: Result = {
        "schema": found.columns,
        "row_count": len(found.rows),
        "capped": len(found.rows) >= MOST_ROWS,
    }
    if dest is None:
        return {**result, "rows": found.rows}
    rows = {"rows": found.rows} if params["return_rows"] else {}
    return {**result, **rows, **_kept(dest, found, params["format"], check_mode)}


def _query(params: Mapping[str, Any]) -> str:
    if params["query"] is not None:
        return str(params["query"])
    try:
        return Path(params["query_file"]).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise OptionError(
            f"query_file: {params['query_file']} cannot be read as text ({error}).", option="query_file"
        ) from None


def _kept(dest: Path, found: Found, form: str, check_mode: bool) -> Result:
    parts = text_of(found, form)
    kept = _files.compared(dest, parts) if check_mode else _files.write("dest", dest, parts)
    return {"changed": kept.changed, "file": kept.as_result()}


HUNTING_QUERY = Task(
    {
        "query": {"type": "str"},
        "query_file": {"type": "path"},
        **QUERY_OPTIONS,
        "dest": {"type": "path"},
        "format": {"type": "str", "choices": list(FORMS), "default": "csv"},
        "return_rows": {"type": "bool", "default": False},
    },
    _run,
    {"mutually_exclusive": [("query", "query_file")], "required_one_of": [("query", "query_file")]},
)
