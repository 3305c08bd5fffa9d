# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The library of files and scripts for live response: listing, uploading, deleting."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from ansible_collections.secops.defender.tests.simulator.calls import Call
from ansible_collections.secops.defender.tests.simulator.forms import Part, form_of
from ansible_collections.secops.defender.tests.simulator.messages import Answer, Record, refusal
from ansible_collections.secops.defender.tests.simulator.times import written

LARGEST = 20 * 1024 * 1024

# The names of the documented curl sample; those of the page's table are refused, as users report.
FIELDS = frozenset(
    ("file", "fileName", "Description", "ParametersDescription", "HasParameters", "OverrideIfExists")
)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_FLAGS = {"true": True, "false": False}


def list_all(call: Call) -> Answer:
    """GET /api/libraryfiles: all of them, without options."""
    return call.entities(call.tenant.collection("libraryfiles").listed())


def upload(call: Call) -> Answer:
    """POST /api/libraryfiles: a form with the file in it."""
    form = form_of(call.request)
    unknown = sorted(set(form) - FIELDS)
    if unknown:
        raise refusal(
            400, "InvalidRequestBody", f"Request body is incorrect: '{unknown[0]}' is not a known field."
        )
    name, content = _file(form)
    library = call.tenant.collection("libraryfiles")
    present = library.get(name)
    if present is not None and not _flag(form, "OverrideIfExists"):
        raise refusal(400, "InvalidInput", f"The file {name} already exists.")
    record = _record(call, form, name, content)
    if present is not None:
        record = {**record, "fileName": present["fileName"], "creationTime": present.get("creationTime")}
    library.put(record)
    return call.entity(record)


def delete(call: Call) -> Answer:
    """DELETE /api/libraryfiles/{file_name}."""
    record = call.found("libraryfiles", "Library file", "file_name")
    call.tenant.collection("libraryfiles").remove(record["fileName"])
    return Answer(204)


def _file(form: Mapping[str, Part]) -> tuple[str, bytes]:
    if "file" not in form:
        raise refusal(400, "MissingRequiredParameter", "Required parameter 'file' is missing.")
    given = form["fileName"].text if "fileName" in form else form["file"].file_name
    if not _NAME.fullmatch(given or ""):
        raise refusal(400, "InvalidInput", f"'{given}' is not a valid file name.")
    if len(form["file"].content) > LARGEST:
        raise refusal(400, "InvalidInput", "The file is larger than 20 MB.")
    return str(given), form["file"].content


def _record(call: Call, form: Mapping[str, Part], name: str, content: bytes) -> Record:
    now = written(call.tenant.clock.now(), "3")
    record = {
        "fileName": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "description": form["Description"].text if "Description" in form else None,
        "creationTime": now,
        "lastUpdatedTime": now,
        "createdBy": call.identity.name,
        "hasParameters": _flag(form, "HasParameters"),
    }
    if record["hasParameters"]:
        described = form.get("ParametersDescription")
        record["parametersDescription"] = described.text if described else ""
    return record


def _flag(form: Mapping[str, Part], name: str) -> bool:
    text = form[name].text if name in form else "false"
    if text not in _FLAGS:
        raise refusal(400, "InvalidInput", f"'{text}' is not a valid value of '{name}'.")
    return _FLAGS[text]
