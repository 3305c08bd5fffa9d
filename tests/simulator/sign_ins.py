# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sign-ins that have begun: device codes and authorization codes, each good once and for a while, on real time."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from ansible_collections.secops.defender.tests.simulator.apps import App
from ansible_collections.secops.defender.tests.simulator.entra_errors import EntraError

_LETTERS = "BCDFGHJKLMNPQRSTVWXYZ23456789"
_CODE_LIFETIME = 600


@dataclass
class Begun:
    """A code that was handed out; the user is there once somebody has signed in."""

    app_id: str
    ends: float
    asked: Mapping[str, str]
    user_code: str = ""
    user: str | None = None
    declined: bool = False
    redeemed: bool = False


@dataclass
class SignIns:
    """The codes of a tenant, by what the client shows to redeem them."""

    devices: dict[str, Begun] = field(default_factory=dict)
    codes: dict[str, Begun] = field(default_factory=dict)

    def begin_device(self, app: App, scope: str) -> tuple[str, Begun]:
        """A new device code, and what belongs to it."""
        letters = "".join(secrets.choice(_LETTERS) for _letter in range(9))
        begun = Begun(app.id, time.time() + app.sign_in_lifetime, {"scope": scope}, letters)
        device_code = secrets.token_urlsafe(48)
        self.devices[device_code] = begun
        return device_code, begun

    def device_of(self, user_code: str) -> Begun:
        """The device that shows a code to its user; EntraError if none does."""
        wanted = user_code.strip().upper()
        found = next((begun for begun in self.devices.values() if begun.user_code == wanted), None)
        if found is None:
            raise EntraError(70018)
        if found.ends <= time.time():
            raise EntraError(70019)
        return found

    def grant_code(self, app: App, user: str, asked: Mapping[str, str]) -> str:
        """A new authorization code for somebody who has signed in."""
        code = secrets.token_urlsafe(48)
        ends = time.time() + min(app.sign_in_lifetime, _CODE_LIFETIME)
        self.codes[code] = Begun(app.id, ends, asked, user=user)
        return code

    def redeem_device(self, app_id: str, device_code: str) -> Begun:
        """What a device code stands for; EntraError as long as nobody has signed in for it."""
        begun = self.devices.get(device_code)
        if begun is None or begun.app_id != app_id:
            raise EntraError(70000, error="bad_verification_code")
        if begun.declined:
            raise EntraError(65004, error="authorization_declined")
        if not begun.redeemed and begun.ends <= time.time():
            raise EntraError(70020)
        if begun.user is None:
            raise EntraError(70016)
        return _once(begun)

    def redeem_code(self, app_id: str, form: Mapping[str, str]) -> Begun:
        """What an authorization code stands for; EntraError unless it is shown by whoever began."""
        begun = self.codes.get(form.get("code", ""))
        if begun is None or begun.app_id != app_id or begun.user is None:
            raise EntraError(70000)
        if not begun.redeemed and begun.ends <= time.time():
            raise EntraError(70008)
        if form.get("redirect_uri") != begun.asked["redirect_uri"]:
            raise EntraError(500112)
        if not _proves(form.get("code_verifier", ""), begun.asked):
            raise EntraError(501481)
        return _once(begun)


def _once(begun: Begun) -> Begun:
    if begun.redeemed:
        raise EntraError(54005)
    begun.redeemed = True
    return begun


def _proves(verifier: str, asked: Mapping[str, str]) -> bool:
    """Whether a verifier is the one that the challenge was made from."""
    challenge = asked.get("code_challenge")
    if not challenge:
        return True
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    made = digest if asked.get("code_challenge_method") == "S256" else verifier
    return secrets.compare_digest(made.encode(), challenge.encode())
