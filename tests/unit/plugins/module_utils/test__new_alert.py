# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Alerts that are raised on an event, against a tenant: never a second one."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._new_alert import ALERT_TASK
from ansible_collections.secops.defender.plugins.module_utils._task import Result
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

WEB, TWIN, OLD_TWIN = (
    {
        "id": f"{number:040x}",
        "computerDnsName": name,
        "lastSeen": f"2026-01-0{number}T00:00:00Z",
        "healthStatus": "Active",
    }
    for number, name in ((1, "web.contoso.com"), (3, "twin"), (2, "TWIN"))
)
EVENT = {"machineId": WEB["id"], "reportId": "20776", "eventTime": "2026-04-30T16:45:21.7115183Z"}
ALERT = {
    "state": "created",
    "machine": "web",
    "report_id": "20776",
    "event_time": "2026-04-30T16:45:21.7115183Z",
    "severity": "Low",
    "title": "example",
    "description": "example alert",
    "category": "Exploit",
    "recommended_action": "nothing",
}


def tenant_with(*faults: dict[str, Any]) -> Any:
    events = [EVENT, {**EVENT, "machineId": TWIN["id"]}]
    return running(scenario={"machines": [WEB, TWIN, OLD_TWIN], "events": events}, faults=list(faults))


def raised(tenant: Running, check_mode: bool = False, **options: Any) -> Result:
    given = {name: value for name, value in {**ALERT, **options}.items() if value is not None}
    return run(tenant, ALERT_TASK, check_mode, **given)


def test_an_alert_is_raised_once_and_then_found_open() -> None:
    with tenant_with() as tenant:
        predicted = raised(tenant, check_mode=True)
        assert (predicted["changed"], tenant.writes) == (True, [])
        first, second = raised(tenant), raised(tenant, severity="High")
        assert (first["changed"], second["changed"]) == (True, False)
        assert first["diff"] == predicted["diff"]
        assert first["diff"]["before"] == {"example on web.contoso.com": None}
        (alert,) = tenant.collection("alerts")
        for result in (first, second):
            assert result["results"][0]["alert_id"] == alert["id"]
            assert result["results"][0]["alert"]["severity"] == "Low"
        assert alert["firstEventTime"] == EVENT["eventTime"]
        assert len(tenant.writes) == 1


def test_what_was_done_is_in_the_result_even_if_the_alert_cannot_be_read() -> None:
    with tenant_with({"when": {"method": "GET", "path": "/alerts$", "nth": 2}, "do": "status 400"}) as tenant:
        result = raised(tenant)
        assert (result["changed"], len(tenant.collection("alerts"))) == (True, 1)
        assert result["results"][0]["alert"] is None


def test_a_resolved_alert_of_the_title_does_not_count() -> None:
    with tenant_with() as tenant:
        first = raised(tenant)["results"][0]["alert_id"]
        run(tenant, ALERT_TASK, alert_ids=[first], status="Resolved")
        assert raised(tenant)["changed"] is True
        assert len(tenant.collection("alerts")) == 2


@pytest.mark.parametrize("fault", ["drop_after", "cut_body", "not_json", "drop_before", "status 502"])
def test_an_answer_that_is_lost_raises_no_second_alert(fault: str) -> None:
    with tenant_with({"when": {"method": "POST", "path": "/CreateAlert", "nth": 1}, "do": fault}) as tenant:
        result = raised(tenant)
        assert ("error" in result, result["changed"]) == (False, True)
        (alert,) = tenant.collection("alerts")
        assert result["results"][0]["alert_id"] == alert["id"]
        assert raised(tenant)["changed"] is False


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("2026-04-30 18:45:21.7115183+02:00", True),
        ("2026-04-30T16:45:21.7115183", True),
        ("2026-04-30T16:45:21.711518Z", False),
    ],
)
def test_the_time_of_the_event_keeps_all_its_digits(written: str, sent: bool) -> None:
    with tenant_with() as tenant:
        result = raised(tenant, event_time=written)
        assert result["changed"] is sent
        if not sent:
            assert (result["error"]["kind"], result["results"][0]["changed"]) == ("NotFound", False)
            assert "the time with all its digits and in quotes" in result["msg"]


def test_the_newest_of_two_machines_of_a_name_can_be_meant() -> None:
    with tenant_with() as tenant:
        assert "machine: 'twin' means 2 machines" in raised(tenant, machine="twin")["msg"]
        assert raised(tenant, machine="twin", duplicates="newest")["results"][0]["machine_id"] == TWIN["id"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"machine": "nobody"}, "machine: the tenant knows no machine 'nobody'"),
        ({"machine": None}, "machine: state=created needs it"),
        ({"title": " "}, "title: state=created needs it, and it must not be empty"),
        ({"category": None}, "category: state=created needs it"),
        (
            {"event_time": "noon"},
            "event_time: 'noon' is not an ISO 8601 time; give the Timestamp of the event",
        ),
        ({"comment": "x"}, "comment: it has no meaning with state=created"),
        ({"alert_ids": []}, "alert_ids: it has no meaning with state=created"),
    ],
)
def test_what_cannot_be_is_one_sentence_before_anything_is_sent(options: Any, said: str) -> None:
    with tenant_with() as tenant:
        result = raised(tenant, **options)
        assert tenant.writes == []
    assert result["error"]["kind"] == "OptionError"
    assert said in result["msg"]
