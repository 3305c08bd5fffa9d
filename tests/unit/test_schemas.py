# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The schemas in docs/schemas say what the API sends: documented samples and the scenario breach validate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.docs.generator.sources import read
from ansible_collections.secops.defender.plugins.module_utils import _times
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {name: dict(schema) for name, schema in read(ROOT).schemas.items()}
REGISTRY = Registry().with_resources(
    (schema["$id"], DRAFT202012.create_resource(schema)) for schema in SCHEMAS.values()
)
SHARED = "shared/defender-api/examples"
SCENARIO = json.loads((ROOT / "tests/simulator/scenarios/breach.json").read_text(encoding="utf-8"))
COLLECTIONS = {
    "alerts": "alert",
    "machines": "machine",
    "machineactions": "machine_action",
    "investigations": "investigation",
    "users": "user",
    "software": "software",
    "files": "file",
    "indicators": "indicator",
    "libraryfiles": "library_file",
}
# The samples of the documentation, where they lie beside the repository or a folder above it.
EXAMPLES = next((parent / SHARED for parent in ROOT.parents if (parent / SHARED).is_dir()), None)
SAMPLES = {
    "get_alert": "alert",
    "list_alerts": "alert",
    "list_alert_files": "file",
    "list_alert_ips": "ip",
    "list_machines": "machine",
    "list_machines.filter_risk_score_high": "machine",
    "get_machine": "machine",
    "list_machine_logon_users": "user",
    "list_machine_software": "software",
    "get_machine_action": "machine_action",
    "list_machine_actions": "machine_action",
    "list_investigations": "investigation",
    "run_live_response": "machine_action",
    "list_library_files": "library_file",
    "get_file": "file",
    "get_file_stats": "file_stats",
    "get_domain_stats": "domain_stats",
    "get_package_sas_uri": "download_link",
    "get_live_response_result": "download_link",
    "list_indicators": "indicator",
    "indicator_resource": "indicator",
}
AGED = {"lastUpdateTimeUtc"}

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_time(value: object) -> bool:
    """Tell whether a text is a time that this collection can read, whatever its number of fraction digits."""
    return not isinstance(value, str) or bool(_times.parse(value))


def problems(entity: str, record: dict[str, Any]) -> list[str]:
    """Return what a schema has to say against a record."""
    validator = Draft202012Validator(SCHEMAS[entity], registry=REGISTRY, format_checker=FORMATS)
    return [f"{entity} {error.json_path}: {error.message}" for error in validator.iter_errors(record)]


def undescribed(entity: str, record: dict[str, Any]) -> set[str]:
    """Return the properties of a record that its schema does not name."""
    return set(record) - set(SCHEMAS[entity]["properties"]) - AGED


def records_of(sample: str) -> list[dict[str, Any]]:
    """Return the entities in a documented answer without the annotations of the transport."""
    assert EXAMPLES
    data = json.loads((EXAMPLES / f"{sample}.json").read_text(encoding="utf-8"))
    found = data["value"] if isinstance(data.get("value"), list) else [data]
    return [{name: value for name, value in entity.items() if "@" not in name} for entity in found]


def fields_of(schema: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property that a schema describes, those of its parts included."""
    for name, field in schema.get("properties", {}).items():
        yield f"{path}.{name}", field
        yield from fields_of(field, f"{path}.{name}")
    for name, part in schema.get("$defs", {}).items():
        yield from fields_of(part, f"{path}#{name}")


FIELDS = [found for name, schema in SCHEMAS.items() for found in fields_of(schema, name)]


@pytest.mark.parametrize("entity", SCHEMAS)
def test_a_schema_is_a_json_schema_that_names_itself(entity: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[entity])
    assert SCHEMAS[entity]["$id"].endswith(f"/{entity}.json")
    assert SCHEMAS[entity]["description"].endswith(".")


def test_every_property_is_described_in_sentences() -> None:
    described = {path: field.get("description", "") for path, field in FIELDS}
    silent = [path for path, field in FIELDS if not described[path].endswith(".") and "$ref" not in field]
    assert not silent


def test_the_sample_of_a_property_is_one_of_its_values() -> None:
    wrong = [
        f"{path}: {error.message}"
        for path, field in FIELDS
        for sample in field.get("examples", ())
        for error in Draft202012Validator(
            {**field, "$id": "https://example.invalid/field"}, registry=REGISTRY, format_checker=FORMATS
        ).iter_errors(sample)
    ]
    assert not wrong


def test_a_known_value_is_no_closed_list() -> None:
    alert = {**SCENARIO["alerts"][0], "severity": "Catastrophic"}
    assert problems("alert", alert) == []


def test_a_record_of_the_wrong_shape_does_not_validate() -> None:
    alert = SCENARIO["alerts"][0]
    assert problems("alert", {**alert, "mitreTechniques": "T1064"})
    assert problems("alert", {**alert, "alertCreationTime": "yesterday"})
    assert problems("alert", {name: value for name, value in alert.items() if name != "id"})


@pytest.mark.parametrize(("collection", "entity"), COLLECTIONS.items())
def test_the_records_of_the_breach_validate(collection: str, entity: str) -> None:
    assert SCENARIO[collection]
    assert [said for record in SCENARIO[collection] for said in problems(entity, record)] == []


@pytest.mark.parametrize(("collection", "entity"), COLLECTIONS.items())
def test_every_property_in_the_breach_is_described(collection: str, entity: str) -> None:
    assert {name for record in SCENARIO[collection] for name in undescribed(entity, record)} == set()


@pytest.mark.skipif(EXAMPLES is None, reason=f"no {SHARED} beside the repository")
@pytest.mark.parametrize(("sample", "entity"), SAMPLES.items())
def test_a_documented_sample_validates_and_holds_nothing_undescribed(sample: str, entity: str) -> None:
    records = records_of(sample)
    assert records
    for record in records:
        assert problems(entity, record) == []
        assert undescribed(entity, record) == set()
