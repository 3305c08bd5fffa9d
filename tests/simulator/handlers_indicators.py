# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Indicators: listed, created or updated alone and in batches, deleted alone and in batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator import indicators
from ansible_collections.secops.defender.tests.simulator.bodies import INDICATOR_IDS, checked
from ansible_collections.secops.defender.tests.simulator.calls import Call, listing
from ansible_collections.secops.defender.tests.simulator.kinds import complaint
from ansible_collections.secops.defender.tests.simulator.messages import (
    Answer,
    Record,
    json_answer,
    not_found,
    refusal,
)
from ansible_collections.secops.defender.tests.simulator.times import written

BATCH_MAX = 500
REQUIRED = ("indicatorValue", "indicatorType", "action", "title", "description")
KINDS = {
    **dict.fromkeys(REQUIRED, "text"),
    **dict.fromkeys(
        ("application", "severity", "recommendedActions", "educateUrl", "expirationTime"), "text?"
    ),
    **dict.fromkeys(("rbacGroupNames", "mitreTechniques"), "[text]?"),
    "generateAlert": "flag?",
}
# What nobody can send, as the service fills it in.
EMPTY: Record = {
    **dict.fromkeys(("externalId", "lookBackPeriod", "notificationId", "notificationBody", "version")),
    **dict.fromkeys(("additionalInfo", "certificateInfo", "bypassDurationHours")),
    "category": 1,
    "historicalDetection": False,
    "rbacGroupIds": [],
}


def list_all(call: Call) -> Answer:
    """GET /api/indicators: the active ones that the caller may see."""
    return listing(call, seen=_seen_by(call))


def submit(call: Call) -> Answer:
    """POST /api/indicators: creates, or updates the one with this value, type and action."""
    sent = _well_formed(call.body())
    wrong = indicators.complaint(sent)
    if wrong:
        raise refusal(400, "InvalidInput", wrong)
    outcome = Writing(call).write(sent)
    if outcome.record is None:
        raise refusal(400, "InvalidInput", str(outcome.failure))
    return call.entity(outcome.record)


def import_many(call: Call) -> Answer:
    """POST /api/indicators/import: one result for each, failures included."""
    items = call.body().get("Indicators")
    if not isinstance(items, list) or not items:
        raise refusal(400, "MissingRequiredParameter", "Required parameter 'Indicators' is missing.")
    _refuse_too_many(items)
    sent = [_well_formed(item) for item in items]
    writing = Writing(call)
    return json_answer({"value": [_imported(writing, item) for item in sent]})


def delete(call: Call) -> Answer:
    """DELETE /api/indicators/{id}."""
    _remove(call, [call.params["id"]])
    return Answer(204)


def batch_delete(call: Call) -> Answer:
    """POST /api/indicators/BatchDelete: all of them or, when one is unknown, none."""
    ids = checked(call.body(), INDICATOR_IDS)["IndicatorIds"]
    _refuse_too_many(ids)
    wrong = [text for text in ids if not (text.isascii() and text.isdigit())]
    if wrong:
        raise refusal(400, "InvalidInput", f"'{wrong[0]}' is not a valid indicator id.")
    _remove(call, ids)
    return Answer(204)


class Outcome(NamedTuple):
    """What became of one indicator that was sent: the record, or why there is none."""

    record: Record | None = None
    failure: str | None = None
    created: bool = False


