# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the runners make of options, against a tenant."""

from __future__ import annotations

import pytest
from ansible_collections.secops.defender.plugins.module_utils._alert_info import ALERT_INFO
from ansible_collections.secops.defender.plugins.module_utils._indicator_info import INDICATOR_INFO
from ansible_collections.secops.defender.plugins.module_utils._machine_info import MACHINE_INFO
from ansible_collections.secops.defender.plugins.module_utils._runners import action, info
from ansible_collections.secops.defender.plugins.module_utils._tables.isolation import ISOLATION
from ansible_collections.secops.defender.plugins.module_utils._tables.machine_actions import MACHINE_ACTIONS
from ansible_collections.secops.defender.plugins.module_utils._task import Task
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

NAMING = [
    (ALERT_INFO, "alert_ids", "alerts"),
    (MACHINE_INFO, "machines", "machines"),
    (INDICATOR_INFO, "indicator_ids", "indicators"),
    (info(MACHINE_ACTIONS), "action_ids", "machine_actions"),
]


@pytest.mark.parametrize(("task", "option", "noun"), NAMING)
def test_an_empty_list_of_names_means_nothing_and_not_everything(task: Task, option: str, noun: str) -> None:
    with running(scenario="breach") as tenant:
        assert run(tenant, task, False, **{option: []}) == {"changed": False, noun: []}
        assert len(run(tenant, task)[noun]) > 1


@pytest.mark.parametrize("blank", ["", " "])
def test_an_empty_name_is_refused(blank: str) -> None:
    with running(scenario="breach") as tenant:
        read = run(tenant, MACHINE_INFO, machines=["srv-dc-01", blank])
        acted = run(tenant, action(ISOLATION), machines=[blank], comment="test")
    assert read["msg"] == acted["msg"] == "machines: an empty name means no machine; leave it out."


def test_alerts_of_one_machine_share_the_request_for_it() -> None:
    with running(scenario="breach") as tenant:
        alerts = run(tenant, ALERT_INFO, include=["machine"])["alerts"]
        asked = [one["path"] for one in tenant.journal if one["path"].endswith("/machine")]
    assert all((alert["machine"] or {}).get("id") in (alert["machineId"], None) for alert in alerts)
    assert len(asked) == len({alert["machineId"] for alert in alerts if alert["machineId"]}) + sum(
        not alert["machineId"] for alert in alerts
    )
    assert len(asked) < len(alerts)
