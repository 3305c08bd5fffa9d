# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scenarios: read from a file, a name or a dictionary, checked, and moved to the present."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.apps import (
    APP_SHAPE,
    DEFAULT_TENANT_ID,
    FEDERATED_SHAPE,
    USER_SHAPE,
    App,
    app_of,
    default_app,
)
from ansible_collections.secops.defender.tests.simulator.fleet import fleet
from ansible_collections.secops.defender.tests.simulator.kinds import complaint, props
from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.quirks import QUIRKS
from ansible_collections.secops.defender.tests.simulator.shapes import KEPT, SHAPES, complaint_about
from ansible_collections.secops.defender.tests.simulator.shapes_hunting import complaint_about_answer
from ansible_collections.secops.defender.tests.simulator.times import is_time, moment_of, shifted

NAMED = Path(__file__).parent / "scenarios"
SETTINGS = {
    "description": "text",
    "now": "time",
    "tenant_id": "text",
    "apps": "list",
    "quirks": "[text]",
    "logons": "list",
    "hunting": "list",
    "events": "list",
    "command_results": "list",
}
LOGON_SHAPE = {"machineId": "text", "userId": "text"}
EVENT_SHAPE = {"machineId": "text", "reportId": "text", "eventTime": "time"}
COMMAND_RESULT_SHAPE = {
    **props("text", "command value machineId fails content output errors"),
    **props("integer", "exit_code"),
}
# Lists of plain entries: what is there beside the records.
PLAIN: Mapping[str, Mapping[str, str]] = {
    "logons": LOGON_SHAPE,
    "events": EVENT_SHAPE,
    "command_results": COMMAND_RESULT_SHAPE,
}
OPTIONAL = {"command_results": frozenset(COMMAND_RESULT_SHAPE) - {"command", "value"}}

Source = str | Path | Mapping[str, Any] | None


class ScenarioError(Exception):
    """What is wrong with a scenario, in one sentence."""


class Scenario(NamedTuple):
    """A checked scenario."""

    now: datetime | None
    tenant_id: str
    apps: tuple[App, ...]
    quirks: frozenset[str]
    logons: tuple[Mapping[str, str], ...]
    events: tuple[Mapping[str, str], ...]
    command_results: tuple[Mapping[str, Any], ...]
    records: Mapping[str, list[Record]]
    hunting: tuple[Mapping[str, Any], ...] = ()


def load(source: Source) -> Scenario:
    """The scenario behind a name, a path or a dictionary; nothing is the empty tenant."""
    if source is None:
        return scenario_of({})
    if isinstance(source, Mapping):
        return scenario_of(source)
    made = re.fullmatch(r"fleet(?::(\d+))?", str(source))
    if made:
        return _scenario(fleet(int(made[1] or 1000), datetime.now(timezone.utc)))
    named = NAMED / f"{source}.json"
    if isinstance(source, str) and "/" not in source and named.is_file():
        return scenario_of(to_present(_read(named), datetime.now(timezone.utc)))
    path = Path(source)
    if not path.is_file():
        raise ScenarioError(
            f"There is no scenario {str(source)!r}: give a file, or one of {', '.join(names())}."
        )
    return scenario_of(_read(path))


def names() -> list[str]:
    """The names that can be given in place of a file."""
    return [*sorted(path.stem for path in NAMED.glob("*.json")), "fleet", "fleet:N"]


