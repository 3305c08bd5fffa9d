# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an alert should be against what it is, and the requests' bodies that make up for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._changes import Change, compared
from ansible_collections.secops.defender.plugins.module_utils._tables.alerts import (
    SPELLINGS,
    UPDATED,
    VERDICTS,
)

Body = dict[str, Any]

# They are one verdict: where one of them differs, both are sent, so that the service does not derive one from the other.
_VERDICT = frozenset(("classification", "determination"))
_ONE_NAME = {second: first for first, second in SPELLINGS}


def wanted_of(params: Mapping[str, Any]) -> Body:
    """Return what the options ask for, under the names of the API."""
    return {row.name: params[row.option] for row in UPDATED if params[row.option] is not None}


def change_of(alert: Mapping[str, Any], wanted: Mapping[str, Any]) -> Change:
    """Return what is between an alert and what is wanted of it. What is the same by another spelling stays as it is."""
    present = {**alert, "comment": _noted(alert, wanted.get("comment"))}
    kept = {
        name: present.get(name) if same(name, present.get(name), value) else value
        for name, value in wanted.items()
    }
    return compared(alert["id"], f"{alert.get('title') or 'no title'} ({alert['id']})", present, kept)


def same(name: str, present: Any, value: Any) -> bool:
    """Tell whether two values of a property mean the same."""
    if name == "assignedTo":
        return str(present).casefold() == str(value).casefold()
    return bool(_ONE_NAME.get(present, present) == _ONE_NAME.get(value, value))


def body_of(change: Change) -> Body:
    """Return the properties that have to be sent."""
    before, after = change.before or {}, change.after or {}
    differing = {name for name, value in after.items() if before.get(name) != value}
    if differing & _VERDICT:
        differing |= _VERDICT & set(after)
    return {name: value for name, value in after.items() if name in differing}


def grouped(changes: Iterable[Change]) -> list[tuple[Body, list[Change]]]:
    """Return the changes in groups that one body serves."""
    groups: dict[tuple[Any, ...], tuple[Body, list[Change]]] = {}
    for change in changes:
        body = body_of(change)
        groups.setdefault(tuple(body.items()), (body, []))[1].append(change)
    return list(groups.values())


def spelled(body: Body, many: bool) -> Body:
    """Return a body in the spelling that the route documents: one alert, or many."""
    names = {name: pair[many] for pair in SPELLINGS for name in pair}
    return {
        name: names.get(value, value) if name == "determination" else value for name, value in body.items()
    }


def unheeded(body: Mapping[str, Any], alert: Mapping[str, Any]) -> str | None:
    """Return what an alert holds that it was told otherwise, None if it was changed as told."""
    kept = {name: alert.get(name) for name, value in body.items() if not same(name, alert.get(name), value)}
    kept.pop("comment", None)
    return f"it keeps {', '.join(f'{name} {value}' for name, value in kept.items())}" if kept else None


def mismatch(wanted: Mapping[str, Any]) -> str | None:
    """Return what is odd about a verdict, None if nothing is. The service takes it all the same."""
    classification, determination = wanted.get("classification"), wanted.get("determination")
    fitting = dict(VERDICTS).get(classification or "")
    if not fitting or not determination or determination in fitting:
        return None
    return f"determination: {determination} is none that the portal offers for {classification}; it offers {', '.join(fitting)}."


def _noted(alert: Mapping[str, Any], comment: str | None) -> str | None:
    """Return the comment if the alert has it already, whoever wrote it and however its lines end."""
    texts = {_plain(entry.get("comment")) for entry in alert.get("comments") or []}
    return comment if comment is not None and _plain(comment) in texts else None


def _plain(text: str | None) -> str:
    return "\n".join((text or "").split("\r\n")).strip()
