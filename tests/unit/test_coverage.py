# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/api/operations.yml lists what the tables hold, the simulator serves and the modules call."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from ansible_collections.secops.defender.docs.generator.sources import ASKING, KINDS, read
from ansible_collections.secops.defender.plugins.module_utils._entity import Operation
from ansible_collections.secops.defender.plugins.module_utils._task import Result, Task
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.simulator.routes import ROUTES
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run
from ansible_collections.secops.defender.tests.unit.uses.things import included_by
from ansible_collections.secops.defender.tests.unit.uses.use import Returned, Use, areas
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

PACKAGE = "ansible_collections.secops.defender.plugins"
ROOT = Path(__file__).resolve().parents[2]
SOURCES = read(ROOT)
LISTED = {operation["id"]: operation for operation in SOURCES.operations}
# It stands on the login authority: no table, and every plugin calls it that is given no access token.
LOGIN = "get_token"
# Where the simulator has Graph.
GRAPH = "/graph"
# An action that listings do not show yet has to be read by its id.
BREACH = json.loads((ROOT / "tests/simulator/scenarios/breach.json").read_text(encoding="utf-8"))
SCENARIO = {**BREACH, "quirks": ["late_listings"]}

AREAS = areas()
RETURNED: dict[str, Returned] = {module: row for area in AREAS for module, row in area.RETURNED.items()}


class Promise(NamedTuple):
    """What list, table and simulator must agree on."""

    method: str
    path: str
    application: set[str]
    delegated: set[str]
    service: str


class Call(NamedTuple):
    """One operation that a use of a module called."""

    use: Use
    operation: str


def operation_of(method: str, path: str) -> str:
    """Return the operation that a request of the journal is: of those that fit the one with the longest text."""
    found = [
        name
        for name, row in LISTED.items()
        if row["method"] == method and fits(GRAPH * (service_of(row) == "graph") + row["path"], unquote(path))
    ]
    return max(found, key=lambda name: len(LISTED[name]["path"]), default=f"{method} {path}")


def fits(template: str, path: str) -> bool:
    pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
    return re.fullmatch(pattern, path, re.IGNORECASE) is not None


def result_of(use: Use, tenant: Running) -> Result:
    """Use a module."""
    task: Task = importlib.import_module(f"{PACKAGE}.modules.{use.module}").TASK
    return run(tenant, task, **use.options)


@pytest.fixture(scope="module")
def seen() -> tuple[list[Call], list[tuple[Use, Result]]]:
    """Use every module against a tenant; return what was called and what came back."""
    calls, results = [], []
    with running(SCENARIO, time_scale=600.0) as tenant:
        for use in chain.from_iterable(area.uses(tenant) for area in AREAS):
            before = len(tenant.journal)
            results.append((use, result_of(use, tenant)))
            requests = tenant.journal[before:]
            calls += [Call(use, operation_of(entry["method"], entry["path"])) for entry in requests]
    return [call for call in calls if call.operation in LISTED and not incidental(call)], results


def incidental(call: Call) -> bool:
    """Tell whether a call is a login of a module whose work is another."""
    return call.operation == LOGIN and call.use.module not in LISTED[LOGIN]["used_by"]


def operations_in(value: Any) -> Iterator[Operation]:
    """Yield the operations in a table, however deep they stand."""
    if isinstance(value, Operation):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from operations_in(part)


def tabled() -> dict[str, Operation]:
    """Return the operations of all tables by name."""
    names = sorted(path.stem for path in (ROOT / "plugins/module_utils/_tables").glob("[!_]*.py"))
    tables = [importlib.import_module(f"{PACKAGE}.module_utils._tables.{name}") for name in names]
    found = [
        operation for table in tables for value in vars(table).values() for operation in operations_in(value)
    ]
    return {operation.name: operation for operation in found}


def listed(name: str) -> Promise:
    row = LISTED[name]
    permissions = set(row["application"]), set(row["delegated"])
    return Promise(row["method"], row["path"], *permissions, service_of(row))


