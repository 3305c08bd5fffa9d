# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The library of live response against a tenant: what is there is compared, and written once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._changes import compared
from ansible_collections.secops.defender.plugins.module_utils._library import (
    LARGEST,
    LIBRARY_FILE,
    LIBRARY_FILE_INFO,
    Library,
    upload,
)
from ansible_collections.secops.defender.plugins.module_utils._runners import state
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.plugins.module_utils._transport import Form
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

TASK = state(LIBRARY_FILE)
SCRIPT = b"Write-Host 'x'\r\n\x00\xff--boundary--"
LIST = {
    "fileName": "List.ps1",
    "sha256": hashlib.sha256(b"old").hexdigest().upper(),
    "description": "Lists",
    "hasParameters": True,
    "parametersDescription": "-All",
}
TOOL = {"fileName": "tool.exe", "sha256": "d0" * 32, "description": None, "hasParameters": False}


def tenant_with(*faults: dict[str, Any]) -> Any:
    return running(scenario={"libraryfiles": [LIST, TOOL]}, faults=list(faults))


def keep(tenant: Running, check_mode: bool = False, **options: Any) -> Result:
    return run(tenant, TASK, check_mode, **options)


def held(tenant: Running, name: str) -> dict[str, Any]:
    return next(file for file in tenant.collection("libraryfiles") if file["fileName"] == name)


def test_a_file_is_uploaded_once_byte_by_byte(tmp_path: Path) -> None:
    (tmp_path / "new.ps1").write_bytes(SCRIPT)
    src = str(tmp_path / "new.ps1")
    options: dict[str, Any] = {"src": src, "description": "New", "parameters_description": "-Now"}
    with tenant_with() as tenant:
        predicted = keep(tenant, check_mode=True, **options)
        assert predicted["changed"] is True
        assert tenant.writes == []
        first, second = keep(tenant, **options), keep(tenant, **options)
        assert (first["changed"], second["changed"]) == (True, False)
        assert (
            first["diff"]
            == predicted["diff"]
            == {
                "before": {"new.ps1": None},
                "after": {
                    "new.ps1": {
                        "sha256": hashlib.sha256(SCRIPT).hexdigest(),
                        "description": "New",
                        "hasParameters": True,
                        "parametersDescription": "-Now",
                    }
                },
            }
        )
        assert len(tenant.writes) == 1
        kept = held(tenant, "new.ps1")
        assert (kept["sha256"], kept["description"]) == (hashlib.sha256(SCRIPT).hexdigest(), "New")
        assert (kept["hasParameters"], kept["parametersDescription"]) == (True, "-Now")


def test_new_content_replaces_the_old_and_what_is_not_told_stays() -> None:
    with tenant_with() as tenant:
        same = keep(tenant, name="list.PS1", content="old")
        assert same["changed"] is False
        changed = keep(tenant, name="list.PS1", content="new")
        assert changed["results"][0]["name"] == "List.ps1"
        assert keep(tenant, name="list.PS1", content="new")["changed"] is False
        kept = held(tenant, "List.ps1")
        assert (kept["description"], kept["parametersDescription"]) == ("Lists", "-All")
        assert len(tenant.collection("libraryfiles")) == 2


@pytest.mark.parametrize(
    ("options", "description", "parameters"),
    [
        ({"description": "Lists all"}, "Lists all", "-All"),
        ({"description": ""}, "", "-All"),
        ({"has_parameters": False}, "Lists", None),
        ({"parameters_description": "-None"}, "Lists", "-None"),
    ],
)
def test_a_description_that_differs_uploads_the_same_content_again(
    options: dict[str, Any], description: str, parameters: str | None
) -> None:
    with tenant_with() as tenant:
        assert [keep(tenant, name="List.ps1", content="old", **options)["changed"] for _run in range(2)] == [
            True,
            False,
        ]
        kept = held(tenant, "List.ps1")
        assert (kept["description"], kept.get("parametersDescription")) == (description, parameters)


def test_an_empty_text_is_as_good_as_none() -> None:
    plain = {**TOOL, "fileName": "plain.sh", "sha256": hashlib.sha256(b"plain").hexdigest()}
    described = {**plain, "fileName": "described.sh", "hasParameters": True, "parametersDescription": ""}
    with running(scenario={"libraryfiles": [plain, described]}) as tenant:
        assert keep(tenant, name="plain.sh", content="plain", description="")["changed"] is False
        same = keep(tenant, name="described.sh", content="plain", has_parameters=True)
        assert (same["changed"], same["results"][0]["before"]["parametersDescription"]) == (False, None)


