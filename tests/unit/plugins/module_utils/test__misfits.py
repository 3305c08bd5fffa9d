# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A token is of one tenant, whatever the options say."""

from __future__ import annotations

import pytest
from ansible_collections.secops.defender.plugins.module_utils._claims import Token
from ansible_collections.secops.defender.plugins.module_utils._errors import AuthError
from ansible_collections.secops.defender.plugins.module_utils._misfits import of_tenant
from ansible_collections.secops.defender.plugins.module_utils._options import CONNECTION_SPEC
from ansible_collections.secops.defender.plugins.module_utils._tokens import token_source
from ansible_collections.secops.defender.tests.unit.plugins.module_utils.logins import serving, session

HOME, OTHER = "5de4e7d2-0000-4000-8000-00000000d1e5", "0b2b1f0c-0000-4000-8000-00000000beef"


def test_a_ready_token_of_another_tenant_is_not_used_and_credentials_beside_it_log_in() -> None:
    with serving({"tenants": [{"tenant_id": OTHER}]}) as tenant:
        options = {
            **dict.fromkeys(CONNECTION_SPEC),
            **tenant.options,
            "cloud": "commercial",
            "retry_budget": 5.0,
        }
        http = session({**options, "timeout": 5.0, "validate_certs": True})
        ready = token_source(options, http).token().access_token
        alone = {**options, "tenant_id": OTHER, "access_token": ready, "client_secret": None}
        with pytest.raises(AuthError, match=f"tenant_id: access_token gave a token of the tenant {HOME}"):
            token_source(alone, http)
        source = token_source({**alone, "client_secret": options["client_secret"]}, http)
        assert source.token().claims["tid"] == OTHER


def test_a_source_that_gives_a_token_of_another_tenant_is_refused() -> None:
    token = Token("x", 0.0, {"tid": HOME})
    with pytest.raises(AuthError, match="managed_identity gave a token of the tenant"):
        of_tenant(token, "managed_identity", {"tenant_id": OTHER})


@pytest.mark.parametrize("wanted", [None, HOME.upper(), "contoso.com"])
def test_a_tenant_that_fits_or_cannot_be_compared_is_let_through(wanted: str | None) -> None:
    token = Token("x", 0.0, {"tid": HOME})
    assert of_tenant(token, "client_secret", {"tenant_id": wanted}) is token
