# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quarantine of a file against a tenant: by SHA-1 only, and each file for itself."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._machine_quarantine import MACHINE_QUARANTINE
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

MACHINE = {"id": "1" * 40, "computerDnsName": "ws-1.contoso.com", "osPlatform": "Windows11"}
SHA1, OTHER = "4388963aaa83afe2042a46a3c017ad50bdcdafb3", "0991a395da64e1c5fbe8732ed11e6be064081d9f"


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    sleep = _clock.sleep
    monkeypatch.setattr(_clock, "sleep", lambda seconds: sleep(min(seconds, 0.01)))


def tenant_with(*faults: dict[str, Any], speed: int = 5000, **more: Any) -> Any:
    return running({"machines": [MACHINE], **more}, list(faults), time_scale=speed)


def quarantine(tenant: Running, check_mode: bool = False, **options: Any) -> Result:
    usual = {"machines": ["ws-1"], "comment": "Incident 4711", "sha1": SHA1, "poll_interval": 0.1}
    return run(tenant, MACHINE_QUARANTINE, check_mode, **{**usual, **options})


def files(tenant: Running) -> list[str]:
    return sorted(row["relatedFileInfo"]["fileIdentifier"] for row in tenant.collection("machineactions"))


def test_a_file_is_quarantined_once_however_its_hash_is_written() -> None:
    with tenant_with() as tenant:
        predicted = quarantine(tenant, check_mode=True)
        assert (predicted["changed"], tenant.writes) == (True, [])
        first, second = quarantine(tenant), quarantine(tenant, sha1=f" {SHA1.upper()} ")
        assert (files(tenant), len(tenant.writes)) == ([SHA1], 1)
    assert (first["changed"], second["changed"]) == (True, False)
    assert first["diff"] == predicted["diff"]
    assert first["results"][0]["action"]["relatedFileInfo"]["fileIdentifier"] == SHA1
    assert second["results"][0]["decided_from"]["decision"] == "nothing"


def test_another_file_does_not_count() -> None:
    with tenant_with() as tenant:
        quarantine(tenant)
        assert quarantine(tenant, sha1=OTHER)["changed"] is True
        assert files(tenant) == sorted([SHA1, OTHER])


@pytest.mark.parametrize("passed", [0, 20])
def test_an_open_action_about_another_file_is_never_taken_for_this_one(passed: int) -> None:
    with tenant_with(speed=1) as tenant:
        quarantine(tenant, wait=False)
        assert quarantine(tenant, wait=False)["results"][0]["decided_from"]["decision"] == "adopt"
        tenant.advance(passed)
        other = quarantine(tenant, sha1=OTHER, wait=False)
        assert files(tenant) == [SHA1]
    assert (other["changed"], other["failed"]) == (False, True)
    assert other["error"]["kind"] == ("Conflict" if passed else "ActionConflict")


@pytest.mark.parametrize("sha1", ["a" * 64, "a" * 32, "g" * 40, "", "cmd.exe"])
def test_what_is_no_sha1_is_refused_in_one_sentence_before_anything(sha1: str) -> None:
    with tenant_with() as tenant:
        result = quarantine(tenant, sha1=sha1)
        assert tenant.journal == []
    assert result["msg"] == f"sha1: {sha1!r} is no SHA-1; give 40 hexadecimal digits."
    assert result["error"] == {"kind": "OptionError", "option": "sha1"}


@pytest.mark.parametrize("lost", ["drop_after", "drop_before", "cut_body"])
def test_an_answer_that_is_lost_leads_to_one_quarantine(lost: str) -> None:
    with tenant_with({"when": {"path": "StopAndQuarantineFile", "nth": 1}, "do": lost}) as tenant:
        assert quarantine(tenant)["changed"] is True
        assert files(tenant) == [SHA1]


def test_a_machine_that_is_no_windows_fails_for_itself() -> None:
    linux = {**MACHINE, "id": "2" * 40, "computerDnsName": "lnx-1", "osPlatform": "Ubuntu"}
    with tenant_with(machines=[linux, MACHINE]) as tenant:
        result = quarantine(tenant, machines=["lnx-1", "ws-1"])
        assert files(tenant) == [SHA1]
    assert "OsPlatformNotSupported" in result["msg"]
    assert [row["changed"] for row in result["results"]] == [False, True]
