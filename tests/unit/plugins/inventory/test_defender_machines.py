# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin in Ansible's inventory manager, against a simulated tenant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader
from ansible.template import Templar
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.inventory.reading import (
    PLUGIN,
    configured,
    read,
    refused,
    trusted,
)

NOW = "2026-03-14T00:00:00Z"


def machine(number: int, name: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{number:040x}",
        "computerDnsName": name,
        "lastSeen": NOW,
        "riskScore": "None",
        "osPlatform": "Windows11",
        "lastIpAddress": f"10.0.0.{number}",
        "machineTags": [],
        "vmMetadata": None,
        **more,
    }


WEB, MAIL, TWIN, OLD, BARE = (
    machine(
        1,
        "web.example.com",
        riskScore="High",
        machineTags=["sales", "{{ 1 + 1 }}"],
        vmMetadata={"vmId": "v1"},
    ),
    machine(2, "mail.example.com", riskScore="Low", osPlatform="Ubuntu", machineTags=[""]),
    machine(3, "WEB.example.com", riskScore="High", lastSeen="2026-03-13T00:00:00.1234567Z"),
    machine(4, "old", lastSeen="2026-02-01T00:00:00Z", rbacGroupId=14),
    machine(5, None, lastIpAddress=None),
)
ISOLATED = {
    "id": "5c0f7a1e-3b2d-4e68-9a41-000000000001",
    "type": "Isolate",
    "status": "Succeeded",
    "machineId": MAIL["id"],
    "creationDateTimeUtc": "2026-03-13T00:00:00Z",
    "lastUpdateDateTimeUtc": "2026-03-13T00:01:00Z",
    "scope": "Full",
}
SCENARIO: dict[str, Any] = {
    "now": NOW,
    "machines": [WEB, MAIL, TWIN, OLD, BARE],
    "machineactions": [ISOLATED],
}


@pytest.fixture(scope="module")
def tenant() -> Iterator[Running]:
    with running(scenario=SCENARIO) as served:
        yield served


def names(path: Path) -> list[str]:
    return sorted(read(path).hosts)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("defender.yml", True),
        ("prod.defender.yaml", True),
        ("my_defender.yml", True),
        ("defender.json", False),
        ("hosts.yml", False),
        ("missing/defender.yml", False),
    ],
)
def test_files_are_told_by_their_ending(tmp_path: Path, name: str, meant: bool) -> None:
    if "/" not in name:
        (tmp_path / name).write_text("plugin: x\n", encoding="utf-8")
    assert inventory_loader.get(PLUGIN).verify_file(str(tmp_path / name)) is meant


def test_a_host_has_its_record_in_one_variable_and_no_other(tmp_path: Path, tenant: Running) -> None:
    seen = read(configured(tmp_path, tenant))
    assert seen.hosts == {
        "web.example.com": {"defender": WEB},
        "mail.example.com": {"defender": {**MAIL, "machineTags": []}},
        "old": {"defender": OLD},
        BARE["id"]: {"defender": BARE},
    }


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"risk_score": ["High"]}, ["web.example.com"]),
        ({"risk_score": ["High", "Low"]}, ["mail.example.com", "web.example.com"]),
        ({"os_platform": "Ubuntu"}, ["mail.example.com"]),
        ({"computer_dns_name": "old"}, ["old"]),
        ({"computer_dns_name_startswith": "ma"}, ["mail.example.com"]),
        ({"last_seen_before": "2026-03-01"}, ["old"]),
        ({"rbac_group_id": [14]}, ["old"]),
        ({"tags": ["sales", "other"]}, ["web.example.com"]),
        ({"filter": "lastIpAddress eq '10.0.0.2'"}, ["mail.example.com"]),
        ({"risk_score": ["Medium"]}, []),
    ],
)
def test_filters_are_those_of_the_module(
    tmp_path: Path, tenant: Running, options: dict[str, Any], found: Any
) -> None:
    assert names(configured(tmp_path, tenant, **options)) == found


