# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tenant: everything that lasts from one request to the next."""

from __future__ import annotations

import secrets
import threading
import uuid
from datetime import datetime

from ansible_collections.secops.defender.tests.simulator import (
    actions,
    indicators,
    investigations,
    live_response,
    quirks,
)
from ansible_collections.secops.defender.tests.simulator.apps import App
from ansible_collections.secops.defender.tests.simulator.clock import Clock
from ansible_collections.secops.defender.tests.simulator.downloads import Downloads
from ansible_collections.secops.defender.tests.simulator.faults import Faults
from ansible_collections.secops.defender.tests.simulator.journal import Journal
from ansible_collections.secops.defender.tests.simulator.limits import Limiter
from ansible_collections.secops.defender.tests.simulator.messages import Record
from ansible_collections.secops.defender.tests.simulator.scenario import Scenario
from ansible_collections.secops.defender.tests.simulator.shapes import SHAPES
from ansible_collections.secops.defender.tests.simulator.sign_ins import SignIns
from ansible_collections.secops.defender.tests.simulator.store import Collection
from ansible_collections.secops.defender.tests.simulator.times import moment_of
from ansible_collections.secops.defender.tests.simulator.tokens import Signer


class Tenant:
    """The state of a simulated tenant; hold its lock to look at or change it."""

    def __init__(
        self, scenario: Scenario, clock: Clock, faults: Faults, journal: Journal, limiter: Limiter
    ) -> None:
        """Fill the collections and set open machine actions going."""
        self.id = scenario.tenant_id
        self.apps: tuple[App, ...] = scenario.apps
        self.quirks = scenario.quirks
        self.logons = scenario.logons
        self.hunting = scenario.hunting
        self.events = scenario.events
        self.command_results = scenario.command_results
        self.clock, self.faults, self.journal, self.limiter = clock, faults, journal, limiter
        self.signer = Signer()
        self.downloads = Downloads(clock)
        self.page_size = 10_000
        self.lock = threading.RLock()
        self.platform_secret = secrets.token_urlsafe(24)
        self.refresh_tokens: dict[str, tuple[str, str]] = {}
        self.sign_ins = SignIns()
        self.collections = {
            name: Collection(scenario.records[name], shape.key, shape.newest_by)
            for name, shape in SHAPES.items()
        }
        self.kept = {name: records for name, records in scenario.records.items() if name not in SHAPES}
        self.unlisted: set[str] = set()
        self._plans: dict[str, actions.Plan] = {}
        self._moved: set[str] = set()
        self._investigating: set[str] = set()
        for action in self._actions.where(lambda action: action["status"] in actions.OPEN):
            self._resume(action)

    @property
    def _actions(self) -> Collection:
        return self.collections["machineactions"]

    def collection(self, name: str) -> Collection:
        """A collection as it stands now."""
        self.progress()
        return self.collections[name]

    def app(self, app_id: str) -> App | None:
        """The application with that id."""
        return next((app for app in self.apps if app.id.lower() == app_id.lower()), None)

    def has(self, quirk: str) -> bool:
        """Whether the scenario has switched a quirk on."""
        return quirk in self.quirks

    def page_was_read(self, name: str) -> None:
        """After the first page that leaves something unread, let a record move, if that quirk is on."""
        if self.has(quirks.MOVING_RECORDS) and name not in self._moved:
            self._moved.add(name)
            self.collections[name].move_last_to_front()

    def start(self, action: Record, scope: str | None) -> Record:
        """Store a new action and set it going."""
        now = self.clock.now()
        machine = self.collections["machines"].get(action["machineId"])
        reached = actions.reachable(machine, scope)
        plan = actions.plan_of(action["type"], scope, now, reached, self.has(quirks.FAILING_ACTIONS))
        if actions.hangs(action["type"], action["machineId"], self._actions.listed()):
            plan = actions.stuck(plan)
        stored = {"id": str(uuid.uuid4()), **action}
        self._plans[stored["id"]] = live_response.planned(plan, stored, self.command_results)
        self._actions.put(stored)
        if self.has(quirks.LATE_LISTINGS):
            self.unlisted.add(stored["id"])
        return stored

    def call_off(self, action: Record, requestor: str, comment: str | None) -> Record:
        """Cancel an open action."""
        stored = actions.cancelled(action, requestor, comment, self.clock.now())
        self._plans.pop(action["id"], None)
        self._actions.put(stored)
        return stored

    def investigate(self, investigation: Record) -> None:
        """Store a new investigation and set it going."""
        self.collections["investigations"].put(investigation)
        self._investigating.add(investigation["id"])

    def progress(self) -> None:
        """Bring every open action, every investigation that was started, and what expires, up to the present."""
        now = self.clock.now()
        indicators.expire(self.collections["indicators"], now)
        self._progress_investigations(now)
        self._progress_plans(now)
        for action_id, plan in list(self._plans.items()):
            if plan.waits_for_release:
                action = self._actions.get(action_id)
                self._plans[action_id] = actions.with_release(plan, action or {}, self._actions.listed())
        self._progress_plans(now)

    def _progress_plans(self, now: datetime) -> None:
        for action_id, plan in list(self._plans.items()):
            changed = live_response.progressed(self._actions.get(action_id) or {}, plan, now)
            if changed is not None:
                self._actions.put(changed)
                if changed["status"] not in actions.OPEN:
                    del self._plans[action_id]
                    self._take_effect(changed)

    def _take_effect(self, action: Record) -> None:
        machine = self.collections["machines"].get(str(action.get("machineId")))
        after = actions.machine_after(action, machine) if machine else None
        if after is not None:
            self.collections["machines"].put(after)

    def _progress_investigations(self, now: datetime) -> None:
        found = self.collections["investigations"]
        for investigation_id in list(self._investigating):
            record = found.get(investigation_id) or {}
            found.put(investigations.progressed(record, now))
            if now >= investigations.ends(record):
                self._investigating.remove(investigation_id)

    def _resume(self, action: Record) -> None:
        machine = self.collections["machines"].get(str(action.get("machineId")))
        reached = actions.reachable(machine, action.get("scope"))
        plan = actions.plan_of(action["type"], action.get("scope"), self.clock.now(), reached, False)
        gives_up = moment_of(action["creationDateTimeUtc"]) + actions.GIVES_UP_AFTER
        plan = live_response.planned(plan, action, self.command_results)
        self._plans[action["id"]] = plan._replace(gives_up=gives_up)
