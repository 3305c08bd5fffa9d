# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleLookupError
from ansible.plugins.loader import lookup_loader
from ansible_collections.secops.defender.plugins.lookup.document import LookupModule


def document(*terms: Any, **options: Any) -> dict[str, Any]:
    lookup: LookupModule = lookup_loader.get("secops.defender.document")
    (found,) = lookup.run(terms, {}, **options)
    return found


@pytest.mark.parametrize("value", [{"version": 1}, ["a"], "", None])
def test_what_is_no_path_is_the_document(value: Any) -> None:
    assert document(value, option="policy") == {"document": value, "refusal": ""}


@pytest.mark.parametrize("text", ['{"version": 1}', "version: 1\n", "\ufeffversion: 1"])
def test_a_file_is_read_as_json_or_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / "policy.yml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert document("policy.yml", option="policy") == {"document": {"version": 1}, "refusal": ""}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no file FILE on the controller."),
        (b"rules:\n  - {a: b\n", "FILE is neither YAML nor JSON: line 3, column 1: expected ',' or '}'"),
        (b"a: \x00", "FILE is neither YAML nor JSON: unacceptable character #x0000"),
        (b"\xff\xfe", "FILE is neither YAML nor JSON: 'utf-8' codec can't decode byte 0xff"),
        (
            b"a: !python/object:os.system {}",
            "FILE is neither YAML nor JSON: line 1, column 4: could not determine",
        ),
    ],
)
def test_what_cannot_be_read_is_one_sentence_that_begins_with_the_option(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "policy.yml"
    if content is not None:
        path.write_bytes(content)
    found = document(str(path), option="respond_policy")
    assert found["document"] is None
    assert found["refusal"].startswith(f"respond_policy: {told.replace('FILE', str(path))}")
    assert "\n" not in found["refusal"]


def test_it_takes_one_value_and_its_name() -> None:
    with pytest.raises(AnsibleLookupError, match="takes one value, and its name as option"):
        document({"a": 1}, {"b": 2}, option="policy")
