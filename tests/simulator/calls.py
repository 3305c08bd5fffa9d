# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A call: a request that has been let in, with what its handler needs; and the answers to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.limits import Limit
from ansible_collections.secops.defender.tests.simulator.messages import (
    Answer,
    Record,
    Request,
    as_json,
    json_answer,
    not_found,
    refusal,
)
from ansible_collections.secops.defender.tests.simulator.paging import next_link, page_of
from ansible_collections.secops.defender.tests.simulator.query import OData, options_of
from ansible_collections.secops.defender.tests.simulator.tenant import Tenant
from ansible_collections.secops.defender.tests.simulator.tokens import Identity


class Access(NamedTuple):
    """The permissions that open an operation, any one of them: for applications, and for people."""

    application: tuple[str, ...]
    delegated: tuple[str, ...]


class Route(NamedTuple):
    """One operation of the API, or of Graph."""

    operation: str
    method: str
    path: str
    access: Access
    handler: Callable[[Call], Answer]
    context: str | None = None
    odata: OData | None = None
    limit: Limit = Limit()
    service: str = "api"


class Call(NamedTuple):
    """A request that may be served."""

    tenant: Tenant
    request: Request
    route: Route
    params: Mapping[str, str]
    identity: Identity

    def found(self, collection: str, kind: str, name: str = "id") -> Record:
        """The record that the path names, or 404."""
        record = self.tenant.collection(collection).get(self.params[name])
        if record is None:
            raise not_found(kind, self.params[name])
        return record

    def context(self) -> str:
        """The @odata.context of the answer, on the host that was asked."""
        return f"https://{self.request.host}/api/$metadata#{self.route.context}"

    def entity(self, record: Mapping[str, Any], status: int = 200) -> Answer:
        """One record as an answer."""
        return json_answer({"@odata.context": self.context(), **record}, status)

    def entities(self, records: list[Record]) -> Answer:
        """A whole list as an answer."""
        return json_answer({"@odata.context": self.context(), "value": records})

    def body(self) -> Record:
        """The JSON object that was sent, or 400."""
        try:
            value = json.loads(self.request.body or b"{}")
        except ValueError as error:
            raise refusal(400, "InvalidRequestBody", "Request body is incorrect: it is not JSON.") from error
        if not isinstance(value, dict):
            raise refusal(400, "InvalidRequestBody", "Request body is incorrect: it is not an object.")
        return value


def listing(
    call: Call,
    view: Callable[[Record], Record] | None = None,
    empty_is_missing: bool = False,
    seen: Callable[[Record], bool] | None = None,
) -> Answer:
    """A page of the collection of the call's route, or of what its caller sees of it."""
    odata = call.route.odata
    if odata is None:
        raise TypeError(f"{call.route.operation} lists nothing")
    tenant, collection = call.tenant, call.tenant.collection(odata.collection)
    options = options_of(call.request, odata)
    records = collection.listed() if options.wanted is None else collection.where(options.wanted)
    records = records if seen is None else [record for record in records if seen(record)]
    if tenant.unlisted:
        records = [record for record in records if record.get("id") not in tenant.unlisted]
    page = page_of(records, options, tenant.page_size, tenant.quirks)
    if empty_is_missing and not page.records and not options.skip:
        raise refusal(404, "NotFound", "No recent machines were found.")
    shown = view if "evidence" not in options.expand else None
    texts = [collection.text(record) if shown is None else as_json(shown(record)) for record in page.records]
    parts = [b'{"@odata.context":', as_json(call.context()), b',"value":[', b",".join(texts), b"]"]
    if page.next_skip is not None:
        link = next_link(call.request, page.next_skip, tenant.page_size, tenant.quirks)
        parts += [b',"@odata.nextLink":', as_json(link)]
    if len(page.records) < len(records):
        tenant.page_was_read(odata.collection)
    return Answer(200, b"".join(parts) + b"}", json_answer({}).headers)
