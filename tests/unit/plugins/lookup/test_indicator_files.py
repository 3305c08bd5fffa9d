# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.errors import AnsibleLookupError
from ansible.plugins.loader import lookup_loader
from ansible_collections.secops.defender.plugins.lookup.indicator_files import LookupModule


def read(*terms: object, **options: object) -> list[dict[str, str]]:
    lookup: LookupModule = lookup_loader.get("secops.defender.indicator_files")
    return lookup.run(terms, {}, **options)


def test_files_are_read_in_order_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b.csv").write_text("b", encoding="utf-8")
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfa\r\n")
    (tmp_path / "c[1].csv").write_text("c", encoding="utf-8")
    (tmp_path / "d.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    found = read("b.csv", ["*.csv"], "c[1].csv")
    assert found == [
        {"name": "b.csv", "text": "b"},
        {"name": "a.csv", "text": "a\r\n"},
        {"name": "c[1].csv", "text": "c"},
    ]


@pytest.mark.parametrize("term", ["nowhere.csv", "nowhere/*.csv"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, term: str) -> None:
    with pytest.raises(
        AnsibleLookupError, match=f"There is no file .*{term.replace('*', '.')} on the controller."
    ):
        read(str(tmp_path / term))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AnsibleLookupError, match=r"a.csv cannot be read: 'utf-8' codec"):
        read(str(tmp_path / "a.csv"))


def test_what_is_wrong_can_be_told_in_place_of_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a", encoding="utf-8")
    found = read(str(tmp_path / "a.csv"), "nowhere.csv", on_error="tell")
    assert found[1] == {"name": "nowhere.csv", "error": "There is no file nowhere.csv on the controller."}
    assert found[0]["text"] == "a"
