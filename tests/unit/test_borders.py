# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may import what, and how large things may grow."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.secops.defender.tests.borders import (
    CHECKS,
    HEADER,
    Source,
    source_of,
    sources,
    violations,
)

ROOT = Path(__file__).resolve().parents[2]
UTILS = "ansible_collections.secops.defender.plugins.module_utils"

MODULE = f"""
from __future__ import annotations

DOCUMENTATION = r'''
module: defender_alert_info
'''

from {UTILS}._module import run
from {UTILS}._runners import info
from {UTILS}._tables.alerts import ALERTS

TASK = info(ALERTS)


def main() -> None:
    run(TASK)


if __name__ == "__main__":
    main()
"""


def said_by(check: str, path: str, text: str) -> list[str]:
    return list(CHECKS[check](source_of(path, text)))


@pytest.mark.parametrize("source", sources(ROOT), ids=lambda source: source.path)
def test_the_file_keeps_to_its_borders_and_budgets(source: Source) -> None:
    assert violations(source) == []


def test_no_sanity_finding_is_ignored() -> None:
    assert list((ROOT / "tests/sanity").glob("ignore*")) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("plugins/module_utils/_client.py", "import requests"),
        ("plugins/module_utils/_client.py", "from requests.adapters import HTTPAdapter"),
        ("plugins/module_utils/_client.py", "def late():\n    import requests.adapters"),
        ("plugins/module_utils/_token_cache.py", "from msal import SerializableTokenCache"),
        ("plugins/module_utils/_options.py", "import jsonschema as js"),
        ("plugins/modules/defender_x.py", "from ansible.module_utils.basic import AnsibleModule"),
        ("plugins/modules/defender_x.py", "from ansible.module_utils import basic\nbasic.AnsibleModule({})"),
        ("plugins/action/other.py", "from ansible.plugins.action import ActionBase"),
        ("plugins/module_utils/_waiting.py", "from time import sleep"),
        ("plugins/module_utils/_waiting.py", "import time\ntime.sleep(1)"),
        ("plugins/module_utils/_waiting.py", "import time as t\nt.sleep(1)"),
        ("plugins/module_utils/_waiting.py", "import asyncio\nasyncio.sleep(1)"),
    ],
)
def test_an_effect_outside_its_file_is_found(path: str, text: str) -> None:
    assert said_by("in_one_place", path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("plugins/module_utils/_transport.py", "import requests\nrequests.Session()"),
        ("plugins/module_utils/_clock.py", "import time\ntime.sleep(1)"),
        ("plugins/module_utils/_waiting.py", "def wait(clock):\n    clock.sleep(1)"),
        ("plugins/module_utils/_waiting.py", "import time\ntime.monotonic()"),
        ("plugins/module_utils/_options.py", "from ansible.module_utils.basic import env_fallback"),
        ("tests/simulator/clock.py", "import time\ntime.sleep(1)"),
    ],
)
def test_an_effect_in_its_file_is_allowed(path: str, text: str) -> None:
    assert said_by("in_one_place", path, text) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("plugins/module_utils/_entity.py", f"from {UTILS} import _errors"),
        ("plugins/module_utils/_errors.py", f"from {UTILS}._entity import Operation"),
        ("plugins/module_utils/_times.py", f"from {UTILS}._client import Client"),
        ("plugins/module_utils/_tables/alerts.py", f"from {UTILS}._errors import DefenderError"),
        ("plugins/module_utils/_tables/alerts.py", f"from {UTILS}._tables.machines import MACHINES"),
        ("plugins/module_utils/_retry.py", f"from {UTILS} import _clock"),
        ("plugins/module_utils/_odata.py", f"import {UTILS}._client"),
        ("plugins/module_utils/_actions.py", f"def late():\n    from {UTILS}._client import Client"),
        ("plugins/module_utils/_changes.py", f"from {UTILS}._transport import Transport"),
        ("plugins/plugin_utils/_machines.py", f"from {UTILS}._client import Client"),
    ],
)
def test_a_pure_file_that_knows_too_much_is_found(path: str, text: str) -> None:
    assert said_by("siblings", path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("plugins/module_utils/_tables/alerts.py", f"from {UTILS}._entity import Entity, Operation"),
        ("plugins/module_utils/_odata.py", f"from {UTILS} import _entity, _errors, _times"),
        (
            "plugins/plugin_utils/_machines.py",
            "from ansible_collections.secops.defender.plugins.plugin_utils._names import name_of",
        ),
        ("plugins/module_utils/_runners.py", f"from {UTILS}._client import Client"),
    ],
)
def test_a_file_that_knows_its_neighbours_only_is_allowed(path: str, text: str) -> None:
    assert said_by("siblings", path, text) == []


