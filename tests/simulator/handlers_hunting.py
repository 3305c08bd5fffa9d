# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Advanced hunting, on Microsoft Graph and on the older route of the API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.secops.defender.tests.simulator import kql
from ansible_collections.secops.defender.tests.simulator.calls import Call
from ansible_collections.secops.defender.tests.simulator.hunting_problems import PROBLEMS, Problem
from ansible_collections.secops.defender.tests.simulator.hunting_tables import tables_of
from ansible_collections.secops.defender.tests.simulator.kql_words import QueryError, moment_in
from ansible_collections.secops.defender.tests.simulator.messages import (
    Answer,
    Record,
    Refusal,
    json_answer,
    refusal,
)

DATA_DAYS = 30
_DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?")


def run_hunting_query(call: Call) -> Answer:
    """POST /v1.0/security/runHuntingQuery: the names of the body have no case here."""
    body = {name.lower(): value for name, value in call.body().items() if not name.startswith("@")}
    found = _answer(call, body)
    context = f"https://{call.request.host}/graph/v1.0/$metadata#{call.route.context}"
    return json_answer({"@odata.context": context, "schema": found["schema"], "results": found["results"]})


def run_advanced_query(call: Call) -> Answer:
    """POST /api/advancedqueries/run: all names begin with a capital."""
    body = call.body()
    if set(body) - {"Query"}:
        raise refusal(
            400, "InvalidRequestBody", "Request body is incorrect: it takes 'Query' and nothing else."
        )
    found = _answer(call, {"query": body.get("Query")})
    schema = [{name.capitalize(): value for name, value in column.items()} for column in found["schema"]]
    return json_answer({"Schema": schema, "Results": found["results"]})


def _answer(call: Call, body: Record) -> Record:
    query = body.get("query")
    if not isinstance(query, str) or not query.strip():
        raise refusal(400, "MissingRequiredParameter", "Required parameter 'Query' is missing.")
    now = call.tenant.clock.now()
    begin, end = _window(body.get("timespan"), now)
    for record in call.tenant.hunting:
        if _meant(record, query):
            return _recorded(record)
    try:
        table = kql.run(query, tables_of(call.tenant, begin, end), now)
    except QueryError as error:
        raise refusal(400, "BadRequest", str(error)) from error
    schema = [{"name": name, "type": kind} for name, kind in table.schema.items()]
    return {"schema": schema, "results": list(table.rows)}


def _meant(record: Mapping[str, Any], query: str) -> bool:
    if "query" in record:
        return str(record["query"]).split() == query.split()
    return re.search(record["matches"], query) is not None


def _recorded(record: Mapping[str, Any]) -> Record:
    if "problem" in record:
        raise _refused(PROBLEMS[record["problem"]])
    return {"schema": record.get("schema", []), "results": record.get("results", [])}


def _refused(problem: Problem) -> Refusal:
    return refusal(problem.status, problem.code, problem.message)


def _window(timespan: Any, now: datetime) -> tuple[datetime, datetime]:
    """The time that is looked at: 30 days, or the part of them that a timespan names in one of its five forms."""
    oldest = now - timedelta(days=DATA_DAYS)
    if not timespan:
        return oldest, now
    first, slash, second = str(timespan).partition("/")
    try:
        return _span_of(first, second if slash else None, now)
    except (QueryError, ValueError) as error:
        raise refusal(400, "BadRequest", f"Invalid timespan: {timespan}.") from error


def _span_of(first: str, second: str | None, now: datetime) -> tuple[datetime, datetime]:
    if second is None:
        return (now - _duration(first) if first.startswith("P") else moment_in(first)), now
    if first.startswith("P"):
        end = moment_in(second)
        return end - _duration(first), end
    begin = moment_in(first)
    return begin, begin + _duration(second) if second.startswith("P") else moment_in(second)


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        raise ValueError(text)
    return timedelta(**{name: int(value) for name, value in found.groupdict().items() if value})
