# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scenarios are checked strictly, moved to the present by name, and a fleet is always the same."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.simulator.fleet import fleet
from ansible_collections.secops.defender.tests.simulator.scenario import (
    ScenarioError,
    load,
    names,
    scenario_of,
)
from ansible_collections.secops.defender.tests.simulator.times import moment_of, ticks
from ansible_collections.secops.defender.tests.unit.simulator.client import NOW, Client, app, machine

BREACH = Path(__file__).resolve().parents[2] / "simulator/scenarios/breach.json"
MINUTE = timedelta(minutes=1)
ACTION = {"id": "a", "type": "Isolate", "status": "Pending", "creationDateTimeUtc": "2026-04-01T00:00:00Z"}


def test_no_scenario_is_an_empty_tenant_with_one_application_that_may_do_everything() -> None:
    with running() as one, running() as two:
        assert Client(one).ids("/api/alerts") == []
        assert one.options["client_secret"] != two.options["client_secret"]
        assert one.collection("indicators") == []


@pytest.mark.parametrize(
    ("scenario", "part"),
    [
        ({"alert": []}, "'alert' is no key of a scenario; the keys are actors, alerts, apps,"),
        ({"alerts": {}}, "alerts must be a list of objects"),
        ({"alerts": ["da1"]}, "alerts must be a list of objects"),
        ({"indicators": 3}, "indicators must be a list of objects"),
        ({"now": "today"}, "now must be a time such as"),
        ({"machines": [{"computerDnsName": "a"}]}, "machines[0] has no id"),
        ({"machines": [machine(1), machine(1)]}, "machines[1].id '0000"),
        (
            {"machines": [machine(1, osBuild="18209")]},
            "machines[0].osBuild must be an integer or null, not '18209'",
        ),
        ({"machines": [machine(1, osBuild=True)]}, "machines[0].osBuild must be an integer or null"),
        ({"machines": [machine(1, machineTags="web")]}, "machineTags must be a list of texts or null"),
        ({"machines": [machine(1, lastSeen="yesterday")]}, "lastSeen must be a time such as"),
        (
            {"machines": [machine(1, ipAddresses=[{"ipAddress": 1}])]},
            "machines[0].ipAddresses[0].ipAddress must be text",
        ),
        (
            {"alerts": [{"id": "a", "evidence": [{"processId": "7"}]}]},
            "alerts[0].evidence[0].processId must be an integer",
        ),
        (
            {"alerts": [{"id": "a", "relatedUser": {"userName": 1}}]},
            "alerts[0].relatedUser.userName must be text",
        ),
        ({"machineactions": [{**ACTION, "type": None}]}, "machineactions[0].type must be text, not None"),
        ({"machineactions": [{"id": "a", "type": "Isolate"}]}, "machineactions[0] has no status"),
        ({"quirks": ["odd"]}, "'odd' is no quirk; the quirks are failing_actions,"),
        ({"apps": [{"id": "a"}]}, "apps[0] has no secret"),
        ({"apps": [app(permission=[])]}, "apps[0].permission is unknown"),
        ({"apps": [app(permissions="Machine.Isolate")]}, "apps[0].permissions must be a list of texts"),
        ({"apps": [app(users=[{"name": "a"}])]}, "apps[0].users[0] has no password"),
        ({"apps": [app(federated=[{"issuer": "a"}])]}, "apps[0].federated[0] has no subject"),
        ({"logons": [{"machineId": "a"}]}, "logons[0] has no userId"),
        ({"installations": [{"machineId": "a"}]}, "installations[0] has no softwareId"),
        ({"events": [{"machineId": "a"}]}, "events[0] has no reportId"),
        ({"command_results": [{"command": "GetFile"}]}, "command_results[0] has no value"),
        ({"libraryfiles": [{"fileName": "a.ps1"}]}, "libraryfiles[0] has no sha256"),
    ],
)
def test_a_mistake_in_a_scenario_is_one_clear_sentence(scenario: dict[str, Any], part: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(scenario)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_scenario_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ScenarioError, match=r"no scenario 'nope'.*breach, fleet, fleet:N"):
        load("nope")
    assert names() == ["breach", "fleet", "fleet:N"]


