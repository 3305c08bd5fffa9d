# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Downloads against a tenant: links are fetched without a token, anew when they expire, and stay secret."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._downloads import download, link_to
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AnswerLost,
    DefenderError,
    LinkRefused,
    NotFound,
    TransportError,
)
from ansible_collections.secops.defender.plugins.module_utils._files import Kept, write
from ansible_collections.secops.defender.plugins.module_utils._pace import Pace
from ansible_collections.secops.defender.plugins.module_utils._tables.packages import (
    PACKAGE_LINK,
    PACKAGE_LINKS,
)
from ansible_collections.secops.defender.plugins.module_utils._transport import Http
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import client_of

MACHINE = {"id": "1" * 40, "computerDnsName": "web-1.contoso.com", "osPlatform": "Windows11"}
ACTION = {
    "id": "5382f7ea-7557-4ab7-9782-d50480024a4e",
    "type": "CollectInvestigationPackage",
    "status": "Succeeded",
    "machineId": MACHINE["id"],
    "creationDateTimeUtc": "2026-05-01T11:00:00Z",
}
SCENARIO: dict[str, Any] = {
    "now": "2026-05-01T12:00:00Z",
    "machines": [MACHINE],
    "machineactions": [ACTION],
}


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept."""
    slept: list[float] = []
    monkeypatch.setattr(_clock, "sleep", slept.append)
    return slept


def link(client: Client) -> str:
    return link_to(client, PACKAGE_LINK, Pace(PACKAGE_LINKS), id=ACTION["id"])


def downloaded(tenant: Running, path: Path) -> Kept:
    client = client_of(tenant)
    return download(client, lambda: link(client), lambda parts: write("dest", path, parts))


def statuses(tenant: Running, path: str) -> list[int | None]:
    return [entry["status"] for entry in tenant.journal if re.search(path, entry["path"])]


def fault(do: str, **when: Any) -> dict[str, Any]:
    return {"when": {"path": "^/download/", **when}, "do": do}


def test_a_package_is_fetched_whole_and_without_a_token(tmp_path: Path) -> None:
    with running(SCENARIO) as tenant:
        kept = downloaded(tenant, tmp_path / "package.zip")
        content = (tmp_path / "package.zip").read_bytes()
        assert content.startswith(b"PK")
        assert kept[1:] == (len(content), hashlib.sha256(content).hexdigest(), True)
        # The host of downloads answers 400 to whoever sends it a token.
        assert statuses(tenant, "^/download/") == [200]


@pytest.mark.parametrize("do", ["cut_body", "drop_before", "drop_after", "status 503", "throttle 2"])
def test_a_download_survives_one_fault_of_every_kind(do: str, tmp_path: Path, waits: list[float]) -> None:
    with running(SCENARIO, faults=[fault(do, nth=1)]) as tenant:
        kept = downloaded(tenant, tmp_path / "package.zip")
        assert len(statuses(tenant, "/getPackageUri")) == 1
        assert len(statuses(tenant, "^/download/")) == 2
    assert (tmp_path / "package.zip").stat().st_size == kept.size
    assert len(waits) == 1


def test_a_link_that_has_expired_is_asked_for_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(SCENARIO, faults=[fault("drop_after", nth=1)]) as tenant:
        monkeypatch.setattr(_clock, "sleep", lambda _seconds: tenant.advance(601))
        downloaded(tenant, tmp_path / "package.zip")
        assert statuses(tenant, "^/download/") == [200, 403, 200]
        assert len(statuses(tenant, "/getPackageUri")) == 2


def test_a_link_that_stays_broken_is_given_up_and_leaves_no_file(tmp_path: Path, waits: list[float]) -> None:
    with running(SCENARIO, faults=[fault("cut_body")]) as tenant:
        with pytest.raises(AnswerLost, match="the connection broke before the answer was whole"):
            downloaded(tenant, tmp_path / "package.zip")
        assert len(statuses(tenant, "/getPackageUri")) == 3
    assert len(waits) == 3 * 4
    assert list(tmp_path.iterdir()) == []


def test_links_that_are_always_refused_are_an_error_that_keeps_them_secret(tmp_path: Path) -> None:
    with running(SCENARIO, faults=[fault("status 403")]) as tenant:
        with pytest.raises(LinkRefused, match="was refused with 403; it has expired") as caught:
            downloaded(tenant, tmp_path / "package.zip")
        assert len(statuses(tenant, "^/download/")) == 3
    told = caught.value.as_result()
    assert told["error"]["kind"] == "TransportError"
    assert "sig" not in str(told)
    assert "/download" not in str(told)


@pytest.mark.parametrize("do", ["drop_after", "cut_body", "status 403", "status 500"])
def test_no_failure_tells_the_link(do: str, tmp_path: Path, waits: list[float]) -> None:
    with running(SCENARIO, faults=[fault(do)]) as tenant, pytest.raises(DefenderError) as caught:
        downloaded(tenant, tmp_path / "package.zip")
    assert waits or do == "status 403"
    for secret in ("sig=", "se=", "/download/"):
        assert secret not in f"{caught.value.as_result()}{caught.value.__cause__}"


def test_a_redirect_is_followed_to_another_host(tmp_path: Path) -> None:
    with running({**SCENARIO, "quirks": ["moved_downloads"]}) as tenant:
        assert downloaded(tenant, tmp_path / "package.zip").changed
        assert statuses(tenant, "^/download/") == [302, 200]


def test_a_redirect_out_of_tls_is_not_followed(tmp_path: Path) -> None:
    with running({**SCENARIO, "quirks": ["plain_downloads"]}) as tenant:
        with pytest.raises(TransportError, match="localhost:.* not offered over https"):
            downloaded(tenant, tmp_path / "package.zip")
        assert statuses(tenant, "^/download/") == [302]


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "file:///etc/passwd", "no link"])
def test_only_https_is_fetched(url: str) -> None:
    with running(SCENARIO) as tenant, pytest.raises(TransportError, match="not offered over https"):
        client_of(tenant).fetch(url, list)


def test_a_large_file_passes_through_in_parts(waits: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansible_collections.secops.defender.tests.simulator.packages._contents", noise)
    attempts: list[list[int]] = []

    def sizes(chunks: Iterator[bytes]) -> int:
        attempts.append([])
        attempts[-1].extend(map(len, chunks))
        return sum(attempts[-1])

    with running(SCENARIO, faults=[fault("cut_body", nth=1)]) as tenant:
        client = client_of(tenant)
        size = client.fetch(link(client), sizes)
    assert size > 1_000_000
    # The first half came before the connection broke: nobody waited for the whole.
    assert 0 < sum(attempts[0]) < size
    assert max(attempts[1]) <= 1 << 18
    assert len(waits) == 1


def noise(*_records: Any) -> dict[str, str]:
    return {"noise": "".join(hashlib.sha512(str(n).encode()).hexdigest() for n in range(20_000))}


def test_bytes_that_are_fewer_than_announced_are_no_file() -> None:
    answer = requests.Response()
    answer.url, answer.raw = "https://host.example/x?sig=secret", io.BytesIO(b"12345")
    answer.headers["Content-Length"] = "10"
    with pytest.raises(AnswerLost, match="^host.example: 5 of 10 bytes came"):
        list(Http({}).chunks(answer))


def test_links_keep_to_the_documented_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]
    with running(SCENARIO, limits="documented") as tenant:

        def sleep(seconds: float) -> None:
            passed[0] += seconds
            tenant.advance(seconds)

        monkeypatch.setattr(_clock, "monotonic", lambda: passed[0])
        monkeypatch.setattr(_clock, "sleep", sleep)
        client, pace = client_of(tenant), Pace(PACKAGE_LINKS)
        for _link in range(5):
            link_to(client, PACKAGE_LINK, pace, id=ACTION["id"])
        assert statuses(tenant, "/getPackageUri") == [200] * 5
    assert passed[0] == 120


def test_a_package_that_is_not_there_is_not_found() -> None:
    with running(SCENARIO) as tenant, pytest.raises(NotFound, match="get_package_sas_uri"):
        link_to(client_of(tenant), PACKAGE_LINK, Pace(PACKAGE_LINKS), id="none")
