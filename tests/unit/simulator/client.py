# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plain HTTP client of the simulator: what a test needs to log in and to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from ansible_collections.secops.defender.tests.simulator import Running

SCOPE = "https://api.securitycenter.microsoft.com/.default"
MACHINE = {
    "id": "1e5bc9d7e413ddd7902c2932e418702b84d0cc07",
    "computerDnsName": "web-1.contoso.com",
    "osPlatform": "Windows11",
    "healthStatus": "Active",
    "onboardingStatus": "Onboarded",
    "firstSeen": "2026-01-01T00:00:00Z",
    "lastSeen": "2026-05-01T10:00:00.1234567Z",
    "lastIpAddress": "10.0.0.7",
    "machineTags": ["web", "production"],
    "rbacGroupId": 140,
    "riskScore": "High",
}
NOW = "2026-05-01T12:00:00Z"


class Client:
    """Logs in as the first application of a tenant, and asks."""

    def __init__(self, tenant: Running, log_in: bool = True) -> None:
        self.tenant = tenant
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = tenant.options["ca_path"]
        if log_in:
            self.use(self.token())

    def use(self, token: str) -> None:
        """Send this bearer token from now on."""
        self.session.headers["Authorization"] = f"Bearer {token}"

    def log_in(self, tenant_id: str | None = None, v1: bool = False, **form: Any) -> requests.Response:
        """Ask for a token; the form's fields replace the usual ones, and empty ones are left out."""
        options = self.tenant.options
        usual = {
            "grant_type": "client_credentials",
            "client_id": options["client_id"],
            "client_secret": options["client_secret"],
            **({"resource": SCOPE.removesuffix("/.default")} if v1 else {"scope": SCOPE}),
        }
        fields = {name: value for name, value in {**usual, **form}.items() if value}
        path = "oauth2/token" if v1 else "oauth2/v2.0/token"
        return self.session.post(f"{self.tenant.url}/{tenant_id or options['tenant_id']}/{path}", data=fields)

    def token(self, **form: Any) -> str:
        """A token from the token endpoint."""
        answer = self.log_in(**form)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def get(self, path: str, **query: str) -> requests.Response:
        """GET; the names of the query's options are given without their $."""
        return self.session.get(
            self.tenant.url + path, params={f"${name}": value for name, value in query.items()}
        )

    def post(self, path: str, body: Any = None) -> requests.Response:
        """POST a JSON body."""
        return self.session.post(self.tenant.url + path, json=body)

    def patch(self, path: str, body: Any) -> requests.Response:
        """PATCH with a JSON body."""
        return self.session.patch(self.tenant.url + path, json=body)

    def ids(self, path: str, **query: str) -> list[str]:
        """The ids in a list."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return [record["id"] for record in answer.json()["value"]]


def error_of(answer: requests.Response) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]


def machine(number: int, **changes: Any) -> dict[str, Any]:
    """A machine with an id of its own."""
    name = f"web-{number}.contoso.com"
    return {**MACHINE, "id": f"{number:040x}", "computerDnsName": name, **changes}


def app(**changes: Any) -> Mapping[str, Any]:
    """An application for a scenario."""
    return {
        "id": "7d0a6a9c-3e3f-4d0a-9d6f-1f6a3b1b0001",
        "secret": "the-secret-of-the-app",
        "name": "Test automation",
        "permissions": ["Machine.Read.All"],
        **changes,
    }
