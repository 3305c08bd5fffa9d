# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module defender_indicator would say of an indicator and of a tenant's, asked before it runs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._indicator_plans import (
    Wanted,
    keyed,
    wanted_of,
)
from ansible_collections.secops.defender.plugins.module_utils._schemas import check
from ansible_collections.secops.defender.plugins.module_utils._tables.indicators import WANTED

_PLACE = re.compile(r"indicators\[0\](?:\.|: )?")


def checked(item: Mapping[str, Any], owner: str, now: datetime) -> Wanted:
    """Return an indicator as the module takes it. ValueError says what the module would refuse."""
    try:
        check("indicators", [dict(item)], WANTED["present"])
        (wanted,) = wanted_of([item], owner, now)
    except OptionError as error:
        raise ValueError(_PLACE.sub("", str(error), count=1).rstrip(".")) from None
    return wanted


def standing(records: Iterable[Mapping[str, Any]]) -> Mapping[str, list[Mapping[str, Any]]]:
    """Return the indicators of a tenant by type and value, which make it one indicator."""
    return keyed(records)
