# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Raising alerts on events, and what a task about alerts can be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils import _alert, _times
from ansible_collections.secops.defender.plugins.module_utils._alert_changes import mismatch, wanted_of
from ansible_collections.secops.defender.plugins.module_utils._changes import Change
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import DefenderError, OptionError
from ansible_collections.secops.defender.plugins.module_utils._naming import find_machines
from ansible_collections.secops.defender.plugins.module_utils._stating import (
    Params,
    Request,
    Resource,
    bring,
)
from ansible_collections.secops.defender.plugins.module_utils._tables.alerts import (
    CATEGORIES_TO_CREATE,
    CREATE,
    CREATED,
    SEVERITIES_TO_CREATE,
)
from ansible_collections.secops.defender.plugins.module_utils._tables.machines import LIST_ALERTS
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task

_OPTIONS: dict[str, dict[str, Any]] = {
    "machine": {"type": "str"},
    "duplicates": {"type": "str", "choices": ["error", "newest"], "default": "error"},
    **{row.option: {"type": "str"} for row in CREATED},
    "severity": {"type": "str", "choices": list(SEVERITIES_TO_CREATE)},
    "category": {"type": "str", "choices": list(CATEGORIES_TO_CREATE)},
}


def look(client: Client, params: Params) -> list[Change]:
    """Look for an open alert of the title on the machine, which an alert that is raised would be merged into."""
    wanted = _wanted(params)
    (machine,) = find_machines(client, [params["machine"]], params["duplicates"], "machine")
    name = f"{params['title']} on {machine.get('computerDnsName') or machine['id']}"
    alert = _open_alert(client, machine["id"], params["title"])
    if alert is None:
        return [Change(machine["id"], name, None, wanted)]
    there = {"title": alert["title"], "status": alert.get("status")}
    return [Change(machine["id"], name, there, there)]


def requests(params: Params, changes: Sequence[Change]) -> Iterator[Request]:
    """Yield the request that raises an alert."""
    for change in changes:
        yield Request(CREATE, [change], {"machineId": change.key, **(change.after or {})})


def shown(title: str, client: Client, machine_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the open alert of that title; nothing is lost if it cannot be read."""
    try:
        found = {machine_id: _open_alert(client, machine_id, title) for machine_id in machine_ids}
    except DefenderError:
        found = dict.fromkeys(machine_ids)
    return {
        machine_id: {"alert_id": alert["id"] if alert else None, "alert": alert}
        for machine_id, alert in found.items()
    }


def work(client: Client, params: Mapping[str, Any], check_mode: bool) -> Result:
    """Change alerts, or raise one."""
    _refuse_foreign(params)
    if params["state"] == "created":
        raised = Resource(
            "alert", "machine_id", look, requests, _OPTIONS, shown=partial(shown, params["title"])
        )
        return _advised(bring(client, raised, params, check_mode))
    odd = mismatch(wanted_of(params))
    return {
        **bring(client, _alert.ALERT, params, check_mode),
        **({"warnings": [odd]} if odd else {}),
    }


def _advised(result: Result) -> Result:
    """Say what to look at where the service knows no such event."""
    if result.get("error", {}).get("kind") != "NotFound":
        return result
    advice = "give machine, report_id and event_time as hunting shows them, the time with all its digits and in quotes."
    return {**result, "msg": f"{result['msg'].rstrip('.')}; {advice}"}


def _refuse_foreign(params: Mapping[str, Any]) -> None:
    """Refuse options that the state has no use for: somebody expects more than will be done."""
    created = [option for option in _OPTIONS if option != "duplicates"]
    foreign = _alert.OPTIONS if params["state"] == "created" else created
    for option in foreign:
        if params[option] is not None:
            raise OptionError(
                f"{option}: it has no meaning with state={params['state']}; leave it out.", option=option
            )


def _wanted(params: Params) -> dict[str, Any]:
    for option in ("machine", *(row.option for row in CREATED)):
        if not (params[option] or "").strip():
            raise OptionError(f"{option}: state=created needs it, and it must not be empty.", option=option)
    try:
        moment = _times.exact(params["event_time"])
    except ValueError as error:
        raise OptionError(
            f"event_time: {error}; give the Timestamp of the event as hunting shows it, in quotes.",
            option="event_time",
        ) from None
    return {**{row.name: params[row.option] for row in CREATED}, "eventTime": moment}


def _open_alert(client: Client, machine_id: str, title: str) -> dict[str, Any] | None:
    alerts = client.each(LIST_ALERTS, id=machine_id)
    return next(
        (alert for alert in alerts if alert.get("title") == title and alert.get("status") != "Resolved"), None
    )


ALERT_TASK = Task(
    {
        "state": {"type": "str", "choices": ["updated", "created"], "default": "updated"},
        **_alert.OPTIONS,
        **_OPTIONS,
    },
    work,
)
