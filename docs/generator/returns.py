# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a schema says of an entity, as a RETURN block says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.docs.generator.sources import Schema, SourceError, enumeration

TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "array": "list",
    "object": "dict",
}


def documented(schemas: Mapping[str, Schema], name: str, included: bool = False) -> dict[str, Any]:
    """Return the documentation of an entity's properties."""
    if name not in schemas:
        raise SourceError(f"docs/schemas has no {name}.json")
    schema = schemas[name]
    fields = fields_of(schemas, schema, schema)
    if included:
        more = schema["$defs"]["included"]
        fields.update(fields_of(schemas, {**more, "x-returned": "when asked for with include"}, schema))
    return fields


def fields_of(schemas: Mapping[str, Schema], part: Schema, whole: Schema) -> dict[str, Any]:
    """Return the documentation of the properties of a part of a schema."""
    at_times = part.get("x-returned", "when known")
    return {
        name: field_of(schemas, field, whole, "always" if name in part.get("required", ()) else at_times)
        for name, field in part["properties"].items()
    }


def field_of(schemas: Mapping[str, Schema], field: Schema, whole: Schema, returned: str) -> dict[str, Any]:
    """Return the documentation of one property."""
    meant, holder = resolved(schemas, field, whole)
    item, inner = resolved(schemas, meant["items"], holder) if "items" in meant else (meant, holder)
    told: dict[str, Any] = {
        "description": sentences(field, meant, item),
        "returned": field.get("x-returned", returned),
        "type": type_of(meant),
    }
    if "items" in meant:
        told["elements"] = type_of(item)
    if "properties" in item and "x-returned-by" not in item:
        told["contains"] = fields_of(schemas, item, inner)
    elif "examples" in field:
        told["sample"] = field["examples"][0]
    return told


def resolved(schemas: Mapping[str, Schema], field: Schema, whole: Schema) -> tuple[Schema, Schema]:
    """Follow a reference; return what is meant and the whole schema that it stands in."""
    ref = next((option["$ref"] for option in (field, *field.get("anyOf", ())) if "$ref" in option), None)
    if ref is None:
        return field, whole
    if ref.startswith("#/$defs/"):
        return whole["$defs"][ref.rpartition("/")[2]], whole
    meant = schemas[ref.removesuffix(".json")]
    return meant, meant


def type_of(schema: Schema) -> str:
    """Return Ansible's name of the type beside null; several together are raw."""
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    named = [TYPES[name] for name in types if name != "null"]
    return named[0] if len(named) == 1 else "raw"


def sentences(field: Schema, meant: Schema, item: Schema) -> str:
    """Return what is to be said of a property."""
    said = [field.get("description", meant["description"])]
    if "x-known-values" in field:
        said.append(f"Known values are {enumeration('V', field['x-known-values'], 'and')}; others can come.")
    if "enum" in field:
        said.append(f"It is {enumeration('V', field['enum'], 'or')}.")
    if "x-returned-by" in item:
        source = item["x-returned-by"]
        said.append(f"The same keys as in RV(secops.defender.{source['module']}#module:{source['key']}).")
    return " ".join(said)
