# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every test of a plugin needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible_collections.secops.defender.plugins.module_utils import _client


@pytest.fixture(autouse=True)
def logged_out() -> Iterator[None]:
    """Begin without a login, and close the connections that a test opened."""
    yield
    for login in _client._logins.values():
        login.http.close()
    _client._logins.clear()
