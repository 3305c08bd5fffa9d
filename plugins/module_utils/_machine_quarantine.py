# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quarantine of one file on machines, by its SHA-1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._acting import Attempt
from ansible_collections.secops.defender.plugins.module_utils._actions import Action
from ansible_collections.secops.defender.plugins.module_utils._client import Client
from ansible_collections.secops.defender.plugins.module_utils._errors import ActionConflict
from ansible_collections.secops.defender.plugins.module_utils._keys import keys_of
from ansible_collections.secops.defender.plugins.module_utils._orders import Craft
from ansible_collections.secops.defender.plugins.module_utils._runners import job
from ansible_collections.secops.defender.plugins.module_utils._tables.quarantine import QUARANTINE

Params = Mapping[str, Any]


def body(params: Params) -> Mapping[str, Any]:
    """Name the file. OptionError for what is no SHA-1: the service finds a file by nothing else."""
    return {"Sha1": _sha1(params)}


def about_the_file(params: Params, action: Action) -> bool:
    """Tell whether a past action was about the same file."""
    return _file_of(action) == _sha1(params)


def refuse_other_files(_client: Client, params: Params, attempts: Sequence[Attempt]) -> None:
    """Take down where the service answered with an open action about another file in place of a new one."""
    for attempt in attempts:
        named = _file_of(attempt.action or {})
        if named and named != _sha1(params):
            attempt.error = ActionConflict(
                f"The service answered with an action that is still open and about another file ({named}); "
                "wait for it with defender_machine_action and run the task again.",
                action_id=(attempt.action or {}).get("id"),
            )


def _sha1(params: Params) -> str:
    return keys_of("sha1", "sha1", [params["sha1"]])[0]


def _file_of(action: Action) -> str:
    return str((action.get("relatedFileInfo") or {}).get("fileIdentifier") or "").lower()


MACHINE_QUARANTINE = job(
    QUARANTINE,
    Craft(
        options={"sha1": {"type": "str", "required": True}},
        body=body,
        same=about_the_file,
        collect=refuse_other_files,
    ),
)