def test_response_states_cost_one_listing(tmp_path: Path, tenant: Running) -> None:
    before = len(tenant.journal)
    seen = read(
        configured(
            tmp_path, tenant, include=["response_state"], groups={"out": "defender.response_state.isolated"}
        )
    )
    asked = [entry["path"] for entry in tenant.journal[before:] if entry["path"].startswith("/api/")]
    assert asked == ["/api/machines", "/api/machineactions"]
    assert seen.groups["out"] == ["mail.example.com"]
    assert seen.records()["web.example.com"]["response_state"]["isolated"] is False


@pytest.mark.parametrize(
    ("name_from", "found"),
    [
        (["id"], [record["id"] for record in SCENARIO["machines"]]),
        (
            ["vmMetadata.vmId", "computerDnsName"],
            ["WEB.example.com", "mail.example.com", "old", "v1", BARE["id"]],
        ),
        (["{{ defender.vmMetadata.vmId }}"], ["v1", *(record["id"] for record in (MAIL, TWIN, OLD, BARE))]),
        (["{{ defender.computerDnsName.split('.')[0] }}"], ["mail", "old", "web", BARE["id"]]),
        (
            ["{{ defender.lastIpAddress }}", "id"],
            ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", BARE["id"]],
        ),
    ],
)
def test_names_come_from_attributes_and_templates(
    tmp_path: Path, tenant: Running, name_from: list[str], found: list[str]
) -> None:
    assert names(configured(tmp_path, tenant, name_from=name_from)) == sorted(found)


@pytest.mark.parametrize("text", ["lastIpAddress", "{{ defender.lastIpAddress }}"])
def test_the_address_is_set_where_there_is_one(tmp_path: Path, tenant: Running, text: str) -> None:
    seen = read(configured(tmp_path, tenant, ansible_host=text))
    addresses = {name: variables.get("ansible_host") for name, variables in seen.hosts.items()}
    assert addresses == {
        "web.example.com": "10.0.0.1",
        "mail.example.com": "10.0.0.2",
        "old": "10.0.0.4",
        BARE["id"]: None,
    }


def test_every_duplicate_can_be_kept(tmp_path: Path, tenant: Running) -> None:
    seen = read(configured(tmp_path, tenant, duplicates="all", computer_dns_name_startswith=""))
    assert {name: record["id"] for name, record in seen.records().items() if "example" in name.lower()} == {
        "web.example.com": WEB["id"],
        f"WEB.example.com_{TWIN['id']}": TWIN["id"],
        "mail.example.com": MAIL["id"],
    }


@pytest.mark.parametrize(
    ("age", "found"), [("7d", ["mail.example.com", "web.example.com", BARE["id"]]), ("60d", None), ("1m", [])]
)
def test_machines_not_seen_for_long_are_left_out(
    tmp_path: Path, tenant: Running, monkeypatch: pytest.MonkeyPatch, age: str, found: Any
) -> None:
    monkeypatch.setattr(_clock, "now", lambda: datetime(2026, 3, 14, 0, 2, tzinfo=timezone.utc).timestamp())
    everyone = ["mail.example.com", "old", "web.example.com", BARE["id"]]
    assert names(configured(tmp_path, tenant, exclude_stale=age)) == sorted(
        everyone if found is None else found
    )


@pytest.mark.parametrize(
    "text", ["{{ defender.machineTags }}", "{{ hostvar.machineTags[1] }}", "{{ composed }}"]
)
def test_text_from_the_service_is_never_run(tmp_path: Path, tenant: Running, text: str) -> None:
    path = configured(
        tmp_path,
        tenant,
        keyed_groups=[{"prefix": "tag", "key": "defender.machineTags"}],
        compose={"composed": "defender.machineTags | last"},
    )
    seen = read(path)
    variables = seen.hosts["web.example.com"]
    templar = Templar(loader=DataLoader(), variables={**variables, "hostvar": variables["defender"]})
    assert templar.template(trusted(text)) in (["sales", "{{ 1 + 1 }}"], "{{ 1 + 1 }}")
    assert seen.groups["tag____1___1___"] == ["web.example.com"]
    assert set(seen.groups) == {"all", "ungrouped", "tag_sales", "tag____1___1___"}


