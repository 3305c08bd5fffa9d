# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can go wrong, as one tree.

DefenderError
├── OptionError         an option cannot be used as it is
├── MissingLibrary      a Python library is not installed where the task runs
├── AuthError           no token could be had
├── TransportError      the service could not be reached, or its answer could not be read
│   ├── Unreached       no connection was made: nothing was sent
│   ├── AnswerLost      a request was sent and its answer never arrived
│   └── LinkRefused     the host of a download refused the link that the service gave
├── IncompleteListing   a listing ended before it was whole
├── Throttled           the retry budget ran out while the service asked to wait
├── ApiError            the service refused
│   ├── NotFound        404
│   ├── Forbidden       403, names the missing permissions
│   ├── QueryFailed     a hunting query could not be answered, for a reason
│   └── Conflict        an action of this kind is already in progress
├── ActionConflict      an open action contradicts the one that is wanted
├── ActionFailed        an action ended without success
└── ActionTimeout       an action had not ended when the wait was over
"""

from __future__ import annotations

from typing import Any


class DefenderError(Exception):
    """A failure that can be told in one sentence, with details for a program; playbooks branch on its kind."""

    kind = "DefenderError"

    def __init__(self, sentence: str, /, **details: Any) -> None:
        super().__init__(sentence)
        self.details = details

    def as_result(self) -> dict[str, Any]:
        """Return the failure in the shape of a task result."""
        return {"msg": str(self), "error": {"kind": self.kind, **self.details}}


class OptionError(DefenderError):
    """An option cannot be used as it is."""

    kind = "OptionError"


class MissingLibrary(DefenderError):
    """A Python library is not installed where the task runs."""

    kind = "MissingLibrary"


class AuthError(DefenderError):
    """No token could be had."""

    kind = "AuthError"


class TransportError(DefenderError):
    """The service could not be reached, or its answer could not be read."""

    kind = "TransportError"


class Unreached(TransportError):
    """No connection was made, so nothing was sent."""


class AnswerLost(TransportError):
    """A request was sent and its answer never arrived: it may or may not have taken effect."""


class LinkRefused(TransportError):
    """The host of a download refused the link that the service gave: it has expired."""


class IncompleteListing(DefenderError):
    """A listing ended before it was whole."""

    kind = "IncompleteListing"


class Throttled(DefenderError):
    """The retry budget ran out while the service asked to wait."""

    kind = "Throttled"


class ApiError(DefenderError):
    """The service refused: details hold status, code, message, target and operation."""

    kind = "ApiError"


class NotFound(ApiError):
    """There is no such thing."""

    kind = "NotFound"


class Forbidden(ApiError):
    """The token lacks a permission; details name it."""

    kind = "Forbidden"


class QueryFailed(ApiError):
    """A hunting query could not be answered; the reason is syntax, size, timeout or resources."""

    kind = "QueryFailed"


class Conflict(ApiError):
    """An action of this kind is already in progress."""

    kind = "Conflict"


class ActionConflict(DefenderError):
    """An open action contradicts the one that is wanted."""

    kind = "ActionConflict"


class ActionFailed(DefenderError):
    """An action ended without success."""

    kind = "ActionFailed"


class ActionTimeout(DefenderError):
    """An action had not ended when the wait was over."""

    kind = "ActionTimeout"


# What would fail in the same way for everything that is left to do.
STOPS_ALL = (AuthError, Forbidden, Throttled, Unreached)