def test_a_file_is_deleted_once_by_the_name_that_the_library_has() -> None:
    with tenant_with() as tenant:
        assert keep(tenant, check_mode=True, name="TOOL.exe", state="absent")["changed"] is True
        assert tenant.writes == []
        results = [keep(tenant, name="TOOL.exe", state="absent") for _run in range(2)]
        assert [result["changed"] for result in results] == [True, False]
        assert results[0]["diff"]["after"] == {"tool.exe": None}
        assert [entry["path"] for entry in tenant.writes] == ["/api/libraryfiles/tool.exe"]


@pytest.mark.parametrize(
    ("options", "do"),
    [
        *(({"content": "new"}, do) for do in ("drop_after", "cut_body", "not_json", "drop_before")),
        *(({"state": "absent"}, do) for do in ("drop_after", "drop_before")),
    ],
)
def test_a_lost_answer_is_looked_up_and_only_what_is_missing_is_sent_again(
    options: dict[str, Any], do: str
) -> None:
    method = "DELETE" if "state" in options else "POST"
    with tenant_with({"when": {"method": method, "path": "libraryfiles", "nth": 1}, "do": do}) as tenant:
        result = keep(tenant, name="List.ps1", **options)
        assert result["changed"] is True
        assert "failed" not in result
        assert len(tenant.writes) == (2 if do == "drop_before" else 1)


def test_what_the_service_refuses_is_told_and_nothing_has_changed() -> None:
    with tenant_with({"when": {"method": "POST", "path": "libraryfiles"}, "do": "status 400"}) as tenant:
        result = keep(tenant, name="new.ps1", content="x")
        assert (result["failed"], result["changed"]) == (True, False)
        assert result["msg"].startswith("1 of 1 library file is not as wanted; new.ps1: upload_library_file")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"name": "a b.ps1", "content": "x"}, "name: 'a b.ps1' is no name for a file of the library;"),
        ({"name": "../a.ps1", "state": "absent"}, "name: '../a.ps1' is no name"),
        ({"src": "/nowhere/a.ps1"}, "src: /nowhere/a.ps1 cannot be read (No such file or directory)."),
        ({"src": "/tmp/", "name": "a"}, "src: /tmp cannot be read (Is a directory)."),
        ({"name": "a.txt", "content": "é" * (LARGEST // 2 + 1)}, "content: the text has 20971522 bytes, and"),
        (
            {"name": "a.ps1", "content": "x", "has_parameters": False, "parameters_description": "-All"},
            "parameters_description: a file without parameters has none",
        ),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_asked(options: dict[str, Any], says: str) -> None:
    with tenant_with() as tenant:
        result = keep(tenant, **options)
        assert result["error"]["kind"] == "OptionError"
        assert result["msg"].startswith(says)
        assert [entry for entry in tenant.journal if entry["path"].startswith("/api/")] == []


def test_a_local_file_may_have_20_mb_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * LARGEST)
    with tenant_with() as tenant:
        assert keep(tenant, src=str(path))["changed"] is True
        path.write_bytes(b"x" * (LARGEST + 1))
        assert "at most 20 MB" in keep(tenant, src=str(path))["msg"]


def test_of_two_names_that_differ_in_case_the_one_that_is_spelled_so_counts() -> None:
    other = {**LIST, "fileName": "list.ps1"}
    assert Library([LIST, other]).get("list.ps1") == other
    assert Library([LIST, other]).get("LIST.PS1") == LIST
    assert Library([LIST]).get("tool.exe") is None


@pytest.mark.parametrize("replaces", [True, False])
def test_only_a_file_that_was_seen_is_overwritten(replaces: bool) -> None:
    change = compared("a.ps1", "a.ps1", None, {"sha256": "d0"})
    assert upload(change, b"x", replaces).body == Form(
        {
            "Description": "",
            "ParametersDescription": "",
            "HasParameters": "false",
            "OverrideIfExists": str(replaces).lower(),
        },
        {"file": ("a.ps1", b"x")},
    )


def test_the_library_is_listed_whole_or_by_names_in_any_case() -> None:
    with tenant_with() as tenant:
        assert run(tenant, LIBRARY_FILE_INFO)["library_files"] == [LIST, TOOL]
        some = run(tenant, LIBRARY_FILE_INFO, file_names=["LIST.ps1", "unknown.sh"])
        assert some["library_files"] == [LIST]
        assert run(tenant, LIBRARY_FILE_INFO, file_names=[])["library_files"] == []
