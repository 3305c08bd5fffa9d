# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The life of a machine action: pure functions over records and what is planned for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.times import moment_of, ticks, written

PENDING, IN_PROGRESS, SUCCEEDED = "Pending", "InProgress", "Succeeded"
FAILED, TIMED_OUT, CANCELLED = "Failed", "TimeOut", "Cancelled"
OPEN = frozenset((PENDING, IN_PROGRESS))

GIVES_UP_AFTER = timedelta(days=3)
WINS_AFTER = timedelta(seconds=30)
HRESULTS = {TIMED_OUT: -2145844840, CANCELLED: -2147467260, FAILED: -2147467259}


class Sort(NamedTuple):
    """A sort of action: what undoes it, how long it takes, and which platforms it is documented for."""

    undone_by: str | None
    begins_after: float
    ends_after: float
    platforms: tuple[str, ...]


_WINDOWS = ("Windows10", "Windows11", "WindowsServer")
_SERVERS_WITH_AGENT = tuple(
    f"WindowsServer{version}" for version in ("2012R2", "2016", "2019", "2022", "2025")
)
_NO_LINUX = ("macOS", "iOS", "Android", "Windows7", "Windows8", "WindowsServer2008")

SORTS: Mapping[str, Sort] = {
    "Isolate": Sort("Unisolate", 10, 40, ()),
    "Unisolate": Sort("Isolate", 10, 40, ()),
    "RestrictCodeExecution": Sort("UnrestrictCodeExecution", 10, 40, _WINDOWS),
    "UnrestrictCodeExecution": Sort("RestrictCodeExecution", 10, 40, _WINDOWS),
    "RunAntiVirusScan": Sort(None, 10, 130, _WINDOWS),
    "CollectInvestigationPackage": Sort(None, 10, 90, ()),
    "StopAndQuarantineFile": Sort(None, 10, 40, _WINDOWS),
    "Offboard": Sort(None, 10, 40, ("Windows10", "Windows11", *_SERVERS_WITH_AGENT)),
}


class Plan(NamedTuple):
    """What will become of an open action; a live response session has a course of commands."""

    begins: datetime | None
    ends: datetime | None
    outcome: str
    scope: str | None
    gives_up: datetime
    waits_for_release: bool = False
    course: tuple[Record, ...] = ()


def supports(record: Record, type_: str, scope: str | None) -> bool:
    """Whether an action is documented for the platform of a machine."""
    platform = str(record.get("osPlatform"))
    if scope == "Selective":
        return platform.startswith(_WINDOWS)
    if not SORTS[type_].platforms:
        return not platform.startswith(_NO_LINUX)
    return platform.startswith(SORTS[type_].platforms)


def reachable(machine: Record | None, scope: str | None) -> bool:
    """Whether a machine would take up an action: it is not offline, and it is onboarded or contained from outside."""
    if machine is None or machine.get("healthStatus") == "Inactive":
        return False
    onboarded = str(machine.get("onboardingStatus") or "Onboarded").lower() == "onboarded"
    return onboarded or scope == "UnManagedDevice"


def created(type_: str, machine: Record, requestor: str, comment: str | None, now: datetime) -> Record:
    """A new action, as the service answers it: the scope comes later."""
    return {
        "type": type_,
        "title": None,
        "requestor": requestor,
        "requestorComment": comment,
        "status": PENDING,
        "machineId": machine["id"],
        "computerDnsName": machine.get("computerDnsName"),
        "creationDateTimeUtc": written(now),
        "lastUpdateDateTimeUtc": written(now, "4"),
        "cancellationRequestor": None,
        "cancellationComment": None,
        "cancellationDateTimeUtc": None,
        "errorHResult": 0,
        "scope": None,
        "externalId": None,
        "requestSource": "PublicApi",
        "relatedFileInfo": None,
        "commands": [],
        "troubleshootInfo": None,
    }


def plan_of(type_: str, scope: str | None, start: datetime, reached: bool, fails: bool) -> Plan:
    """The ordinary course of an action that starts now."""
    sort = SORTS.get(type_, Sort(None, 10, 40, ()))
    return Plan(
        begins=start + timedelta(seconds=sort.begins_after) if reached else None,
        ends=start + timedelta(seconds=sort.ends_after) if reached else None,
        outcome=FAILED if fails else SUCCEEDED,
        scope=scope,
        gives_up=start + GIVES_UP_AFTER,
    )


def stuck(plan: Plan) -> Plan:
    """The course of an action that repeats what is so already: it hangs until the state is undone."""
    return plan._replace(begins=None, ends=None, waits_for_release=True)


def with_release(plan: Plan, action: Record, others: Iterable[Record]) -> Plan:
    """A stuck action wins some time after a release that was asked for later has succeeded."""
    undone_by = SORTS[action["type"]].undone_by
    releases = [
        moment_of(_last_update(other))
        for other in others
        if other["type"] == undone_by
        and other["status"] == SUCCEEDED
        and other["machineId"] == action["machineId"]
        and ticks(other["creationDateTimeUtc"]) >= ticks(action["creationDateTimeUtc"])
    ]
    if not releases:
        return plan
    ends = min(releases) + WINS_AFTER
    return plan._replace(begins=ends, ends=ends, waits_for_release=False)


def progressed(action: Record, plan: Plan, now: datetime) -> Record | None:
    """The action as it stands now, when that differs from what is recorded."""
    status, moment = _status_at(plan, now)
    if status == action["status"] or (status == PENDING and action["status"] == IN_PROGRESS):
        return None
    changed = {**action, "status": status, "lastUpdateDateTimeUtc": written(moment, "7")}
    if status in (IN_PROGRESS, SUCCEEDED, FAILED):
        changed["scope"] = plan.scope
    if status in HRESULTS:
        changed["errorHResult"] = HRESULTS[status]
    return changed


def _status_at(plan: Plan, now: datetime) -> tuple[str, datetime]:
    if plan.ends is not None and plan.ends <= min(now, plan.gives_up):
        return plan.outcome, plan.ends
    if plan.gives_up <= now:
        return TIMED_OUT, plan.gives_up
    if plan.begins is not None and plan.begins <= now:
        return IN_PROGRESS, plan.begins
    return PENDING, now


def cancelled(action: Record, requestor: str, comment: str | None, now: datetime) -> Record:
    """The action, called off."""
    return {
        **action,
        "status": CANCELLED,
        "cancellationRequestor": requestor,
        "cancellationComment": comment,
        "cancellationDateTimeUtc": written(now),
        "lastUpdateDateTimeUtc": written(now, "1"),
        "errorHResult": HRESULTS[CANCELLED],
    }


def machine_after(action: Record, machine: Record) -> Record | None:
    """The machine as an ended action has left it, when that shows in its record."""
    if action["type"] != "Offboard" or action["status"] != SUCCEEDED:
        return None
    return {**machine, "onboardingStatus": "CanBeOnboarded"}


def hangs(type_: str, machine_id: str, actions: Iterable[Record]) -> bool:
    """Whether a new action would hang: isolating what the last successful action has isolated already."""
    done = [
        (ticks(_last_update(action)), action["type"])
        for action in actions
        if action.get("machineId") == machine_id
        and action["type"] in ("Isolate", "Unisolate")
        and action["status"] == SUCCEEDED
    ]
    return type_ == "Isolate" and bool(done) and max(done)[1] == type_


def _last_update(action: Record) -> str:
    return str(action.get("lastUpdateDateTimeUtc") or action["creationDateTimeUtc"])
