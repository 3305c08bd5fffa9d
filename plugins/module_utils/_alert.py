# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changing alerts: status, assignment, verdict and comments of those that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._alert_changes import (
    change_of,
    grouped,
    spelled,
    unheeded,
    wanted_of,
)
from ansible_collections.secops.defender.plugins.module_utils._changes import Change
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    DefenderError,
    NotFound,
    OptionError,
)
from ansible_collections.secops.defender.plugins.module_utils._history import chunks
from ansible_collections.secops.defender.plugins.module_utils._odata import any_of, quote
from ansible_collections.secops.defender.plugins.module_utils._stating import Params, Request, Resource
from ansible_collections.secops.defender.plugins.module_utils._tables.alerts import (
    ALERTS,
    GET_ALERT,
    STATUSES,
    UPDATE,
    UPDATE_MANY,
    UPDATED,
    VERDICTS,
)

Alert = dict[str, Any]

# No most is documented; other requests for many things at once take this many.
ALERTS_PER_REQUEST = 500
# With more ids than this the whole list takes fewer requests.
_IDS_TO_ASK_FOR = 500

OPTIONS: dict[str, dict[str, Any]] = {
    "alert_ids": {"type": "list", "elements": "str"},
    "status": {"type": "str", "choices": list(STATUSES)},
    "assigned_to": {"type": "str"},
    "classification": {"type": "str", "choices": [name for name, _fitting in VERDICTS]},
    "determination": {
        "type": "str",
        "choices": list(dict.fromkeys(name for _name, fitting in VERDICTS for name in fitting)),
    },
    "comment": {"type": "str"},
}


def look(client: Client, params: Params) -> list[Change]:
    """Compare the alerts that are named with what is wanted. OptionError for what cannot be."""
    wanted = wanted_of(params)
    _refuse_unusable(params["alert_ids"], wanted)
    alerts = alerts_by_id(client, [alert_id.strip() for alert_id in params["alert_ids"]])
    return [change_of(alert, wanted) for alert in {one["id"]: one for one in alerts.values()}.values()]


def requests(params: Params, changes: Sequence[Change]) -> Iterator[Request]:
    """Yield one request for all alerts that need the same, in groups of a bounded size."""
    for body, members in grouped(changes):
        left = iter(members)
        while group := list(islice(left, ALERTS_PER_REQUEST)):
            yield _request(body, group)


def refusals(request: Request, answer: Any) -> Mapping[str, str]:
    """Tell when the service kept something else than it was told; for many alerts at once it answers nothing."""
    if request.operation != UPDATE or not isinstance(answer, dict):
        return {}
    kept = unheeded(request.body, answer)
    return {request.changes[0].key: kept} if kept else {}


def shown(client: Client, alert_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the alerts as they are after the work; nothing is lost if they cannot be read."""
    try:
        return {alert_id: {"alert": alert} for alert_id, alert in alerts_by_id(client, alert_ids).items()}
    except DefenderError:
        return {alert_id: {"alert": None} for alert_id in alert_ids}


def alerts_by_id(client: Client, ids: Sequence[str]) -> dict[str, Alert]:
    """Return the alerts by id. OptionError names those that the tenant does not know."""
    listed = {alert["id"]: alert for alert in _listed(client, ids)}
    found = {alert_id: listed.get(alert_id) or _one(client, alert_id) for alert_id in ids}
    unknown = [alert_id for alert_id, alert in found.items() if alert is None]
    if unknown:
        raise OptionError(
            f"alert_ids: the tenant knows no alert {', '.join(map(repr, unknown))}; give ids as defender_alert_info returns them.",
            option="alert_ids",
            unknown=unknown,
        )
    return {alert_id: alert for alert_id, alert in found.items() if alert}


def _refuse_unusable(ids: Sequence[str] | None, wanted: Mapping[str, Any]) -> None:
    if ids is None or not all(alert_id.strip() for alert_id in ids):
        raise OptionError("alert_ids: name the alerts to change, none of them empty.", option="alert_ids")
    if not wanted:
        options = ", ".join(row.option for row in UPDATED)
        raise OptionError(f"alert_ids: nothing is wanted of them; give one of {options}.", option="alert_ids")
    if not wanted.get("assignedTo", "somebody").strip():
        raise OptionError(
            "assigned_to: the API documents no way to take an assignment back; name somebody, or leave it out.",
            option="assigned_to",
        )
    if not wanted.get("comment", "something").strip():
        raise OptionError("comment: an empty comment says nothing; leave it out.", option="comment")


def _request(body: Mapping[str, Any], members: Sequence[Change]) -> Request:
    if len(members) == 1:
        return Request(UPDATE, members, spelled(dict(body), many=False), {"id": members[0].key})
    ids = [change.key for change in members]
    return Request(UPDATE_MANY, members, {"alertIds": ids, **spelled(dict(body), many=True)})


def _listed(client: Client, ids: Sequence[str]) -> Iterator[Alert]:
    if len(ids) > _IDS_TO_ASK_FOR:
        yield from client.each(ALERTS.list)
    elif len(ids) > 1:
        for group in chunks(ids):
            yield from client.each(ALERTS.list, {"$filter": any_of("id", [quote(item) for item in group])})


def _one(client: Client, alert_id: str) -> Alert | None:
    try:
        return client.first(GET_ALERT, id=alert_id)
    except NotFound:
        return None


ALERT = Resource("alert", "alert_id", look, requests, OPTIONS, refusals=refusals, shown=shown)
