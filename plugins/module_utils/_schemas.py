# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Structured options against their JSON Schemas: the only import of jsonschema, and only when it is needed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._errors import MissingLibrary, OptionError

_SHOWN = 60

_SAYS = {
    "required": "{missing} is missing",
    "additionalProperties": "{unknown} is no key of it; the keys are {keys}",
    "enum": "{value} is none of {expected}",
    "const": "{value} is not {expected}",
    "type": "{value} is not of the type {expected}",
    "minLength": "the text is empty or too short",
    "maxLength": "the text is longer than {expected} characters",
    "minItems": "at least {expected} must be given",
    "maxItems": "at most {expected} can be given",
}


def check(option: str, value: Any, schema: Mapping[str, Any]) -> None:
    """Raise OptionError, which names the place inside the option, if the value is not as the schema says.

    A schema may say in x-says, beside a pattern or a choice of forms, what is expected: "must be ...".
    """
    jsonschema = _jsonschema()
    wrong = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(value))
    if wrong is not None:
        raise OptionError(f"{_place(option, wrong.absolute_path)}: {_sentence(wrong)}.", option=option)


def _jsonschema() -> Any:
    try:
        import jsonschema
    except ImportError as error:
        raise MissingLibrary(
            f"The Python library jsonschema is missing where this task runs ({error}); "
            "install it with pip install jsonschema.",
            library="jsonschema",
        ) from None
    return jsonschema


def _place(option: str, path: Any) -> str:
    return option + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def _sentence(wrong: Any) -> str:
    expected = wrong.validator_value
    said = wrong.schema.get("x-says") if isinstance(wrong.schema, dict) else None
    if said and wrong.validator in ("pattern", "oneOf", "anyOf", "format"):
        return f"{_shown(wrong.instance)} {said}"
    words = _SAYS.get(wrong.validator, "{value} does not fit the rule {rule}")
    given = set(wrong.instance) if isinstance(wrong.instance, dict) else set()
    known = wrong.schema.get("properties", {}) if isinstance(wrong.schema, dict) else {}
    return words.format(
        value=_shown(wrong.instance),
        expected=", ".join(map(str, expected)) if isinstance(expected, list) else expected,
        missing=next((name for name in expected if name not in given), "")
        if wrong.validator == "required"
        else "",
        unknown=", ".join(sorted(map(repr, given - set(known)))),
        keys=", ".join(known),
        rule=wrong.validator,
    )


def _shown(value: Any) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
