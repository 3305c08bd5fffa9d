# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a table row and options to what is asked of the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils import _actions, _clock
from ansible_collections.secops.defender.plugins.module_utils._acting import (
    Attempt,
    Order,
    at_once,
    past_decides,
)
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._entity import Field, Job, Kind

Params = Mapping[str, Any]


def of_kind(kind: Kind, params: Params) -> Order:
    """Return the order for a lasting state."""
    scope = _sent(kind.fields, params).get(kind.scope or "")
    return Order(
        goal=kind.state,
        operation=kind.operation,
        body=_body(kind.fields, params),
        types=(kind.type, kind.opposite),
        decide=lambda history: _actions.decide(kind, scope, history, params["force"]),
        same=lambda action: action["type"] == kind.type,
    )


def no_more(params: Params) -> Mapping[str, Any]:
    """Add nothing to the body of the request."""
    return {}


def any_past(params: Params, action: _actions.Action) -> bool:
    """Take any past action of the type for the same work."""
    return True


def straight_on(client: Client, params: Params) -> None:
    """Prepare nothing."""


def nothing_made(client: Client, params: Params, attempts: Sequence[Attempt]) -> None:
    """Collect nothing."""


class Craft(NamedTuple):
    """What one sort of job has beyond its row.

    Body refuses options that cannot be used and returns more of the request's body. Same tells whether a past action
    did this very work. Prepare is done once before the first request, if there is one; collect fetches what the actions
    produced, and neither is called in check mode. The gate holds requests back until they may go. Done already says
    why the record of a machine alone shows that there is nothing to do.
    """

    options: Mapping[str, dict[str, Any]] = MappingProxyType({})
    rules: Mapping[str, Any] = MappingProxyType({})
    body: Callable[[Params], Mapping[str, Any]] = no_more
    same: Callable[[Params, _actions.Action], bool] = any_past
    prepare: Callable[[Client, Params], None] = straight_on
    collect: Callable[[Client, Params, Sequence[Attempt]], None] = nothing_made
    gate: Callable[[Client, Params], Callable[[Sequence[Attempt]], None]] | None = None
    done_already: Callable[[Mapping[str, Any]], str | None] = past_decides


PLAIN = Craft()


def of_job(job: Job, craft: Craft, client: Client, params: Params) -> Order:
    """Return the order for one-shot work."""
    scope = _sent(job.fields, params).get(job.scope or "")

    def same(action: _actions.Action) -> bool:
        return _actions.same_scope(action, scope) and craft.same(params, action)

    work = _actions.Work(job.done, same, params["max_age"], job.exclusive)
    now = datetime.fromtimestamp(_clock.now(), timezone.utc)
    return Order(
        goal=job.done,
        operation=job.operation,
        body={**_body(job.fields, params), **craft.body(params)},
        types=(job.type,),
        decide=partial(_actions.decide_work, work, now=now),
        same=same,
        prepare=partial(craft.prepare, client, params),
        gate=craft.gate(client, params) if craft.gate else at_once,
        done_already=craft.done_already,
    )


def _sent(fields: Sequence[Field], params: Params) -> dict[str, Any]:
    return {row.option: dict(row.values).get(params[row.option], params[row.option]) for row in fields}


def _body(fields: Sequence[Field], params: Params) -> dict[str, Any]:
    sent = _sent(fields, params)
    return {"Comment": params["comment"], **{row.name: sent[row.option] for row in fields}}
