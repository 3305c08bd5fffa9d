# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The investigation package of a machine: a small archive, the same bytes for the same action."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import timedelta

from ansible_collections.secops.defender.tests.simulator.downloads import Blob
from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.times import moment_of

NAME = "WDATP_Investigation_Package.zip"
LINK_LASTS = timedelta(minutes=10)


def package_of(action: Record, machine: Record) -> Blob:
    """The package that an action has collected from a machine."""
    archive = io.BytesIO()
    made = moment_of(action["creationDateTimeUtc"]).timetuple()[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in _contents(action, machine).items():
            package.writestr(zipfile.ZipInfo(name, date_time=made), text)
    return Blob(f"packages/{action['id']}/{NAME}", archive.getvalue(), "application/zip")


def _contents(action: Record, machine: Record) -> Mapping[str, str]:
    name = machine.get("computerDnsName")
    addresses = [entry.get("ipAddress") for entry in machine.get("ipAddresses") or []]
    connections = [f"TCP    {address}:49731    0.0.0.0:0    LISTENING" for address in addresses if address]
    system = [f"Host Name: {name}", f"OS Name: {machine.get('osPlatform')} {machine.get('version')}"]
    summary = [f"{part},Succeeded" for part in ("Autoruns", "Network Connections", "Processes", "System")]
    return {
        "Autoruns/autoruns.csv": "Entry Location,Entry,Enabled\n",
        "Network Connections/ActiveNetConnections.txt": "\n".join(["Active Connections", *connections, ""]),
        "Processes/Processes.csv": "ProcessId,Name,CommandLine\n4,System,\n",
        "System Information/SystemInformation.txt": "\n".join([*system, ""]),
        "Collection.json": json.dumps({"actionId": action["id"], "machineId": machine["id"]}) + "\n",
        "CollectionSummaryReport.csv": "\n".join(["Part,Result", *summary, ""]),
    }