def _read(path: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ScenarioError(f"The scenario {str(path)!r} cannot be read as JSON: {error}.") from error
    if not isinstance(value, dict):
        raise ScenarioError(f"The scenario {str(path)!r} must be one JSON object.")
    return value


def scenario_of(value: Mapping[str, Any]) -> Scenario:
    """Check a scenario's dictionary and give it names."""
    wrong = _complaint(value)
    if wrong:
        raise ScenarioError(f"The scenario is wrong: {wrong}.")
    return _scenario(value)


def _scenario(value: Mapping[str, Any]) -> Scenario:
    apps = tuple(app_of(entry) for entry in value.get("apps", ()))
    return Scenario(
        now=moment_of(value["now"]) if "now" in value else None,
        tenant_id=value.get("tenant_id", DEFAULT_TENANT_ID),
        apps=apps or (default_app(secrets.token_urlsafe(24)),),
        quirks=frozenset(value.get("quirks", ())),
        logons=tuple(value.get("logons", ())),
        events=tuple(value.get("events", ())),
        command_results=tuple(value.get("command_results", ())),
        records={name: list(value.get(name, ())) for name in (*SHAPES, *sorted(KEPT))},
        hunting=tuple(value.get("hunting", ())),
    )


def _complaint(value: Mapping[str, Any]) -> str | None:
    known = {*SETTINGS, *SHAPES, *KEPT}
    unknown = sorted(set(value) - known)
    if unknown:
        return f"{unknown[0]!r} is no key of a scenario; the keys are {', '.join(sorted(known))}"
    for name, content in value.items():
        found = complaint(name, content, SETTINGS.get(name, "list")) or _complaint_in(name, content)
        if found:
            return found
    return None


def _complaint_in(name: str, content: Any) -> str | None:
    if name == "quirks":
        unknown = sorted(set(content) - set(QUIRKS))
        return f"{unknown[0]!r} is no quirk; the quirks are {', '.join(sorted(QUIRKS))}" if unknown else None
    if name == "apps":
        return _first(_complaint_about_app(entry, f"apps[{n}]") for n, entry in enumerate(content))
    if name == "hunting":
        return _first(complaint_about_answer(entry, f"hunting[{n}]") for n, entry in enumerate(content))
    if name in PLAIN:
        optional = OPTIONAL.get(name, frozenset())
        return _first(
            _strict(entry, PLAIN[name], f"{name}[{n}]", optional) for n, entry in enumerate(content)
        )
    if name in SHAPES:
        return _complaint_about_records(name, content)
    return None


def _first(found: Any) -> str | None:
    return next((text for text in found if text), None)


def _complaint_about_records(name: str, records: list[Record]) -> str | None:
    shape = SHAPES[name]
    seen: set[str] = set()
    for number, record in enumerate(records):
        where = f"{name}[{number}]"
        missing = [name for name in (shape.key, *shape.needs) if name not in record]
        if missing:
            return f"{where} has no {missing[0]}"
        key = str(record[shape.key]).lower()
        if key in seen:
            return f"{where}.{shape.key} {record[shape.key]!r} is there twice"
        seen.add(key)
        found = complaint_about(record, shape.properties, where)
        if found:
            return found
    return None


def _strict(
    entry: Mapping[str, Any], shape: Mapping[str, str], where: str, optional: frozenset[str] = frozenset()
) -> str | None:
    for name in entry:
        if name not in shape:
            return f"{where}.{name} is unknown; the keys are {', '.join(shape)}"
    for name in shape:
        if name not in entry and name not in optional:
            return f"{where} has no {name}"
    return _first(complaint(f"{where}.{name}", value, shape[name]) for name, value in entry.items())


def _complaint_about_app(entry: Mapping[str, Any], where: str) -> str | None:
    found = _strict(entry, APP_SHAPE, where, frozenset(APP_SHAPE) - {"id", "secret"})
    users = (
        _strict(user, USER_SHAPE, f"{where}.users[{n}]", frozenset({"scopes", "second_factor"}))
        for n, user in enumerate(entry.get("users", ()))
    )
    federated = (
        _strict(item, FEDERATED_SHAPE, f"{where}.federated[{n}]")
        for n, item in enumerate(entry.get("federated", ()))
    )
    return found or _first(users) or _first(federated)


def to_present(value: Mapping[str, Any], present: datetime) -> Mapping[str, Any]:
    """The scenario with every time moved by whole seconds, so that its now becomes the present."""
    if not isinstance(value.get("now"), str) or not is_time(value["now"]):
        return value
    seconds = round((present - moment_of(value["now"])) / timedelta(seconds=1))
    moved = _moved(value, seconds)
    return moved if isinstance(moved, dict) else value


def _moved(value: Any, seconds: int) -> Any:
    if isinstance(value, dict):
        return {name: _moved(item, seconds) for name, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, seconds) for item in value]
    if isinstance(value, str) and value[:1].isdigit() and "T" in value and is_time(value):
        return shifted(value, seconds)
    return value
