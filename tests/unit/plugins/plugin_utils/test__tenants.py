# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._containment import Sources, selection
from ansible_collections.secops.defender.plugins.plugin_utils._report_html import page
from ansible_collections.secops.defender.plugins.plugin_utils._report_markdown import markdown
from ansible_collections.secops.defender.plugins.plugin_utils._tenants import Tenant, of_tenant, tenants_of
from ansible_collections.secops.defender.plugins.plugin_utils._tenants_report import tenants_report
from ansible_collections.secops.defender.tests.unit.test_schemas import problems

ROLES = Path(__file__).resolve().parents[4] / "roles"
GUID = "0b2b1f0c-0000-4000-8000-00000000beef"
OTHER = "5de4e7d2-0000-4000-8000-00000000d1e5"


def told(name: str, failure: str = "", machines: int = 1) -> dict[str, Any]:
    """What each_tenant keeps of a tenant."""
    document = _report.report("triage_alerts", "Triage", "2026-05-01T12:00:00Z", f"Lead of {name}.")
    document["figures"] = [
        _report.figure("Machines", machines, "bad" if machines > 1 else "good"),
        _report.figure("Since", "yesterday"),
    ]
    document["sections"] = [_report.section("Machines", "All of them.")]
    document["data"] = {"machines": [{"machine_id": f"{name}-1", "score": 90}]}
    tenant = {"name": name, "tenant_id": f"{name.lower()}.com", "label": name}
    return {"tenant": tenant, "report": {} if failure else document, "failure": failure}


def together(*reports: dict[str, Any]) -> dict[str, Any]:
    return tenants_report(reports, "triage_alerts", "Triage", "2026-05-01T12:00:00Z")


def test_a_tenant_is_an_id_or_a_mapping_with_a_name() -> None:
    assert tenants_of([GUID, {"tenant_id": OTHER, "name": "Contoso & Co."}], "t") == [
        Tenant(GUID, GUID, GUID),
        Tenant(OTHER, "Contoso & Co.", "Contoso_Co"),
    ]


def test_tenants_may_stand_in_one_text_as_on_a_command_line() -> None:
    assert [tenant.tenant_id for tenant in tenants_of(f"{GUID}, {OTHER}", "t")] == [GUID, OTHER]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (7, "t: give a list"),
        ([{"id": GUID}], "is no tenant"),
        ([3], "is no tenant"),
        ([{"name": "x"}], "is no tenant id"),
        (["contoso.com"], "is no tenant id"),
        ([{"tenant_id": GUID, "name": "///"}], "is no name"),
        ([GUID, GUID.upper()], "is there twice"),
        ([{"tenant_id": GUID, "name": "A b"}, {"tenant_id": OTHER, "name": "a/B"}], "is there twice"),
    ],
)
def test_what_is_no_list_of_tenants_is_refused_in_one_sentence(given: Any, says: str) -> None:
    with pytest.raises(OptionError, match=says) as caught:
        tenants_of(given, "t")
    assert str(caught.value).startswith("t: ")


def test_the_report_of_several_tenants_tells_who_failed_and_hides_nobody() -> None:
    document = together(told("Contoso"), told("Nowhere", "login was refused."), told("Fabrikam"))
    assert document["lead"] == "1 of 3 tenants failed; Nowhere: login was refused."
    assert document["data"]["failure"] == document["lead"]
    assert document["data"]["tenants"]["nowhere.com"] == {
        "name": "Nowhere",
        "lead": None,
        "failure": "login was refused.",
        "data": {},
    }
    assert document["data"]["tenants"]["fabrikam.com"]["data"]["machines"][0]["machine_id"] == "Fabrikam-1"
    headings = [section["heading"] for section in document["sections"]]
    assert headings == [
        "Tenants",
        "Contoso",
        "Contoso: Machines",
        "Nowhere",
        "Fabrikam",
        "Fabrikam: Machines",
    ]


def test_numbers_of_the_tenants_are_added_up_in_their_most_alarming_tone() -> None:
    figures = {figure["label"]: figure for figure in together(told("A"), told("B", machines=4))["figures"]}
    assert figures["Machines"] == {"label": "Machines", "number": 5, "tone": "bad"}
    assert figures["Tenants"]["number"] == 2
    assert "Since" not in figures


def test_a_report_of_several_tenants_keeps_to_the_schema_and_can_be_written() -> None:
    document = together(told("Contoso"), told("Nowhere", "no."))
    assert problems("report", document) == []
    assert "Nowhere: no." in markdown(document)
    assert "Contoso: Machines" in page(document)


def test_a_tenants_part_is_a_report_like_its_own() -> None:
    mine = of_tenant(together(told("A"), told("B")), "B.com", "triage")
    assert mine["report"] == "triage_alerts"
    assert mine["data"]["machines"] == [{"machine_id": "B-1", "score": 90}]
    assert of_tenant(together(told("A")), "c.com", "triage")["data"]["machines"] == []
    assert of_tenant({"report": "triage_alerts"}, "c.com", "triage") == {"report": "triage_alerts"}


def test_machines_of_a_report_of_several_tenants_are_those_of_the_tenant() -> None:
    several = together(told("A"), told("B"))
    assert selection(Sources(triage=several, tenant="a.com"))["machines"] == ["A-1"]
    assert "the report is of several tenants" in selection(Sources(triage=several))["refusal"]


def test_hosts_of_another_tenant_are_left_alone() -> None:
    hosts = {"mine": {"id": "1"}, "theirs": {"id": "2"}}
    assert selection(Sources(group="g", hosts=hosts, elsewhere={"theirs"}))["machines"] == ["1"]
    nothing = selection(Sources(group="g", hosts=hosts, elsewhere=set(hosts)))
    assert (nothing["machines"], nothing["refusal"]) == ([], "")


def _tasks(entries: Any) -> list[dict[str, Any]]:
    """Every task of a file, those of blocks as well."""
    found = []
    for entry in entries or ():
        found.append(entry)
        for part in ("block", "rescue", "always"):
            found += _tasks(entry.get(part))
    return found


def test_every_task_of_a_role_that_asks_the_service_names_the_tenant() -> None:
    silent = [
        f"{path.parent.parent.name}/{path.name}: {task['name']}"
        for path in sorted(ROLES.glob("*/tasks/*.yml"))
        for task in _tasks(yaml.safe_load(path.read_text(encoding="utf-8")))
        for action, options in task.items()
        if action.startswith("secops.defender.defender_")
        and options.get("tenant_id") != "{{ __each_tenant_id | default(omit) }}"
    ]
    assert silent == []


def test_every_role_that_asks_the_service_takes_tenants() -> None:
    asking = {
        path.parent.parent.name
        for path in ROLES.glob("*/tasks/*.yml")
        if "__each_tenant_id | default(omit)" in path.read_text(encoding="utf-8")
    }
    for role in asking:
        main = (ROLES / role / "tasks/main.yml").read_text(encoding="utf-8")
        assert f"each_tenant_role: {role}" in main
        assert (ROLES / role / "tasks/tenant.yml").is_file()
        assert f"{role}_tenants: []" in (ROLES / role / "defaults/main.yml").read_text(encoding="utf-8")
        assert f"{role}_tenants:" in (ROLES / role / "meta/argument_specs.yml").read_text(encoding="utf-8")
