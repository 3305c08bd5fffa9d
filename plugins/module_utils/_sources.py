# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which source of tokens a connection uses. Pure.

By name, a source is used as it is asked for. With auto the first complete one is used. A ready access token ends
sooner or later, so auto names the source that takes over from it as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.plugins.module_utils._options import (
    AUTH_SOURCES,
    CONNECTION_SPEC,
    SIGN_INS,
)

AUTO = tuple(name for name in AUTH_SOURCES if name not in ("managed_identity", *SIGN_INS))


def missing_options(connection: Mapping[str, Any], needed: Sequence[str]) -> list[str]:
    """Return the needed options that a connection does not give."""
    return [option for option in needed if not connection.get(option)]


def choose(
    wanted: str, lacks: Callable[[str], list[str]], misfit: AuthError | None = None
) -> tuple[str, ...]:
    """Return the sources to use, one after the other. AuthError says what is lacking if there is none.

    Misfit is what to say of an access token that is given and does not fit, if nothing takes its place.
    """
    if wanted != "auto":
        missing = lacks(wanted)
        if missing:
            raise misfit if misfit and wanted == "access_token" else _incomplete(wanted, missing)
        return (wanted,)
    chosen: list[str] = []
    tried: dict[str, list[str]] = {}
    for name in AUTO:
        missing = lacks(name)
        if missing:
            tried[name] = missing
            continue
        chosen.append(name)
        if name != "access_token":
            break
    if not chosen:
        raise misfit or _nothing(tried)
    return tuple(chosen)


def environment_of(options: Sequence[str]) -> dict[str, list[str]]:
    """Return the environment variables that stand in for options."""
    known = [option for option in options if option in CONNECTION_SPEC]
    return {option: list(CONNECTION_SPEC[option]["fallback"][1]) for option in known}


def _incomplete(source: str, missing: list[str]) -> AuthError:
    environment = environment_of(missing)
    told = [
        f"{lack} (environment {' or '.join(environment[lack])})" if lack in environment else lack
        for lack in missing
    ]
    return AuthError(
        f"auth_source: {source} lacks {', '.join(told)}; give what is missing.",
        source=source,
        lacks=missing,
        environment=environment,
    )


def _nothing(tried: Mapping[str, list[str]]) -> AuthError:
    told = "; ".join(f"{name} lacks {', '.join(missing)}" for name, missing in tried.items())
    every = [lack for missing in tried.values() for lack in missing]
    return AuthError(
        f"auth_source: no credentials are complete ({told}); give the options of one source,"
        " or ask for managed_identity by name.",
        tried=dict(tried),
        environment=environment_of(list(dict.fromkeys(every))),
    )