class Writing:
    """Creates and updates indicators for one caller."""

    def __init__(self, call: Call) -> None:
        """Look at what is there."""
        self._call = call
        self._collection = call.tenant.collection("indicators")
        self._sees = _seen_by(call)
        self._by_key = {indicators.key_of(record): record for record in self._collection.listed()}
        ids = (int(record["id"]) for record in self._collection.listed() if record["id"].isdigit())
        self._next_id = max(ids, default=0) + 1

    def write(self, sent: Record) -> Outcome:
        """Create one, or put all that can be sent in the place of what it had."""
        known = self._by_key.get(indicators.key_of(sent))
        if known is not None and not self._sees(known):
            return Outcome(failure="The indicator was created by another application.")
        if known is None and len(self._collection) >= indicators.QUOTA:
            return Outcome(failure=f"The limit of {indicators.QUOTA} indicators has been reached.")
        record = self._updated(known, sent) if known else self._created(sent)
        self._by_key[indicators.key_of(record)] = record
        self._collection.put(record)
        return Outcome(record, created=known is None)

    def _created(self, sent: Record) -> Record:
        identity, now = self._call.identity, written(self._call.tenant.clock.now(), "3")
        is_app = identity.context == "application"
        number, self._next_id = self._next_id, self._next_id + 1
        return {
            "id": str(number),
            **_stored(sent),
            "application": sent.get("application"),
            "createdBy": identity.app_id if is_app else identity.name,
            "createdByDisplayName": identity.name,
            "createdBySource": "PublicApi",
            "creationTimeDateTimeUtc": now,
            "lastUpdateTime": now,
            "lastUpdatedBy": None,
            **EMPTY,
        }

    def _updated(self, known: Record, sent: Record) -> Record:
        now = written(self._call.tenant.clock.now())
        return {**known, **_stored(sent), "lastUpdateTime": now, "lastUpdatedBy": self._call.identity.name}


def _stored(sent: Record) -> Record:
    plain = {name: sent.get(name) for name in KINDS if name != "application"}
    return {
        **plain,
        "severity": sent.get("severity") or "Informational",
        "expirationTime": indicators.to_the_second(sent.get("expirationTime")),
        "rbacGroupNames": sent.get("rbacGroupNames") or [],
        "mitreTechniques": sent.get("mitreTechniques") or [],
        "generateAlert": bool(sent.get("generateAlert")),
    }


def _imported(writing: Writing, sent: Record) -> Record:
    value, wrong = sent["indicatorValue"], indicators.complaint(sent)
    outcome = Outcome(failure=wrong) if wrong else writing.write(sent)
    if outcome.record is None:
        return {"id": None, "indicator": value, "isFailed": True, "failureReason": outcome.failure}
    told = {"id": outcome.record["id"], "indicator": value}
    return {**told, "isFailed": False, "failureReason": None} if outcome.created else told


def _well_formed(item: Any) -> Record:
    if not isinstance(item, dict):
        raise refusal(400, "InvalidRequestBody", "Request body is incorrect: an indicator is no object.")
    missing = [name for name in REQUIRED if item.get(name) is None]
    if missing:
        raise refusal(400, "MissingRequiredParameter", f"Required parameter '{missing[0]}' is missing.")
    for name, value in item.items():
        if name not in KINDS:
            message = f"Request body is incorrect: '{name}' is not a known property."
            raise refusal(400, "InvalidRequestBody", message)
        wrong = complaint(name, value, KINDS[name])
        if wrong:
            raise refusal(400, "InvalidRequestBody", f"Request body is incorrect: {wrong}.")
    return item


def _refuse_too_many(items: list[Any]) -> None:
    if len(items) > BATCH_MAX:
        message = f"Maximum batch size exceeded: received {len(items)}, allowed {BATCH_MAX}."
        raise refusal(400, "MaximumBatchSizeExceeded", message)


def _seen_by(call: Call) -> Callable[[Record], bool]:
    """Which indicators the caller sees: a person and Ti.ReadWrite.All all of them, Ti.ReadWrite its own."""
    identity = call.identity
    if identity.context == "user" or "Ti.ReadWrite.All" in identity.permissions:
        return lambda record: True
    return lambda record: str(record.get("createdBy")).lower() == identity.app_id.lower()


def _remove(call: Call, ids: list[str]) -> None:
    collection, sees = call.tenant.collection("indicators"), _seen_by(call)
    found = ((indicator_id, collection.get(indicator_id)) for indicator_id in ids)
    missing = [indicator_id for indicator_id, record in found if record is None or not sees(record)]
    if missing:
        raise not_found("Indicator", missing[0])
    for indicator_id in ids:
        collection.remove(indicator_id)