def test_variables_of_another_source_are_seen_and_kept(tmp_path: Path, tenant: Running) -> None:
    other = tmp_path / "hosts"
    other.write_text("[dmz]\nweb.example.com site=north\n", encoding="utf-8")
    keyed = [{"prefix": "site", "key": "site"}, {"prefix": "in", "key": "group_names"}]
    seen = read(configured(tmp_path, tenant, keyed_groups=keyed), other)
    assert (
        seen.groups["site_north"]
        == seen.groups["in_dmz"]
        == seen.groups["in_site_north"]
        == ["web.example.com"]
    )
    assert seen.hosts["web.example.com"] == {"site": "north", "defender": WEB}


def test_the_connection_comes_from_the_environment_and_options_win(
    tmp_path: Path, tenant: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in tenant.environment.items():
        monkeypatch.setenv(name, value)
    assert len(names(configured(tmp_path, None))) == 4
    message = refused(configured(tmp_path, None, client_secret="a wrong one"))
    assert "AADSTS7000215" in message
    assert "a wrong one" not in message


def test_options_can_be_templates(tmp_path: Path, tenant: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT_ELSEWHERE", tenant.options["client_secret"])
    secret = "{{ lookup('ansible.builtin.env', 'KEPT_ELSEWHERE') }}"
    assert len(names(configured(tmp_path, tenant, client_secret=secret))) == 4


WRONG = [
    ({"client_secret": None}, "client_secret"),
    ({"exclude_stale": "7 days"}, "exclude_stale: '7 days' is no age"),
    ({"name_from": []}, "name_from: name at least one"),
    ({"name_from": ["defender.id | upper"]}, "name_from: 'defender.id | upper' is neither"),
    ({"name_from": ["{{ defender.id | nosuchfilter }}"]}, "name_from: "),
    ({"ansible_host": "{{ defender.id"}, "ansible_host: "),
    ({"filter": "{{ nothing }}"}, "filter: 'nothing' is undefined"),
    ({"client_secret": "{{ lookup('ansible.builtin.file', '/nowhere') }}"}, "client_secret: "),
    ({"risk_scor": ["High"]}, "risk_scor: there is no such option"),
    ({"last_seen_after": "yesterday"}, "last_seen_after: "),
    ({"filter": "riskScore equals 'High'"}, "list_machines"),
    ({"duplicates": "error"}, f"duplicates: 2 machines would be the host 'web.example.com': {WEB['id']}"),
    ({"strict": True, "compose": {"x": "defender.nothing"}}, "Could not set x for host web.example.com"),
    ({"strict": True, "groups": {"x": "nothing"}}, "Could not add host web.example.com to group x"),
    (
        {"strict": True, "keyed_groups": [{"key": "defender.vmMetadata.vmId"}]},
        "group for host mail.example.com",
    ),
    ({"keyed_groups": ["text"]}, "Invalid keyed group entry"),
]


@pytest.mark.parametrize(("options", "sentence"), WRONG)
def test_what_is_wrong_is_told_and_nothing_is_added(
    tmp_path: Path, tenant: Running, options: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(configured(tmp_path, tenant, **options))


def test_a_listing_that_ends_early_is_an_error_and_no_smaller_inventory(tmp_path: Path) -> None:
    fault = {"when": {"path": "/api/machines$", "nth": 2}, "do": "status 400"}
    with running(scenario="fleet:30", page_size=10, faults=[fault]) as served:
        assert "list_machines" in refused(configured(tmp_path, served))


def test_a_large_fleet_is_complete(tmp_path: Path) -> None:
    with running(scenario="fleet:25000") as served:
        seen = read(
            configured(tmp_path, served, name_from=["id"], keyed_groups=[{"key": "defender.riskScore"}])
        )
        assert {record["id"] for record in seen.records().values()} == {
            record["id"] for record in served.collection("machines")
        }
    assert sum(len(hosts) for name, hosts in seen.groups.items() if name.startswith("_")) == 25_000
