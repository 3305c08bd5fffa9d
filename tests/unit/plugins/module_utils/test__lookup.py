# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What belongs to files, domains, addresses and users, against a tenant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from ansible_collections.secops.defender.plugins.module_utils._file_info import FILE_INFO
from ansible_collections.secops.defender.plugins.module_utils._lookup import lookup
from ansible_collections.secops.defender.plugins.module_utils._tables.domains import DOMAINS
from ansible_collections.secops.defender.plugins.module_utils._tables.ips import IPS
from ansible_collections.secops.defender.plugins.module_utils._tables.users import USERS
from ansible_collections.secops.defender.plugins.module_utils._task import Task
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.tasks import run

DOMAIN_INFO, IP_INFO, USER_INFO = lookup(DOMAINS), lookup(IPS), lookup(USERS)

SHA1, SHA256, UNKNOWN = "a" * 40, "b" * 64, "c" * 40
FILE = {"sha1": SHA1, "sha256": SHA256, "size": 7, "globalPrevalence": 29}
MACHINE = {"id": "1e5bc9d7e413ddd7902c2932e418702b84d0cc07", "computerDnsName": "ws-1.contoso.com"}
ODD_USER = "J. O'Neill #7%"
ALERT = {
    "id": "da637308392288907382_-880718168",
    "alertCreationTime": "2026-04-20T10:53:48.7657932Z",
    "machineId": MACHINE["id"],
    "evidence": [
        {"entityType": "File", "sha1": SHA1, "fileName": "tool.exe"},
        {"entityType": "Ip", "ipAddress": "2001:db8::53"},
        {"entityType": "Url", "url": "https://bad.example/x"},
        {"entityType": "User", "accountName": ODD_USER, "domainName": "contoso"},
    ],
}
SCENARIO = {"now": "2026-05-01T00:00:00Z", "alerts": [ALERT], "machines": [MACHINE], "files": [FILE]}
EVERYTHING = ["alerts", "machines", "stats"]


@pytest.fixture(name="tenant")
def _tenant() -> Iterator[Running]:
    with running(SCENARIO) as tenant:
        yield tenant


def asked(tenant: Running) -> list[str]:
    """The requests to the API so far, without the logins."""
    return [entry["path"] for entry in tenant.journal if entry["path"].startswith("/api")]


def ids(records: list[dict[str, Any]]) -> list[str]:
    return [record["id"] for record in records]


@pytest.mark.parametrize("name", [SHA1, SHA256.upper()])
def test_a_file_is_read_by_either_hash_with_what_belongs_to_it(tenant: Running, name: str) -> None:
    (file,) = run(tenant, FILE_INFO, files=[name], include=EVERYTHING)["files"]
    assert {key: file[key] for key in FILE} == FILE
    assert (ids(file["alerts"]), ids(file["machines"])) == ([ALERT["id"]], [MACHINE["id"]])
    assert (file["stats"]["globallyPrevalence"], file["stats"]["topFileNames"]) == (29, ["tool.exe"])
    assert "@odata.context" not in file["stats"]
    assert f"/api/files/{SHA1}/machines" in asked(tenant)


def test_a_file_that_nobody_knows_is_an_error(tenant: Running) -> None:
    result = run(tenant, FILE_INFO, files=[SHA1, UNKNOWN])
    assert (result["failed"], result["error"]["kind"]) == (True, "NotFound")


class Case(NamedTuple):
    """A module for what is named by keys: its option, the key in a record, and a key."""

    task: Task
    noun: str
    named: str
    key: str

    @property
    def included(self) -> list[str]:
        return list(self.task.options["include"]["choices"])

    def read(self, tenant: Running, **options: Any) -> Any:
        return run(tenant, self.task, **{self.noun: [self.key], **options})


KNOWN = [
    Case(DOMAIN_INFO, "domains", "host", "bad.example"),
    Case(IP_INFO, "ips", "id", "2001:db8::53"),
    Case(USER_INFO, "users", "accountName", ODD_USER),
]
UNKNOWN_KEYS = ["unknown.example", "192.0.2.1", "nobody"]


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case.noun)
def test_what_belongs_to_a_key_is_read_and_the_key_is_the_record(tenant: Running, case: Case) -> None:
    (thing,) = case.read(tenant, include=case.included)[case.noun]
    assert set(thing) == {case.named, *case.included}
    assert (thing[case.named], ids(thing["alerts"])) == (case.key, [ALERT["id"]])
    assert ids(thing.get("machines", [MACHINE])) == [MACHINE["id"]]
    assert thing.get("stats", {"organizationPrevalence": 1})["organizationPrevalence"] == 1
    assert len(asked(tenant)) == len(case.included)


@pytest.mark.parametrize(
    "case", [case._replace(key=key) for case, key in zip(KNOWN, UNKNOWN_KEYS, strict=True)], ids=UNKNOWN_KEYS
)
def test_what_nobody_knows_has_nothing(tenant: Running, case: Case) -> None:
    (thing,) = case.read(tenant, include=case.included)[case.noun]
    assert thing[case.named] == case.key
    assert (thing["alerts"], thing.get("machines", [])) == ([], [])
    assert thing.get("stats", {"organizationPrevalence": 0})["organizationPrevalence"] == 0


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case.noun)
def test_nothing_is_asked_that_was_not_wanted(tenant: Running, case: Case) -> None:
    assert case.read(tenant)[case.noun] == [{case.named: case.key}]
    assert run(tenant, case.task, False, **{case.noun: []}) == {"changed": False, case.noun: []}
    assert asked(tenant) == []


@pytest.mark.parametrize(("hours", "query"), [(None, ""), (48, "lookBackHours=48")])
def test_statistics_look_back_as_far_as_was_asked(tenant: Running, hours: int | None, query: str) -> None:
    run(tenant, DOMAIN_INFO, domains=["bad.example"], include=["stats"], look_back_hours=hours)
    assert tenant.journal[-1]["path"] == "/api/domains/bad.example/stats"
    assert tenant.journal[-1]["query"] == query


BAD: list[tuple[Task, dict[str, Any], str]] = [
    (FILE_INFO, {"files": [SHA1, "nonsense"]}, "files: 'nonsense' is no SHA-1 or SHA-256"),
    (DOMAIN_INFO, {"domains": ["https://bad.example"]}, "domains: 'https://bad.example' is no domain"),
    (IP_INFO, {"ips": ["10.0.0"]}, "ips: '10.0.0' is no IP address"),
    (USER_INFO, {"users": ["user1@contoso.com"]}, "users: 'user1@contoso.com' is no account name"),
    (FILE_INFO, {"files": [SHA1], "look_back_hours": 0}, "look_back_hours: give 1 to 720 hours"),
    (IP_INFO, {"ips": ["10.0.0.1"], "look_back_hours": 721}, "look_back_hours: give 1 to 720 hours"),
]


@pytest.mark.parametrize(("task", "options", "message"), BAD)
def test_bad_input_ends_in_one_sentence_before_any_request(
    tenant: Running, task: Task, options: dict[str, Any], message: str
) -> None:
    result = run(tenant, task, **options)
    assert (result["failed"], result["error"]["kind"]) == (True, "OptionError")
    assert result["msg"].startswith(message)
    assert tenant.journal == []
