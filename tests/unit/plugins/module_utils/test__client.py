# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client against a tenant: tokens, retries, errors and listings."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._errors import (
    AnswerLost,
    ApiError,
    AuthError,
    DefenderError,
    Forbidden,
    IncompleteListing,
    NotFound,
    OptionError,
    Throttled,
    TransportError,
    Unreached,
)
from ansible_collections.secops.defender.plugins.module_utils._tables.isolation import ISOLATION
from ansible_collections.secops.defender.plugins.module_utils._tables.machines import GET_MACHINE, MACHINES
from ansible_collections.secops.defender.tests.simulator import fleet as fleets
from ansible_collections.secops.defender.tests.simulator import running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import client_of

MACHINES_PATH = "/api/machines"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept."""
    slept: list[float] = []
    monkeypatch.setattr(_clock, "sleep", slept.append)
    return slept


def fault(do: str, **when: Any) -> dict[str, Any]:
    return {"when": {"path": MACHINES_PATH, **when}, "do": do}


def fleet(size: int, *quirks: str | None) -> dict[str, Any]:
    return {**fleets.fleet(size, datetime.now(timezone.utc)), "quirks": [quirk for quirk in quirks if quirk]}


def ids(tenant: Any, **options: Any) -> list[str]:
    return [machine["id"] for machine in client_of(tenant, **options).each(MACHINES.list)]


READ_FAULTS = [
    "status 500",
    "status 502",
    "status 503",
    "status 504",
    "throttle 2",
    "drop_before",
    "drop_after",
    "cut_body",
    "not_json",
    "expire_token",
    "status 200",
]


@pytest.mark.parametrize("do", READ_FAULTS)
def test_a_read_survives_one_fault_of_every_kind(do: str, waits: list[float]) -> None:
    with running(scenario="breach", faults=[fault(do, nth=1)]) as tenant:
        assert len(ids(tenant)) == len(tenant.collection("machines"))
    assert len(waits) == (0 if do == "expire_token" else 1)


def test_throttling_waits_as_told(waits: list[float]) -> None:
    with running(scenario="breach", faults=[fault("throttle 7", nth=1)]) as tenant:
        ids(tenant)
    assert waits == [7.0]


def test_a_wait_beyond_the_budget_is_an_error_that_says_when_to_come_back(waits: list[float]) -> None:
    refused = pytest.raises(Throttled, match="wait 90 s, more than is left of retry_budget")
    with running(scenario="breach", faults=[fault("throttle 90")]) as tenant, refused as caught:
        ids(tenant, retry_budget=60)
    assert caught.value.details["retry_after"] == 90
    assert waits == []


def test_a_service_that_stays_broken_is_given_up_after_five_attempts(waits: list[float]) -> None:
    with running(scenario="breach", faults=[fault("status 500")]) as tenant:
        with pytest.raises(ApiError, match="list_machines: the service answered 500"):
            ids(tenant)
        assert len([entry for entry in tenant.journal if entry["path"] == MACHINES_PATH]) == 5
    assert len(waits) == 4


@pytest.mark.parametrize(
    "do", ["status 500", "status 503", "drop_before", "drop_after", "cut_body", "not_json"]
)
def test_a_write_that_may_have_arrived_is_sent_once(do: str, waits: list[float]) -> None:
    faults = [{"when": {"method": "POST", "path": "/isolate$"}, "do": do}]
    with running(scenario="breach", faults=faults) as tenant:
        machine_id = tenant.collection("machines")[0]["id"]
        with pytest.raises(DefenderError):
            client_of(tenant).call(ISOLATION[0].operation, {"id": machine_id}, body={"Comment": "x"})
        assert len(tenant.writes) == 1
    assert waits == []


def test_an_unknown_thing_is_not_found() -> None:
    with (
        running(scenario="breach") as tenant,
        pytest.raises(NotFound, match="get_machine: .*404 ResourceNotFound"),
    ):
        client_of(tenant).first(GET_MACHINE, id="f" * 40)


def test_an_id_never_leaves_its_segment_of_the_path() -> None:
    with running(scenario="breach") as tenant:
        with pytest.raises(NotFound):
            client_of(tenant).first(GET_MACHINE, id="../alerts?$top=1#")
        assert "alerts" not in tenant.journal[-1]["path"].split("/")


def test_a_missing_permission_is_named_with_the_ones_that_are_there() -> None:
    scenario = {
        "apps": [
            {
                "id": "11111111-0000-0000-0000-000000000001",
                "secret": "s3cret-of-the-test",
                "permissions": ["Alert.Read.All"],
            }
        ]
    }
    with running(scenario=scenario) as tenant:
        with pytest.raises(Forbidden, match=r"Machine\.Read\.All, Machine\.ReadWrite\.All") as caught:
            ids(tenant)
        assert caught.value.details["present"] == ["Alert.Read.All"]
        with pytest.raises(Forbidden, match=r"isolate_machine: the token lacks .*Machine\.Isolate"):
            client_of(tenant).require(ISOLATION[0].operation)
        assert tenant.writes == []


def test_a_filter_that_the_service_refuses_comes_with_its_message() -> None:
    with running(scenario="breach") as tenant, pytest.raises(ApiError, match="400") as caught:
        list(client_of(tenant).each(MACHINES.list, {"$filter": "agentVersion eq '1'"}))
    assert "agentVersion" in str(caught.value)


def test_a_token_for_another_audience_is_told_apart() -> None:
    with running(scenario="breach") as tenant, pytest.raises(DefenderError) as caught:
        ids(tenant, audience="https://graph.microsoft.com")
    assert isinstance(caught.value, (AuthError, Forbidden))


def test_an_unreachable_host_is_named(waits: list[float]) -> None:
    with (
        running(scenario="breach") as tenant,
        pytest.raises(TransportError, match=r"127\.0\.0\.1:1: no connection"),
    ):
        ids(tenant, api_url="https://127.0.0.1:1")
    assert len(waits) == 4


def test_a_host_whose_name_does_not_resolve_was_not_reached(waits: list[float]) -> None:
    unreached = pytest.raises(Unreached, match=r"nowhere\.invalid: no connection could be made")
    with unreached, running(scenario="breach") as tenant:
        ids(tenant, api_url="https://nowhere.invalid")


def test_an_untrusted_certificate_asks_for_ca_path() -> None:
    with (
        running(scenario="breach") as tenant,
        pytest.raises(TransportError, match="not trusted; give ca_path"),
    ):
        ids(tenant, ca_path=None)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_bad_ca_file_names_the_option(content: str | None, tmp_path: Any) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    with running(scenario="breach") as tenant, pytest.raises(OptionError, match="ca_path: .*name a PEM file"):
        ids(tenant, ca_path=str(path))


def test_an_address_without_tls_is_refused() -> None:
    with (
        running(scenario="breach") as tenant,
        pytest.raises(OptionError, match="api_url: .*not an https:// address"),
    ):
        ids(tenant, api_url="http://127.0.0.1:1")


def test_a_timeout_below_zero_is_refused() -> None:
    with running(scenario="breach") as tenant, pytest.raises(OptionError, match=r"timeout: -1 s"):
        ids(tenant, timeout=-1.0)


def test_a_loop_logs_in_once() -> None:
    with running(scenario="breach") as tenant:
        for _item in range(3):
            ids(tenant)
        assert len([entry for entry in tenant.journal if entry["path"].endswith("/token")]) == 1


QUIRKS = ["mangled_next_link", "stuck_next_link", "repeats", "moving_records"]


def test_a_listing_longer_than_the_largest_page_is_complete_and_without_doubles() -> None:
    with running(scenario=fleet(10_200, "mangled_next_link", "repeats")) as tenant:
        listed = ids(tenant)
        present = {machine["id"] for machine in tenant.collection("machines")}
    assert len(listed) == len(set(listed)) == 10_200
    assert set(listed) == present


@pytest.mark.parametrize("quirk", [None, *QUIRKS])
def test_a_listing_in_three_pages_is_complete_and_without_doubles(quirk: str | None) -> None:
    with running(scenario=fleet(250, quirk), page_size=100) as tenant:
        listed = ids(tenant)
        present = {machine["id"] for machine in tenant.collection("machines")}
    assert len(listed) == len(set(listed)) == 250
    assert set(listed) == present


def test_a_listing_that_goes_on_at_another_host_is_an_error() -> None:
    refused = pytest.raises(TransportError, match="the token is not sent there")
    with refused, running(scenario=fleet(30, "foreign_next_link"), page_size=10) as tenant:
        ids(tenant)


def test_a_limit_above_a_page_goes_on_by_skip() -> None:
    with running(scenario="fleet:10200") as tenant:
        listed = [machine["id"] for machine in client_of(tenant).each(MACHINES.list, limit=10_100)]
        asked = [entry["query"] for entry in tenant.journal if entry["path"] == MACHINES_PATH]
    assert len(set(listed)) == 10_100
    assert len(asked) == 2


def test_a_page_that_cannot_be_had_is_an_error_and_never_a_short_listing(waits: list[float]) -> None:
    faults = [fault("status 400", nth=2)]
    with running(scenario="fleet:30", page_size=10, faults=faults) as tenant, pytest.raises(ApiError):
        ids(tenant)


@pytest.mark.parametrize("status", [204, 404])
def test_a_promised_page_that_is_not_there_is_an_error_and_never_a_short_listing(status: int) -> None:
    incomplete = pytest.raises(IncompleteListing, match="list_machines: .* run the task again")
    faults = [fault(f"status {status}", nth=2)]
    with incomplete, running(scenario="fleet:30", page_size=10, faults=faults) as tenant:
        ids(tenant)


def test_an_answer_without_a_record_is_an_error() -> None:
    lost = pytest.raises(AnswerLost, match="get_machine: the service answered with nothing")
    faults = [{"do": "status 204", "when": {"path": "/machines/"}}]
    with lost, running(scenario="fleet:1", faults=faults) as tenant:
        client_of(tenant).first(GET_MACHINE, id="1")


def test_no_machines_are_an_empty_list_although_the_service_says_404() -> None:
    with running(scenario={}) as tenant:
        assert ids(tenant) == []
        assert tenant.journal[-1]["status"] == 404
