# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._prevalence import (
    enriched,
    failures,
    to_look_up,
)
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment
from ansible_collections.secops.defender.plugins.plugin_utils._triage import triage

SHA1, SHA256, MD5 = "a" * 40, "B" * 64, "c" * 32


def alert(name: str, *evidence: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "evidence": list(evidence), **more}


def file(value: str) -> dict[str, Any]:
    return {"sha1": value}


def ip(value: str) -> dict[str, Any]:
    return {"ipAddress": value}


def test_the_worst_alerts_are_asked_about_first_and_each_value_once() -> None:
    alerts = [
        alert("a", file(SHA1), ip("8.8.4.4"), domains=[{"host": "evil.example"}]),
        alert("b", {"sha256": SHA256}, ip("8.8.4.4")),
    ]
    scores = {"a": 10, "b": 90}
    everything = {"file": [SHA256, SHA1], "domain": ["evil.example"], "ip": ["8.8.4.4"]}
    assert to_look_up(alerts, scores, {}) == everything
    assert to_look_up(alerts, scores, {"limit": "2"}) == {"file": [SHA256], "domain": [], "ip": ["8.8.4.4"]}
    assert to_look_up(alerts, scores, {"min_score": 50})["file"] == [SHA256]
    assert to_look_up(alerts, scores, {"kinds": ["domain"]}) == {
        "file": [],
        "domain": ["evil.example"],
        "ip": [],
    }


def test_internal_addresses_and_md5_are_not_asked_about() -> None:
    inside = (
        "10.1.2.3",
        "172.20.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "169.254.1.1",
        "100.64.1.1",
        "fe80::1",
        "::1",
    )
    strange = alert("a", *map(ip, (*inside, "no address", "203.0.113.9", "2a01::1")), files=[{"md5": MD5}])
    found = to_look_up([strange], {"a": 1}, {})
    assert found == {"file": [], "domain": [], "ip": ["203.0.113.9", "2a01::1"]}


ANSWERS: dict[str, Any] = {
    "file": {
        "results": [
            {
                "item": SHA1,
                "files": [{"stats": {"organizationPrevalence": "3", "globallyPrevalence": 14850}}],
            },
            {"item": SHA256, "msg": "Not there.", "error": {"kind": "NotFound"}},
        ]
    },
    "domain": {"results": [{"item": "evil.example", "msg": "No.", "error": {"kind": "Forbidden"}}]},
    "ip": {"results": [{"item": "8.8.4.4", "ips": [{"stats": {"organizationPrevalence": None}}]}]},
}


def test_answers_stand_in_the_alerts_and_an_unknown_file_was_seen_nowhere() -> None:
    found = alert("a", file(SHA1), {"sha256": SHA256}, ip("8.8.4.4"), domains=["evil.example"])
    told = enriched([found], ANSWERS)[0]["prevalence"]
    assert {one["value"]: (one["organization"], one["worldwide"]) for one in told} == {
        SHA1: (3, 14850),
        SHA256: (0, 0),
        "8.8.4.4": (None, None),
    }


def test_what_could_not_be_read_is_named() -> None:
    assert failures(ANSWERS) == [{"kind": "domain", "value": "evil.example", "msg": "No."}]
    assert failures({}) == []


def test_nothing_asked_leaves_alerts_as_they_are() -> None:
    assert enriched([alert("a")], {}) == [alert("a")]


def test_rare_things_give_points_and_stand_in_the_entities() -> None:
    now = moment("2026-08-19T12:00:00Z")
    assert now
    weights = {"rare": [{"machines": 3, "points": 5}, {"machines": 1, "points": 10}]}
    alerts = [alert("a", file(SHA1)), alert("b", {"sha256": SHA256}), alert("c", ip("8.8.4.4"))]
    found = triage(enriched(alerts, ANSWERS), weights, now)
    assert {one["alert_id"]: one["points"] for one in found["alerts"]} == {
        "b": [{"rule": "rare", "found": 0, "points": 10}],
        "a": [{"rule": "rare", "found": 3, "points": 5}],
        "c": [],
    }
    common = {one["value"]: one["prevalence"] for one in found["entities"]}
    assert common[SHA1] == {"organization": 3, "worldwide": 14850}