def service_of(row: Mapping[str, Any]) -> str:
    return str(row.get("service", "api"))


def test_the_list_holds_exactly_the_operations_of_the_tables() -> None:
    assert {name: listed(name) for name in LISTED if name != LOGIN} == {
        name: Promise(row.method, row.path, set(row.application), set(row.delegated), row.service)
        for name, row in tabled().items()
    }


def test_the_simulator_serves_every_operation_as_it_is_listed() -> None:
    routes = {
        row.operation: Promise(
            row.method, row.path, set(row.access.application), set(row.access.delegated), row.service
        )
        for row in ROUTES
    }
    assert {name: routes.get(name) for name in LISTED if name != LOGIN} == {
        name: listed(name) for name in LISTED if name != LOGIN
    }


def test_every_operation_answers_with_an_entity_that_has_a_schema() -> None:
    assert {row["entity"] for row in LISTED.values()} <= set(SOURCES.schemas)


def test_every_plugin_that_is_said_to_use_an_operation_exists() -> None:
    said = {plugin for row in LISTED.values() for plugin in row["used_by"]}
    asking = {KINDS[folder] for folder in ASKING}
    assert said == {plugin.path.stem for plugin in SOURCES.plugins if plugin.kind in asking}


def test_a_module_calls_only_operations_that_are_said_to_be_used_by_it(seen: Any) -> None:
    calls, _results = seen
    assert calls
    undeclared = {
        (call.operation, call.use.module)
        for call in calls
        if call.use.module not in LISTED[call.operation]["used_by"]
    }
    assert undeclared == set()


def test_an_operation_that_an_option_brings_in_is_not_called_without_it(seen: Any) -> None:
    calls, _results = seen
    for call in calls:
        condition = LISTED[call.operation]["used_by"][call.use.module]
        assert condition == "always" or asked_for(condition, call.use.options), call


def asked_for(condition: str, options: Mapping[str, Any]) -> bool:
    option, equals, value = condition.partition("=")
    given = options.get(option)
    if not equals:
        return given is not None
    return value in given if isinstance(given, list) else value == given


def test_a_module_calls_every_operation_that_is_said_to_be_used_by_it(seen: Any) -> None:
    calls, _results = seen
    modules = set(SOURCES.modules())
    said = {(name, plugin) for name, row in LISTED.items() for plugin in row["used_by"] if plugin in modules}
    called = {(call.operation, call.use.module) for call in calls}
    assert said - called == set()


@pytest.fixture(scope="module")
def validator_of() -> Callable[[str, bool], Draft202012Validator]:
    """Return a way to make the validator of an entity, or of what include adds to it."""
    schemas = {name: dict(schema) for name, schema in SOURCES.schemas.items()}
    registry = Registry().with_resources(
        (schema["$id"], DRAFT202012.create_resource(schema)) for schema in schemas.values()
    )

    def make(entity: str, included: bool = False) -> Draft202012Validator:
        part = "#/$defs/included" if included else ""
        return Draft202012Validator({"$ref": schemas[entity]["$id"] + part}, registry=registry)

    return make


def test_what_a_module_returns_is_what_its_schema_says(seen: Any, validator_of: Any) -> None:
    _calls, results = seen
    for use, result in results:
        key, entity = RETURNED[use.module]
        if result.get("failed"):
            validator_of("error").validate(result["error"])
            assert set(result["error"]) <= set(SOURCES.schemas["error"]["properties"])
        records = result.get(key, [])
        for record in [records] if isinstance(records, dict) else records:
            validator_of(entity).validate(record)
            if "included" in SOURCES.schemas[entity].get("$defs", {}):
                validator_of(entity, True).validate(record)


def test_the_included_keys_are_those_of_the_option_include() -> None:
    for module, (_key, entity) in RETURNED.items():
        described_keys = SOURCES.schemas[entity].get("$defs", {}).get("included", {}).get("properties", {})
        assert list(described_keys) == included_by(module)
