# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible's own commands on a simulated tenant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.secops.defender.tests.simulator import Running, running
from ansible_collections.secops.defender.tests.unit.plugins.commands import command
from ansible_collections.secops.defender.tests.unit.plugins.inventory.reading import configured

KEYED = [
    {"prefix": "defender_risk", "key": "defender.riskScore | lower"},
    {"prefix": "defender_tag", "key": "defender.machineTags"},
]
PLAY = """
- hosts: defender_risk_high
  gather_facts: false
  connection: local
  tasks:
    - ansible.builtin.debug:
        msg: "{{ inventory_hostname }} has risk {{ defender.riskScore }} and tags {{ defender.machineTags }}"
"""


@pytest.fixture(scope="module")
def tenant() -> Iterator[Running]:
    with running(scenario="breach") as served:
        yield served


@pytest.fixture
def source(tmp_path: Path) -> str:
    return str(configured(tmp_path, None, keyed_groups=KEYED))


def at_high_risk(tenant: Running) -> set[str]:
    return {item["computerDnsName"] for item in tenant.collection("machines") if item["riskScore"] == "High"}


def test_the_graph_shows_the_groups(tmp_path: Path, tenant: Running, source: str) -> None:
    done = command(
        "inventory", "-i", source, "--graph", "defender_risk_high", folder=tmp_path, **tenant.environment
    )
    shown = [line.strip(" |-") for line in done.stdout.splitlines()]
    assert shown[0] == "@defender_risk_high:"
    assert set(shown[1:]) == at_high_risk(tenant)


def test_the_list_holds_every_record_and_no_secret(tmp_path: Path, tenant: Running, source: str) -> None:
    done = command("inventory", "-i", source, "--list", "-vvvv", folder=tmp_path, **tenant.environment)
    start = done.stdout.index("{\n")
    hosts = json.loads(done.stdout[start:])["_meta"]["hostvars"]
    assert {name: list(variables) for name, variables in hosts.items()} == {
        name: ["defender"] for name in hosts
    }
    assert at_high_risk(tenant) <= set(hosts)
    assert tenant.options["client_secret"] not in done.stdout + done.stderr
    assert "eyJ" not in done.stdout + done.stderr


def test_a_play_reaches_a_group(tmp_path: Path, tenant: Running, source: str) -> None:
    (tmp_path / "play.yml").write_text(PLAY, encoding="utf-8")
    done = command("playbook", "-i", source, "play.yml", folder=tmp_path, **tenant.environment)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in at_high_risk(tenant):
        assert f"{name} has risk High" in done.stdout


def test_a_failure_is_one_sentence_and_stops_if_wanted(tmp_path: Path, tenant: Running, source: str) -> None:
    wrong = {**tenant.environment, "DEFENDER_CLIENT_SECRET": "a wrong one"}
    strictly = {**wrong, "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    done = command("inventory", "-i", source, "--graph", folder=tmp_path, **strictly)
    assert done.returncode != 0
    assert "plugin: client_secret: " in " ".join(done.stderr.split())
    assert "AADSTS7000215" in done.stderr
    assert "a wrong one" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_group_names_are_kept_as_they_come_if_wanted(tmp_path: Path, tenant: Running, source: str) -> None:
    names = {**tenant.environment, "ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS": "ignore"}
    kept = command("inventory", "-i", source, "--graph", folder=tmp_path, **names).stdout
    safe = command("inventory", "-i", source, "--graph", folder=tmp_path, **tenant.environment).stdout
    assert "@defender_tag_never-isolate:" in kept
    assert "@defender_tag_never_isolate:" in safe


def test_extra_variables_reach_options_and_expressions(tmp_path: Path, tenant: Running) -> None:
    rules = {
        "filter": "riskScore eq '{{ risk }}'",
        "keyed_groups": [{"key": "wanted ~ '_' ~ defender.riskScore", "separator": ""}],
        "ansible_host": "lastIpAddress",
        "compose": {"address": "ansible_host"},
        "use_extra_vars": True,
    }
    source = str(configured(tmp_path, None, **rules))
    extra = ("-e", "risk=High", "-e", "wanted=group", "-e", "ansible_host=bastion")
    done = command("inventory", "-i", source, "--list", *extra, folder=tmp_path, **tenant.environment)
    listed = json.loads(done.stdout)
    assert set(listed["group_High"]["hosts"]) == at_high_risk(tenant)
    assert {variables["address"] for variables in listed["_meta"]["hostvars"].values()} == {"bastion"}


def test_a_secret_can_be_encrypted_in_the_file(tmp_path: Path, tenant: Running) -> None:
    password = ("--vault-password-file", "password")
    (tmp_path / "password").write_text("for the test", encoding="utf-8")
    secret = command(
        "vault", "encrypt_string", *password, tenant.options["client_secret"], folder=tmp_path
    ).stdout
    source = configured(tmp_path, tenant, client_secret="ENCRYPTED")
    source.write_text(source.read_text(encoding="utf-8").replace('"ENCRYPTED"', secret), encoding="utf-8")
    done = command("inventory", "-i", str(source), "--list", *password, folder=tmp_path)
    assert len(json.loads(done.stdout)["_meta"]["hostvars"]) == 40, done.stderr


def test_the_documentation_is_shown_with_its_examples(tmp_path: Path) -> None:
    done = command("doc", "-t", "inventory", "secops.defender.defender_machines", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("plugin: secops.defender.defender_machines") == 4
    for option in ("name_from", "exclude_stale", "keyed_groups", "client_secret", "cache_plugin"):
        assert f"{option}" in done.stdout
