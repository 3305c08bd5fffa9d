# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a response policy wants of alerts: one effect for each action on each target. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._entities import evidence
from ansible_collections.secops.defender.plugins.plugin_utils._evidence import READ
from ansible_collections.secops.defender.plugins.plugin_utils._times import moment

Alert = Mapping[str, Any]
Options = Mapping[str, Any]
Effect = dict[str, Any]
Target = tuple[str, str, str | None, dict[str, Any]]

# Of two wishes for the same target the first value that is wanted counts.
_STRONGEST = {"isolation_type": ("full", "unmanaged_device", "selective"), "scan_type": ("full", "quick")}
_DEFAULTS: Mapping[str, Options] = {
    "isolate": {"isolation_type": "full"},
    "scan": {"scan_type": "quick"},
    # What can be read with the permissions that alerts and their machines need already.
    "collect": {"records": ["machine", "alerts", "actions"]},
    "block": {"kinds": ("file", "ip", "domain", "url"), "action": "Block", "days": 30},
}


def effects(policy: Mapping[str, Any], alerts: Iterable[Alert]) -> list[Effect]:
    """Return every effect that the rules ask for, each once, with the rules and the alerts that it comes from."""
    wanted: dict[str, Effect] = {}
    for alert in alerts:
        for rule in policy["rules"]:
            if matches(rule["match"], alert):
                for effect in _of_rule(rule, alert):
                    known = wanted.setdefault(effect["key"], effect)
                    _merge(known, effect)
    return list(wanted.values())


def matches(match: Mapping[str, Sequence[str]], alert: Alert) -> bool:
    """Tell whether an alert has one of the values of every property that a rule looks at; case does not matter."""
    return all(_has(name, values, alert) for name, values in match.items())


def _has(name: str, values: Sequence[str], alert: Alert) -> bool:
    found = [text.lower() for text in _PROPERTIES[name](alert) if text]
    wanted = [value.lower() for value in values]
    if name == "title":
        return any(value in text for value in wanted for text in found)
    if name == "mitre_technique":
        return any(text == value or text.startswith(f"{value}.") for value in wanted for text in found)
    return any(text in wanted for text in found)


def _of(name: str) -> Callable[[Alert], list[str]]:
    return lambda alert: [str(alert.get(name) or "")]


def _of_machine(name: str) -> Callable[[Alert], list[str]]:
    def values(alert: Alert) -> list[str]:
        found = machine_of(alert).get(name)
        return [str(one) for one in (found if isinstance(found, (list, tuple)) else [found]) if one]

    return values


_PROPERTIES: Mapping[str, Callable[[Alert], list[str]]] = {
    "severity": _of("severity"),
    "category": _of("category"),
    "detection_source": _of("detectionSource"),
    "title": _of("title"),
    "mitre_technique": lambda alert: [str(one) for one in alert.get("mitreTechniques") or ()],
    "machine_group": _of_machine("rbacGroupName"),
    "machine_tag": _of_machine("machineTags"),
    "device_value": _of_machine("deviceValue"),
    "risk_score": _of_machine("riskScore"),
    "exposure_level": _of_machine("exposureLevel"),
    "os_platform": _of_machine("osPlatform"),
}


def options_of(action: str, given: Options | None) -> dict[str, Any]:
    """Return the options of an action: what a rule gives, over the defaults."""
    return {**_DEFAULTS.get(action, {}), **(given or {})}


def machine_of(alert: Alert) -> Mapping[str, Any]:
    """Return the machine of an alert, empty if it was not read or is gone."""
    machine = alert.get("machine")
    return machine if isinstance(machine, Mapping) else {}


def _of_rule(rule: Mapping[str, Any], alert: Alert) -> Iterator[Effect]:
    for action, given in rule["actions"].items():
        options = options_of(action, given)
        for target, name, machine_id, carried in _TARGETS[action](alert, options, rule["name"]):
            yield {
                "key": " ".join(
                    part for part in (action, target, *map(str, _told_apart(action, carried))) if part
                ),
                "action": action,
                "target": target,
                "name": name,
                "machine_id": machine_id,
                "options": carried,
                "rules": [rule["name"]],
                "alert_ids": [alert["id"]],
                "machine_ids": [alert["machineId"]] if alert.get("machineId") else [],
            }


