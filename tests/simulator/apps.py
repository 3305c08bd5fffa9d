# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registered applications of the tenant, with their credentials, permissions and users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

API_AUDIENCE = "https://api.securitycenter.microsoft.com"
GITHUB_ISSUER = "https://token.actions.githubusercontent.com"
GITHUB_SUBJECT = "repo:secops/defender:ref:refs/heads/main"
DEVOPS_ISSUER = "https://vstoken.dev.azure.com/00000000-0000-4000-8000-000000000001"
DEVOPS_SUBJECT = "sc://secops/defender/simulator"
EXCHANGE_AUDIENCE = "api://AzureADTokenExchange"

DEFAULT_TENANT_ID = "5de4e7d2-0000-4000-8000-00000000d1e5"
DEFAULT_APP_ID = "5de4e7d2-0000-4000-8000-00000000a991"

APPLICATION_PERMISSIONS = (
    "AdvancedQuery.Read.All",
    "Alert.Read.All",
    "Alert.ReadWrite.All",
    "File.Read.All",
    "Ip.Read.All",
    "Library.Manage",
    "Machine.CollectForensics",
    "Machine.Isolate",
    "Machine.LiveResponse",
    "Machine.Offboard",
    "Machine.Read.All",
    "Machine.ReadWrite.All",
    "Machine.RestrictExecution",
    "Machine.Scan",
    "Machine.StopAndQuarantine",
    "RemediationTasks.Read.All",
    "Score.Read.All",
    "SecurityBaselinesAssessment.Read.All",
    "SecurityConfiguration.Read.All",
    "SecurityRecommendation.Read.All",
    "Software.Read.All",
    "ThreatHunting.Read.All",
    "Ti.ReadWrite",
    "Ti.ReadWrite.All",
    "URL.Read.All",
    "User.Read.All",
    "Vulnerability.Read.All",
)

# The rest belongs to the API; a token carries what belongs to its resource.
GRAPH_PERMISSIONS = frozenset(("ThreatHunting.Read.All",))


class User(NamedTuple):
    """A person who may log in through an application."""

    name: str
    password: str
    scopes: tuple[str, ...]
    second_factor: bool = False


class App(NamedTuple):
    """An application registration."""

    id: str
    secret: str
    name: str
    permissions: tuple[str, ...]
    certificates: tuple[str, ...] = ()
    federated: tuple[Mapping[str, str], ...] = ()
    users: tuple[User, ...] = ()
    secret_expires: str | None = None
    token_lifetime: int = 3599
    sign_in_lifetime: int = 900


APP_SHAPE = {
    "id": "text",
    "secret": "text",
    "name": "text",
    "permissions": "[text]",
    "certificates": "[text]",
    "federated": "list",
    "users": "list",
    "secret_expires": "time?",
    "token_lifetime": "integer",
    "sign_in_lifetime": "integer",
}
USER_SHAPE = {"name": "text", "password": "text", "scopes": "[text]", "second_factor": "flag"}
FEDERATED_SHAPE = {"issuer": "text", "subject": "text", "audience": "text"}


def app_of(entry: Mapping[str, Any]) -> App:
    """The application that a scenario entry describes; the entry has been checked."""
    users = tuple(
        User(user["name"], user["password"], tuple(user.get("scopes", ())), user.get("second_factor", False))
        for user in entry.get("users", ())
    )
    return App(
        id=entry["id"],
        secret=entry["secret"],
        name=entry.get("name", entry["id"]),
        permissions=tuple(entry.get("permissions", ())),
        certificates=tuple(entry.get("certificates", ())),
        federated=tuple(entry.get("federated", ())),
        users=users,
        secret_expires=entry.get("secret_expires"),
        token_lifetime=entry.get("token_lifetime", 3599),
        sign_in_lifetime=entry.get("sign_in_lifetime", 900),
    )


def default_app(secret: str) -> App:
    """The application of a scenario that names none: it may do everything."""
    federated = (
        {"issuer": GITHUB_ISSUER, "subject": GITHUB_SUBJECT, "audience": EXCHANGE_AUDIENCE},
        {"issuer": DEVOPS_ISSUER, "subject": DEVOPS_SUBJECT, "audience": EXCHANGE_AUDIENCE},
    )
    return App(DEFAULT_APP_ID, secret, "Defender automation", APPLICATION_PERMISSIONS, federated=federated)