@pytest.mark.parametrize("text", ["{", "[]", '"text"'])
def test_a_file_that_is_no_scenario_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=r"scenario\.json"):
        load(path)


def test_a_scenario_by_path_keeps_its_own_time() -> None:
    given = json.loads(BREACH.read_text())
    with running(BREACH) as tenant:
        assert tenant.collection("machines") == given["machines"]
        assert tenant.collection("indicators") == given["indicators"]
    assert load(BREACH).now == moment_of(given["now"])


def test_a_scenario_by_name_is_moved_to_the_present_and_keeps_its_digits() -> None:
    given, moved = json.loads(BREACH.read_text()), load("breach")
    assert moved.now is not None
    assert abs(moved.now - datetime.now(timezone.utc)) < MINUTE
    shift = moved.now - moment_of(given["now"])
    for collection in ("alerts", "machines", "machineactions"):
        for before, after in zip(given[collection], moved.records[collection], strict=True):
            for name in (
                name for name in before if before[name] != after[name] and isinstance(before[name], str)
            ):
                assert moment_of(after[name]) - moment_of(before[name]) == shift
                assert len(after[name]) == len(before[name])
    assert [item["description"] for item in given["alerts"]] == [
        item["description"] for item in moved.records["alerts"]
    ]
    before, after = given["alerts"][0]["evidence"][0], moved.records["alerts"][0]["evidence"][0]
    passed = ticks(after["evidenceCreationTime"]) - ticks(before["evidenceCreationTime"])
    assert passed == shift // timedelta(seconds=1) * 10**7


def test_the_default_time_is_the_wall_clock() -> None:
    with running({"machines": [machine(1)]}) as tenant:
        action = Client(tenant).post(f"/api/machines/{machine(1)['id']}/isolate", {"Comment": "x"}).json()
    assert abs(moment_of(action["creationDateTimeUtc"]) - datetime.now(timezone.utc)) < MINUTE


def test_every_collection_of_the_breach_is_served() -> None:
    with running("breach", page_size=25) as tenant:
        client = Client(tenant)
        for name, count in (("alerts", 60), ("machines", 42), ("machineactions", 30)):
            seen = {item["id"] for item in tenant.collection(name)}
            assert len(seen) == count
            pages = [client.ids(f"/api/{name}", top="25", skip=str(skip)) for skip in range(0, 75, 25)]
            assert {record_id for page in pages for record_id in page} == seen


FLEET = fleet(1000, moment_of(NOW))["machines"]


def test_a_fleet_is_valid_and_always_the_same() -> None:
    assert scenario_of({"now": NOW, "machines": FLEET})
    assert fleet(1000, moment_of(NOW))["machines"] == FLEET
    assert fleet(10, moment_of(NOW))["machines"] == FLEET[:10]


def test_a_fleet_has_the_oddities_of_real_machines() -> None:
    names_seen = Counter(item["computerDnsName"].lower() for item in FLEET)
    assert max(names_seen.values()) == 2
    assert any(item["computerDnsName"].isupper() for item in FLEET)
    assert [""] in [item["machineTags"] for item in FLEET]
    assert ["{{ 1 + 1 }}"] in [item["machineTags"] for item in FLEET]
    assert {item["isAadJoined"] for item in FLEET} == {True, False, None}
    assert {item["version"] for item in FLEET} > {"22.04", "20.4", "Other"}
    assert {item["healthStatus"] for item in FLEET} > {"Active", "Inactive"}
    assert {item["onboardingStatus"] for item in FLEET} == {"Onboarded", "CanBeOnboarded"}
    assert any(item["firstSeen"] == item["lastSeen"] for item in FLEET)
    assert all(ticks(item["lastSeen"]) <= ticks(NOW) for item in FLEET)


def test_a_fleet_is_listed_whole_in_pages() -> None:
    with running("fleet:2500", page_size=1000) as tenant:
        client = Client(tenant)
        url, seen, pages = f"{tenant.url}/api/machines", set(), 0
        while url:
            body = client.session.get(url).json()
            seen |= {item["id"] for item in body["value"]}
            url, pages = body.get("@odata.nextLink"), pages + 1
    assert (len(seen), pages) == (2500, 3)
