# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The permissions that open the operations, any one of each."""

from __future__ import annotations

from ansible_collections.secops.defender.tests.simulator.calls import Access

READ_ALERTS = Access(("Alert.Read.All", "Alert.ReadWrite.All"), ("Alert.Read", "Alert.ReadWrite"))
EDIT_ALERTS = Access(("Alert.ReadWrite.All",), ("Alert.ReadWrite",))
READ_MACHINES = Access(("Machine.Read.All", "Machine.ReadWrite.All"), ("Machine.Read", "Machine.ReadWrite"))
EDIT_MACHINES = Access(("Machine.ReadWrite.All",), ("Machine.ReadWrite",))
FILES = Access(("File.Read.All",), ("File.Read.All",))
URLS = Access(("URL.Read.All",), ("URL.Read.All",))
IPS = Access(("Ip.Read.All",), ("Ip.Read.All",))
SOFTWARE = Access(("Software.Read.All",), ("Software.Read",))
USERS = Access(("User.Read.All",), ("User.Read.All",))
ISOLATE = Access(("Machine.Isolate",), ("Machine.Isolate",))
RESTRICT = Access(("Machine.RestrictExecution",), ("Machine.RestrictExecution",))
LIVE_RESPONSE = Access(("Machine.LiveResponse",), ("Machine.LiveResponse",))
LIVE_RESPONSE_RESULT = Access(READ_MACHINES.application, ("Machine.LiveResponse",))
LIBRARY = Access(("Library.Manage",), ("Library.Manage",))
COLLECT = Access(("Machine.CollectForensics",), ("Machine.CollectForensics",))
PACKAGE_LINK = Access(READ_MACHINES.application, COLLECT.delegated)
QUARANTINE = Access(("Machine.StopAndQuarantine",), ("Machine.StopAndQuarantine",))
OFFBOARD = Access(("Machine.Offboard",), ("Machine.Offboard",))
SCAN = Access(("Machine.Scan",), ("Machine.Scan",))
ACTIONS = (
    "Machine.CollectForensics",
    "Machine.Isolate",
    "Machine.RestrictExecution",
    "Machine.Scan",
    "Machine.Offboard",
    "Machine.StopAndQuarantine",
    "Machine.LiveResponse",
)
ANY_ACTION = Access(ACTIONS, ACTIONS)
APPLICATIONS_ONLY = Access(READ_MACHINES.application, ())
ADVANCED_QUERY = Access(("AdvancedQuery.Read.All",), ("AdvancedQuery.Read",))
THREAT_HUNTING = Access(("ThreatHunting.Read.All",), ("ThreatHunting.Read.All",))
# Logging in is enough.
ANYBODY = Access((), ())
EDIT_INDICATORS = Access(("Ti.ReadWrite", "Ti.ReadWrite.All"), ("Ti.ReadWrite",))
DELETE_INDICATORS = Access(EDIT_INDICATORS.application, ())
