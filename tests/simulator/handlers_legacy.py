# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the preview of 2017 answered: the records of the tenant in their older shapes, and 404 for whatever is empty."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.secops.defender.tests.simulator import statistics
from ansible_collections.secops.defender.tests.simulator.calls import Call
from ansible_collections.secops.defender.tests.simulator.handlers_machines import (
    OLDER_FIND_WINDOW,
    addresses_of,
    seen_within,
)
from ansible_collections.secops.defender.tests.simulator.messages import (
    Answer,
    Record,
    json_answer,
    not_found,
    refusal,
)
from ansible_collections.secops.defender.tests.simulator.paging import next_link
from ansible_collections.secops.defender.tests.simulator.query import bad_query, number
from ansible_collections.secops.defender.tests.simulator.shapes_legacy import shown

VERSION = "testwdatppreview"
PAGE = 5000

Handler = Callable[[Call], Answer]
One = Callable[[Call], "Record | None"]
Many = Callable[[Call], list[Record]]

_OPTIONS = frozenset(("$top", "$skip", "$select", "$count", "$expand"))


def entity(kind: str, found: One) -> Handler:
    """A handler that answers with one record, or 404."""

    def handle(call: Call) -> Answer:
        record = found(_of_version(call))
        if record is None:
            raise not_found(kind.rstrip("s").title(), call.params["id"])
        return json_answer({"@odata.context": _context(call), **shown(kind, record)})

    return handle


def entities(kind: str, found: Many, counted: bool = False) -> Handler:
    """A handler that answers with records, or 404 for none."""

    def handle(call: Call) -> Answer:
        records = [shown(kind, record) for record in found(_of_version(call))]
        if not records:
            raise not_found(kind.title(), call.params.get("id", ""))
        count = {"@odata.count": len(records)} if counted else {}
        return json_answer({"@odata.context": _context(call), **count, "value": records})

    return handle


def stats(key: str, known: One, alerts: Many) -> Handler:
    """A handler that answers with the statistics of a thing that is known."""

    def handle(call: Call) -> Answer:
        record = known(_of_version(call))
        if record is None:
            raise not_found("Statistics", call.params["id"])
        counted = statistics.counted(alerts(call))
        prevalence = record.get("organizationPrevalence", counted.pop("organizationPrevalence"))
        told = {"orgPrevalence": str(prevalence), **counted, **record}
        names = ("orgPrevalence", "orgFirstSeen", "orgLastSeen", "topFileNames")
        answer = {name: told[name] for name in names if name in told}
        return json_answer(
            {"@odata.context": _context(call), key: record.get(key) or call.params["id"], **answer}
        )

    return handle


def listing(kind: str, expand: str | None = None) -> Handler:
    """A handler that lists a collection; a cut page has a link also with $top."""

    def handle(call: Call) -> Answer:
        _refuse_options(_of_version(call), expand)
        records = call.tenant.collection(kind).listed()
        start, size = number(call.request, "$skip") or 0, min(PAGE, call.tenant.page_size)
        size = min(size, number(call.request, "$top") or size)
        page = [_dressed(call, kind, record) for record in records[start : start + size]]
        if not page:
            raise not_found(kind.title(), "")
        whole = call.request.option("$count") == "true"
        count = len(records) if whole else len(page)
        answer = {"@odata.context": _context(call), "@odata.count": count, "value": page}
        if start + size < len(records):
            request = call.request._replace(segments=("graph", *call.request.segments))
            answer["@odata.nextLink"] = next_link(request, start + size, size, call.tenant.quirks)
        return json_answer(answer)

    return handle


def find_machines(call: Call) -> list[Record]:
    """Machines with an address, or of a full name, at a time."""
    key = call.params["key"].strip("'").lower()

    def wanted(machine: Record) -> bool:
        return key in {str(machine.get("computerDnsName")).lower(), *addresses_of(machine)}

    return seen_within(call, OLDER_FIND_WINDOW, wanted)


def _of_version(call: Call) -> Call:
    if call.params["version"] != VERSION:
        raise refusal(400, "BadRequest", f"Invalid version: {call.params['version']}.")
    return call


def _context(call: Call) -> str:
    return f"https://{call.request.host}/graph/{VERSION}/$metadata#{call.route.context}"


def _refuse_options(call: Call, expand: str | None) -> None:
    for name, value in call.request.query:
        if name.startswith("$") and name not in _OPTIONS:
            raise bad_query(f"Query option '{name}' is not allowed.")
        if name == "$expand" and value != expand:
            raise bad_query(f"The property '{value}' cannot be used in the $expand query option.")


def _dressed(call: Call, kind: str, record: Record) -> Record:
    view = shown(kind, record)
    selected = (call.request.option("$select") or "").split(",")
    if selected != [""]:
        view = {name: value for name, value in view.items() if name in selected}
    if call.request.option("$expand"):
        machine = call.tenant.collection("machines").get(str(record.get("machineId")))
        view["machine"] = shown("machines", machine) if machine else None
    return view
