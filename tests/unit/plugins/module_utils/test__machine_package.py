# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Investigation packages against a tenant: collected once, downloaded whole, taken up by action id."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._machine_package import MACHINE_PACKAGE
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

MACHINES = [
    {"id": f"{number:040x}", "computerDnsName": f"ws-{number}.contoso.com", "osPlatform": "Windows11"}
    for number in range(1, 6)
]


class Time:
    """A clock that jumps: sleeping moves the tenant's time and the limits on, and costs nothing."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.tenant: Running | None = None

    def sleep(self, seconds: float) -> None:
        self.passed += seconds
        if self.tenant:
            self.tenant.advance(seconds)


@pytest.fixture(autouse=True, name="time")
def _time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time, start = Time(), _clock.now()
    monkeypatch.setattr(_clock, "sleep", time.sleep)
    monkeypatch.setattr(_clock, "monotonic", lambda: time.passed)
    monkeypatch.setattr(_clock, "now", lambda: start + time.passed)
    return time


def tenant_with(*faults: dict[str, Any], **more: Any) -> Any:
    return running({"machines": MACHINES, **more}, list(faults), limits="documented")


def fault(do: str, path: str, nth: int | None = 1) -> dict[str, Any]:
    return {"when": {"path": path, **({"nth": nth} if nth else {})}, "do": do}


def collect(tenant: Running, time: Time, check_mode: bool = False, **options: Any) -> Result:
    time.tenant = tenant
    if "action_ids" not in options:
        options = {"machines": ["ws-1"], "comment": "Incident 4711", **options}
    return run(tenant, MACHINE_PACKAGE, check_mode, **options)


def paths(tenant: Running, path: str) -> list[str]:
    return [entry["path"] for entry in tenant.journal if path in entry["path"]]


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_package_is_collected_and_downloaded_once(time: Time, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        predicted = collect(tenant, time, check_mode=True, dest=str(tmp_path))
        assert (predicted["changed"], tenant.writes, list(tmp_path.iterdir())) == (True, [], [])
        first = collect(tenant, time, dest=str(tmp_path))
        before = snapshot(tmp_path)
        second = collect(tenant, time, dest=str(tmp_path))
        assert len(tenant.writes) == 1
    assert (first["changed"], second["changed"]) == (True, False)
    assert first["diff"] == predicted["diff"]
    assert second["diff"]["before"] == second["diff"]["after"] == first["diff"]["after"]
    assert snapshot(tmp_path) == before
    (result,) = first["results"]
    path = Path(result["package"]["path"])
    assert path == tmp_path / f"ws-1.contoso.com_{result['action']['id']}.zip"
    assert result["package"]["size"] == path.stat().st_size
    assert result["package"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o600
    assert zipfile.is_zipfile(path)
    assert second["results"][0]["package"] == result["package"]
    assert "which is within max_age (3600 s)" in second["results"][0]["decided_from"]["reason"]


def test_a_file_that_was_spoiled_is_put_right_from_the_same_package(time: Time, tmp_path: Path) -> None:
    dest = tmp_path / "evidence.zip"
    with tenant_with() as tenant:
        first = collect(tenant, time, dest=str(dest))
        dest.write_bytes(b"spoiled")
        predicted = collect(tenant, time, check_mode=True, dest=str(dest))
        assert dest.read_bytes() == b"spoiled"
        second = collect(tenant, time, dest=str(dest))
        assert len(tenant.writes) == 1
    assert (predicted["changed"], second["changed"]) == (True, True)
    assert predicted["diff"] == second["diff"]
    assert second["results"][0]["package"] == first["results"][0]["package"]
    assert hashlib.sha256(dest.read_bytes()).hexdigest() == first["results"][0]["package"]["sha256"]


def test_a_package_that_is_too_old_is_collected_anew(time: Time, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        collect(tenant, time, dest=str(tmp_path))
        time.sleep(4000)
        predicted = collect(tenant, time, check_mode=True, dest=str(tmp_path))
        assert predicted["results"][0]["package"] is None
        again = collect(tenant, time, dest=str(tmp_path))
        assert len(tenant.writes) == 2
    assert again["changed"] is True
    assert again["results"][0]["action"]["id"] in again["results"][0]["package"]["path"]
    assert len(list(tmp_path.iterdir())) == 2


def test_many_packages_keep_to_two_links_a_minute(time: Time, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        result = collect(
            tenant, time, machines=[row["id"] for row in MACHINES], dest=str(tmp_path), retry_budget=0
        )
        waited, files = time.passed, snapshot(tmp_path)
        again = collect(
            tenant, time, machines=[row["id"] for row in MACHINES], dest=str(tmp_path), retry_budget=0
        )
        assert len(paths(tenant, "getPackageUri")) == 5
    assert not result.get("failed")
    assert len(files) == 5
    assert waited >= 90 + 120
    assert (again["changed"], snapshot(tmp_path)) == (False, files)
    assert [one["package"] for one in again["results"]] == [one["package"] for one in result["results"]]


def test_packages_are_collected_now_and_downloaded_later(time: Time, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        begun = collect(tenant, time, machines=["ws-1", "ws-2"], wait=False, dest=str(tmp_path))
        assert [row["package"] for row in begun["results"]] == [None, None]
        ids = [row["action"]["id"] for row in begun["results"]]
        assert collect(tenant, time, action_ids=ids, wait=False, dest=str(tmp_path))["changed"] is False
        predicted = collect(tenant, time, check_mode=True, action_ids=ids, dest=str(tmp_path))
        later = collect(tenant, time, action_ids=ids, dest=str(tmp_path))
        again = collect(tenant, time, action_ids=ids, wait=False, dest=str(tmp_path))
        assert len(tenant.writes) == 2
    assert (begun["changed"], predicted["changed"], later["changed"], again["changed"]) == (
        True,
        True,
        True,
        False,
    )
    assert predicted["diff"] == later["diff"]
    assert [row["machine_id"] for row in later["results"]] == [MACHINES[0]["id"], MACHINES[1]["id"]]
    assert len({row["package"]["path"] for row in later["results"]}) == 2


def test_what_is_no_collection_or_unknown_is_refused_and_what_failed_is_told(time: Time) -> None:
    about = {"machineId": MACHINES[0]["id"], "creationDateTimeUtc": "2026-05-01T12:00:00Z"}
    past = [
        {"id": "scan", "type": "RunAntiVirusScan", "status": "Succeeded", **about},
        {"id": "failed", "type": "CollectInvestigationPackage", "status": "Failed", **about},
    ]
    with tenant_with(machineactions=past) as tenant:
        scan = collect(tenant, time, action_ids=["scan"])
        unknown = collect(tenant, time, action_ids=["nothing"])
        failed = [collect(tenant, time, action_ids=["failed"], wait=wait) for wait in (True, False)]
    assert scan["msg"] == "action_ids: scan is a RunAntiVirusScan, which collects no package."
    assert unknown["error"]["kind"] == "OptionError"
    assert [row["error"]["kind"] for row in failed] == ["ActionFailed", "ActionFailed"]


@pytest.mark.parametrize("lost", ["drop_after", "drop_before", "cut_body", "not_json"])
def test_an_answer_that_is_lost_leads_to_one_collection(lost: str, time: Time, tmp_path: Path) -> None:
    with tenant_with(fault(lost, "collectInvestigationPackage")) as tenant:
        result = collect(tenant, time, dest=str(tmp_path))
        assert len(tenant.collection("machineactions")) == 1
    assert (result["changed"], len(list(tmp_path.iterdir()))) == (True, 1)


def test_a_link_that_comes_late_is_waited_for(time: Time, tmp_path: Path) -> None:
    with tenant_with(fault("status 404", "getPackageUri")) as tenant:
        assert collect(tenant, time, dest=str(tmp_path))["changed"] is True
        assert len(paths(tenant, "getPackageUri")) == 2


def test_a_package_that_is_gone_is_told_and_the_others_are_downloaded(time: Time, tmp_path: Path) -> None:
    past = [
        {
            "id": f"past-{number}",
            "type": "CollectInvestigationPackage",
            "status": "Succeeded",
            "machineId": MACHINES[number]["id"],
            "computerDnsName": MACHINES[number]["computerDnsName"],
            "creationDateTimeUtc": "2026-05-01T12:00:00Z",
        }
        for number in range(2)
    ]
    gone = fault("status 404", "past-0/getPackageUri", None)
    with tenant_with(gone, machineactions=past) as tenant:
        result = collect(tenant, time, action_ids=["past-0", "past-1"], dest=str(tmp_path))
        assert len(paths(tenant, "past-0/getPackageUri")) == 4
    told = "1 of 2 machines is not packaged; ws-1.contoso.com: The service has no package of action past-0"
    assert result["msg"].startswith(told)
    assert (result["error"]["kind"], result["changed"]) == ("NotFound", True)
    assert [bool(row["package"]) for row in result["results"]] == [False, True]


def test_a_link_that_expires_on_the_way_is_asked_for_anew(
    time: Time, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_with(fault("drop_after", "^/download/")) as tenant:
        monkeypatch.setattr("random.SystemRandom.random", lambda _self: 0.0)
        monkeypatch.setattr(_clock, "sleep", lambda seconds: time.sleep(seconds or 601))
        result = collect(tenant, time, dest=str(tmp_path))
        downloads = [entry["status"] for entry in tenant.journal if entry["path"].startswith("/download/")]
    assert downloads == [200, 403, 200]
    assert result["results"][0]["package"]["size"] > 0


def test_a_download_that_stays_broken_fails_its_machine_and_keeps_the_link_secret(
    time: Time, tmp_path: Path
) -> None:
    with tenant_with(fault("cut_body", "^/download/", None)) as tenant:
        result = collect(tenant, time, dest=str(tmp_path))
        text = json.dumps([result, tenant.journal])
    assert (result["error"]["kind"], result["changed"]) == ("TransportError", True)
    assert result["results"][0]["action"]["status"] == "Succeeded"
    assert list(tmp_path.iterdir()) == []
    assert "sig=" not in text.replace("sig=hidden", "")


def test_a_place_that_cannot_be_used_is_refused_before_anything(time: Time, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        several = collect(tenant, time, machines=["ws-1", "ws-2"], dest=f"{tmp_path}/one.zip")
        every = collect(tenant, time, duplicates="all", dest=f"{tmp_path}/one.zip")
        missing = collect(tenant, time, dest=f"{tmp_path}/none/")
        assert tenant.journal == []
    assert several["msg"] == every["msg"]
    assert several["msg"].endswith("one.zip is one file and there can be several packages; name a directory.")
    assert missing["msg"].startswith("dest: there is no directory")


def test_the_permission_for_links_is_asked_for_before_anything_is_sent(time: Time, tmp_path: Path) -> None:
    app = {"id": "7d0a6a9c-3e3f-4d0a-9d6f-1f6a3b1b0001", "secret": "a-secret-of-the-app"}
    with tenant_with(apps=[{**app, "permissions": ["Machine.CollectForensics"]}]) as tenant:
        result = collect(tenant, time, dest=str(tmp_path))
        assert (result["error"]["kind"], tenant.writes) == ("Forbidden", [])
        assert result["error"]["operation"] == "get_package_sas_uri"


def test_without_dest_packages_stay_with_the_service(time: Time) -> None:
    with tenant_with() as tenant:
        result = collect(tenant, time)
        assert paths(tenant, "getPackageUri") == []
    assert (result["changed"], result["results"][0]["package"]) == (True, None)


def test_a_name_from_the_service_cannot_leave_the_directory(time: Time, tmp_path: Path) -> None:
    odd = {**MACHINES[0], "computerDnsName": "../../ws 1"}
    with running({"machines": [odd]}) as tenant:
        result = collect(tenant, time, machines=[odd["id"]], dest=str(tmp_path))
    assert Path(result["results"][0]["package"]["path"]).parent == tmp_path
    assert len(list(tmp_path.iterdir())) == 1


def test_check_mode_fetches_nothing_that_it_would_only_write(time: Time, tmp_path: Path) -> None:
    with tenant_with() as tenant:
        collect(tenant, time)
        predicted = collect(tenant, time, check_mode=True, dest=f"{tmp_path}/one.zip")
        assert paths(tenant, "getPackageUri") == []
    assert predicted["changed"] is True
    assert predicted["results"][0]["package"] == {"path": f"{tmp_path}/one.zip", "size": None, "sha256": None}


def test_what_would_meet_every_package_is_asked_once(time: Time, tmp_path: Path) -> None:
    with tenant_with(fault("throttle 900", "getPackageUri", None)) as tenant:
        result = collect(tenant, time, machines=["ws-1", "ws-2"], dest=str(tmp_path))
        assert len(paths(tenant, "getPackageUri")) == 1
    assert [row["error"]["kind"] for row in result["results"]] == ["Throttled", "Throttled"]
    assert [row["changed"] for row in result["results"]] == [True, True]
