# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines of several tenants in one inventory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible.utils.display import Display
from ansible_collections.secops.defender.plugins.plugin_utils._machines import Host, of_tenants
from ansible_collections.secops.defender.plugins.plugin_utils._tenants import Tenant
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.inventory.reading import (
    Seen,
    configured,
    read,
    refused,
)

HOME, OTHER = "5de4e7d2-0000-4000-8000-00000000d1e5", "0b2b1f0c-0000-4000-8000-00000000beef"
NOWHERE = "0b2b1f0c-0000-4000-8000-00000000dead"
CONTOSO = {"name": "Contoso Ltd.", "tenant_id": HOME}
FABRIKAM = {"name": "fabrikam", "tenant_id": OTHER}


def machine(digit: str, name: str) -> dict[str, Any]:
    return {"id": digit * 40, "computerDnsName": name, "riskScore": "High"}


@pytest.fixture
def tenant() -> Iterator[Running]:
    other = {"tenant_id": OTHER, "machines": [machine("2", "WEB"), machine("3", "files")]}
    with running({"machines": [machine("1", "web"), machine("4", "mail")], "tenants": [other]}) as served:
        yield served


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(Display, "warning", lambda _self, text, *_rest, **_more: told.append(text))
    return told


def seen(folder: Path, tenant: Running, *tenants: Any, **options: Any) -> Seen:
    return read(configured(folder, tenant, tenants=list(tenants), **options))


def test_hosts_of_all_tenants_know_theirs_and_are_in_its_group(tmp_path: Path, tenant: Running) -> None:
    found = seen(tmp_path, tenant, CONTOSO, OTHER)
    assert found.hosts["mail"]["defender_tenant_id"] == HOME
    assert found.hosts["mail"]["defender_tenant_name"] == "Contoso Ltd."
    assert found.hosts["files"]["defender_tenant_name"] == OTHER
    assert sorted(found.groups["defender_tenant_Contoso_Ltd"]) == ["mail", "web_Contoso_Ltd"]
    assert "files" in found.groups[f"defender_tenant_{OTHER.replace('-', '_')}"]


def test_a_name_that_tenants_share_means_none_of_their_hosts(tmp_path: Path, tenant: Running) -> None:
    found = seen(tmp_path, tenant, CONTOSO, FABRIKAM)
    assert set(found.hosts) == {"mail", "files", "web_Contoso_Ltd", "WEB_fabrikam"}
    assert found.records()["WEB_fabrikam"]["id"] == "2" * 40


def test_groups_may_ask_for_the_tenant(tmp_path: Path, tenant: Running) -> None:
    keyed = [{"key": "defender_tenant_name", "prefix": "at"}]
    assert seen(tmp_path, tenant, CONTOSO, FABRIKAM, keyed_groups=keyed).groups["at_fabrikam"]


def test_a_tenant_that_cannot_be_read_is_a_warning_and_hides_no_other(
    tmp_path: Path, tenant: Running, warnings: list[str]
) -> None:
    found = seen(tmp_path, tenant, CONTOSO, {"name": "Nowhere", "tenant_id": NOWHERE})
    assert set(found.hosts) == {"mail", "web"}
    assert [
        text for text in warnings if text.startswith("The tenant Nowhere is missing from the inventory: ")
    ]


def test_no_tenant_may_be_missing_when_that_is_asked_for(tmp_path: Path, tenant: Running) -> None:
    says = refused(configured(tmp_path, tenant, tenants=[CONTOSO, NOWHERE], strict_tenants=True))
    assert f"1 of 2 tenants could not be read; {NOWHERE}: tenant_id: there is no such tenant" in says


def test_a_source_of_which_no_tenant_can_be_read_fails(tmp_path: Path, tenant: Running) -> None:
    assert "1 of 1 tenants could not be read" in refused(configured(tmp_path, tenant, tenants=[NOWHERE]))


def test_what_is_wrong_with_the_file_is_no_matter_of_a_tenant(tmp_path: Path, tenant: Running) -> None:
    assert refused(configured(tmp_path, tenant, tenants=[HOME, HOME])).startswith("tenants: ")
    both = configured(tmp_path, tenant, tenants=[HOME, OTHER], duplicates="error")
    assert "duplicates: 2 tenants have a host 'web'" in refused(both)


def test_the_cache_keeps_each_tenant_apart(tmp_path: Path, tenant: Running) -> None:
    where = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(tmp_path / "c"),
    }
    first = seen(tmp_path, tenant, HOME, OTHER, **where)
    requests = len(tenant.journal)
    assert seen(tmp_path, tenant, HOME, OTHER, **where) == first
    assert set(seen(tmp_path, tenant, OTHER, **where).hosts) == {"WEB", "files"}
    assert len(tenant.journal) == requests


def test_a_name_with_its_tenant_takes_no_other_hosts_name() -> None:
    one, two = Tenant("a", "a", "a"), Tenant("b", "b", "b")
    found = {one: [Host("web", {"id": "1"}), Host("web_b", {"id": "2"})], two: [Host("web", {"id": "3"})]}
    assert [host.name for host in of_tenants(found, "newest")] == ["web_a", "web_b_3", "web_b"]
