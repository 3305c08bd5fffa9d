# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stages of a containment: what each brings about, what it leaves to be seen, and which of them a machine gets. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

ISOLATE, RESTRICT, SCAN = "isolate", "restrict", "scan"
VALUES = ("High", "Normal", "Low")


class Stage(NamedTuple):
    """What a stage makes of a machine by the state of the containment, and the keys of a response state that show it."""

    wanted: Mapping[str, str]
    holds: str
    pending: str
    otherwise: str


# In the order in which they are gone through.
STAGES: dict[str, Stage] = {
    ISOLATE: Stage(
        {"isolated": "isolated", "released": "released"}, "isolated", "isolation_pending", "released"
    ),
    RESTRICT: Stage(
        {"isolated": "restricted", "released": "unrestricted"},
        "restricted",
        "restriction_pending",
        "unrestricted",
    ),
    SCAN: Stage({"isolated": "scanned"}, "scanning", "", "not scanning"),
}


class Choice(NamedTuple):
    """The stages of machines in general, those of machines of a value, and those of single machines."""

    stages: Sequence[str] = (ISOLATE,)
    by_value: Mapping[str, Sequence[str]] = {}
    by_machine: Mapping[str, Sequence[str]] = {}


ISOLATION = Choice()


def complaint(general: Any, of_values: Any) -> str:
    """Return in a sentence what is wrong with the stages in general and those by value, empty when nothing is."""
    if not isinstance(of_values, Mapping):
        return "contain_machines_stages_by_value: give a dictionary of stages by value."
    wrong = [value for value in of_values if str(value).lower() not in map(str.lower, VALUES)]
    if wrong:
        return f"contain_machines_stages_by_value: there is no value '{wrong[0]}'; the values are {', '.join(VALUES)}."
    for option, stages in (
        ("contain_machines_stages", general),
        *((f"contain_machines_stages_by_value.{value}", stages) for value, stages in of_values.items()),
    ):
        if not isinstance(stages, (list, tuple)):
            return f"{option}: give a list of stages."
        unknown = [stage for stage in stages if stage not in STAGES]
        if unknown:
            return f"{option}: there is no stage '{unknown[0]}'; the stages are {', '.join(STAGES)}."
    return ""


def chosen(choice: Choice, record: Mapping[str, Any], state: str) -> list[str]:
    """Return the stages of a machine in their order, without those that have nothing to do with the state."""
    value = str(record.get("deviceValue") or "").lower()
    of_value = {str(name).lower(): stages for name, stages in choice.by_value.items()}
    asked = choice.by_machine.get(record["id"], of_value.get(value, choice.stages))
    return [name for name, stage in STAGES.items() if name in asked and state in stage.wanted]


def sent(machine: Mapping[str, Any]) -> list[str]:
    """Return the stages that a run sent a request for and that can be taken back. Reports without stages are of isolation."""
    stages = machine.get("stages")
    if stages is None:
        return [ISOLATE] if machine.get("sent_in_this_run") else []
    names = [one.get("stage") for one in stages if isinstance(one, Mapping) and one.get("sent_in_this_run")]
    return [name for name, stage in STAGES.items() if name in names and "released" in stage.wanted]


def situation(state: Mapping[str, Any], name: str = ISOLATE) -> str:
    """Say in a word or two what a machine's response state tells about a stage."""
    if not state:
        return "unknown"
    stage = STAGES[name]
    standing = stage.holds if state.get(stage.holds) else stage.otherwise
    return f"{standing}, change pending" if state.get(stage.pending) else standing


def goal(state: str, stages: Collection[str]) -> str:
    """Return what machines are to be in one word: that of their only stage, else of the containment as a whole."""
    met = set(stages)
    if len(met) == 1:
        return STAGES[met.pop()].wanted.get(state, state)
    return "contained" if met and state == "isolated" else state
