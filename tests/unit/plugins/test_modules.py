# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every module: its documentation is its specification, and check mode writes nothing."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from ansible_collections.secops.defender.plugins.module_utils._options import CONNECTION_SPEC
from ansible_collections.secops.defender.plugins.plugin_utils._in_process import ActionModule
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run
from ansible_collections.secops.defender.tests.unit.uses.use import areas

ROOT = Path(__file__).resolve().parents[3]
PLUGINS = "ansible_collections.secops.defender.plugins"
COLLECTION = "secops.defender."
NAMES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("[!_]*.py"))
RUNTIME = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))

# Keywords of a task that may stand beside its module in an example.
KEYWORDS = {
    "name",
    "register",
    "loop",
    "when",
    "until",
    "retries",
    "delay",
    "vars",
    "no_log",
    "delegate_to",
    "failed_when",
}
PROMISED = ("type", "elements", "choices", "default", "required")


@pytest.fixture(params=NAMES)
def module(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"{PLUGINS}.modules.{request.param}")


def fragment(name: str) -> dict[str, Any]:
    """The options of a documentation fragment of this collection, named as modules name it."""
    file, _dot, part = name.removeprefix(COLLECTION).partition(".")
    kind = importlib.import_module(f"{PLUGINS}.doc_fragments.{file}").ModuleDocFragment
    return dict(yaml.safe_load(getattr(kind, part.upper() or "DOCUMENTATION"))["options"])


def documented(module: ModuleType) -> dict[str, Any]:
    """The options that the documentation tells of, those of its fragments included."""
    documentation = yaml.safe_load(module.DOCUMENTATION)
    options: dict[str, Any] = {}
    for name in documentation["extends_documentation_fragment"]:
        options.update(fragment(name))
    return {**options, **documentation["options"]}


def promise(option: Mapping[str, Any]) -> dict[str, Any]:
    """What a user is promised of an option."""
    return {key: option[key] for key in PROMISED if key in option}


def test_the_documentation_is_the_specification(module: ModuleType) -> None:
    specified = {name: promise(option) for name, option in module.TASK.argument_spec.items()}
    assert {name: promise(option) for name, option in documented(module).items()} == specified
    assert f"{PLUGINS}.modules.{yaml.safe_load(module.DOCUMENTATION)['module']}" == module.__name__


def test_the_rules_speak_of_options_that_are_there(module: ModuleType) -> None:
    pairs = [
        *module.TASK.rules.get("mutually_exclusive", ()),
        *module.TASK.rules.get("required_together", ()),
    ]
    assert {name for pair in pairs for name in pair} <= module.TASK.argument_spec.keys()


@pytest.mark.parametrize("option", CONNECTION_SPEC)
def test_the_connection_names_the_environment_that_stands_in(option: str) -> None:
    said = " ".join(fragment("secops.defender.connection")[option]["description"])
    assert re.findall(r"E\((\w+)\)", said) == CONNECTION_SPEC[option]["fallback"][1]


def tasks_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the tasks in an example, those of plays and blocks included."""
    for entry in value if isinstance(value, list) else []:
        inner = entry.get("tasks") or entry.get("block")
        yield from tasks_in(inner) if inner else [entry]


def test_the_examples_are_tasks_of_this_collection_with_options_that_are_there(module: ModuleType) -> None:
    examples = list(tasks_in(yaml.safe_load(module.EXAMPLES)))
    assert examples
    for task in examples:
        (used,) = task.keys() - KEYWORDS
        assert used.startswith(COLLECTION)
        other = importlib.import_module(f"{PLUGINS}.modules.{used.removeprefix(COLLECTION)}")
        assert task[used].keys() <= documented(other).keys()
        assert task["name"]
    assert any(f"{COLLECTION}{module.__name__.rpartition('.')[2]}" in task for task in examples)


def test_every_module_is_in_the_action_group_and_runs_in_the_controllers_process() -> None:
    assert RUNTIME["action_groups"]["defender"] == NAMES
    plugins = {path.stem for path in (ROOT / "plugins/action").glob("[!_]*.py")}
    assert plugins == set(NAMES)
    for name in plugins:
        assert importlib.import_module(f"{PLUGINS}.action.{name}").ActionModule is ActionModule


def test_check_mode_writes_nothing(module: ModuleType) -> None:
    name = module.__name__.rpartition(".")[2]
    with running(scenario="breach") as tenant:
        options = next(dry[name] for dry in (area.dry_runs(tenant) for area in areas()) if name in dry)
        result = run(tenant, module.TASK, check_mode=True, **options)
        assert tenant.writes == []
        assert not result.get("failed")
        assert result["changed"] == (not name.endswith(("_info", "_token")))
