# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with a structured option is said in one sentence that names the place."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._schemas import check

SCHEMA = {
    "type": "array",
    "minItems": 1,
    "maxItems": 3,
    "items": {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": {"type": "string", "minLength": 1, "maxLength": 100},
            "action": {"enum": ["Allowed", "Block"]},
            "sha1": {"pattern": "^[0-9a-f]{40}$", "x-says": "is no SHA-1 of 40 hex digits"},
        },
    },
}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([{}], "wanted[0]: value is missing."),
        ([{"value": "a"}, {"value": 1}], "wanted[1].value: 1 is not of the type string."),
        ([{"value": "a", "action": "Alow"}], 'wanted[0].action: "Alow" is none of Allowed, Block.'),
        ([{"value": "a", "sha1": "x"}], 'wanted[0].sha1: "x" is no SHA-1 of 40 hex digits.'),
        (
            [{"value": "a", "vlaue": "b"}],
            "wanted[0]: 'vlaue' is no key of it; the keys are value, action, sha1.",
        ),
        ([{"value": ""}], "wanted[0].value: the text is empty or too short."),
        ([{"value": "a" * 101}], "wanted[0].value: the text is longer than 100 characters."),
        ([], "wanted: at least 1 must be given."),
        ([{"value": "a"}] * 4, "wanted: at most 3 can be given."),
        (
            [{"value": "a", "action": "b" * 99}],
            f'wanted[0].action: "{"b" * 59}... is none of Allowed, Block.',
        ),
    ],
)
def test_the_sentence_names_the_place_and_what_is_expected(value: Any, sentence: str) -> None:
    with pytest.raises(OptionError) as refused:
        check("wanted", value, SCHEMA)
    assert str(refused.value) == sentence
    assert refused.value.details == {"option": "wanted"}


def test_what_fits_is_let_through() -> None:
    check("wanted", [{"value": "a", "action": "Block", "sha1": "0" * 40}], SCHEMA)
