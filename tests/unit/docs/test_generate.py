# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/generate.py writes what follows from schemas and operations, and nothing else. On a tree of its own."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.secops.defender.docs.generate import main

MODULE = '''\
DOCUMENTATION = r"""
module: defender_pet_info
short_description: Read pets
notes:
  # BEGIN GENERATED permissions
  # END GENERATED
  - Written by hand.
"""

RETURN = r"""
pets:
  description: The pets, written by hand.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains pet and included
  # END GENERATED
# BEGIN GENERATED error
# END GENERATED
count:
  description: Written by hand, too.
  returned: success
  type: int
"""
'''
README = """\
# Pets

<!-- BEGIN GENERATED contents -->
<!-- END GENERATED -->

<!-- BEGIN GENERATED permissions -->
<!-- END GENERATED -->

Written by hand.
"""
PET = {
    "description": "One pet.",
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "description": "Id of the pet.", "examples": ["c:\\pets\\1"]},
        "mood": {
            "type": ["string", "null"],
            "description": "How it feels.",
            "x-known-values": ["Happy", "None"],
        },
        "born": {"type": "string", "description": "When: at home.", "examples": ["2021-01-26T20:33:59.2Z"]},
        "toys": {"type": "array", "items": {"$ref": "#/$defs/toy"}, "description": "What it plays with."},
        "weight": {"type": ["number", "string"], "description": "In kilograms."},
    },
    "$defs": {
        "toy": {"type": "object", "properties": {"name": {"type": "string", "description": "Its name."}}},
        "included": {
            "type": "object",
            "properties": {
                "owner": {"anyOf": [{"$ref": "owner.json"}, {"type": "null"}], "description": "Who feeds it."}
            },
        },
    },
}
OWNER = {
    "description": "One owner.",
    "type": "object",
    "x-returned-by": {"module": "defender_owner_info", "key": "owners"},
    "properties": {"id": {"type": "string", "description": "Id of the owner."}},
}
ERROR = {
    "description": "Why.",
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"type": "string", "description": "Sort.", "enum": ["NotFound", "Forbidden"]},
        "target": {"type": ["string", "null"], "description": "Which pet.", "examples": ["|7."]},
    },
}
OPERATIONS = """
operations:
  - id: list_pets
    application: [Pet.Read.All, Pet.ReadWrite.All]
    delegated: [Pet.Read]
    used_by: {defender_pet_info: always}
  - id: get_owner
    application: [Owner.Read.All]
    delegated: [Owner.Read.All]
    used_by: {defender_pet_info: include=owner}
  - id: get_pet
    application: [Pet.Read.All, Pet.ReadWrite.All]
    delegated: [Pet.Read]
    used_by: {defender_pet_info: include=owner}
  - id: adopt_pet
    application: [Pet.ReadWrite.All]
    delegated: []
    used_by: {defender_pet_info: include=owner}
"""
FILES = {
    "plugins/modules/defender_pet_info.py": MODULE,
    "README.md": README,
    "docs/guides/errors.md": "<!-- BEGIN GENERATED errors -->\n<!-- END GENERATED -->\n",
    "meta/runtime.yml": "---\nrequires_ansible: '>=2.16.0'\n",
    "docs/api/operations.yml": OPERATIONS,
    "docs/schemas/pet.json": json.dumps(PET),
    "docs/schemas/owner.json": json.dumps(OWNER),
    "docs/schemas/error.json": json.dumps(ERROR),
    "roles/feed_pets/meta/argument_specs.yml": "argument_specs: {main: {short_description: Feed pets}}",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a small collection whose generated parts are still empty."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def block_of(tree: Path, name: str) -> Any:
    """Return a documentation block of the module, parsed."""
    text = (tree / "plugins/modules/defender_pet_info.py").read_text()
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            return yaml.safe_load(ast.literal_eval(statement.value))
    raise AssertionError(name)


def edit(tree: Path, name: str, old: str, new: str) -> None:
    path = tree / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_the_properties_of_a_schema_become_the_documentation_of_a_key(tree: Path) -> None:
    assert main([], tree) == 0
    fields = block_of(tree, "RETURN")["pets"]["contains"]
    assert fields["id"] == {
        "description": "Id of the pet.",
        "returned": "always",
        "type": "str",
        "sample": "c:\\pets\\1",
    }
    assert fields["born"]["sample"] == "2021-01-26T20:33:59.2Z"
    assert fields["toys"]["elements"] == "dict"
    assert fields["toys"]["contains"]["name"]["type"] == "str"
    assert fields["weight"]["type"] == "raw"


def test_known_values_are_told_as_an_open_list(tree: Path) -> None:
    main([], tree)
    mood = block_of(tree, "RETURN")["pets"]["contains"]["mood"]
    assert mood["description"] == "How it feels. Known values are V(Happy) and V(None); others can come."
    assert mood["returned"] == "when known"


def test_a_long_description_is_folded_and_stays_the_same_text(tree: Path) -> None:
    text = "It is told at length: " + " ".join(f"word-{number}" for number in range(60)) + "."
    edit(tree, "docs/schemas/pet.json", "How it feels.", text)
    main([], tree)
    mood = block_of(tree, "RETURN")["pets"]["contains"]["mood"]["description"]
    assert mood == f"{text} Known values are V(Happy) and V(None); others can come."
    lines = (tree / "plugins/modules/defender_pet_info.py").read_text().splitlines()
    assert max(map(len, lines)) <= 140


def test_an_included_record_that_another_module_returns_is_described_there(tree: Path) -> None:
    main([], tree)
    owner = block_of(tree, "RETURN")["pets"]["contains"]["owner"]
    assert owner["returned"] == "when asked for with include"
    assert "RV(secops.defender.defender_owner_info#module:owners)" in owner["description"]
    assert "contains" not in owner


def test_included_records_are_left_out_unless_the_marker_asks_for_them(tree: Path) -> None:
    edit(tree, "plugins/modules/defender_pet_info.py", "contains pet and included", "contains pet")
    main([], tree)
    assert "owner" not in block_of(tree, "RETURN")["pets"]["contains"]


def test_what_is_written_by_hand_stays(tree: Path) -> None:
    main([], tree)
    documented = block_of(tree, "RETURN")
    assert documented["pets"]["description"] == "The pets, written by hand."
    assert documented["count"]["type"] == "int"
    assert block_of(tree, "DOCUMENTATION")["notes"][-1] == "Written by hand."
    assert (tree / "README.md").read_text().endswith("Written by hand.\n")


def test_a_module_tells_what_every_error_has_and_the_guide_the_rest(tree: Path) -> None:
    main([], tree)
    error = block_of(tree, "RETURN")["error"]
    assert list(error["contains"]) == ["kind"]
    assert error["contains"]["kind"]["description"] == "Sort. It is V(NotFound) or V(Forbidden)."
    assert "docs/guides/errors.md) has its other keys." in error["description"]
    guide = (tree / "docs/guides/errors.md").read_text()
    assert '| `target` | str | Which pet. | `"\\|7."` |' in guide
    assert "`kind`" not in guide


def test_permissions_are_noted_once_and_with_the_option_that_brings_them_in(tree: Path) -> None:
    main([], tree)
    assert block_of(tree, "DOCUMENTATION")["notes"][:-1] == [
        "An application needs the permission C(Pet.Read.All) or C(Pet.ReadWrite.All), and a person C(Pet.Read).",
        "With O(include=owner), an application or a person needs the permission C(Owner.Read.All).",
        "With O(include=owner), an application needs the permission C(Pet.ReadWrite.All) for what a person cannot do at all.",
    ]


def test_every_module_is_in_the_group_and_runs_in_the_process_of_the_controller(tree: Path) -> None:
    main([], tree)
    runtime = yaml.safe_load((tree / "meta/runtime.yml").read_text())
    assert runtime == {
        "requires_ansible": ">=2.16.0",
        "action_groups": {"defender": ["defender_pet_info"]},
    }
    assert "_in_process import ActionModule" in (tree / "plugins/action/defender_pet_info.py").read_text()


def test_the_readme_lists_what_there_is_and_what_it_needs(tree: Path) -> None:
    main([], tree)
    text = (tree / "README.md").read_text()
    assert "| [defender_pet_info](plugins/modules/defender_pet_info.py) | module | Read pets |" in text
    assert "| [feed_pets](roles/feed_pets) | role | Feed pets |" in text
    assert "| `defender_pet_info` | `include=owner` | Owner.Read.All | Owner.Read.All |" in text


def test_a_second_run_changes_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([], tree)
    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main([], tree) == 0
    assert capsys.readouterr().out == ""
    assert {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()} == before


def test_check_passes_on_what_was_just_written(tree: Path) -> None:
    main([], tree)
    assert main(["--check"], tree) == 0


@pytest.mark.parametrize(
    ("edited", "differs"),
    [
        (("docs/schemas/pet.json", "How it feels.", "Its mood."), "plugins/modules/defender_pet_info.py"),
        (("docs/api/operations.yml", "Pet.Read]", "Pet.See]"), "README.md"),
        (("README.md", "Feed pets", "Starve pets"), "README.md"),
        (("meta/runtime.yml", "defender_pet_info", "elsewhere"), "meta/runtime.yml"),
        (
            ("plugins/action/defender_pet_info.py", "_in_process", "_elsewhere"),
            "plugins/action/defender_pet_info.py",
        ),
    ],
)
def test_check_names_a_file_that_differs_and_leaves_it_alone(
    tree: Path, capsys: pytest.CaptureFixture[str], edited: tuple[str, str, str], differs: str
) -> None:
    main([], tree)
    edit(tree, *edited)
    before = (tree / differs).read_text()
    capsys.readouterr()
    assert main(["--check"], tree) == 1
    assert f"{differs} differs" in capsys.readouterr().out
    assert (tree / differs).read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("contains pet and included", "contains fish", "docs/schemas has no fish.json"),
        ("GENERATED error", "GENERATED nonsense", "there is nothing called 'nonsense' to generate"),
        ("  # END GENERATED\n  - Written", "  - Written", "permissions: END GENERATED is missing"),
    ],
)
def test_a_marker_that_nothing_can_be_made_of_is_named_with_its_file(
    tree: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    edit(tree, "plugins/modules/defender_pet_info.py", old, new)
    assert main([], tree) == 1
    assert f"plugins/modules/defender_pet_info.py: {said}" in capsys.readouterr().err


def test_a_module_that_no_operation_names_is_refused(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(tree, "docs/api/operations.yml", "defender_pet_info", "defender_owner_info")
    assert main([], tree) == 1
    assert "names no operation that defender_pet_info uses" in capsys.readouterr().err
