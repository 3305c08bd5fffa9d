# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Long work says where it is: what a task tells while it waits, and what is seen of it at -v and without."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._client import client_for
from ansible_collections.secops.defender.plugins.module_utils._entity import Rate
from ansible_collections.secops.defender.plugins.module_utils._options import connection_of
from ansible_collections.secops.defender.plugins.module_utils._pace import Pace
from ansible_collections.secops.defender.plugins.module_utils._tables.machines import MACHINES
from ansible_collections.secops.defender.plugins.module_utils._waiting import Patience, looks, progress
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.commands import command
from ansible_collections.secops.defender.tests.unit.plugins.tasks import client_of

IDS = [f"{number:040x}" for number in range(1, 4)]
MACHINE = {"onboardingStatus": "Onboarded", "healthStatus": "Active", "lastSeen": "2026-05-01T10:00:00Z"}
BODY = {"Comment": "c", "IsolationType": "Full"}
PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - secops.defender.defender_machine_isolation: &isolation
        machines: [one, two]
        comment: c
        wait_timeout: 0.3
        poll_interval: 0.1
      ignore_errors: true
    - secops.defender.defender_machine_isolation:
        <<: *isolation
        wait_timeout: 60
      timeout: 1
      ignore_errors: true
    - secops.defender.defender_machine_isolation: *isolation
      no_log: true
      ignore_errors: true
"""
LINE = "defender_machine_isolation: 0 of 2 actions succeeded, 2 pending after 0 s; next look in 0.1 s"


@pytest.fixture
def tenant() -> Iterator[Running]:
    machines = [
        {**MACHINE, "id": machine_id, "computerDnsName": name}
        for machine_id, name in zip(IDS, ("one", "two", "three"), strict=True)
    ]
    with running({"machines": machines}) as served:
        yield served


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock moves on when somebody sleeps."""
    waits: list[float] = []
    monkeypatch.setattr(_clock, "sleep", waits.append)
    monkeypatch.setattr(_clock, "monotonic", lambda: sum(waits))
    return waits


def options(tenant: Running) -> Mapping[str, Any]:
    return {
        **connection_of({}),
        **tenant.options,
        "cloud": "commercial",
        "retry_budget": 300.0,
        "timeout": 9.0,
    }


def test_how_far_actions_are_is_one_line() -> None:
    statuses = ["Succeeded"] * 7 + ["Pending"] * 4 + ["Failed"]
    assert progress(statuses) == "7 of 12 actions succeeded, 4 pending, 1 failed"
    assert progress(["", "Unheard"]) == "0 of 2 actions succeeded, 1 not shown yet, 1 Unheard"
    assert progress(["InProgress"]) == "0 of 1 action succeeded, 1 in progress"


def test_waiting_tells_after_each_look_but_the_last(tenant: Running, slept: list[float]) -> None:
    told: list[str] = []
    client = client_of(tenant)
    client.tell = told.append
    for _look in looks(client, ["no-such-action"], Patience(25, 10)):
        continue
    assert told == [
        "waiting begins; when this is broken off, run the same again to wait on, nothing is sent twice",
        "0 of 1 action succeeded, 1 not shown yet after 0 s; next look in 10 s",
        "0 of 1 action succeeded, 1 not shown yet after 10 s; next look in 10 s",
        "0 of 1 action succeeded, 1 not shown yet after 20 s; next look in 5 s",
    ]
    assert sum(slept) == 25


@pytest.mark.parametrize(
    ("deed", "line"),
    [
        ("throttle 30", r"list_machines: the service asks to wait; sent again in 30 s"),
        ("status 503", r"list_machines: the service answered with 503; sent again in [\d.e-]+ s"),
        ("drop_before", r"list_machines: there was no answer; sent again in [\d.e-]+ s"),
    ],
)
def test_a_request_that_is_sent_again_is_told_without_any_secret(
    deed: str, line: str, slept: list[float]
) -> None:
    told: list[str] = []
    fault = {"when": {"path": "/api/machines", "nth": 1}, "do": deed}
    with running({}, [fault]) as tenant:
        client = client_for(options(tenant), told.append)
        list(client.each(MACHINES.list))
    assert len(told) == len(slept) == 1
    assert re.fullmatch(line, told[0])


def test_keeping_to_a_rate_is_told(slept: list[float]) -> None:
    told: list[str] = []
    pace = Pace(Rate(1, None), told.append)
    pace.keep(list)
    pace.keep(list)
    assert told == ["the service allows no more requests of this kind for now; next one in 60 s"]
    assert slept == [60]


@pytest.fixture
def play(tmp_path: Path) -> Path:
    path = tmp_path / "play.yml"
    path.write_text(PLAY, encoding="utf-8")
    return path


def test_lines_are_seen_at_v_and_whoever_breaks_off_is_told_how_to_go_on(tenant: Running, play: Path) -> None:
    seen = command("playbook", "-v", str(play), folder=play.parent, **tenant.environment)
    told = seen.stdout + seen.stderr
    lines = [line for line in told.splitlines() if "next look in" in line]
    assert lines.count(LINE) >= 1
    assert all(tenant.options["client_secret"] not in line and "eyJ" not in line for line in lines)
    flat = " ".join(told.split())
    assert (
        flat.count("was broken off. What was sent goes on in the service: run the same again to wait on") == 1
    )
    assert "wait on with defender_machine_action, or run the task again" in flat
    after_no_log = told.rpartition("TASK [")[2]
    assert "next look" not in after_no_log
    assert len(tenant.writes) == 2


def test_without_v_only_the_way_to_go_on_is_seen(tenant: Running, play: Path) -> None:
    seen = command("playbook", str(play), folder=play.parent, **tenant.environment)
    told = seen.stdout + seen.stderr
    assert "next look in" not in told
    assert "was broken off" in told
