# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.secops.defender.plugins.module_utils import _errors
from ansible_collections.secops.defender.plugins.module_utils._options import AUTH_SOURCES, CONNECTION_SPEC

GUIDE = (Path(__file__).parents[3] / "docs" / "guides" / "authentication.md").read_text(encoding="utf-8")
ENVIRONMENT = re.findall(r"^\| `(\w+)` \| ((?:`[A-Z_]+`(?:, )?)+) \|$", GUIDE, re.MULTILINE)


def test_the_sources_stand_in_the_order_in_which_they_are_tried() -> None:
    header, *told = re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", GUIDE, re.MULTILINE)[: len(AUTH_SOURCES) + 1]
    assert header == "auth_source"
    assert tuple(told) == AUTH_SOURCES


@pytest.mark.parametrize(("option", "told"), ENVIRONMENT)
def test_the_environment_of_an_option_is_the_one_that_is_read(option: str, told: str) -> None:
    assert re.findall(r"\w+", told) == CONNECTION_SPEC[option]["fallback"][1]


def test_every_secret_s_environment_is_told() -> None:
    secret = {option for option, spec in CONNECTION_SPEC.items() if spec.get("no_log")}
    assert secret <= {option for option, _told in ENVIRONMENT}


def test_every_kind_of_error_exists() -> None:
    told = set(re.findall(r"^\| `([A-Z]\w+)` \| ", GUIDE, re.MULTILINE))
    assert "AuthError" in told
    assert all(issubclass(getattr(_errors, kind), _errors.DefenderError) for kind in told)


@pytest.mark.parametrize("example", re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL))
def test_every_example_is_sound_and_uses_known_options(example: str) -> None:
    assert yaml.safe_load(example)
    defaults = re.findall(r"group/secops.defender.defender:\n((?:\s{6,}\w+: .*\n)+)", example)
    used = [option for block in defaults for option in re.findall(r"^\s+(\w+):", block, re.MULTILINE)]
    assert set(used) <= set(CONNECTION_SPEC)
