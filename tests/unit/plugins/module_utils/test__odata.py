# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.module_utils._errors import OptionError
from ansible_collections.secops.defender.plugins.module_utils._odata import holds, query_of, quote
from ansible_collections.secops.defender.plugins.module_utils._tables.alerts import ALERTS
from ansible_collections.secops.defender.plugins.module_utils._tables.indicators import INDICATORS
from ansible_collections.secops.defender.plugins.module_utils._tables.machine_actions import MACHINE_ACTIONS
from ansible_collections.secops.defender.plugins.module_utils._tables.machines import MACHINES
from hypothesis import given
from hypothesis import strategies as st

QUERIES: list[tuple[Any, dict[str, Any], dict[str, str]]] = [
    (ALERTS, {}, {}),
    (ALERTS, {"severity": [], "filter": "  ", "expand_evidence": False}, {}),
    (ALERTS, {"severity": ["High"]}, {"$filter": "severity eq 'High'"}),
    (ALERTS, {"severity": ["High", "Low"]}, {"$filter": "(severity eq 'High' or severity eq 'Low')"}),
    (ALERTS, {"incident_id": 0}, {"$filter": "incidentId eq 0"}),
    (ALERTS, {"expand_evidence": True}, {"$expand": "evidence"}),
    (ALERTS, {"filter": "id eq 'a' or id eq 'b'"}, {"$filter": "id eq 'a' or id eq 'b'"}),
    (
        ALERTS,
        {"status": ["New"], "created_after": "2026-03-14T04:00:00+01:00", "filter": "id eq 'a' or id eq 'b'"},
        {
            "$filter": "status eq 'New' and alertCreationTime ge 2026-03-14T03:00:00Z and (id eq 'a' or id eq 'b')"
        },
    ),
    (ALERTS, {"updated_before": "2026-03-14"}, {"$filter": "lastUpdateTime lt 2026-03-14T00:00:00Z"}),
    (
        MACHINES,
        {"computer_dns_name_startswith": "o'neil"},
        {"$filter": "startswith(computerDnsName,'o''neil')"},
    ),
    (MACHINES, {"rbac_group_id": [140, 7]}, {"$filter": "(rbacGroupId eq 140 or rbacGroupId eq 7)"}),
    (INDICATORS, {"generate_alert": False}, {"$filter": "generateAlert eq false"}),
    (INDICATORS, {"generate_alert": True, "value": []}, {"$filter": "generateAlert eq true"}),
    (MACHINES, {"exposure_level": ["None"]}, {"$filter": "exposureLevel eq 'None'"}),
    (
        MACHINE_ACTIONS,
        {"machine_id": ["m"], "type": ["Isolate"]},
        {"$filter": "machineId eq 'm' and type eq 'Isolate'"},
    ),
]


@pytest.mark.parametrize(("entity", "params", "query"), QUERIES)
def test_options_become_query_options(entity: Any, params: dict[str, Any], query: dict[str, str]) -> None:
    assert query_of(entity, params) == query


@given(st.text())
def test_quoted_text_cannot_leave_its_quotes(text: str) -> None:
    quoted = quote(text)
    assert quoted[0] == quoted[-1] == "'"
    assert "'" not in quoted[1:-1].replace("''", "")
    assert quoted[1:-1].replace("''", "'") == text


def test_a_time_that_is_no_time_names_its_option() -> None:
    with pytest.raises(OptionError, match="created_after: 'soon' is not an ISO 8601 time") as caught:
        query_of(ALERTS, {"created_after": "soon"})
    assert caught.value.details == {"option": "created_after"}


HELD: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({}, {}, True),
    ({"severity": ["High"]}, {"severity": "High"}, True),
    ({"severity": ["High"]}, {"severity": "Low"}, False),
    ({"assigned_to": "ann"}, {"assignedTo": None}, False),
    ({"incident_id": 7}, {"incidentId": 7}, True),
    ({"created_after": "2026-01-01"}, {"alertCreationTime": "2026-01-01T00:00:00.0000000Z"}, True),
    ({"created_before": "2026-01-01"}, {"alertCreationTime": "2026-01-01T00:00:00Z"}, False),
    ({"created_after": "2026-01-01"}, {"alertCreationTime": None}, False),
]


@pytest.mark.parametrize(("params", "record", "kept"), HELD)
def test_the_same_options_can_be_applied_to_a_record(
    params: dict[str, Any], record: dict[str, Any], kept: bool
) -> None:
    assert holds(ALERTS, params, record) is kept
