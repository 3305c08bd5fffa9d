# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags and values of machines: what should be, and the fewest requests that make it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._changes import Change, compared
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._naming import DUPLICATES, find_machines
from ansible_collections.secops.defender.plugins.module_utils._stating import Params, Request, Resource
from ansible_collections.secops.defender.plugins.module_utils._tables.machine_updates import (
    MACHINES_PER_TAG,
    SET_VALUE,
    TAG_MANY,
    TAG_ONE,
    UPDATE,
    VALUES,
)

_TAGS, _VALUE = "machineTags", "deviceValue"


def look(client: Client, params: Params) -> list[Change]:
    """Return for each machine what its tags and its value are and should be."""
    tags = list(dict.fromkeys(tag.strip() for tag in params["tags"] or ()))
    if "" in tags:
        raise OptionError("tags: an empty text is no tag; leave it out.", option="tags")
    machines = find_machines(client, params["machines"], params["duplicates"])
    return [_change(machine, {**params, "tags": tags}, params["tags"] is not None) for machine in machines]


def tags_after(present: Sequence[str], tags: Sequence[str], mode: str) -> list[str]:
    """Return the tags that a machine should have, those that stay in their order."""
    if mode == "remove":
        return [tag for tag in present if tag not in tags]
    kept = [tag for tag in present if tag in tags or mode == "add"]
    return kept + [tag for tag in tags if tag not in present]


def requests(params: Params, changes: Sequence[Change]) -> Iterator[Request]:
    """Yield the requests: a tag of many machines at a time, a whole machine only where its whole set of tags is given.

    A whole set that is written can undo what somebody else has just changed, so that adding and removing never does.
    """
    tagged = [change for change in changes if _differs(change, _TAGS)]
    valued = [change for change in changes if _differs(change, _VALUE)]
    whole = _as_a_whole(tagged, valued) if params["tags_mode"] == "exact" else set()
    for change in tagged:
        if change.key in whole:
            body = {name: (change.after or {})[name] for name in (_TAGS, _VALUE) if _differs(change, name)}
            yield Request(UPDATE, [change], body, {"id": change.key})
    yield from _by_tag([change for change in tagged if change.key not in whole])
    for change in valued:
        if change.key not in whole:
            yield Request(
                SET_VALUE, [change], {"DeviceValue": (change.after or {})[_VALUE]}, {"id": change.key}
            )


def refusals(request: Request, answer: Any) -> Mapping[str, str]:
    """Tell when the service kept other tags than the whole set that it was given."""
    wanted = (request.body or {}).get(_TAGS)
    if wanted is None or not isinstance(answer, dict) or set(answer.get(_TAGS) or ()) == set(wanted):
        return {}
    kept = ", ".join(answer.get(_TAGS) or ())
    return {request.changes[0].key: f"it keeps the tags {kept}; use tags_mode add and remove"}


def _change(machine: Mapping[str, Any], params: Params, with_tags: bool) -> Change:
    tags = [tag for tag in machine.get(_TAGS) or () if tag]
    wanted: dict[str, Any] = {}
    if with_tags:
        wanted[_TAGS] = tags_after(tags, params["tags"], params["tags_mode"])
    if params["device_value"]:
        wanted[_VALUE] = params["device_value"]
    name = f"{machine.get('computerDnsName') or 'no name'} ({machine['id']})"
    return compared(machine["id"], name, {**machine, _TAGS: tags}, wanted)


def _differs(change: Change, name: str) -> bool:
    return (change.before or {}).get(name) != (change.after or {}).get(name)


def _as_a_whole(tagged: Sequence[Change], valued: Sequence[Change]) -> set[str]:
    """Return the machines that one request each serves best: both change, or that is fewer than tag by tag."""
    both = {change.key for change in valued} & {change.key for change in tagged}
    rest = [change for change in tagged if change.key not in both]
    return both | {change.key for change in rest} if len(rest) < len(list(_by_tag(rest))) else both


def _by_tag(changes: Sequence[Change]) -> Iterator[Request]:
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        before, after = (set((side or {})[_TAGS]) for side in (change.before, change.after))
        for tag in sorted(after - before):
            groups.setdefault(("Add", tag), []).append(change)
        for tag in sorted(before - after):
            groups.setdefault(("Remove", tag), []).append(change)
    for (action, tag), group in groups.items():
        body = {"Value": tag, "Action": action}
        if len(group) == 1:
            yield Request(TAG_ONE, group, body, {"id": group[0].key})
            continue
        for part in range(ceil(len(group) / MACHINES_PER_TAG)):
            some = group[part * MACHINES_PER_TAG : (part + 1) * MACHINES_PER_TAG]
            yield Request(TAG_MANY, some, {**body, "MachineIds": [change.key for change in some]})


MACHINE = Resource(
    noun="machine",
    key="machine_id",
    look=look,
    requests=requests,
    refusals=refusals,
    options={
        "machines": {"type": "list", "elements": "str", "required": True},
        "duplicates": DUPLICATES,
        "tags": {"type": "list", "elements": "str"},
        "tags_mode": {"type": "str", "choices": ["add", "remove", "exact"], "default": "add"},
        "device_value": {"type": "str", "choices": list(VALUES)},
    },
    rules={"required_one_of": [("tags", "device_value")]},
)