def _told_apart(action: str, options: Options) -> list[Any]:
    """Return what makes two effects on one target two: a machine can get several tags, and lose several files."""
    return [options[name] for name in ("tag", "sha1") if name in options and action in ("tag", "quarantine")]


def _merge(known: Effect, other: Effect) -> None:
    for name in ("rules", "alert_ids", "machine_ids"):
        known[name] += [one for one in other[name] if one not in known[name]]
    if "expires" in other["options"]:
        ends = (known["options"].get("expires", ""), other["options"]["expires"])
        known["options"]["expires"] = max(ends)
    if "records" in known["options"]:
        named = {*known["options"]["records"], *other["options"]["records"]}
        known["options"]["records"] = [record for record in READ if record in named]
    for name, order in _STRONGEST.items():
        if name in known["options"]:
            wishes = (known["options"][name], other["options"][name])
            known["options"][name] = min(wishes, key=order.index)


def _machine(alert: Alert, options: Options, rule: str) -> Iterator[Target]:
    if alert.get("machineId"):
        name = machine_of(alert).get("computerDnsName") or alert.get("computerDnsName") or alert["machineId"]
        yield alert["machineId"], name, alert["machineId"], dict(options)


def _tags(alert: Alert, options: Options, rule: str) -> Iterator[Target]:
    for target, name, machine_id, _options in _machine(alert, {}, rule):
        yield from ((target, name, machine_id, {"tag": tag}) for tag in options["tags"])


def _files(alert: Alert, options: Options, rule: str) -> Iterator[Target]:
    """Yield the files that the alert is about: evidence of the sort File, not the processes that handled them."""
    for target, name, machine_id, _options in _machine(alert, {}, rule):
        for sha1 in dict.fromkeys(
            str(piece["sha1"]).lower() for piece in _file_evidence(alert) if piece.get("sha1")
        ):
            yield target, name, machine_id, {"sha1": sha1}


def _indicators(alert: Alert, options: Options, rule: str) -> Iterator[Target]:
    """Yield indicators that end some days after the alert, so that another run asks for the same."""
    made = moment(alert.get("alertCreationTime"))
    ends = {"expires": f"{made + timedelta(days=options['days']):%Y-%m-%dT00:00:00Z}"} if made else {}
    for kind, type_, value in _observed(alert):
        if kind in options["kinds"]:
            action = (
                "Block" if options["action"] == "BlockAndRemediate" and kind != "file" else options["action"]
            )
            yield value, value, None, {"type": type_, "action": action, **ends}


def _observed(alert: Alert) -> Iterator[tuple[str, str, str]]:
    for piece in _file_evidence(alert):
        for name, type_ in (("sha256", "FileSha256"), ("sha1", "FileSha1")):
            if piece.get(name):
                yield "file", type_, str(piece[name]).lower()
                break
    for piece in evidence(alert):
        if piece.get("ipAddress") and _is_public(str(piece["ipAddress"])):
            yield "ip", "IpAddress", str(piece["ipAddress"])
        if piece.get("url"):
            yield "url", "Url", str(piece["url"])
    for domain in alert.get("domains") or ():
        if isinstance(domain, Mapping) and domain.get("host"):
            yield "domain", "DomainName", str(domain["host"]).lower()


def _file_evidence(alert: Alert) -> list[Mapping[str, Any]]:
    return [piece for piece in evidence(alert) if piece.get("entityType") == "File"]


def _is_public(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_global
    except ValueError:
        return False


def _alert(alert: Alert, options: Options, rule: str) -> Iterator[Target]:
    yield alert["id"], alert.get("title") or alert["id"], None, dict(options)


def _rule(alert: Alert, options: Options, rule: str) -> Iterator[Target]:
    yield rule, rule, None, dict(options)


_TARGETS: Mapping[str, Callable[[Alert, Options, str], Iterator[Target]]] = {
    "notify": _rule,
    "assign": _alert,
    "tag": _tags,
    "hunt": _rule,
    "scan": _machine,
    "collect": _machine,
    "block": _indicators,
    "restrict": _machine,
    "quarantine": _files,
    "isolate": _machine,
}