def test_a_relative_import_is_found() -> None:
    assert said_by(
        "absolute_imports", "plugins/module_utils/_client.py", "from ._errors import DefenderError"
    )
    assert said_by("absolute_imports", "plugins/module_utils/_client.py", "from . import _errors")


def test_a_module_of_documentation_and_one_declaration_is_allowed() -> None:
    assert said_by("module_shape", "plugins/modules/defender_alert_info.py", MODULE) == []


@pytest.mark.parametrize(
    "text",
    [
        MODULE + "\n\ndef helper() -> None:\n    pass\n",
        MODULE + "\nLIMIT = 3\n",
        MODULE.replace("TASK = info(ALERTS)", ""),
        MODULE.replace("    main()\n", "    TASK.run()\n"),
        MODULE.replace("TASK =", "import json\n\nTASK ="),
        MODULE.replace("    run(TASK)\n", "    run(TASK)\n" * 7),
        MODULE.replace("TASK =", "TASK = TASK ="),
    ],
    ids=["a function", "a constant", "no task", "no guard", "four imports", "too long", "two targets"],
)
def test_a_module_with_a_life_of_its_own_is_found(text: str) -> None:
    assert said_by("module_shape", "plugins/modules/defender_alert_info.py", text)


def test_a_file_past_its_budget_is_found() -> None:
    lines = "\n" * 301
    assert said_by("file_budget", "plugins/module_utils/_client.py", lines)
    assert said_by("file_budget", "plugins/module_utils/_client.py", lines[:-1]) == []


def test_documentation_counts_against_no_budget() -> None:
    text = f'DOCUMENTATION = """{chr(10) * 400}"""\n'
    assert said_by("file_budget", "plugins/inventory/defender_machines.py", text) == []


def test_a_function_past_its_budget_is_found() -> None:
    body = "    x = 1\n"
    assert said_by("function_budget", "plugins/module_utils/_client.py", f"def f():\n{body * 30}")
    assert said_by("function_budget", "plugins/module_utils/_client.py", f"def f():\n{body * 29}") == []


def test_comments_and_docstrings_count_against_no_budget() -> None:
    text = 'def f():\n    """Long.\n\n    Longer.\n    """\n' + "    # why\n" * 9 + "    x = 1\n" * 29
    assert said_by("function_budget", "plugins/module_utils/_client.py", text) == []


def test_a_sixth_parameter_is_found() -> None:
    path = "plugins/module_utils/_client.py"
    assert said_by("function_budget", path, "def f(a, b, c, /, d, *, e, f): pass")
    assert said_by("function_budget", path, "class C:\n    async def f(self, a, b, c, d, e): pass") == []


def test_a_file_without_licence_or_future_annotations_is_found() -> None:
    header = "\n".join(HEADER)
    assert said_by("header", "plugins/module_utils/_client.py", "from __future__ import annotations\n")
    assert said_by("header", "plugins/module_utils/_client.py", f"{header}\n\nX = 1\n")
    allowed = f"#!/usr/bin/python\n{header}\n\nfrom __future__ import annotations\n"
    assert said_by("header", "plugins/modules/defender_x.py", allowed) == []


@pytest.mark.parametrize("silence", ["noqa: E501", "type: ignore[misc]", "pylint: disable=x", "nosec"])
def test_a_silenced_tool_is_found(silence: str) -> None:
    assert said_by("no_suppression", "plugins/module_utils/_client.py", f"x = 1  # {silence}\n")
    assert said_by("no_suppression", "plugins/module_utils/_client.py", f"x = '# {silence}'\n") == []


def test_every_violation_names_its_file() -> None:
    (violation,) = violations(source_of("plugins/x.py", "\n".join([*HEADER, "x = 1"])))
    assert violation == "plugins/x.py: lacks: from __future__ import annotations"


def test_hidden_and_generated_folders_are_not_looked_at(tmp_path: Path) -> None:
    for folder in (".venv", "collections", "tests/output", "plugins"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.py").write_text("x = 1\n")
    assert [source.path for source in sources(tmp_path)] == ["plugins/a.py"]
